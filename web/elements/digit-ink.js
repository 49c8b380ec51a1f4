// What is on a pad: a picture (a sample digit, or what was drawn once it has been nudged) with strokes over
// it, and everything that it was before, for undo.
import { frame, nudged, SIDE, STILL } from "./digit-frame.js";

/** @typedef {{ x: number, y: number, width: number }} Point in units of the pad's side */
/** @typedef {{ picture: Float32Array | null, nudge: import("./digit-frame.js").Nudge, strokes: Point[][] }} Drawing picture: [28, 28], 0 … 1 */

/** Pixels of the raster that strokes are framed from. */
const RASTER = 280;
const PAST = 100; // steps that can be undone
/** How far a nudge may go. */
const LIMITS = { x: 14, y: 14, turn: 180, least: 0.5, most: 1.5 };
/** @type {Drawing} */
const EMPTY = { picture: null, nudge: STILL, strokes: [] };

/** @param {CanvasRenderingContext2D} c @param {Point[]} points @param {number} side */
function paintStroke(c, points, side) {
  c.lineCap = c.lineJoin = "round";
  const at = points.map(({ x, y, width }) => ({ x: x * side, y: y * side, width: width * side }));
  if (at.length === 1) at.push({ ...at[0], x: at[0].x + 0.01 });
  const middle = (/** @type {number} */ i) => ({ x: (at[i - 1].x + at[i].x) / 2, y: (at[i - 1].y + at[i].y) / 2 });
  for (let i = 1; i < at.length; i++) { // a smooth line through the middles, each piece as wide as its pen was
    const [from, to] = [i === 1 ? at[0] : middle(i - 1), i === at.length - 1 ? at[i] : middle(i)];
    c.lineWidth = (at[i - 1].width + at[i].width) / 2;
    c.beginPath();
    c.moveTo(from.x, from.y);
    c.quadraticCurveTo(at[i - 1].x, at[i - 1].y, to.x, to.y);
    c.stroke();
  }
}

export class Ink {
  now = EMPTY;
  /** @type {Drawing[]} */
  #past = [];
  /** The nudges of one go are undone in one. */
  #nudging = false;
  /** @type {CanvasRenderingContext2D | null} */
  #raster = null;

  get empty() { return !this.now.picture && this.now.strokes.length === 0; }
  get canUndo() { return this.#past.length > 0; }

  /** @param {Drawing} next */
  #become(next, nudging = false) {
    if (!(nudging && this.#nudging)) this.#past = [...this.#past.slice(1 - PAST), this.now];
    this.#nudging = nudging;
    this.now = next;
  }
  undo() {
    this.now = this.#past.pop() ?? this.now;
    this.#nudging = false;
  }
  clear() { if (!this.empty) this.#become(EMPTY); }
  /** @param {ArrayLike<number>} picture [28, 28], 0 … 1 */
  take(picture) { this.#become({ ...EMPTY, picture: Float32Array.from(picture) }); }

  /** A new stroke begins. @param {Point} point */
  begin(point) { this.#become({ ...this.now, strokes: [...this.now.strokes, [point]] }); }
  /** @param {Point[]} points of the stroke under way */
  extend(points) { this.now.strokes.at(-1)?.push(...points); }

  /** Moves what is there, by so much more. @param {Partial<import("./digit-frame.js").Nudge>} by size: a factor */
  nudge({ x = 0, y = 0, turn = 0, size = 1 }) {
    const picture = this.now.strokes.length ? this.seen() : this.now.picture;
    if (!picture) return;
    const before = this.now.strokes.length ? STILL : this.now.nudge;
    const within = (/** @type {number} */ v, /** @type {number} */ most, least = -most) => Math.min(most, Math.max(least, v));
    const nudge = { x: within(before.x + x, LIMITS.x), y: within(before.y + y, LIMITS.y), turn: within(before.turn + turn, LIMITS.turn), size: within(before.size * size, LIMITS.most, LIMITS.least) };
    this.#become({ picture, nudge, strokes: [] }, true);
  }
  /** Back to where the nudges began. */
  restore() { if (this.now.nudge !== STILL) this.#become({ ...this.now, nudge: STILL }, true); }

  /** What the network is shown: [28, 28], 0 … 1; null where nothing is drawn. @returns {Float32Array | null} */
  seen() {
    const { picture, nudge, strokes } = this.now;
    if (strokes.length === 0) return picture && nudged(picture, nudge);
    const c = (this.#raster ??= this.#newRaster());
    c.clearRect(0, 0, RASTER, RASTER);
    this.paint(c, RASTER, "#000000");
    const { data } = c.getImageData(0, 0, RASTER, RASTER);
    const ink = new Float32Array(RASTER * RASTER);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i + 3] / 255;
    return frame(ink, RASTER);
  }
  #newRaster() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = RASTER;
    return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  }

  /** @param {CanvasRenderingContext2D} c @param {number} side its pixels @param {string} colour */
  paint(c, side, colour) {
    const { picture, nudge, strokes } = this.now;
    c.fillStyle = c.strokeStyle = colour;
    if (picture) {
      const cell = side / SIDE;
      nudged(picture, nudge).forEach((value, i) => {
        if (value === 0) return;
        c.globalAlpha = value;
        const [x, y] = [(i % SIDE) * cell, Math.floor(i / SIDE) * cell];
        const [left, top] = [Math.round(x), Math.round(y)];
        c.fillRect(left, top, Math.round(x + cell) - left, Math.round(y + cell) - top);
      });
      c.globalAlpha = 1;
    }
    for (const stroke of strokes) paintStroke(c, stroke, side);
  }
}
