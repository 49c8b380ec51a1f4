// <binary-cross-entropy p q>: the loss of saying q when the truth is p, and a point to move along it.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { controlStyles, head } from "./controls.js";
import { figure, figureStyles, unitOf } from "./figure.js";
import { percent, short } from "./format.js";
import "./number-field.js";
import { t } from "./strings.js";

const POINTS = 200;

export class BinaryCrossEntropy extends SurprisalElement {
  static tag = "binary-cross-entropy";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, css`
    :host { --narrow: 44rem; --middle: 35rem; --wide: 27rem; }
    .panel { display: grid; gap: 1rem; align-content: start; } .fields { display: grid; gap: 0.25rem; }
  `];

  view() {
    const [p, q, base] = ["p", "q", "base"].map((name) => this.read(name));
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const unit = unitOf(base);
    const P = [1 - p, p], Q = [1 - q, q];
    const H = engine.measure("crossEntropy", P, Q, { base }), own = engine.measure("entropy", P, undefined, { base }), D = engine.measure("kl", P, Q, { base });
    this.numbers = { crossEntropy: H.value, entropy: own.value, kl: D.value };
    const nats = engine.entropy([0.5, 0.5]) / engine.entropy([0.5, 0.5], { base });
    const top = Math.max(2, Math.round(5 / nats));
    const x = Float64Array.from({ length: POINTS }, (_, i) => 0.002 + (0.996 * i) / (POINTS - 1));
    const loss = (/** @type {number} */ truth) => x.map((v) => -(truth * Math.log(v) + (1 - truth) * Math.log1p(-v)) / nats);
    const alone = this.read("show") === "surprisal";
    const certain = p === 0 || p === 1;
    const words = alone ? t("bce.words.surprisal", { q: percent(q, 1), h: `${short(H.value, 3)} ${unit}` }) : Number.isFinite(H.value) ? t(certain ? "bce.words.certain" : "bce.words", { h: `${short(H.value, 3)} ${unit}`, q: percent(p === 0 ? 1 - q : q, 1), own: `${short(own.value, 3)} ${unit}`, extra: short(D.value, 3) }) : t("bce.words.infinite");
    const series = [
      { name: "−log Q(1)", role: "muted", mark: "thin", values: loss(1), x }, { name: "−log Q(0)", role: "muted", mark: "dotted", values: loss(0), x },
      ...(certain ? [] : [{ name: "H(P, Q)", role: "d", mark: "solid", values: loss(p), x }]),
    ];
    if (certain) Object.assign(series[p === 1 ? 0 : 1], { role: "d", mark: "solid", name: alone ? "−log p" : p === 1 ? "−log Q(1) = H(P, Q)" : "−log Q(0) = H(P, Q)" });
    series.forEach((line, i) => Object.assign(line, { nameAt: [0.12, 0.88, p < 0.5 ? 0.05 : 0.95][i] })); // where the curves are apart
    const spec = { kind: "lines", label: t(alone ? "bce.chart.surprisal" : "bce.chart"), summary: words, animate: false, x: { title: t(alone ? "bce.p" : "bce.q"), min: 0, max: 1 }, y: { title: unit, min: 0, max: top }, series: alone ? series.slice(0, 1) : series,
      handles: [{ axis: "x", x: q, y: Math.min(top, H.value), label: alone ? "p" : "Q(1)", role: "q", min: 0, max: 1, step: 0.01, text: `${short(q, 3)}: ${short(H.value, 3)} ${unit}` }] };
    const field = (/** @type {"p" | "q"} */ side, /** @type {number} */ value) => html`<surprisal-number data-role=${side} data-parameter=${side} label=${alone ? "p" : `${side.toUpperCase()}(1)`} .value=${value} .initial=${Number(this.initial(side))} .min=${0} .max=${1} .step=${0.01}
      @surprisal-input=${(/** @type {CustomEvent} */ e) => this.write(side, e.detail.value)}></surprisal-number>`;
    return html`${head(this, t("bce.title"))}
      <div class="split"><surprisal-chart .spec=${spec} .legend=${false} @chart-drag=${(/** @type {CustomEvent} */ e) => this.write("q", e.detail.value)} @chart-restart=${() => this.reset("q")}></surprisal-chart>
      <div class="panel"><div class="fields">${field("q", q)}${alone ? nothing : field("p", p)}</div>
      <dl>${alone ? figure("−log p", H, base) : [figure("H(P, Q)", H, base), figure("H(P)", own, base, "p"), figure("D(P‖Q)", D, base)]}</dl></div></div>
      <p class="words" aria-live="polite">${words}</p>
      ${this.actions()}`;
  }
}
