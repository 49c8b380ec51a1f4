// <entropy-view p base>: one distribution, how much each x surprises, and the mean of that: the entropy.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { controlStyles, head } from "./controls.js";
import { describe } from "./families.js";
import { figure, figureStyles, unitOf } from "./figure.js";
import { short } from "./format.js";
import { ceiling } from "./kl-divergence.js";
import { Frame, natsIn, placesIn, windowOf } from "./kl-model.js";
import { sideHandles, sidePanel, sideStyles } from "./sides.js";
import { t } from "./strings.js";

export class EntropyView extends SurprisalElement {
  static tag = "entropy-view";
  static properties = { active: { state: true } };
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, sideStyles, css`
    :host { --narrow: 57rem; --middle: 54rem; --wide: 37rem; }
    surprisal-chart + surprisal-chart { --chart-height: 10; margin-top: 0.25rem; }
    .panel { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
    .words { border-inline-start: 3px solid var(--surprisal-p); padding-inline-start: 0.875rem; }
  `];

  constructor() {
    super();
    /** @type {number | null} */
    this.active = null;
  }

  #frame = new Frame();
  view() {
    const P = this.read("p"), base = this.read("base");
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const discrete = P.kind === "discrete";
    const nats = natsIn(engine, base);
    const H = engine.measure("entropy", P, undefined, { base });
    const [lo, hi] = P.support, size = hi - lo + 1;
    const most = discrete && Number.isFinite(size) ? Math.log(size) / nats : null;
    this.numbers = { entropy: H.value, most };
    const x = placesIn(P, this.#frame.span(P.family, discrete && size <= 30 ? [lo, hi] : windowOf([P])));
    const p = P.density(x), surprise = P.logDensity(x).map((/** @type {number} */ l) => -l / nats);
    const terms = p.map((/** @type {number} */ v, /** @type {number} */ i) => (v === 0 ? 0 : v * surprise[i]));
    const count = Math.exp(H.value * nats);
    const words = t(!Number.isFinite(H.value) ? "ev.words.infinite" : H.value === 0 ? "ev.words.zero" : discrete ? "ev.words" : H.value < 0 ? "ev.words.negative" : "ev.words.curve", { h: `${short(H.value, 4)} ${unitOf(base)}`, count: short(count, 3) });
    const labels = Array.from(x), first = labels[0], last = labels[labels.length - 1], shift = discrete ? first : 0;
    const kind = discrete ? "bars" : "lines";
    const place = (/** @type {object} */ s) => (discrete ? s : { ...s, x });
    const top = P.family === "categorical" ? 1 : this.#frame.height(ceiling(Math.max(...p.filter(Number.isFinite)) * 1.3 || 1));
    const held = sideHandles(this, "p", P, { first, last, shift, top, high: top * 0.9 });
    const drag = (/** @type {CustomEvent} */ e) => { const to = held[e.detail.handle].drag(e.detail.value); if (to !== null) this.write("p", to); };
    const axis = { title: "x", labels, min: discrete ? undefined : first, max: discrete ? undefined : last };
    const density = place({ name: `P: ${describe(P)}`, role: "p", mark: discrete ? "solid" : "area", values: p });
    const shares = [
      ...(discrete ? [{ name: "−log P", role: "muted", mark: "dashed", nameAt: "peak", values: surprise.map((/** @type {number} */ v) => (Number.isFinite(v) ? v : NaN)) }] : []),
      place({ name: "P · (−log P)", role: "d", mark: discrete ? "hatched" : "area", values: terms, ...(discrete && { nameAt: "peak" }) }),
    ];
    const above = { kind, label: t(discrete ? "ev.masses" : "ev.density"), summary: words, animate: false, table: null, x: { ...axis, bare: true }, y: { title: t(discrete ? "kl.axis.mass" : "kl.axis.density"), min: 0, max: top }, series: [density],
      handles: held.map(({ handle }) => (P.family === "categorical" ? { ...handle, x: Math.round(handle.x) } : handle)) };
    const below = { kind, label: t("ev.terms"), summary: words, animate: false, table: [density, ...shares], x: axis, y: { title: unitOf(base) }, series: shares };
    const active = (/** @type {CustomEvent} */ e) => (this.active = e.detail.index);
    return html`${head(this, t("ev.title"))}
      <div class="split"><div><surprisal-chart .spec=${above} .active=${this.active} .legend=${false} @chart-active=${active} @chart-drag=${drag} @chart-hold=${(/** @type {CustomEvent} */ e) => { this.#frame.held = e.detail.held; this.requestUpdate(); }} @chart-restart=${() => this.reset("p")}></surprisal-chart>
        <surprisal-chart .spec=${below} .active=${this.active} .legend=${false} @chart-active=${active}></surprisal-chart></div>
        <div class="panel"><div>${sidePanel(this, "p")}</div><dl>${figure(discrete ? "H(P)" : "h(P)", H, base, "p")}</dl></div></div>
      <p class="words" aria-live="polite">${words}</p>${this.actions()}`;
  }
}
