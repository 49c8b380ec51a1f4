// <kl-fit target direction>: one normal is fitted to two hills, by forward or by reverse KL.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { reducedMotion } from "./chart-theme.js";
import { figure, figureStyles } from "./figure.js";
import { short } from "./format.js";
import "./number-field.js";
import { t } from "./strings.js";
import { densityOf, reachOf } from "./target.js";

const POINTS = 801;
/** How far the grid goes on beyond what is drawn, on either side, so that it cuts off nothing of the normal that counts. */
const BEYOND = 0.6;
const RATE = 0.12;
const STILL = 2e-5;
const STEPS_MOST = 600;

export class KlFit extends SurprisalElement {
  static tag = "kl-fit";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, css`
    :host { min-height: 36rem; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 1rem 0 0.5rem; }
    .choice { display: flex; } .choice button { border-radius: 0; margin-inline-start: -1px; font-size: 0.875rem; }
    .choice button:first-of-type { border-radius: 0.375rem 0 0 0.375rem; } .choice button:last-of-type { border-radius: 0 0.375rem 0.375rem 0; }
    .choice button[aria-pressed="true"] { background: var(--surprisal-sunken); border-color: var(--surprisal-text); position: relative; z-index: 1; }
    .controls.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 0.25rem 2.5rem; margin-bottom: 1rem; }
  `];

  #frame = 0;
  disconnectedCallback() { super.disconnectedCallback(); this.stop(); }

  /** The grid, the target's masses on it, the normal's, and its scores along mu and log sigma. */
  state() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const [target, mu, sigma] = [this.read("target"), this.read("mu"), this.read("sigma")];
    const [lo, hi] = reachOf(target);
    const from = lo - BEYOND * (hi - lo), width = (1 + 2 * BEYOND) * (hi - lo);
    const x = Float64Array.from({ length: POINTS }, (_, i) => from + (width * i) / (POINTS - 1));
    const p = densityOf(target, x), q = engine.distribution("normal", { mu, sigma }).density(x);
    const masses = (/** @type {Float64Array} */ d) => { const sum = d.reduce((a, b) => a + b, 0); return d.map((v) => v / sum); };
    return { engine, mu, sigma, lo, hi, x, p, q, P: masses(p), Q: masses(q), along: { mu: x.map((v) => (v - mu) / sigma ** 2), logSigma: x.map((v) => ((v - mu) / sigma) ** 2 - 1) } };
  }

  /** Slope of the divergence along mu and log sigma, from the engine's slopes along each mass.
   * @param {ReturnType<KlFit["state"]>} s */
  slope({ engine, P, Q, along }) {
    const places = Float64Array.from(P, (_, i) => i);
    const o = { normalise: /** @type {const} */ ("auto") };
    // Σ ∂D/∂Q_i · dQ_i, where dQ_i = Q_i (score_i − mean score) keeps the sum at 1
    const perMass = this.read("direction") === "forward"
      ? Array.from(/** @type {Float64Array} */ (engine.gradient("kl", P, Q, o)), (g, i) => g * Q[i])
      : Array.from(engine.contributions(Q, P, places));
    const towards = (/** @type {Float64Array} */ score) => {
      const mean = score.reduce((sum, v, i) => sum + v * Q[i], 0);
      return perMass.reduce((sum, g, i) => sum + (Number.isFinite(g) ? g * (score[i] - mean) : 0), 0);
    };
    return { mu: towards(along.mu), logSigma: towards(along.logSigma) };
  }

  /** One step downhill, in steps that fit a normal's own geometry; false at the bottom. */
  step() {
    const s = this.state();
    const g = this.slope(s);
    const limit = (/** @type {number} */ v) => Math.min(0.25, Math.max(-0.25, v));
    const dMu = s.sigma * limit(RATE * s.sigma * g.mu), dLog = limit((RATE * g.logSigma) / 2);
    this.write("mu", Number((s.mu - dMu).toFixed(5)));
    this.write("sigma", Number(Math.min(20, Math.max(0.05, s.sigma * Math.exp(-dLog))).toFixed(5)));
    return Math.abs(dMu) + Math.abs(dLog) > STILL;
  }
  stop() { cancelAnimationFrame(this.#frame); this.#frame = 0; this.requestUpdate(); }
  run() {
    if (this.#frame) return this.stop();
    let left = STEPS_MOST;
    if (reducedMotion()) { while (this.step() && --left > 0); return; }
    const next = () => { this.#frame = this.step() && --left > 0 ? requestAnimationFrame(next) : 0; this.requestUpdate(); };
    this.#frame = requestAnimationFrame(next);
    this.requestUpdate();
  }

  view() {
    const direction = this.read("direction"), base = this.read("base");
    const s = this.state();
    const o = { base, normalise: /** @type {const} */ ("auto") };
    const forward = s.engine.measure("kl", s.P, s.Q, o), reverse = s.engine.measure("kl", s.Q, s.P, o);
    this.numbers = { mu: s.mu, sigma: s.sigma, forward: forward.value, reverse: reverse.value };
    const words = t(`fit.words.${direction}`, { mu: short(s.mu, 3), sigma: short(s.sigma, 3) });
    const peak = Math.max(...s.q), top = Math.max(...s.p) * 1.6;
    const at = (/** @type {number} */ x) => Math.min(top * 0.97, s.engine.distribution("normal", { mu: s.mu, sigma: s.sigma }).density(x));
    const spec = { kind: "lines", label: t("fit.chart"), summary: words, animate: false, x: { title: "x", min: s.lo, max: s.hi }, y: { title: t("kl.axis.density"), min: 0, max: top },
      series: [{ name: t("fit.target"), role: "p", mark: "area", values: s.p, x: s.x }, { name: t("fit.normal"), role: "q", mark: "dashed", values: s.q, x: s.x }],
      handles: [{ axis: "x", x: s.mu, y: Math.min(top * 0.97, peak), label: "μ", role: "q", min: s.lo, max: s.hi, step: 0.01 }, { axis: "x", x: s.mu + s.sigma, y: at(s.mu + s.sigma), label: "μ + σ", role: "q", min: s.mu + 0.05, max: s.hi, step: 0.01 }] };
    const drag = (/** @type {CustomEvent} */ e) => (e.detail.handle === 0 ? this.write("mu", e.detail.value) : this.write("sigma", Number(Math.max(0.05, e.detail.value - s.mu).toFixed(5))));
    const field = (/** @type {"mu" | "sigma"} */ name, /** @type {string} */ letter, /** @type {number} */ min, /** @type {number} */ lo, /** @type {number} */ hi) => html`<surprisal-number data-role="q" data-parameter=${name} label=${letter} of="Q" .value=${s[name]} .initial=${Number(this.initial(name))} .min=${min} .max=${1e3} .softMin=${lo} .softMax=${hi} .step=${0.05}
      @surprisal-input=${(/** @type {CustomEvent} */ e) => this.write(name, e.detail.value)}></surprisal-number>`;
    return html`<h3 class="title"><slot name="title">${t("fit.title")}</slot></h3>
      <surprisal-chart .spec=${spec} @chart-drag=${drag} @chart-restart=${() => { this.reset("mu"); this.reset("sigma"); }}></surprisal-chart>
      <div class="buttons controls"><div class="choice" role="group" aria-label=${t("fit.direction")}>${["forward", "reverse"].map((d) => html`<button aria-pressed=${direction === d} @click=${() => this.write("direction", d)}>${t(`fit.${d}`)}</button>`)}</div>
        <button class="primary" @click=${() => this.run()}>${t(this.#frame ? "cnn.pause" : "fit.run")}</button><button @click=${() => { this.stop(); this.step(); }}>${t("cnn.step")}</button></div>
      <div class="controls fields">${field("mu", "μ", -1e3, s.lo, s.hi)}${field("sigma", "σ", 0.05, 0.05, (s.hi - s.lo) / 3)}</div>
      <dl>${figure("D(P‖Q)", forward, base, direction === "forward" ? "d" : "muted")}${figure("D(Q‖P)", reverse, base, direction === "reverse" ? "d" : "muted")}</dl>
      <p class="words" aria-live="polite">${words}</p>${this.actions()}`;
  }
}
