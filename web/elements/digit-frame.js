// A drawing framed as MNIST frames its digits: scaled into 20 × 20, its centre of mass in the middle of 28 × 28.

const SIDE = 28;
const INNER = 20;

/** @param {Float32Array} ink [side, side], 0 paper … 1 ink @param {number} side @returns {Float32Array | null} null where nothing is drawn */
export function frame(ink, side) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) if (ink[y * side + x] > 0.1) {
    left = Math.min(left, x), right = Math.max(right, x), top = Math.min(top, y), bottom = Math.max(bottom, y);
  }
  if (right < 0) return null;
  const scale = Math.max(right - left + 1, bottom - top + 1) / INNER;
  // every pixel of the small picture is the mean of what it covers; first only to find the centre of mass
  const render = (/** @type {number} */ cx, /** @type {number} */ cy) => {
    const out = new Float32Array(SIDE * SIDE);
    const parts = Math.max(2, Math.ceil(scale));
    for (let v = 0; v < SIDE; v++) for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let b = 0; b < parts; b++) for (let a = 0; a < parts; a++) {
        const x = Math.round(cx + (u + (a + 0.5) / parts - SIDE / 2) * scale - 0.5), y = Math.round(cy + (v + (b + 0.5) / parts - SIDE / 2) * scale - 0.5);
        if (x >= 0 && y >= 0 && x < side && y < side) sum += ink[y * side + x];
      }
      out[v * SIDE + u] = Math.min(1, sum / (parts * parts));
    }
    return out;
  };
  let [mass, mx, my] = [0, 0, 0];
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) {
    const w = ink[y * side + x];
    mass += w, mx += w * (x + 0.5), my += w * (y + 0.5);
  }
  return render(mx / mass, my / mass);
}
