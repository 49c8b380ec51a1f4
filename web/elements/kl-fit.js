// <kl-fit target direction>: one normal is fitted to two hills, by forward or by reverse KL.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { reducedMotion } from "./chart-theme.js";
import { choice, controlStyles, head } from "./controls.js";
import { gripsOf, letterOf } from "./families.js";
import { figure, figureStyles, unitOf } from "./figure.js";
import { short } from "./format.js";
import { Frame, swapped } from "./kl-model.js";
import "./number-field.js";
import { t } from "./strings.js";

/** Points of the curves; nodes of the slope's sum, which spans as many widths of the normal either way. */
const POINTS = 401, NODES = 257, SPAN = 9;
const RATE = 0.12;
const STILL = 2e-5;
const STEPS_MOST = 600;

export class KlFit extends SurprisalElement {
  static tag = "kl-fit";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, css`
    :host { --narrow: 61rem; --middle: 50rem; --wide: 36rem; }
    surprisal-chart + surprisal-chart { --chart-height: 8.5; margin-top: 0.25rem; }
    .panel { display: grid; gap: 1rem; align-content: start; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    .fields { display: grid; gap: 0.25rem; }
  `];

  #frame = 0;
  #view = new Frame();
  /** Both divergences on the way down, and where the last step of it ended. @type {{ at: string, forward: number[], reverse: number[], still: boolean }} */
  #path = { at: "", forward: [], reverse: [], still: false };
  release() { this.stop(); }

  get #here() { return ["target", "direction", "mu", "sigma"].map((name) => this.textOf(name)).join(" "); }

  state() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const [P, mu, sigma, direction] = /** @type {[import("../core/index.js").Distribution, number, number, string]} */ (["target", "mu", "sigma", "direction"].map((name) => this.read(name)));
    return { engine, P, Q: engine.distribution("normal", { mu, sigma }), mu, sigma, direction };
  }

  /** Slope of the divergence along mu and log sigma. @param {ReturnType<KlFit["state"]>} s */
  #slope({ engine, P, Q, mu, sigma, direction }) {
    if (direction === "forward") {
      const g = /** @type {Record<string, number>} */ (engine.gradient("kl", P, Q));
      return { mu: g.mu, logSigma: sigma * g.sigma };
    }
    // E_Q[score · log(Q/P)]: the shares of D(Q‖P), weighed by the normal's scores
    const z = Float64Array.from({ length: NODES }, (_, i) => SPAN * ((2 * i) / (NODES - 1) - 1));
    const shares = engine.contributions(Q, P, z.map((v) => mu + sigma * v));
    const dx = (2 * SPAN * sigma) / (NODES - 1);
    const along = (/** @type {(z: number) => number} */ score) => shares.reduce((sum, c, i) => sum + c * score(z[i]), 0) * dx;
    return { mu: along((v) => v / sigma), logSigma: along((v) => v * v - 1) };
  }

  /** One step downhill, in steps that fit a normal's own geometry; false at the bottom, or where there is no slope. */
  step() {
    const s = this.state();
    const g = this.#slope(s);
    if (!Number.isFinite(g.mu + g.logSigma)) return false;
    if (this.#path.at !== this.#here) this.#path = { at: "", forward: [], reverse: [], still: false };
    const limit = (/** @type {number} */ v) => Math.min(0.25, Math.max(-0.25, v));
    const dMu = s.sigma * limit(RATE * s.sigma * g.mu), dLog = limit((RATE * g.logSigma) / 2);
    this.write("mu", Number((s.mu - dMu).toFixed(5)));
    this.write("sigma", Number(Math.min(20, Math.max(0.05, s.sigma * Math.exp(-dLog))).toFixed(5)));
    this.#path.at = this.#here;
    this.#path.still = Math.abs(dMu) + Math.abs(dLog) <= STILL;
    this.#path.forward.push(s.engine.kl(s.P, s.Q, { base: this.read("base") }));
    this.#path.reverse.push(s.engine.kl(s.Q, s.P, { base: this.read("base") }));
    return !this.#path.still;
  }
  stop() { cancelAnimationFrame(this.#frame); this.#frame = 0; this.requestUpdate(); }
  /** @param {string} [only] */
  reset(only) { this.stop(); super.reset(only); }
  async #arrive() {
    this.stop();
    await this.updateComplete;
    if (this.numbers) this.announce(); // standing still changes no attribute
  }
  run() {
    if (this.#frame) return this.stop();
    let left = STEPS_MOST;
    if (reducedMotion()) { // no motion: batches of steps that leave the page at hand, then the end
      const batch = () => {
        const until = performance.now() + 30;
        while (performance.now() < until) if (!this.step() || --left <= 0) return void this.#arrive();
        this.#frame = requestAnimationFrame(batch);
      };
      return batch();
    }
    const next = () => {
      if (!this.step() || --left <= 0) return void this.#arrive();
      this.#frame = requestAnimationFrame(next);
    };
    this.#frame = requestAnimationFrame(next);
    this.requestUpdate();
  }

  /** The target, the normal, and what of both can be dragged. @param {ReturnType<KlFit["state"]>} s @param {string} words */
  #curves({ engine, P, Q, mu, sigma }, words) {
    const ends = [P.quantile(1e-4), P.isf(1e-4)], margin = 0.15 * (ends[1] - ends[0]);
    const [lo, hi] = this.#view.span(P.family, [ends[0] - margin, ends[1] + margin]);
    const x = Float64Array.from({ length: POINTS }, (_, i) => lo + ((hi - lo) * i) / (POINTS - 1));
    const p = P.density(x), q = Q.density(x);
    const top = this.#view.height(Math.max(...p.filter(Number.isFinite)) * 1.6);
    const within = (/** @type {number} */ v) => Math.min(top * 0.97, v);
    const side = (/** @type {number} */ v) => Math.min(hi, Math.max(lo, v));
    const held = [
      { handle: { axis: /** @type {const} */ ("x"), x: side(mu), y: within(Q.density(mu)), label: t("side.parameter", { name: "μ", side: "Q" }), role: "q", min: lo, max: hi, step: 0.01, letter: "Q" }, drag: (/** @type {number} */ v) => this.write("mu", v) },
      { handle: { axis: /** @type {const} */ ("x"), x: side(mu + sigma), y: within(Q.density(mu + sigma)), label: t("side.parameter", { name: "σ", side: "Q" }), role: "q", min: Math.min(hi, mu + 0.05), max: hi, step: 0.01, small: true }, drag: (/** @type {number} */ v) => this.write("sigma", Number(Math.max(0.05, v - mu).toFixed(5))) },
      ...gripsOf(engine, P).map((g, i) => ({
        handle: { axis: /** @type {const} */ ("x"), x: side(g.x), y: within(P.density(g.x)), label: t("fit.grip", { name: letterOf(g.says), n: Math.floor(i / 2) + 1 }), role: "p", min: lo, max: hi, step: 0.01, ...(g.spread ? { small: true } : { letter: "P" }) },
        drag: (/** @type {number} */ v) => { const text = g.drag(v); if (text) this.write("target", text); },
      })),
    ];
    return { spec: { kind: "lines", label: t("fit.chart"), summary: words, animate: false, x: { title: "x", min: lo, max: hi }, y: { title: t("kl.axis.density"), min: 0, max: top },
      series: [{ name: t("fit.target"), role: "p", mark: "area", values: p, x }, { name: t("fit.normal"), role: "q", mark: "dashed", values: q, x }], handles: held.map((h) => h.handle) }, held, lo, hi };
  }

  view() {
    const s = this.state(), base = this.read("base");
    const forward = s.engine.measure("kl", s.P, s.Q, { base }), reverse = swapped(s.engine.measure("kl", s.Q, s.P, { base }));
    const here = this.#path.at === this.#here;
    this.numbers = { mu: s.mu, sigma: s.sigma, forward: forward.value, reverse: reverse.value, direction: s.direction, still: here && this.#path.still };
    const words = `${t(`fit.words.${s.direction}`)} ${t(this.numbers.still ? "fit.words.still" : "fit.words.at", { mu: short(s.mu, 3), sigma: short(s.sigma, 3) })}`;
    const { spec, held, lo, hi } = this.#curves(s, words);
    const path = here && this.#path.forward.length > 1 ? this.#path : { forward: [forward.value], reverse: [reverse.value] };
    const steps = Float64Array.from(path.forward, (_, i) => i);
    const down = { kind: "lines", label: t("fit.path"), summary: words, animate: false, x: { title: t("fit.steps"), min: 0, max: Math.max(20, steps.length) }, y: { title: unitOf(base), min: 0 },
      series: [{ name: "D(P‖Q)", endLabel: "D(P‖Q)", role: s.direction === "forward" ? "d" : "muted", mark: "solid", values: path.forward, x: steps }, { name: "D(Q‖P)", endLabel: "D(Q‖P)", role: s.direction === "reverse" ? "d" : "muted", mark: "dashed", values: path.reverse, x: steps }] };
    const field = (/** @type {"mu" | "sigma"} */ name, /** @type {number} */ min, /** @type {number} */ from, /** @type {number} */ to) => html`<surprisal-number data-role="q" data-parameter=${name} label=${letterOf(name)} of="Q" .value=${s[name]} .initial=${Number(this.initial(name))} .min=${min} .max=${1e3} .softMin=${from} .softMax=${to} .step=${0.05}
      @surprisal-input=${(/** @type {CustomEvent} */ e) => this.write(name, e.detail.value)}></surprisal-number>`;
    return html`${head(this, t("fit.title"))}
      <div class="split"><div><surprisal-chart .spec=${spec} .legend=${false} @chart-drag=${(/** @type {CustomEvent} */ e) => held[e.detail.handle].drag(e.detail.value)} @chart-hold=${(/** @type {CustomEvent} */ e) => { this.#view.held = e.detail.held; this.stop(); }} @chart-restart=${(/** @type {CustomEvent} */ e) => (e.detail.handle < 2 ? ["mu", "sigma"] : ["target"]).forEach((name) => this.reset(name))}></surprisal-chart>
        <surprisal-chart .spec=${down} .legend=${false}></surprisal-chart></div>
      <div class="panel"><div class="buttons controls">${choice(this, "direction", t("fit.direction"), [["forward", t("fit.forward")], ["reverse", t("fit.reverse")]])}
        <button class="primary" @click=${() => this.run()}>${t(this.#frame ? "cnn.pause" : "fit.run")}</button><button @click=${() => { this.stop(); if (!this.step()) this.#arrive(); }}>${t("cnn.step")}</button></div>
      <div class="fields">${field("mu", -1e3, lo, hi)}${field("sigma", 0.05, 0.05, (hi - lo) / 3)}</div>
      <dl>${figure("D(P‖Q)", forward, base, s.direction === "forward" ? "d" : "muted")}${figure("D(Q‖P)", reverse, base, s.direction === "reverse" ? "d" : "muted")}</dl></div></div>
      <p class="words" aria-live=${this.#frame ? "off" : "polite"}>${words}</p>${this.actions()}`;
  }
}
