// What Chart.js does not draw: dashed outlines of bars, infinite bars, a crosshair, names at the ends of lines.
import { short } from "./format.js";

/** @typedef {import("chart.js").Chart} Chart */
/** Marks that our data sets carry besides Chart.js's own. @typedef {{ mark?: string, colour?: string, infinite?: Set<number>, endLabel?: string, nameAt?: number | "peak" | "valley", lifted?: boolean, label?: string }} Marks */

/** The outline of Q's bars: dashed, so that Q is told from P without colour. */
export const outlines = {
  id: "outlines",
  /** @param {Chart} chart @param {{ meta: import("chart.js").ChartMeta, index: number }} at */
  afterDatasetDraw(chart, { meta, index }) {
    const { mark, colour, infinite } = /** @type {Marks} */ (chart.data.datasets[index]);
    if (/** @type {any} */ (chart.config).type !== "bar") return;
    const { ctx, chartArea: area } = chart;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour ?? "";
    for (const [i, bar] of meta.data.entries()) {
      const { x, y, base, width, height, horizontal } = /** @type {any} */ (bar).getProps(["x", "y", "base", "width", "height", "horizontal"]);
      if (mark === "dashed" && Math.abs(horizontal ? height : base - y) > 1 && (horizontal ? Math.abs(x - base) : width) > 3) {
        ctx.lineWidth = 1.6;
        ctx.setLineDash([4, 2.5]);
        if (horizontal) ctx.strokeRect(Math.min(x, base) + 0.8, y - height / 2 + 0.8, Math.abs(x - base) - 1.6, height - 1.6);
        else ctx.strokeRect(x - width / 2 + 0.8, Math.min(y, base) + 0.8, width - 1.6, Math.abs(base - y));
      }
      if (infinite?.has(i)) { // breaks through the frame, with a tear and the sign
        ctx.setLineDash([]);
        const top = area.top - 6;
        ctx.fillStyle = /** @type {any} */ (chart.options).ground;
        ctx.beginPath();
        for (const [dx, dy] of [[-1, 16], [0, 11], [1, 16], [1, 22], [0, 17], [-1, 22]]) ctx.lineTo(x + dx * (width / 2 + 2), area.top + dy);
        ctx.fill();
        ctx.fillStyle = colour ?? "";
        ctx.font = `600 16px ${chart.options.font?.family}`;
        ctx.textAlign = "center";
        ctx.fillText("∞", x, top);
      }
    }
    ctx.restore();
  },
};

/** The pointer where a scaled slide shows it: Chart.js takes the screen's pixels for the canvas's own. */
export const unscaled = {
  id: "unscaled",
  /** @param {Chart} chart @param {{ event: any, inChartArea: boolean }} args */
  beforeEvent({ canvas, chartArea: area }, args) {
    const { event } = args;
    const at = event.native?.touches?.[0] ?? event.native;
    if (!at || event.x === null) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    event.x = ((at.clientX - left) * canvas.offsetWidth) / (width || 1);
    event.y = ((at.clientY - top) * canvas.offsetHeight) / (height || 1);
    args.inChartArea = event.x >= area.left && event.x <= area.right && event.y >= area.top && event.y <= area.bottom;
  },
};

/** A line through the active x, also where a neighbour chart has the pointer. */
export const crosshair = {
  id: "crosshair",
  /** @param {Chart} chart */
  beforeDatasetsDraw(chart) {
    const [active] = chart.getActiveElements();
    if (!active) return;
    const { ctx, chartArea: area } = chart;
    ctx.save();
    ctx.strokeStyle = /** @type {any} */ (chart.options).muted;
    ctx.setLineDash([2, 3]);
    ctx.beginPath();
    ctx.moveTo(active.element.x, area.top);
    ctx.lineTo(active.element.x, area.bottom);
    ctx.stroke();
    ctx.restore();
  },
};

/** Where the sum or integral is cut off: what lies outside is veiled, not hidden; and, in words at the edge
 * of the frame, an infinity that lies beyond it. @typedef {{ shade?: [number, number], beyond?: string, role?: string }} Extras */
export const extras = {
  id: "extras",
  /** @param {Chart} chart */
  afterDatasetsDraw(chart) {
    const { shade, beyond, role } = /** @type {Extras} */ (/** @type {any} */ (chart.data).extras ?? {});
    const { ctx, chartArea: area, scales: { x }, options } = chart;
    const { ground, muted, colours } = /** @type {any} */ (options);
    ctx.save();
    if (shade) {
      const [left, right] = shade.map((v) => Math.min(area.right, Math.max(area.left, x.getPixelForValue(v))));
      ctx.fillStyle = ground.replace(/^rgb\((.*)\)$/, "rgba($1, 0.72)");
      ctx.fillRect(area.left, area.top - 20, left - area.left, area.bottom - area.top + 19);
      ctx.fillRect(right, area.top - 20, area.right - right + 4, area.bottom - area.top + 19);
      ctx.strokeStyle = muted;
      ctx.lineWidth = 1;
      ctx.beginPath();
      for (const edge of [left, right]) if (edge > area.left && edge < area.right) { ctx.moveTo(Math.round(edge) + 0.5, area.top); ctx.lineTo(Math.round(edge) + 0.5, area.bottom); }
      ctx.stroke();
    }
    if (beyond) {
      ctx.font = `600 13px ${options.font?.family}`;
      ctx.fillStyle = colours[role ?? "d"];
      ctx.textAlign = "right";
      ctx.textBaseline = "top";
      ctx.fillText(beyond, area.right, area.top + 2);
    }
    ctx.restore();
  },
};

/** Infinite stretches of a curve: a hatched band through the frame, with the sign above it. */
export const bands = {
  id: "bands",
  /** @param {Chart} chart @param {{ index: number }} at */
  beforeDatasetDraw(chart, { index }) {
    const { stretches, pattern, colour } = /** @type {any} */ (chart.data.datasets[index]);
    if (!stretches?.length) return;
    const { ctx, chartArea: area, scales: { x } } = chart;
    ctx.save();
    for (const [from, to] of stretches) {
      const left = Math.max(area.left, x.getPixelForValue(from)), right = Math.min(area.right, x.getPixelForValue(to));
      ctx.fillStyle = pattern;
      ctx.fillRect(left, area.top - 8, right - left, area.bottom - area.top + 8);
      ctx.fillStyle = colour;
      ctx.font = `600 16px ${chart.options.font?.family}`;
      ctx.textAlign = "center";
      ctx.fillText("∞", (left + right) / 2, area.top - 11);
    }
    ctx.restore();
  },
};

/** Whether a line climbs to the right where the point is: its name stands to the left, then. @param {any[]} points @param {any} at */
function rises(points, at) {
  const i = points.indexOf(at);
  return points[Math.min(points.length - 1, i + 1)].y < points[Math.max(0, i - 1)].y;
}

/** How far apart names stand, up and down, side by side; how far over a bar, and over a handle on one. */
const LINE = 15, GAP = 8, OVER_BAR = 9, OVER_HANDLE = 20;
/** Names over bars that would run into each other, or out of the picture, step aside.
 * @param {{ x: number, y: number, text: string }[]} names @param {number} left @param {number} right @param {(text: string) => number} width */
function stepAside(names, left, right, width) {
  names.sort((a, b) => a.x - b.x);
  const half = (/** @type {{ text: string }} */ name) => width(name.text) / 2;
  const besideEachOther = (/** @type {number} */ i) => i > 0 && Math.abs(names[i].y - names[i - 1].y) < LINE;
  for (const [i, name] of names.entries()) name.x = Math.max(name.x, left + half(name), besideEachOther(i) ? names[i - 1].x + half(names[i - 1]) + GAP + half(name) : 0);
  for (let i = names.length - 1, end = right; i >= 0; i--) {
    names[i].x = Math.min(names[i].x, end - half(names[i]));
    end = besideEachOther(i) ? names[i].x - half(names[i]) - GAP : right;
  }
}

/** Names where lines end, at their peaks or where else there is room, kept apart from each other: better than a legend where there is room. */
export const endLabels = {
  id: "endLabels",
  /** @param {Chart} chart */
  afterDatasetsDraw(chart) {
    const { ctx, chartArea: area } = chart;
    const options = /** @type {any} */ (chart.options), bars = /** @type {any} */ (chart.config).type === "bar";
    /** @type {{ text: string, colour: string, x: number, y: number, beside: boolean, left?: boolean, middle?: boolean, bare?: boolean }[]} */
    const labels = [];
    for (const [i, set] of chart.data.datasets.entries()) {
      const { endLabel, nameAt, lifted, label, colour, mark } = /** @type {Marks} */ (set);
      const points = chart.getDatasetMeta(i).data;
      if (bars) { // over the tallest, under the deepest, or within the longest of those that lie
        if (nameAt === undefined || points.length === 0) continue;
        const lying = chart.options.indexAxis === "y", down = nameAt === "valley", size = (/** @type {any} */ b) => (lying ? Math.abs(b.x - b.base) : down ? b.y - b.base : b.base - b.y);
        const away = down ? OVER_BAR : lifted ? -OVER_HANDLE : -OVER_BAR;
        const bar = /** @type {any} */ (points.reduce((a, b) => (size(b) > size(a) ? b : a)));
        labels.push({ text: label ?? "", colour: !lying ? colour ?? "" : mark === "solid" ? options.ground : options.colours.text, x: lying ? (bar.x + bar.base) / 2 : bar.x, y: lying ? bar.y : bar.y + away, beside: true, middle: true, bare: lying && mark === "solid" });
        continue;
      }
      const wanted = typeof nameAt === "number" ? chart.scales.x.getPixelForValue(nameAt) : 0;
      const at = nameAt === undefined ? points.at(-1) : points.reduce((a, b) => ((nameAt === "peak" ? b.y < a.y : Math.abs(b.x - wanted) < Math.abs(a.x - wanted)) ? b : a), points[0]);
      const text = endLabel ?? (nameAt === undefined ? undefined : label);
      if (text && at && Number.isFinite(at.y)) labels.push({ text, colour: colour ?? "", x: at.x, y: Math.min(area.bottom, Math.max(area.top, at.y)), beside: nameAt !== undefined, left: typeof nameAt === "number" && rises(points, at) });
    }
    labels.sort((a, b) => a.y - b.y);
    for (let i = 1; i < labels.length; i++) if (!labels[i].beside) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + LINE);
    ctx.save();
    ctx.font = `560 12px ${chart.options.font?.family}`;
    if (bars && chart.options.indexAxis !== "y") stepAside(labels, area.left, chart.width, (text) => ctx.measureText(text).width);
    ctx.textBaseline = "middle";
    ctx.strokeStyle = options.ground; // a rim, so that no line runs through a name
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    for (const { text, colour, x, y, beside, left, middle, bare } of labels) {
      ctx.fillStyle = colour;
      const fits = !left && x + 8 + ctx.measureText(text).width < chart.width;
      ctx.textAlign = middle ? "center" : fits ? "left" : "right";
      /** @type {[string, number, number]} */
      const at = [text, middle ? x : fits ? x + 8 : x - 8, middle ? y : beside ? Math.max(area.top + 8, y - 7) : fits ? y : y - 12];
      if (!bare) ctx.strokeText(...at);
      ctx.fillText(...at);
    }
    ctx.restore();
  },
};

/** Ticks that stay short. @param {number | string} value */
export const tick = (value) => (typeof value === "number" ? (value === 0 ? "0" : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? String(Number(value.toPrecision(6))).replace("-", "−") : short(value, 2)) : value);
