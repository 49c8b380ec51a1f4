// <gradient-equality logits p>: the reader moves softmax logits; ∂D/∂θ and ∂H/∂θ stay equal, D and H do not.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { brief, figure, figureStyles } from "./figure.js";
import { short } from "./format.js";
import { moved } from "./simplex.js";
import { t } from "./strings.js";

const REACH = 4;

/** dD/dθ through the softmax, from the engine's dD/dq: q_i (g_i − Σ q_j g_j). @param {Float64Array} q @param {ArrayLike<number>} g */
function throughSoftmax(q, g) {
  const mean = q.reduce((sum, x, j) => sum + x * g[j], 0);
  return q.map((x, i) => x * (g[i] - mean));
}

export class GradientEquality extends SurprisalElement {
  static tag = "gradient-equality";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, css`
    :host { --narrow: 81rem; --middle: 52rem; --wide: 52rem; }
    .two + surprisal-chart { margin-top: 0.75rem; }
    .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 1.5rem; }
    section { border-top: 1px solid var(--surprisal-grid); padding: 0.75rem 0; margin-top: 0.75rem; }
    .buttons { display: flex; gap: 0.5rem; margin: 1rem 0; }
  `];

  /** Downhill by one step. @param {number[]} logits @param {Float64Array} gradient */
  #descend(logits, gradient) { this.write("logits", logits.map((x, i) => Number(Math.min(REACH, Math.max(-REACH, x - gradient[i])).toFixed(3)))); }

  view() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    /** @type {number[]} */
    const logits = this.read("logits");
    const P = this.read("p");
    if (!(P instanceof Float64Array) || P.length !== logits.length) throw new Error(t("ge.lengths", { p: P.length, n: logits.length }));
    const sum = P.reduce((a, b) => a + b, 0);
    const target = P.map((x) => x / sum);
    const { loss, gradient: dH } = engine.softmaxCrossEntropy(logits, target);
    const top = Math.max(...logits), weights = Float64Array.from(logits, (x) => Math.exp(x - top)), total = weights.reduce((a, b) => a + b, 0);
    const Q = weights.map((x) => x / total);
    const D = engine.measure("kl", target, Q), own = engine.measure("entropy", target), H = engine.measure("crossEntropy", target, Q);
    const dD = throughSoftmax(Q, /** @type {Float64Array} */ (engine.gradient("kl", target, Q)));
    const gap = Math.max(...dH.map((g, i) => Math.abs(g - dD[i])));
    this.numbers = { crossEntropy: loss, kl: D.value, entropy: own.value, dH: Array.from(dH), dD: Array.from(dD), gap };
    const labels = logits.map((_, i) => `θ${"₁₂₃₄₅₆₇₈₉"[i] ?? i + 1}`);
    const words = t("ge.words", { d: short(D.value, 4), h: short(H.value, 4), own: short(own.value, 4) });
    const knobs = { kind: "bars", label: t("ge.logits"), summary: words, animate: false, x: { title: "θ", labels, hideTitle: true }, y: { title: t("ge.logit"), min: -REACH, max: REACH },
      series: [{ name: "θ", role: "accent", mark: "solid", values: logits }], handles: logits.map((y, x) => ({ x, y, label: labels[x], role: "accent", min: -REACH, max: REACH, step: 0.1 })) };
    const masses = { kind: "bars", label: t("ge.masses"), summary: words, animate: false, x: { title: "x", labels, hideTitle: true }, y: { title: t("ce.probability"), min: 0, max: 1 },
      series: [{ name: "P", role: "p", mark: "solid", values: target, nameAt: "peak" }, { name: "Q", role: "q", mark: "dashed", values: Q, nameAt: "peak" }],
      handles: Array.from(target, (y, x) => ({ x: x - 0.2, y, label: t("side.mass", { x: labels[x], side: "P" }), role: "p", min: 0, max: 1, step: 0.01 })) };
    const slopes = { kind: "bars", label: t("ge.slopes"), summary: words, animate: false, x: { title: "θ", labels, hideTitle: true }, y: { title: t("ge.slope"), min: -1, max: 1 },
      series: [{ name: "∂H(P,Q)/∂θ", role: "q", mark: "dashed", values: dH, nameAt: "peak" }, { name: "∂D(P‖Q)/∂θ", role: "d", mark: "hatched", values: dD, nameAt: "valley" }] };
    const move = (/** @type {CustomEvent} */ e) => this.write("logits", logits.map((x, i) => (i === e.detail.handle ? e.detail.value : x)));
    return html`<h3 class="title"><slot name="title">${t("ge.title")}</slot></h3>
      <div class="two"><surprisal-chart .spec=${knobs} .legend=${false} @chart-drag=${move} @chart-restart=${() => this.reset("logits")}></surprisal-chart><surprisal-chart .spec=${masses} .legend=${false} @chart-drag=${(/** @type {CustomEvent} */ e) => this.write("p", moved(target, e.detail.handle, e.detail.value))} @chart-restart=${() => this.reset("p")}></surprisal-chart></div>
      <surprisal-chart .spec=${slopes} .legend=${false} .style=${"--chart-height: 11"}></surprisal-chart>
      <div class="buttons controls"><button class="primary" @click=${() => this.#descend(logits, dH)}>${t("ge.descend")}</button></div>
      <section><dl>${figure("H(P, Q)", H, "nats", "q")}${figure("D(P‖Q)", D, "nats")}${figure("H(P)", own, "nats", "p")}</dl></section>
      <p class="words" aria-live="polite">${words} ${t("ge.gap")} <span class="nowrap">${brief(gap, 1)}.</span></p>
      ${this.actions()}`;
  }
}
