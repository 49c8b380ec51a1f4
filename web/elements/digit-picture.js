// A picture of a digit, from a camera or another program, as a pad's ink: dark on light or light on dark,
// on whatever paper its edge shows.
import { frame } from "./digit-frame.js";

const SIDE = 280;
/** Of the picture's greatest contrast: what is paper's grain or a shadow, and what is full ink. */
const [GRAIN, FULL] = [0.35, 0.75];
/** Less contrast than this is no drawing. */
const LEAST = 0.1;

/** @param {number[]} values */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Ink 0 … 1 of a picture's pixels. @param {ArrayLike<number>} rgba [height, width, 4], 0 … 255 @param {number} width @param {number} height
 * @returns {Float32Array | null} [height, width]; null where nothing stands out */
export function inkOf(rgba, width, height) {
  const at = (/** @type {number} */ i, /** @type {number} */ channel) => rgba[4 * i + channel] / 255;
  const edge = Array.from({ length: width * height }, (_, i) => i).filter((i) => i % width === 0 || i % width === width - 1 || i < width || i >= width * (height - 1));
  const clear = median(edge.map((i) => at(i, 3))) < 0.5; // on nothing: its ink is what is there
  const light = (/** @type {number} */ i) => (clear ? at(i, 3) : at(i, 3) * (0.2126 * at(i, 0) + 0.7152 * at(i, 1) + 0.0722 * at(i, 2)) + 1 - at(i, 3));
  const paper = clear ? 0 : median(edge.map(light));
  const far = Float32Array.from({ length: width * height }, (_, i) => Math.abs(light(i) - paper));
  const most = far.reduce((a, b) => Math.max(a, b), 0);
  return most < LEAST ? null : far.map((d) => Math.min(1, Math.max(0, (d / most - GRAIN) / (FULL - GRAIN))));
}

/** The digit of a picture as the network is shown it: framed as a drawing is. @param {Blob} blob @returns {Promise<Float32Array | null>} [28, 28] */
export async function pictureOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const scale = SIDE / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((n) => Math.max(1, Math.round(n * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  c.imageSmoothingQuality = "high";
  c.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const ink = inkOf(c.getImageData(0, 0, width, height).data, width, height);
  if (!ink) return null;
  const square = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < height; y++) square.set(ink.subarray(y * width, (y + 1) * width), y * SIDE);
  return frame(square, SIDE);
}
