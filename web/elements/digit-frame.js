// What lies between a pad and a network: a drawing framed as MNIST frames its digits (scaled into
// 20 × 20, its centre of mass in the middle of 28 × 28), and small moves of the framed picture.

export const SIDE = 28;
const BOX = 20;
const ROUNDING = 1e-4; // what is symmetric must not fall to either side by its last digits

/** sums[y][x]: the ink left of and above the corner (x, y). @param {ArrayLike<number>} ink @param {number} side */
function summedArea(ink, side) {
  const width = side + 1;
  const sums = new Float64Array(width * width);
  for (let y = 0; y < side; y++) for (let x = 0, row = 0; x < side; x++) {
    row += ink[y * side + x];
    sums[(y + 1) * width + x + 1] = sums[y * width + x + 1] + row;
  }
  /** Between corners the sum is bilinear, which makes every rectangle's exact. @param {number} x @param {number} y */
  return (x, y) => {
    const [cx, cy] = [Math.min(side, Math.max(0, x)), Math.min(side, Math.max(0, y))];
    const [left, top] = [Math.min(side - 1, Math.floor(cx)), Math.min(side - 1, Math.floor(cy))];
    const [fx, fy] = [cx - left, cy - top];
    const at = top * width + left;
    return (1 - fy) * ((1 - fx) * sums[at] + fx * sums[at + 1]) + fy * ((1 - fx) * sums[at + width] + fx * sums[at + width + 1]);
  };
}

/** Where the box begins along one axis, so that the centre of mass falls into pixel 14: as in c/data/pen.c.
 * @param {number} centre in the box */
const place = (centre) => Math.min(SIDE - BOX, Math.max(0, SIDE / 2 - Math.floor(centre + ROUNDING)));

/** @param {ArrayLike<number>} ink [side, side], 0 paper … 1 ink @param {number} side @returns {Float32Array | null} [28, 28]; null where nothing is drawn */
export function frame(ink, side) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) if (ink[y * side + x] > 0) {
    left = Math.min(left, x), right = Math.max(right, x), top = Math.min(top, y), bottom = Math.max(bottom, y);
  }
  if (right < 0) return null;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const scale = Math.max(width, height) / BOX; // of the drawing's pixels to one of the box
  const sum = summedArea(ink, side);
  const startX = left - scale * Math.floor((BOX - width / scale) / 2), startY = top - scale * Math.floor((BOX - height / scale) / 2);
  const box = new Float32Array(BOX * BOX);
  let [mass, massX, massY] = [0, 0, 0];
  for (let v = 0; v < BOX; v++) for (let u = 0; u < BOX; u++) {
    const [x0, x1, y0, y1] = [startX + u * scale, startX + (u + 1) * scale, startY + v * scale, startY + (v + 1) * scale];
    const mean = Math.min(1, Math.max(0, (sum(x1, y1) - sum(x0, y1) - sum(x1, y0) + sum(x0, y0)) / (scale * scale)));
    box[v * BOX + u] = mean;
    mass += mean, massX += mean * (u + 0.5), massY += mean * (v + 0.5);
  }
  const [atX, atY] = [place(massX / mass), place(massY / mass)];
  const image = new Float32Array(SIDE * SIDE);
  for (let v = 0; v < BOX; v++) image.set(box.subarray(v * BOX, (v + 1) * BOX), (atY + v) * SIDE + atX);
  return image;
}

/** @typedef {{ x: number, y: number, turn: number, size: number }} Nudge x, y: pixels of 28 to the right and down;
 *   turn: degrees clockwise; size: a factor */
/** @type {Nudge} */
export const STILL = { x: 0, y: 0, turn: 0, size: 1 };

/** The picture moved, turned and sized about its middle, bilinearly; 0 from outside.
 * @param {Float32Array} image [28, 28] @param {Nudge} by @returns {Float32Array} */
export function nudged(image, { x: dx, y: dy, turn, size }) {
  if (dx === 0 && dy === 0 && turn === 0 && size === 1) return image;
  const [cosine, sine] = [Math.cos((turn * Math.PI) / 180) / size, Math.sin((turn * Math.PI) / 180) / size];
  const middle = (SIDE - 1) / 2;
  const pixel = (/** @type {number} */ x, /** @type {number} */ y) => (x >= 0 && y >= 0 && x < SIDE && y < SIDE ? image[y * SIDE + x] : 0);
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [u, v] = [(i % SIDE) - middle - dx, Math.floor(i / SIDE) - middle - dy];
    const [x, y] = [cosine * u + sine * v + middle, cosine * v - sine * u + middle];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    return (1 - fy) * ((1 - fx) * pixel(left, top) + fx * pixel(left + 1, top)) + fy * ((1 - fx) * pixel(left, top + 1) + fx * pixel(left + 1, top + 1));
  });
}
