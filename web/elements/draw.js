// Charts as shapes: what a Spec of chart.js says, laid out without a browser, so that the same picture can
// be written as SVG (in Node too) or painted on a canvas. Shapes hold colours and numbers alone.
import { tick } from "./chart-plugins.js";
import { COLOURS } from "./tokens.js";

/** @typedef {import("./chart.js").Spec} Spec */
/** @typedef {import("./chart.js").Series} Series */
/** @typedef {{ d: string, fill?: string, stroke?: string, width?: number, opacity?: number, dash?: string }} Path */
/** @typedef {{ text: string, x: number, y: number, size: number, fill: string, anchor?: "start" | "middle" | "end", weight?: number, turned?: boolean }} Text */
/** @typedef {Path | Text} Shape */

const WIDTH = 720; // px
const SIDE = 72, RIGHT = 12, HEAD = 30, FOOT = 40, PLOT = 190, BAR = 34, LINE = 20, LETTER = 6.6; // px; LETTER: a letter of 12 px

/** @param {number} v */
const r = (v) => Math.round(v * 100) / 100;
const rectangle = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) => `M${r(x)} ${r(y)}h${r(w)}v${r(h)}h${r(-w)}z`;

/** Round places from lo to hi, few enough. @param {number} lo @param {number} hi @param {number} most */
export function ticks(lo, hi, most) {
  const rough = (hi - lo) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power;
  const first = Math.ceil(lo / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(hi / step + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A text in lines of so many letters. @param {string} text @param {number} most @returns {string[]} */
const wrapped = (text, most) => text.split(" ").reduce((/** @type {string[]} */ lines, word) => {
  const last = lines.at(-1);
  return last !== undefined && last.length + 1 + word.length <= most ? lines.with(-1, `${last} ${word}`) : [...lines, word];
}, []);

/** Diagonals at 45° inside a box. */
function hatching(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ w, /** @type {number} */ h) {
  let d = "";
  for (let c = 5; c < w + h; c += 5) { // x + y = c, from the box's corner
    const from = Math.max(0, c - h), to = Math.min(w, c);
    d += `M${r(x + from)} ${r(y + c - from)}L${r(x + to)} ${r(y + c - to)}`;
  }
  return d;
}

/** A bar as its mark says. @param {Series} s @param {string} colour @param {[number, number, number, number]} box @returns {Path[]} */
function bar({ mark }, colour, box) {
  const [x, y, w, h] = box;
  if (!(w > 0 && h > 0)) return [];
  if (mark === "dashed") return [{ d: rectangle(x, y, w, h), fill: colour, opacity: 0.12 }, { d: rectangle(x + 0.75, y + 0.75, Math.max(0, w - 1.5), Math.max(0, h - 0.75)), stroke: colour, width: 1.5, dash: "4 2.5" }];
  if (mark === "hatched") return [{ d: rectangle(x, y, w, h), fill: colour, opacity: 0.18 }, { d: rectangle(x, y, w, h) + hatching(x, y, w, h), stroke: colour, width: 1 }];
  return [{ d: rectangle(x, y, w, h), fill: colour, opacity: mark === "thin" ? 0.5 : 1 }];
}

/** @param {Series} s @param {string} colour @param {string} ground @param {(number | null)[][]} points null where there is none @param {number} base @returns {Path[]} */
function line({ mark }, colour, ground, points, base) {
  const dots = points.filter(([, y]) => y !== null).map(([x, y]) => `M${r(Number(x) - 4)} ${r(Number(y))}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`).join("");
  if (mark === "dots") return [{ d: dots, fill: colour }];
  let d = "", area = "", open = false;
  for (const [i, [x, y]] of points.entries()) {
    if (y === null) { open = false; continue; }
    d += `${open ? "L" : "M"}${r(Number(x))} ${r(y)}`;
    area += `${open ? "" : `M${r(Number(x))} ${r(base)}`}L${r(Number(x))} ${r(y)}`;
    if (i + 1 === points.length || points[i + 1][1] === null) area += `L${r(Number(x))} ${r(base)}z`;
    open = true;
  }
  const dash = mark === "dashed" ? "6 4" : mark === "dotted" ? "1.5 3" : undefined;
  return [...(mark === "area" ? [{ d: area, fill: colour, opacity: 0.15 }] : []), { d, stroke: colour, width: mark === "thin" ? 1.25 : 2.25, dash }, ...(mark === "points" ? [{ d: dots, fill: ground, stroke: colour, width: 2 }] : [])];
}

/** What the key says, from its lower right corner on: rows of series and where each mark begins, no wider than the chart. @param {Series[]} named @param {number} width @returns {{ s: Series, at: number, row: number }[]} */
function keyOf(named, width) {
  let at = width - RIGHT, row = 0;
  return named.map((s) => {
    const long = s.name.length * LETTER + 28;
    if (at - long < 0 && at < width - RIGHT) { at = width - RIGHT; row++; }
    const entry = { s, at: at - long, row };
    at -= long + 14;
    return entry;
  });
}

/** One chart with its upper left corner at (0, top). @param {Spec} spec @param {number} top @param {number} width @param {(role: string) => string} colour @returns {{ shapes: Shape[], height: number }} */
function chart(spec, top, width, colour) {
  const { series, stacked, kind } = spec;
  const bars = kind === "bars";
  const labels = spec.x.labels ?? [];
  const plot = stacked ? BAR * labels.length : PLOT;
  // the key stands at the right of the heading, or below it where both are long
  const named = series.length > 1 || series[0]?.name !== spec.label ? series.toReversed() : [];
  const key = keyOf(named, width), keyWidth = named.reduce((sum, s) => sum + s.name.length * LETTER + 42, 0);
  const heading = wrapped(spec.label, Math.floor(width / (LETTER + 1)));
  const beside = heading.length === 1 && spec.label.length * (LETTER + 1) + keyWidth <= width;
  const rows = key.length ? 1 + key[key.length - 1].row : 0, low = LINE * (heading.length - 1 + (beside ? 0 : rows));
  const left0 = stacked ? Math.max(SIDE, ...labels.map((l) => String(l).length * LETTER + 8)) : SIDE;
  const [x0, x1, y0, y1] = [left0, width - RIGHT, top + HEAD + low, top + HEAD + low + plot];
  /** @type {Shape[]} */
  const shapes = heading.map((text, i) => ({ text, x: 0, y: top + 14 + LINE * i, size: 13, fill: colour("text"), weight: 600 }));

  const finite = series.flatMap((s) => Array.from(s.values).filter(Number.isFinite));
  const sums = labels.map((_, i) => series.reduce((sum, s) => sum + (Number.isFinite(s.values[i]) ? s.values[i] : 0), 0));
  const lo = spec.y.min ?? Math.min(...(bars ? [0] : []), ...finite, ...(finite.length ? [] : [0])), hi = spec.y.max ?? (Math.max(...(stacked ? sums : finite), lo) * 1.05 || 1);
  const log = Boolean(spec.y.log) && lo > 0, places = (/** @type {number} */ v) => (log ? Math.log10(v) : v);
  const share = (/** @type {number} */ v) => (places(v) - places(lo)) / (places(hi) - places(lo) || 1);
  const Y = (/** @type {number} */ v) => y1 - share(v) * plot;
  const far = series.flatMap((s) => (s.x ? Array.from(s.x) : []));
  const left = spec.x.min ?? Math.min(...far), right = spec.x.max ?? Math.max(...far);
  const band = (x1 - x0) / Math.max(1, labels.length);
  const X = (/** @type {number} */ v) => x0 + ((v - left) / (right - left || 1)) * (x1 - x0);

  // the grid and the axes
  const values = log ? ticks(Math.ceil(places(lo)), Math.floor(places(hi)), 5).map((p) => 10 ** p) : ticks(lo, hi, 5);
  for (const v of values) {
    const at = stacked ? x0 + share(v) * (x1 - x0) : Y(v);
    shapes.push({ d: stacked ? `M${r(at)} ${y0}V${y1}` : `M${x0} ${r(at)}H${x1}`, stroke: colour("grid"), width: 1 });
    const text = String((spec.y.format ?? tick)(v));
    shapes.push(stacked ? { text, x: at, y: y1 + 16, size: 12, fill: colour("muted"), anchor: "middle" } : { text, x: x0 - 6, y: at + 4, size: 12, fill: colour("muted"), anchor: "end" });
  }
  if (bars && !stacked) {
    const every = Math.ceil((Math.max(...labels.map((l) => String(l).length), 1) * LETTER + 8) / band);
    labels.forEach((l, i) => { if (i % every === 0) shapes.push({ text: String(l), x: x0 + (i + 0.5) * band, y: y1 + 16, size: 12, fill: colour("muted"), anchor: "middle" }); });
  } else if (stacked) labels.forEach((l, i) => shapes.push({ text: String(l), x: x0 - 6, y: y0 + (i + 0.5) * BAR + 4, size: 12, fill: colour("muted"), anchor: "end" }));
  else if (Number.isFinite(left)) for (const v of ticks(left, right, Math.max(4, (x1 - x0) / 80))) shapes.push({ text: String((spec.x.format ?? tick)(v)), x: X(v), y: y1 + 16, size: 12, fill: colour("muted"), anchor: "middle" });
  shapes.push({ d: stacked ? `M${x0} ${y0}V${y1}` : `M${x0} ${y1}H${x1}`, stroke: colour("muted"), width: 1 });
  const [across, up] = stacked ? [spec.y, spec.x] : [spec.x, spec.y];
  if (!across.hideTitle) shapes.push({ text: across.title, x: (x0 + x1) / 2, y: y1 + 33, size: 12, fill: colour("muted"), anchor: "middle" });
  if (!up.hideTitle && !stacked) shapes.push({ text: up.title, x: 12, y: (y0 + y1) / 2, size: 12, fill: colour("muted"), anchor: "middle", turned: true });

  // what is told
  const standing = series.filter((s) => bars && !s.line);
  const ends = labels.map(() => 0);
  for (const s of series) {
    const paint = colour(s.role), side = standing.indexOf(s), width = (band * 0.8) / Math.max(1, standing.length);
    if (side < 0) {
      const points = Array.from(s.values, (v, i) => [s.x ? X(s.x[i]) : x0 + (i + 0.5) * band, Number.isFinite(v) ? Math.min(y1, Math.max(y0, Y(v))) : null]).map(([x, y]) => [x, Number(x) < x0 - 0.5 || Number(x) > x1 + 0.5 ? null : y]);
      shapes.push(...line(s, paint, colour("ground"), points, Math.min(y1, Y(Math.max(lo, 0)))));
    } else for (let i = 0; i < s.values.length; i++) {
      const v = s.values[i];
      if (stacked) {
        const from = x0 + share(ends[i]) * (x1 - x0), to = x0 + share(ends[i] += Number.isFinite(v) ? v : 0) * (x1 - x0);
        shapes.push(...bar(s, paint, [from, y0 + i * BAR + 5, to - from, BAR - 10]));
        continue;
      }
      const x = x0 + i * band + band * 0.1 + side * width, zero = Y(Math.min(hi, Math.max(lo, 0))), end = v === Infinity ? y0 : Math.min(y1, Math.max(y0, Y(v)));
      if (Number.isNaN(v)) continue;
      shapes.push(...bar(s, paint, [x, Math.min(zero, end), width, Math.abs(zero - end)]));
      if (v === Infinity) shapes.push({ text: "∞", x: x + width / 2, y: y0 - 3, size: 15, fill: paint, anchor: "middle", weight: 600 });
    }
  }

  for (const { s, at, row } of key) {
    const y = top + 14 + low - LINE * row;
    shapes.push({ text: s.name, x: at + 28, y, size: 12, fill: colour("muted") });
    shapes.push(...(bars && !s.line ? bar(s, colour(s.role), [at, y - 10, 22, 12]) : line(s, colour(s.role), colour("ground"), [[at, y - 4], [at + 22, y - 4]], y + 2)));
  }
  return { shapes, height: HEAD + low + plot + FOOT };
}

/** All charts of a widget, one below the other. @param {Spec[]} specs @param {"light" | "dark"} scheme @param {number} [width] @returns {{ shapes: Shape[], width: number, height: number, ground: string }} */
export function draw(specs, scheme, width = WIDTH) {
  const colour = (/** @type {string} */ role) => COLOURS[role][scheme === "light" ? 0 : 1];
  let height = 0;
  const shapes = specs.flatMap((spec) => {
    const made = chart(spec, height, width, colour);
    height += made.height + 8;
    return made.shapes;
  });
  return { shapes, width, height, ground: colour("ground") };
}
