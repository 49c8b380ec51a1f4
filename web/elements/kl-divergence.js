// <kl-divergence p q range base>: two distributions, what each x adds to D(P‖Q), and the divergence both ways.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { START, canDrag, centreOf, describe, draggedTo, letterOf, limitsOf, nameOf, scalars, withParameter } from "./families.js";
import { figure, figureStyles, unitOf } from "./figure.js";
import { percent, short } from "./format.js";
import { compute } from "./kl-model.js";
import "./number-field.js";
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {ReturnType<typeof compute>} Numbers */

/** A round number above v that stays put while v moves a little. @param {number} v */
function ceiling(v) {
  const power = 10 ** Math.floor(Math.log10(v));
  return Number((([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((m) => m * power >= v) ?? 10) * power).toPrecision(3));
}

export class KlDivergence extends SurprisalElement {
  static tag = "kl-divergence";
  static properties = { active: { state: true } };
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, css`
    :host { min-height: 46rem; }
    surprisal-chart + surprisal-chart { --chart-height: 8.5rem; margin-top: 0.25rem; }
    .controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem 2.5rem; margin: 1rem 0 1.25rem; }
    .side { display: grid; gap: 0.25rem; align-content: start; }
    .side header { display: flex; align-items: center; gap: 0.625rem; margin-bottom: 0.25rem; }
    .side header b { font: italic 600 1.25rem var(--surprisal-serif); width: 2.75rem; text-align: end; }
    .side select { flex: 1; min-width: 0; }
    .settings { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; }
    section { border-top: 1px solid var(--surprisal-grid); padding: 0.75rem 0; }
    h4 { font-size: 0.8125rem; font-weight: 450; color: var(--surprisal-muted); margin: 0; }
    .words { border-inline-start: 3px solid var(--surprisal-d); padding-inline-start: 0.875rem; }
  `];

  constructor() {
    super();
    /** @type {number | null} */
    this.active = null;
  }

  /** @param {Numbers} n @param {any} base */
  #charts(n, base) {
    const discrete = n.P.kind === "discrete";
    const kind = discrete ? "bars" : "lines";
    const labels = Array.from(n.x);
    const place = (/** @type {object} */ s) => (discrete ? s : { ...s, x: n.x });
    const share = { active: this.active, onactive: (/** @type {CustomEvent} */ e) => (this.active = e.detail.index) };
    const [p, q] = [describe(n.P), describe(n.Q)];
    const first = labels[0], last = labels[labels.length - 1];
    const sides = /** @type {["p" | "q", Distribution][]} */ ([["p", n.P], ["q", n.Q]]).filter(([, d]) => canDrag(d));
    const peak = Math.max(...n.p.filter(Number.isFinite), ...n.q.filter(Number.isFinite));
    const top = ceiling((peak || 1) * 1.42);
    const handles = sides.map(([side, d]) => {
      const x = Math.min(last, Math.max(first, centreOf(d)));
      const shift = discrete ? first : 0;
      return { axis: "x", x: x - shift, y: top * (side === "p" ? 0.78 : 0.95), label: t("kl.handle", { side: side.toUpperCase() }), role: side, min: first - shift, max: last - shift, step: (last - first) / 200, letter: side.toUpperCase(), text: short(x, 3) };
    });
    const drag = (/** @type {CustomEvent} */ e) => {
      const [side, d] = sides[e.detail.handle];
      const text = draggedTo(/** @type {any} */ (this.engine), d, e.detail.value + (discrete ? first : 0));
      if (text) this.write(side, text);
    };
    const above = {
      kind, label: t(discrete ? "kl.masses" : "kl.densities"), summary: this.#words(n, base),
      x: { title: "x", labels }, y: { title: t(discrete ? "kl.axis.mass" : "kl.axis.density"), min: 0, max: top }, handles,
      series: [place({ name: `P: ${p}`, role: "p", mark: discrete ? "solid" : "area", values: n.p }), place({ name: `Q: ${q}`, role: "q", mark: "dashed", values: n.q })],
    };
    const below = {
      kind, label: t("kl.contributions"), summary: t("kl.contributions"),
      x: { title: "x", labels }, y: { title: t("kl.axis.contribution", { unit: unitOf(base) }) },
      series: [place({ name: "P log(P/Q)", role: "d", mark: discrete ? "hatched" : "area", values: n.contributions })],
    };
    return html`<surprisal-chart .spec=${above} .active=${share.active} @chart-active=${share.onactive} @chart-drag=${drag} @chart-restart=${(/** @type {CustomEvent} */ e) => this.reset(sides[e.detail.handle][0])}></surprisal-chart>
      <surprisal-chart .spec=${below} .active=${share.active} @chart-active=${share.onactive} .legend=${false}></surprisal-chart>`;
  }

  /** The one line of live words. @param {Numbers} n @param {any} base */
  #words(n, base) {
    const { value, reason } = (n.cut ?? n.whole).forward;
    const d = `${short(value, 3)} ${unitOf(base)}`;
    const cut = n.cut ? ` ${t("kl.words.cut", { missing: percent(n.missing.p, 3), missingQ: percent(n.missing.q, 3) })}` : "";
    if (value < 0) return t("kl.words.negative");
    if (value === Infinity) return t("kl.words.infinite", { reason: reason ?? "" }) + cut;
    if (value === 0) return t("kl.words.zero");
    const nats = value * n.nats;
    return t(nats < 1 ? "kl.words.small" : "kl.words.large", { d, samples: short(1 / nats, 2) }) + cut;
  }

  /** The kind and the parameters of one side. @param {"p" | "q"} side @param {Distribution} d */
  #side(side, d) {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const other = side === "p" ? "q" : "p";
    const letter = side.toUpperCase();
    const initial = this.read(side) && engine.parse(this.initial(side));
    const choose = (/** @type {any} */ e) => {
      const text = START[e.target.value];
      if (engine.parse(text).kind !== /** @type {Distribution} */ (this.read(other)).kind) { this.write(other, text); this.write("range", null); }
      this.write(side, text);
    };
    const names = engine.families.map((f) => f.name).filter((name) => name in START);
    return html`<fieldset class="side"><header><b class=${side}>${letter}</b>
      <select aria-label=${t("kl.family", { side: letter })} @change=${choose}>${names.map((name) => html`<option value=${name} ?selected=${name === d.family}>${nameOf(name)}</option>`)}</select></header>
      ${scalars(engine, d).map((parameter) => {
        const value = /** @type {number} */ (d.parameters[parameter.name]);
        const start = /** @type {number} */ (initial.family === d.family ? initial.parameters[parameter.name] : engine.parse(START[d.family]).parameters[parameter.name]);
        const { min, max, softMin, softMax, step, whole } = limitsOf(parameter.domain, start);
        return html`<surprisal-number data-role=${side} data-parameter=${parameter.name} label=${letterOf(parameter.name)} of=${letter} .value=${value} .initial=${start}
          .min=${min} .max=${max} .softMin=${softMin} .softMax=${softMax} .step=${step} .whole=${whole}
          @surprisal-input=${(/** @type {CustomEvent} */ e) => this.write(side, withParameter(d, parameter.name, e.detail.value))}></surprisal-number>`;
      })}</fieldset>`;
  }

  view() {
    const [P, Q, range, base] = ["p", "q", "range", "base"].map((name) => this.read(name));
    if (P.kind !== Q.kind) throw new Error(t("error.onekind", { p: P.kind, q: Q.kind }));
    const n = compute(/** @type {any} */ (this.engine), P, Q, range, base);
    this.numbers = {
      kl: (n.cut ?? n.whole).forward.value, reverse: (n.cut ?? n.whole).reverse.value,
      whole: n.whole.forward.value, wholeReverse: n.whole.reverse.value, entropy: n.entropy.value, crossEntropy: n.crossEntropy.value,
    };
    const pair = (/** @type {Numbers["whole"]} */ m) => html`<dl>${figure("D(P‖Q)", m.forward, base)}${figure("D(Q‖P)", m.reverse, base)}</dl>`;
    const where = this.initial("range") || "0:9";
    const [lo, hi] = range ?? where.split(":").map(Number);
    const bases = ["nats", "bits", "dits", ...(typeof base === "number" ? [base] : [])];
    return html`<h3 class="title"><slot name="title">${t("kl.title")}</slot></h3>
      ${this.#charts(n, base)}
      <div class="controls">${this.#side("p", P)}${this.#side("q", Q)}
        <div class="settings">
          <label class="field"><span>${t("kl.range")}</span><select @change=${(/** @type {any} */ e) => this.setAttribute("range", e.target.value)}>
            <option value="" ?selected=${!range}>${t("kl.range.all")}</option><option value=${range ? range.join(":") : where} ?selected=${!!range}>${t("kl.range.cut", { lo, hi })}</option></select></label>
          <label class="field"><span>${t("kl.base")}</span><select @change=${(/** @type {any} */ e) => this.write("base", e.target.value)}>
            ${bases.map((b) => html`<option value=${b} ?selected=${b === base}>${typeof b === "number" ? t("kl.base.other", { base: b }) : t(`unit.${b}`)}</option>`)}</select></label>
        </div></div>
      ${n.cut ? html`<section><h4>${t("kl.over.range", { lo, hi })}</h4>${pair(n.cut)}</section>` : nothing}
      <section><h4>${t("kl.over.support")}</h4>${pair(n.whole)}</section>
      <p class="words" aria-live="polite">${this.#words(n, base)}</p>
      ${this.actions()}`;
  }
}
