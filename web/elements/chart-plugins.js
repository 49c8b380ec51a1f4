// What Chart.js does not draw: dashed outlines of bars, infinite bars, a crosshair, names at the ends of lines.
import { short } from "./format.js";

/** @typedef {import("chart.js").Chart} Chart */
/** Marks that our data sets carry besides Chart.js's own. @typedef {{ mark?: string, colour?: string, infinite?: Set<number>, endLabel?: string }} Marks */

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

/** Names where lines end, kept apart from each other: better than a legend where there is room. */
export const endLabels = {
  id: "endLabels",
  /** @param {Chart} chart */
  afterDatasetsDraw(chart) {
    const { ctx, chartArea: area } = chart;
    /** @type {{ text: string, colour: string, x: number, y: number }[]} */
    const labels = [];
    for (const [i, set] of chart.data.datasets.entries()) {
      const { endLabel, colour } = /** @type {Marks} */ (set);
      const last = chart.getDatasetMeta(i).data.at(-1);
      if (endLabel && last && Number.isFinite(last.y)) labels.push({ text: endLabel, colour: colour ?? "", x: last.x, y: Math.min(area.bottom, Math.max(area.top, last.y)) });
    }
    labels.sort((a, b) => a.y - b.y);
    for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + 15);
    ctx.save();
    ctx.font = `560 12px ${chart.options.font?.family}`;
    ctx.textBaseline = "middle";
    for (const { text, colour, x, y } of labels) {
      ctx.fillStyle = colour;
      const fits = x + 8 + ctx.measureText(text).width < chart.width;
      ctx.textAlign = fits ? "left" : "right";
      ctx.fillText(text, fits ? x + 8 : x - 8, fits ? y : y - 12);
    }
    ctx.restore();
  },
};

/** Ticks that stay short. @param {number | string} value */
export const tick = (value) => (typeof value === "number" ? (value === 0 ? "0" : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? String(Number(value.toPrecision(6))).replace("-", "−") : short(value, 2)) : value);
