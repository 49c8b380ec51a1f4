// The one wrapper around Chart.js. A widget says what to draw (Spec); this draws it in the page's colours
// and font, reads it out, lets keys walk along it, and holds the same numbers as a table.
import { BarController, BarElement, CategoryScale, Chart, Filler, LineController, LineElement, LinearScale, LogarithmicScale, PointElement, Tooltip } from "chart.js";
import { LitElement, css, html, nothing, svg } from "lit";
import { bands, crosshair, endLabels, extras, outlines, tick, unscaled } from "./chart-plugins.js";
import { handleStyles, placeHandles, renderHandles } from "./chart-handles.js";
import { coloursOf, faint, hatching, reducedMotion, watchScheme } from "./chart-theme.js";
import { full, short } from "./format.js";
import { part } from "./parts.js";
import { t } from "./strings.js";
import { turn } from "../train/turn.js";
import { theme } from "./theme.js";

Chart.register(BarController, BarElement, CategoryScale, Filler, LineController, LineElement, LinearScale, LogarithmicScale, PointElement, Tooltip);

/** @typedef {"solid" | "dashed" | "hatched" | "area" | "thin" | "dots" | "points" | "dotted"} Mark */
/** @typedef {{ name: string, role: string, mark: Mark, values: ArrayLike<number>, x?: ArrayLike<number>, endLabel?: string, nameAt?: number | "peak" | "valley", line?: boolean }} Series */
/** @typedef {{ title: string, min?: number, max?: number, format?: (v: number) => string, log?: boolean, labels?: (string | number)[], hideTitle?: boolean, bare?: boolean }} Axis */
/** @typedef {{ kind: "bars" | "lines", label: string, summary: string, x: Axis, y: Axis, series: Series[], animate?: boolean, stacked?: boolean, patient?: boolean,
 *   handles?: import("./chart-handles.js").Handle[], extras?: import("./chart-plugins.js").Extras, table?: Series[] | null }} Spec
 * nameAt: the series' name is written there beside the line, or over or under its bars.  table: what the table holds, the series unless said, null for none.
 * bars: x.labels names the places; a bare axis has neither ticks nor title (the chart below has them); lines: each series has its own x.  stacked: bars lie down and add up.
 * patient: it is drawn in a task of its own, so that what draws often never holds the page up for long. */

/** The stretches of x where a curve is infinite, each reaching half-way to its finite neighbours. @param {ArrayLike<number>} values @param {ArrayLike<number>} [x] */
function stretchesOf(values, x) {
  /** @type {[number, number][]} */
  const found = [];
  if (x) for (let i = 0; i < values.length; i++) if (values[i] === Infinity) {
    const from = i;
    while (values[i + 1] === Infinity) i++;
    found.push([x[Math.max(0, from - 1)], x[Math.min(values.length - 1, i + 1)]]);
  }
  return found;
}

const HEIGHT = css`:host { container-type: inline-size; } .stage { position: relative; height: calc(var(--chart-height, 15) * 1rem); }`;

const TICK = 22; // px from one tick to the next, at least
/** Where ticks stand too close, every second of them (or third …) is left: 0 among them, for it is where bars and areas begin. @param {any} scale */
function thin(scale) {
  const every = Math.ceil(((scale.ticks.length - 1) * TICK) / Math.max(TICK, scale.height)), zero = Math.max(0, scale.ticks.findIndex((/** @type {{ value: number }} */ { value }) => value === 0));
  if (every > 1) scale.ticks = scale.ticks.filter((/** @type {unknown} */ _, /** @type {number} */ i) => (i - zero) % every === 0);
}

export class SurprisalChart extends LitElement {
  static properties = { spec: { attribute: false }, active: { attribute: false }, legend: { type: Boolean } };
  static styles = [theme, HEIGHT, handleStyles, css`
    canvas { display: block; }
    .stage { outline-offset: 4px; }
    figcaption { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.375rem; font-size: 0.8125rem; color: var(--surprisal-muted); }
    figcaption b { font-weight: 560; color: var(--surprisal-text); margin-inline-end: auto; }
    figcaption b.row { flex: 1 0 100%; }
    figcaption span { display: inline-flex; align-items: center; gap: 0.4rem; }
    figure { margin: 0; }
    svg { flex: none; }
    details { position: relative; font-size: 0.8125rem; margin-top: -1.75rem; }
    details[open], details.clear { margin-top: 0; }
    @container (max-width: 30rem) { details { margin-top: 0; } }
    summary { display: inline-flex; align-items: center; margin-inline-start: -0.375rem; list-style: none; }
    summary::before { content: "+"; inline-size: 1em; } [open] > summary::before { content: "−"; }
    summary::-webkit-details-marker { display: none; }
    .table { max-height: 16rem; overflow: auto; }
    @media print { details { display: none; } }
  `];

  constructor() {
    super();
    /** @type {Spec | null} */
    this.spec = null;
    /** The place (bars) or nearest x (lines) that is pointed at, here or in a chart beside this one. @type {number | null} */
    this.active = null;
    this.legend = true;
  }
  /** @type {Chart | null} */
  chart = null;
  /** @type {import("./chart-theme.js").Colours} */
  #colours = {};
  #shape = "";
  /** What the options were made from: making them anew is most of the cost of a redraw. */
  #optionsOf = "";
  /** @type {(() => void) | undefined} */
  #unwatch;

  connectedCallback() {
    super.connectedCallback();
    this.#unwatch = watchScheme(() => { this.#colours = {}; this.requestUpdate("spec"); });
    document.fonts?.ready.then(() => { this.#colours = {}; this.requestUpdate("spec"); });
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.chart?.destroy();
    this.chart = null;
  }

  /** @param {Series} series @returns {any} what Chart.js takes as a data set */
  #dataset({ name, role, mark, values, x, endLabel, nameAt, line }) {
    const colour = this.#colours[role];
    const bars = this.spec?.kind === "bars" && !line;
    const data = x ? Array.from(values, (y, i) => ({ x: x[i], y: Number.isFinite(y) ? y : null })) : Array.from(values);
    /** @type {Record<string, string | CanvasPattern>} */
    const fills = { solid: colour, dashed: faint(colour, 0.12), hatched: hatching(colour), area: faint(colour, 0.15), thin: faint(colour, 0.5), dots: colour };
    if (bars)
      return { label: name, data: data.map((y) => (y === Infinity ? 1e300 : y)), backgroundColor: fills[mark], mark, colour, infinite: new Set(data.flatMap((y, i) => (y === Infinity ? [i] : []))),
        stack: this.spec?.stacked ? "one" : undefined, borderWidth: mark === "hatched" ? 1 : 0, borderColor: colour, borderSkipped: false, borderRadius: 1, nameAt, lifted: this.spec?.handles?.some((h) => h.role === role), categoryPercentage: 0.8, barPercentage: 0.94 };
    return { label: name, data, borderColor: colour, colour, endLabel, nameAt, stretches: stretchesOf(values, x), pattern: fills.hatched, backgroundColor: mark === "dots" ? colour : fills.area, fill: mark === "area" ? "origin" : false,
      borderWidth: mark === "thin" ? 1.25 : 2.25, borderDash: mark === "dashed" ? [6, 4] : mark === "dotted" ? [1.5, 3] : [], showLine: mark !== "dots",
      pointRadius: mark === "dots" || mark === "points" ? 4 : data.length === 1 ? 3 : 0, pointHitRadius: 8, pointBackgroundColor: this.#colours.ground, pointBorderColor: colour, pointBorderWidth: 2,
      normalized: true, spanGaps: false, tension: 0 };
  }

  /** @param {Axis} axis @param {"x" | "y"} which @returns {any} */
  #axis(axis, which) {
    const { muted, grid, font } = this.#colours;
    const bars = this.spec?.kind === "bars";
    if (this.spec?.stacked) axis = which === "x" ? this.spec.y : this.spec.x; // lying bars: values run along x
    const values = this.spec?.stacked ? which === "x" : which === "y", thins = values && which === "y" && !axis.log;
    return {
      stacked: this.spec?.stacked, type: !values && bars ? "category" : axis.log ? "logarithmic" : "linear",
      min: axis.min, max: axis.max, beginAtZero: bars && values,
      grid: { color: grid, drawTicks: false, display: values || !bars },
      afterBuildTicks: thins ? thin : undefined,
      afterFit: which === "y" && !this.spec?.stacked ? (/** @type {any} */ scale) => { scale.width = Math.max(scale.width, 72); } : undefined,
      border: { color: values ? "transparent" : muted },
      title: { display: !axis.hideTitle && !axis.bare, text: axis.title, color: muted, font: { family: font, size: 12 }, padding: { top: 2, bottom: 0 } },
      ticks: { display: !axis.bare, includeBounds: false, autoSkip: !thins, color: muted, font: { family: font, size: 12 }, padding: 6, maxRotation: 0, autoSkipPadding: 10, maxTicksLimit: which === "y" ? 6 : bars ? 40 : 12,
        ...(!values && bars ? {} : { callback: axis.format ?? tick }) },
    };
  }

  /** @param {Spec} spec @returns {any} */
  #options(spec) {
    const { text, ground, muted, font, rule } = this.#colours;
    const infinite = spec.series.some((s) => Array.from(s.values).includes(Infinity));
    const named = spec.kind === "bars" && !spec.stacked && spec.series.some((s) => s.nameAt === "peak"), lifted = named && (spec.handles?.length ?? 0) > 0;
    const moves = spec.animate !== false && !reducedMotion();
    return {
      indexAxis: spec.stacked ? "y" : "x", responsive: true, maintainAspectRatio: false, animation: moves ? { duration: 120 } : false, ground, muted, colours: this.#colours, font: { family: font },
      layout: { padding: { top: infinite ? 26 : lifted ? 28 : named ? 18 : 8, right: 8 } },
      interaction: { mode: spec.kind === "bars" ? "index" : "nearest", axis: spec.stacked ? "y" : "x", intersect: false },
      events: ["mousemove", "mouseout", "touchstart", "touchmove"],
      onHover: (/** @type {any} */ _, /** @type {any[]} */ elements) => this.#point(elements[0]?.index ?? null),
      scales: { x: this.#axis(spec.x, "x"), y: this.#axis(spec.y, "y") },
      plugins: {
        tooltip: {
          backgroundColor: text, titleColor: ground, bodyColor: ground, borderColor: rule, cornerRadius: 4, padding: 8, boxPadding: 4, usePointStyle: true, caretSize: 4,
          titleFont: { family: font, size: 12, weight: 600 }, bodyFont: { family: font, size: 12 },
          callbacks: {
            title: (/** @type {any[]} */ items) => (items[0] ? `${this.spec?.x.title} = ${spec.kind === "bars" ? items[0].label : short(items[0].parsed.x, 4)}` : ""),
            label: (/** @type {any} */ item) => ` ${item.dataset.label}: ${this.#reading(item.datasetIndex, item.dataIndex)}`,
          },
        },
      },
    };
  }

  /** @param {number} series @param {number} index */
  #reading(series, index) {
    const { series: all, y } = /** @type {Spec} */ (this.spec);
    const value = all[series].values[index];
    return y.format && Number.isFinite(value) ? y.format(value) : short(value, 4);
  }

  /** @param {number | null} index */
  #point(index) {
    if (index === this.active) return;
    this.active = index;
    this.dispatchEvent(new CustomEvent("chart-active", { detail: { index } }));
  }

  scheduleUpdate() { return this.spec?.patient ? turn().then(() => super.scheduleUpdate()) : super.scheduleUpdate(); }
  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    const { spec } = this;
    if (!spec || !this.isConnected) return; // one that was removed would leave its Chart behind
    if (changed.has("spec")) {
      this.#draw(spec);
      this.#place();
    }
    if (changed.has("active")) this.#highlight();
  }

  #place() { if (this.chart?.scales.x && this.spec?.handles) placeHandles(this.chart, this.spec.handles, this.renderRoot); }

  /** @param {Spec} spec */
  #draw(spec) {
    if (!this.#colours.p) { this.#colours = coloursOf(this); this.#shape = ""; }
    const data = /** @type {any} */ ({ labels: spec.x.labels ?? [], datasets: spec.series.map((s) => this.#dataset(s)), extras: spec.extras });
    const top = Math.max(0, ...spec.series.flatMap((s) => Array.from(s.values).filter(Number.isFinite)));
    const y = spec.series.some((s) => Array.from(s.values).includes(Infinity)) && spec.y.max === undefined ? { ...spec.y, max: top || 1 } : spec.y;
    const key = JSON.stringify([spec.kind, spec.stacked, { ...spec.x, labels: 0 }, y, y === spec.y, spec.animate, reducedMotion()]);
    const settings = this.chart && key === this.#optionsOf && this.#shape ? null : this.#options({ ...spec, y });
    this.#optionsOf = key;
    const shape = `${spec.kind} ${spec.stacked} ${spec.series.map((s) => s.mark).join()}`;
    if (!this.chart || shape !== this.#shape) {
      this.chart?.destroy();
      const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
      this.chart = new Chart(canvas, { type: spec.kind === "bars" ? "bar" : "line", data, options: { ...(settings ?? this.#options({ ...spec, y })), animation: false }, plugins: [unscaled, bands, outlines, crosshair, extras, endLabels, { id: "handles", afterDraw: () => this.#place() }] });
      this.#shape = shape;
      return;
    }
    const { chart } = this;
    if (settings) chart.options = settings;
    chart.data.labels = data.labels;
    /** @type {any} */ (chart.data).extras = data.extras;
    for (const [i, set] of data.datasets.entries()) {
      const points = set.data.length === chart.data.datasets[i].data.length;
      Object.assign(chart.data.datasets[i], set);
      if (!points) chart.data.datasets[i].data = set.data;
    }
    chart.update(spec.animate === false || reducedMotion() ? "none" : undefined);
  }

  #highlight() {
    const { chart, spec, active } = this;
    if (!chart || !spec) return;
    const elements = active === null ? [] : spec.kind === "bars"
      ? spec.series.map((_, datasetIndex) => ({ datasetIndex, index: active })).filter((e) => active < spec.series[e.datasetIndex].values.length)
      : [{ datasetIndex: 0, index: Math.min(active, spec.series[0].values.length - 1) }];
    chart.setActiveElements(elements);
    const at = elements[0] && chart.getDatasetMeta(elements[0].datasetIndex).data[elements[0].index];
    chart.tooltip?.setActiveElements(elements, at ? { x: at.x, y: at.y } : { x: 0, y: 0 });
    chart.update("none");
  }

  /** @param {string} type @param {object} detail */
  #tell(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = (this.spec?.kind === "bars" ? this.spec.x.labels?.length ?? 0 : this.spec?.series[0]?.values.length ?? 0) - 1;
    const jump = event.shiftKey ? 10 : 1;
    /** @type {Record<string, number | null>} */
    const to = { ArrowRight: Math.min(last, (this.active ?? -1) + jump), ArrowLeft: Math.max(0, (this.active ?? last + 1) - jump), Home: 0, End: last, Escape: null };
    if (!(event.key in to) || last < 0) return;
    event.preventDefault();
    this.#point(to[event.key]);
  }

  /** What a screen reader hears at the active place. */
  get #spoken() {
    const { spec, active } = this;
    if (!spec || active === null) return "";
    const at = spec.kind === "bars" ? spec.x.labels?.[active] : short(spec.series[0].x?.[active] ?? active, 4);
    return `${spec.x.title} = ${at}: ${spec.series.filter((s) => active < s.values.length).map((s) => `${s.name} ${this.#reading(spec.series.indexOf(s), active)}`).join(", ")}`;
  }

  /** @param {Series} s */
  #swatch({ role, mark }) {
    const colour = `var(--surprisal-${role})`;
    const line = this.spec?.kind === "lines";
    return svg`<svg width="22" height="12" aria-hidden="true">${
      mark === "dots" ? svg`<circle cx="11" cy="6" r="4" fill="var(--surprisal-ground)" stroke=${colour} stroke-width="2"/>`
      : line ? svg`<path d="M0 6H22" stroke=${colour} stroke-width=${mark === "thin" ? 1.25 : 2.5} stroke-dasharray=${mark === "dashed" ? "5 3" : mark === "dotted" ? "1.5 3" : "none"}/>${mark === "points" ? svg`<circle cx="11" cy="6" r="3.5" fill="var(--surprisal-ground)" stroke=${colour} stroke-width="2"/>` : nothing}`
      : mark === "dashed" ? svg`<rect x="1" y="1" width="20" height="10" fill=${colour} fill-opacity="0.12" stroke=${colour} stroke-width="1.5" stroke-dasharray="4 2.5"/>`
      : mark === "hatched" ? svg`<rect x="0.5" y="0.5" width="21" height="11" fill=${colour} fill-opacity="0.18" stroke=${colour}/><path d="M1 11L9 1M7 11L15 1M13 11L21 1" stroke=${colour} stroke-width="1.5"/>`
      : svg`<rect width="22" height="12" rx="1" fill=${colour}/>`}</svg>`;
  }

  #table() {
    const { spec } = this;
    if (!spec) return nothing;
    const series = spec.table ?? spec.series;
    const places = spec.kind === "bars" ? spec.x.labels ?? [] : Array.from(series.reduce((a, s) => ((s.x?.length ?? 0) > (a.x?.length ?? 0) ? s : a)).x ?? []);
    return html`<table><thead><tr><th scope="col">${spec.x.title}</th>${series.map((s) => html`<th scope="col">${s.name}</th>`)}</tr></thead>
      <tbody>${places.slice(0, 1000).map((x, i) => html`<tr><th scope="row">${typeof x === "number" ? full(x) : x}</th>${series.map((s) => {
        const j = s.x ? Array.prototype.indexOf.call(s.x, x) : i;
        return html`<td>${j >= 0 && j < s.values.length ? full(s.values[j]) : ""}</td>`;
      })}</tr>`)}</tbody></table>`;
  }

  render() {
    const { spec } = this;
    if (!spec) return html`<div class="stage"></div>`;
    const open = /** @type {HTMLDetailsElement | null} */ (this.renderRoot.querySelector("details"))?.open;
    return html`<figure>
      <figcaption><b class=${spec.series.length > 2 ? "row" : ""}>${spec.label}</b>${this.legend ? spec.series.map((s) => html`<span>${this.#swatch(s)}${s.name}</span>`) : nothing}</figcaption>
      <div class="stage" tabindex="0" role="group" aria-roledescription=${t("chart.role")} aria-label="${spec.label}. ${spec.summary}"
        @keydown=${this.#key} @blur=${() => this.#point(null)} @mouseleave=${() => this.#point(null)}><canvas aria-hidden="true"></canvas>
        ${spec.handles ? renderHandles(spec.handles, (handle, value) => this.#tell("chart-drag", { handle, value }), (handle) => this.#tell("chart-restart", { handle }), () => this.chart, (held) => this.#tell("chart-hold", { held })) : nothing}</div>
      <div class="hidden" role="status">${this.#spoken}</div>
      ${spec.table === null ? nothing : html`<details class=${spec.x.hideTitle || spec.stacked ? "clear" : ""} @toggle=${() => this.requestUpdate()}><summary>${t("action.data")}</summary>${open ? html`<div class="table" tabindex="0" role="region" aria-label=${spec.label}>${this.#table()}</div>` : nothing}</details>`}
    </figure>`;
  }
}
part("surprisal-chart", SurprisalChart);
