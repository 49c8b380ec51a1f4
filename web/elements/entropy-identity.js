// <entropy-identity size seed>: H(P,Q) = H(P) + D(P‖Q) as bars of equal length, for random P and Q as in the course.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { IDENTITY } from "./course.js";
import { controlStyles, head } from "./controls.js";
import { brief, digits, figureStyles, stackStyles, unitOf } from "./figure.js";
import { integer, short } from "./format.js";
import { t } from "./strings.js";

const TESTS = 10_000;
const SLICE_MS = 8;

export class EntropyIdentity extends SurprisalElement {
  static tag = "entropy-identity";
  static properties = { tested: { state: true } };
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, stackStyles, controlStyles, css`
    :host { --narrow: 63rem; --middle: 47rem; --wide: 47rem; --label: 9rem; }
    surprisal-chart + surprisal-chart { margin-top: 0.75rem; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; margin: 1rem 0; }
    .scroll { overflow-x: auto; } table { white-space: nowrap; width: 100%; } td { font-size: 0.9375rem; }
    .result { min-height: 1.45em; }
  `];

  constructor() {
    super();
    /** @type {{ count: number, worst: number } | null} */
    this.tested = null;
  }

  /** Two lists of random whole numbers 1 … 10, normalised. @param {number} size @param {number} seed */
  draw(size, seed) {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const whole = engine.distribution("discreteUniform", { lo: 1, hi: 10 }).sample(2 * size, { seed });
    const normal = (/** @type {Float64Array} */ list) => { const sum = list.reduce((a, b) => a + b, 0); return list.map((x) => x / sum); };
    return { P: normal(whole.subarray(0, size)), Q: normal(whole.subarray(size)) };
  }
  /** @param {Float64Array} P @param {Float64Array} Q @param {any} [base] */
  measure(P, Q, base) {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const [entropy, crossEntropy, kl] = [engine.measure("entropy", P, undefined, { base }), engine.measure("crossEntropy", P, Q, { base }), engine.measure("kl", P, Q, { base })];
    return { entropy, crossEntropy, kl, sum: entropy.value + kl.value };
  }

  /** The identity on many random pairs, in slices that leave the page at hand. */
  async #test() {
    const size = this.read("size");
    let worst = 0;
    for (let done = 0; done < TESTS; ) {
      const started = performance.now();
      for (; done < TESTS && performance.now() - started < SLICE_MS; done++) {
        const { P, Q } = this.draw(size, this.read("seed") + done);
        const m = this.measure(P, Q);
        worst = Math.max(worst, Math.abs(m.crossEntropy.value - m.sum));
      }
      this.tested = { count: done, worst };
      await new Promise((next) => setTimeout(next));
    }
    await this.updateComplete;
    this.announce();
  }

  view() {
    const [size, seed, base] = ["size", "seed", "base"].map((name) => this.read(name));
    const { P, Q } = this.draw(size, seed);
    const m = this.measure(P, Q, base);
    this.numbers = { ...(this.tested && { tested: this.tested.count, worst: this.tested.worst }), entropy: m.entropy.value, crossEntropy: m.crossEntropy.value, kl: m.kl.value, sum: m.sum };
    const unit = unitOf(base);
    const words = t("ei.words", { h: short(m.entropy.value, 4), d: short(m.kl.value, 4), sum: short(m.crossEntropy.value, 4), unit });
    const drawn = { kind: "bars", label: t("ei.drawn"), summary: words, x: { title: "x", labels: Array.from(P, (_, i) => i + 1), hideTitle: true }, y: { title: t("ce.probability"), min: 0 },
      series: [{ name: "P", role: "p", mark: "solid", values: P, nameAt: "peak" }, { name: "Q", role: "q", mark: "dashed", values: Q, nameAt: "peak" }] };
    const bars = { kind: "bars", stacked: true, label: t("ei.bars"), summary: words, x: { title: "", labels: ["H(P, Q)", "H(P) + D(P‖Q)"], hideTitle: true }, y: { title: unit, min: 0 },
      series: [{ name: "H(P)", role: "p", mark: "solid", values: [0, m.entropy.value], nameAt: "peak" }, { name: "D(P‖Q)", role: "d", mark: "hatched", values: [0, m.kl.value], nameAt: "peak" }, { name: "H(P, Q)", role: "q", mark: "dashed", values: [m.crossEntropy.value, 0], nameAt: "peak" }] };
    const columns = [t("ei.this", { unit }), t("ei.course")];
    const row = (/** @type {string} */ name, /** @type {string} */ role, /** @type {number} */ value, /** @type {number} */ error, /** @type {number} */ course) =>
      html`<tr role="row"><th scope="row" role="rowheader" class=${role}>${name}</th><td role="cell" data-column=${columns[0]}>${digits(value, error)}</td><td role="cell" data-column=${columns[1]} class="muted">${digits(course)}</td></tr>`;
    return html`${head(this, t("ei.title"))}
      <surprisal-chart .spec=${drawn} .legend=${false} .style=${"--chart-height: 8"}></surprisal-chart>
      <surprisal-chart .spec=${bars} .legend=${false} .style=${"--chart-height: 9"}></surprisal-chart>
      <div class="buttons controls"><button class="primary" @click=${() => this.write("seed", seed + 1)}>${t("ei.redraw")}</button><button @click=${() => this.#test()}>${t("ei.test", { count: integer(TESTS) })}</button>
        <span class="result" role="status">${this.tested ? html`${t("ei.tested", { count: integer(this.tested.count) })} ${brief(this.tested.worst, 2)} ${t("unit.nats")}` : nothing}</span></div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("ei.bars")}><table class="stack" role="table"><thead role="rowgroup"><tr role="row"><th></th>${columns.map((c) => html`<th scope="col" role="columnheader">${c}</th>`)}</tr></thead><tbody role="rowgroup">
        ${row("H(P)", "p", m.entropy.value, m.entropy.error, IDENTITY.entropy)}${row("D(P‖Q)", "d", m.kl.value, m.kl.error, IDENTITY.kl)}
        ${row("H(P) + D(P‖Q)", "", m.sum, m.entropy.error + m.kl.error, IDENTITY.sum)}${row("H(P, Q)", "q", m.crossEntropy.value, m.crossEntropy.error, IDENTITY.crossEntropy)}</tbody></table></div>
      <p class="words" aria-live="polite">${words}</p>
      ${this.actions()}`;
  }
}
