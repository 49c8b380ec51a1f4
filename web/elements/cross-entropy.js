// <cross-entropy p q labels>: drag the bars of Q; the surprise of each class and its mean under P.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { PREDICTIONS } from "./course.js";
import { controlStyles, head } from "./controls.js";
import { digits, figure, figureStyles, unitOf } from "./figure.js";
import { short } from "./format.js";
import { moved } from "./simplex.js";
import { t } from "./strings.js";

export class CrossEntropy extends SurprisalElement {
  static tag = "cross-entropy";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, css`
    :host { --narrow: 87rem; --middle: 50rem; --wide: 50rem; }
    .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 1.5rem; }
    .presets { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1rem 0; }
    section { border-top: 1px solid var(--surprisal-grid); padding: 0.75rem 0; }
    .note { margin-top: 0.25rem; }
  `];

  /** @param {"p" | "q"} side @param {number} i @param {number} v */
  #move(side, i, v) { this.write(side, moved(this.read(side), i, v)); }

  view() {
    const [P, Q, names, base] = ["p", "q", "labels", "base"].map((name) => this.read(name));
    if (!(P instanceof Float64Array) || !(Q instanceof Float64Array)) throw new Error(t("ce.lists"));
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const H = engine.measure("crossEntropy", P, Q, { base });
    const D = engine.measure("kl", P, Q, { base });
    const own = engine.measure("entropy", P, undefined, { base });
    const unit = unitOf(base);
    const labels = Array.from(P, (_, i) => names[i] ?? String(i));
    const nats = engine.entropy([0.5, 0.5]) / engine.entropy([0.5, 0.5], { base });
    const surprise = Array.from(Q, (q) => -Math.log(q) / nats);
    this.numbers = { crossEntropy: H.value, kl: D.value, entropy: own.value, p: Array.from(P), q: Array.from(Q) };

    const words = t(Number.isFinite(H.value) ? "ce.words" : "ce.words.infinite", { h: `${short(H.value, 4)} ${unit}`, own: short(own.value, 3), extra: short(D.value, 3), reason: H.reason ?? "" });
    const handle = (/** @type {"p" | "q"} */ side) => (/** @type {number} */ value, /** @type {number} */ i) => ({
      x: i, y: value, label: t("ce.handle", { side: side.toUpperCase(), label: labels[i] }), role: side, min: 0, max: 1, step: 0.01 });
    const chart = (/** @type {"p" | "q"} */ side, /** @type {Float64Array} */ list, /** @type {string} */ mark) => {
      const spec = {
        kind: "bars", label: t(`ce.chart.${side}`), summary: words, animate: false, table: null, x: { title: t("ce.class"), labels, hideTitle: true }, y: { title: t("ce.probability"), min: 0, max: 1 },
        series: [{ name: side.toUpperCase(), role: side, mark, values: list }], handles: Array.from(list, handle(side)),
      };
      return html`<surprisal-chart .spec=${spec} .legend=${false} @chart-drag=${(/** @type {CustomEvent} */ e) => this.#move(side, e.detail.handle, e.detail.value)} @chart-restart=${() => this.reset(side)}></surprisal-chart>`;
    };
    const shares = [{ name: "−log Q", role: "q", mark: "dashed", values: surprise, nameAt: "peak" }, { name: "P · (−log Q)", role: "d", mark: "hatched", nameAt: "peak", values: surprise.map((s, i) => (P[i] === 0 ? 0 : P[i] * s)) }];
    const terms = { kind: "bars", label: t("ce.terms"), summary: words, animate: false, table: [{ name: "P", role: "p", mark: "solid", values: P }, { name: "Q", role: "q", mark: "dashed", values: Q }, ...shares], x: { title: t("ce.class"), labels, hideTitle: true }, y: { title: unit, min: 0 }, series: shares };
    const put = (/** @type {typeof PREDICTIONS[number]} */ c) => () => { this.write("p", c.p); this.write("q", c.q); };
    return html`${head(this, t("ce.title"))}
      <div class="two">${chart("p", P, "solid")}${chart("q", Q, "dashed")}</div>
      <div class="presets controls">${PREDICTIONS.map((c, i) => html`<button @click=${put(c)}>${t(`ce.preset.${i}`)}</button>`)}
        <button @click=${() => this.write("p", rest(P))}>${t("ce.preset.soft")}</button></div>
      <surprisal-chart .spec=${terms} .legend=${false} .style=${"--chart-height: 9"}></surprisal-chart>
      <section><dl>${figure("H(P, Q)", H, base, "d")}${figure("H(P)", own, base, "p")}${figure("D(P‖Q)", D, base, "d")}</dl>
      ${PREDICTIONS.filter((c) => c.p.join() === Array.from(P).join() && c.q.join() === Array.from(Q).join() && base === "nats").map((c) => html`<p class="note muted">${t("ce.course")} ${digits(c.prints)}${c.prints32 === undefined ? "" : html`; ${t("ce.course32")} ${digits(c.prints32)}`}</p>`)}</section>
      <p class="words" aria-live="polite">${words}</p>
      ${this.actions()}`;
  }
}

/** A soft target from a hard one: a tenth of it spread evenly over all classes. @param {Float64Array} P */
const rest = (P) => { const top = P.indexOf(Math.max(...P)); return moved(new Array(P.length).fill(1 / P.length), top, 0.9); };
