// <kl-divergence p q range base direction>: two distributions, what each x adds to the divergence, and the divergence both ways.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { choice, controlStyles, head } from "./controls.js";
import { describe, nice } from "./families.js";
import { figure, figureStyles, unitOf } from "./figure.js";
import { full, integer, percent, short } from "./format.js";
import { Frame, compute } from "./kl-model.js";
import { sideHandles, sidePanel, sideStyles } from "./sides.js";
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {ReturnType<typeof compute>} Numbers */

/** A round number above v that stays put while v moves a little. @param {number} v */
export function ceiling(v) {
  const power = 10 ** Math.floor(Math.log10(v));
  return Number((([1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((m) => m * power >= v) ?? 10) * power).toPrecision(3));
}
/** A count that is told, not measured: two digits of it. @param {number} x */
const about = (x) => (x < 100 ? short(x, 2) : x < 1e6 ? integer(Number(x.toPrecision(2))) : short(x, 2));

export class KlDivergence extends SurprisalElement {
  static tag = "kl-divergence";
  static properties = { active: { state: true } };
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, sideStyles, css`
    :host { --narrow: 99rem; --middle: 78rem; --wide: 51rem; }
    :host([show="brief"]) { --narrow: 28rem; --middle: 28rem; --wide: 26rem; }
    surprisal-chart + surprisal-chart { --chart-height: 9.5; margin-top: 0.25rem; }
    .panel { display: grid; gap: 1rem; }
    .settings { display: grid; gap: 0.375rem; }
    .from { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 0.5rem; align-items: center; color: var(--surprisal-muted); }
    .from input { width: 100%; min-height: 2rem; }
    .sums { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 0 2rem; margin-top: 0.75rem; }
    .sums[data-cut] .row { grid-column: 1 / -1; }
    @container (min-width: 46rem) { .sums:not([data-cut]) { grid-template-columns: 2fr 3fr; } }
    section { border-top: 1px solid var(--surprisal-grid); padding: 0.625rem 0; }
    h4 { font-size: 0.8125rem; font-weight: 450; color: var(--surprisal-muted); margin: 0; }
    .lie { background: repeating-linear-gradient(135deg, transparent 0 6px, color-mix(in oklab, var(--surprisal-rule) 9%, transparent) 6px 7px); padding-inline: 0.625rem; margin-inline-start: -0.625rem; }
    .words { border-inline-start: 3px solid var(--surprisal-d); padding-inline-start: 0.875rem; }
  `];

  constructor() {
    super();
    /** @type {number | null} */
    this.active = null;
  }

  #frame = new Frame();
  /** Both charts, one over the other along the same x. @param {Numbers} n @param {boolean} brief */
  #charts(n, brief) {
    const discrete = n.P.kind === "discrete", forward = n.direction === "forward";
    const kind = discrete ? "bars" : "lines";
    const labels = Array.from(n.x), first = labels[0], last = labels[labels.length - 1], shift = discrete ? first : 0;
    const place = (/** @type {object} */ s) => (discrete ? s : { ...s, x: n.x });
    const share = { active: this.active, onactive: (/** @type {CustomEvent} */ e) => (this.active = e.detail.index) };
    const finite = [...n.p, ...n.q].filter(Number.isFinite);
    const top = this.#frame.height(ceiling((Math.max(...finite) || 1) * 1.42));
    const view = { first, last, shift, top };
    const sides = [...sideHandles(this, "p", n.P, { ...view, high: top * 0.8 }).map((h) => ({ ...h, side: "p" })), ...sideHandles(this, "q", n.Q, { ...view, high: top * 0.95 }).map((h) => ({ ...h, side: "q" }))];
    const half = discrete ? 0.5 : 0;
    const edges = n.range ? n.range.map((v, i) => Math.min(last + half, Math.max(first - half, v + (i ? half : -half)))) : null;
    const shade = edges ? /** @type {[number, number]} */ (edges.map((v) => v - shift)) : undefined;
    const cuts = n.range && edges ? edges.map((edge, i) => ({
      handle: { axis: /** @type {const} */ ("x"), x: edge - shift, y: top * 0.62, label: t(i ? "kl.range.hi" : "kl.range.lo"), role: "muted", min: first - half - shift, max: last + half - shift, step: discrete ? 1 : nice((last - first) / 100), origin: half, text: full(/** @type {any} */ (n.range)[i]), small: true },
      drag: (/** @type {number} */ v) => {
        const x = Number((discrete ? Math.round(v + shift + (i ? -half : half)) : v).toPrecision(4)), other = /** @type {any} */ (n.range)[1 - i];
        return (i ? x >= other : x <= other) ? (i ? [other, x] : [x, other]) : null;
      }, side: "range",
    })) : [];
    const held = [...sides, ...(brief ? [] : cuts)];
    const drag = (/** @type {CustomEvent} */ e) => {
      const to = held[e.detail.handle].drag(e.detail.value);
      if (to !== null) this.write(held[e.detail.handle].side, to);
    };
    const series = [
      place({ name: `P: ${describe(n.P)}`, role: "p", mark: discrete ? "solid" : "area", values: n.p }),
      place({ name: `Q: ${describe(n.Q)}`, role: "q", mark: "dashed", values: n.q }),
    ];
    const share_ = place({ name: t(forward ? "kl.term.forward" : "kl.term.reverse"), role: "d", mark: discrete ? "hatched" : "area", values: n.contributions });
    const above = { kind, label: t(discrete ? "kl.masses" : "kl.densities"), summary: this.#words(n), animate: false, extras: { shade }, table: brief ? undefined : null,
      x: { title: "x", labels, bare: !brief, min: discrete ? undefined : first, max: discrete ? undefined : last }, y: { title: t(discrete ? "kl.axis.mass" : "kl.axis.density"), min: 0, max: top }, handles: held.map((h) => h.handle), series };
    const below = { kind, label: t("kl.contributions", { what: forward ? "D(P‖Q)" : "D(Q‖P)" }), summary: this.#words(n), animate: false, table: [...series, share_],
      extras: { shade, beyond: n.beyond === null ? undefined : t("kl.beyond", { x: full(n.beyond) }) },
      x: { title: "x", labels, min: discrete ? undefined : first, max: discrete ? undefined : last }, y: { title: unitOf(n.base) }, series: [share_] };
    return html`<div><surprisal-chart .spec=${above} .active=${share.active} .legend=${brief} @chart-active=${share.onactive} @chart-drag=${drag} @chart-hold=${(/** @type {CustomEvent} */ e) => { this.#frame.held = e.detail.held; this.requestUpdate(); }} @chart-restart=${(/** @type {CustomEvent} */ e) => this.reset(held[e.detail.handle].side)}></surprisal-chart>
      ${brief ? nothing : html`<surprisal-chart .spec=${below} .active=${share.active} @chart-active=${share.onactive} .legend=${false}></surprisal-chart>`}</div>`;
  }

  /** The one line of live words. @param {Numbers} n */
  #words(n) {
    const { value, reason } = (n.cut ?? n.whole).forward;
    const d = `${short(value, 3)} ${unitOf(n.base)}`;
    const cut = n.cut ? ` ${t("kl.words.cut", { missing: percent(n.missing.p, 3), missingQ: percent(n.missing.q, 3) })}` : "";
    if (value < 0) return t("kl.words.negative");
    if (value === Infinity) return t(/= 0 where|in common/.test(reason ?? "") ? "kl.words.infinite" : /largest double/.test(reason ?? "") ? "kl.infinite" : "kl.words.infinite.mean", { reason: reason ?? "" }) + cut;
    if (Number.isNaN(value)) return t("kl.words.undefined", { reason: reason ?? "" });
    if (value === 0) return t("kl.words.zero");
    const nats = value * n.nats;
    return t(nats < 1 ? "kl.words.small" : "kl.words.large", { d, samples: about(1 / nats) }) + cut;
  }

  /** Over which x the sum goes. @param {Numbers} n */
  #range(n) {
    const discrete = n.P.kind === "discrete";
    const start = this.initial("range") || (discrete ? "0:9" : "-1:1");
    const type = (/** @type {number} */ i) => (/** @type {any} */ e) => {
      const next = /** @type {[number, number]} */ ([.../** @type {any} */ (n.range)]);
      next[i] = Number(e.target.value.replace("−", "-"));
      if (e.target.value.trim() !== "" && next[0] <= next[1]) this.write("range", next);
      else e.target.value = full(/** @type {any} */ (n.range)[i]);
    };
    const field = (/** @type {0 | 1} */ i) => html`<input type="text" inputmode="decimal" aria-label=${t(i ? "kl.range.hi" : "kl.range.lo")} .value=${full(/** @type {any} */ (n.range)[i])} @change=${type(i)}>`;
    return html`<div class="settings controls"><label class="field"><span>${t(discrete ? "kl.range" : "kl.range.integral")}</span><select @change=${(/** @type {any} */ e) => this.setAttribute("range", e.target.value)}>
        <option value="" ?selected=${!n.range}>${t("kl.range.all")}</option><option value=${n.range ? n.range.join(":") : start} ?selected=${!!n.range}>${t("kl.range.part")}</option></select></label>
      ${n.range ? html`<div class="from"><span>x =</span>${field(0)}<span>…</span>${field(1)}</div>` : nothing}
      <div class="field"><span>${t("kl.direction")}</span>${choice(this, "direction", t("kl.direction"), [["forward", "D(P‖Q)"], ["reverse", "D(Q‖P)"]])}</div></div>`;
  }

  view() {
    const [P, Q, range, base, direction] = ["p", "q", "range", "base", "direction"].map((name) => this.read(name));
    if (P.kind !== Q.kind) throw new Error(t("error.onekind", { p: P.kind, q: Q.kind }));
    const n = compute(/** @type {any} */ (this.engine), P, Q, range, base, direction, this.#frame);
    this.numbers = {
      kl: (n.cut ?? n.whole).forward.value, reverse: (n.cut ?? n.whole).reverse.value,
      whole: n.whole.forward.value, wholeReverse: n.whole.reverse.value, entropy: n.entropy.p.value, entropyQ: n.entropy.q.value, crossEntropy: n.crossEntropy.value,
    };
    const title = head(this, t("kl.title"));
    const words = html`<p class="words" aria-live="polite">${this.#words(n)}</p>`;
    if (this.read("show") === "brief") return html`${title}${this.#charts(n, true)}${words}${this.actions()}`;
    const pair = (/** @type {Numbers["whole"]} */ m) => html`<dl>${figure("D(P‖Q)", m.forward, base)}${figure("D(Q‖P)", m.reverse, base)}</dl>`;
    return html`${title}
      <div class="split">${this.#charts(n, false)}<div class="panel">${sidePanel(this, "p", ["q"])}${sidePanel(this, "q", ["p"])}${this.#range(n)}</div></div>
      <div class="sums" ?data-cut=${!!n.cut}>${n.cut ? html`<section class="lie"><h4>${t("kl.over.range", { lo: full(range[0]), hi: full(range[1]) })}</h4>${pair(n.cut)}</section>` : nothing}
        <section><h4>${t("kl.over.support")}</h4>${pair(n.whole)}</section>
        <section class="row"><h4>${t("kl.over.entropies")}</h4><dl class="small">${figure("H(P)", n.entropy.p, base, "p")}${figure("H(Q)", n.entropy.q, base, "q")}${figure("H(P, Q)", n.crossEntropy, base, "text")}</dl></section></div>
      ${words}${this.actions()}`;
  }
}
