// What a pad shows the network: MNIST's framing, and small moves of a framed picture.
import { test } from "node:test";
import assert from "node:assert/strict";
import { generateDigits } from "../../dist/surprisal.js";
import { frame, nudged, SIDE, STILL } from "../../web/elements/digit-frame.js";

const PIXELS = SIDE * SIDE;
const digits = await generateDigits({ count: 200, seed: 4 });
/** @param {number} i */
const picture = (i) => Float32Array.from(digits.images.subarray(i * PIXELS, (i + 1) * PIXELS), (v) => v / 255);
/** A digit drawn large, each pixel a square of so many, somewhere on a pad. @param {Float32Array} image @param {number} times @param {number} side @param {number} x @param {number} y */
function enlarged(image, times, side, x = 0, y = 0) {
  const ink = new Float32Array(side * side);
  for (let v = 0; v < SIDE * times; v++) for (let u = 0; u < SIDE * times; u++) if (v + y >= 0 && v + y < side && u + x >= 0 && u + x < side)
    ink[(v + y) * side + u + x] = image[Math.floor(v / times) * SIDE + Math.floor(u / times)];
  return ink;
}
/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const furthest = (a, b) => Array.from(a, (v, i) => Math.abs(v - b[i])).reduce((m, d) => Math.max(m, d), 0);
/** @param {Float32Array} image */
function box(image) {
  const at = Array.from(image.keys()).filter((i) => image[i] > 0);
  const [xs, ys] = [at.map((i) => i % SIDE), at.map((i) => Math.floor(i / SIDE))];
  return { width: Math.max(...xs) - Math.min(...xs) + 1, height: Math.max(...ys) - Math.min(...ys) + 1 };
}

test("a digit that is framed already comes back as it was, from anywhere on the pad and at any size", () => {
  let exact = 0;
  for (let i = 0; i < digits.count; i++) {
    const image = picture(i);
    const { width, height } = box(image);
    if (Math.max(width, height) !== 20) continue; // a faint outermost row is no ink to the engine's own framing
    for (const [times, side, x, y] of [[10, 280, 0, 0], [7, 280, 61, 13], [4, 112, 0, 0]]) assert.ok(furthest(/** @type {Float32Array} */ (frame(enlarged(image, times, side, x, y), side)), image) < 1e-6, `${i} × ${times}`);
    exact++;
  }
  assert.ok(exact > 150, `${exact} of ${digits.count}`);
});

test("whatever is drawn fills 20 pixels one way, at most 20 the other, with its centre of mass in the middle", () => {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let n = 0; n < 60; n++) {
    const ink = new Float32Array(280 * 280);
    const [x0, y0, w, h] = [random() * 200, random() * 200, 4 + random() * 76, 4 + random() * 76].map(Math.floor);
    for (let y = y0; y < y0 + h; y++) for (let x = x0; x < x0 + w; x++) ink[y * 280 + x] = Number(random() < 0.5) || Number(x === x0 || y === y0 || x === x0 + w - 1 || y === y0 + h - 1);
    const image = /** @type {Float32Array} */ (frame(ink, 280));
    const { width, height } = box(image);
    assert.ok(Math.max(width, height) >= 20 && width <= 21 && height <= 21, `${width} × ${height}`);
    let [mass, mx, my] = [0, 0, 0];
    image.forEach((v, i) => { mass += v, mx += v * (i % SIDE + 0.5), my += v * (Math.floor(i / SIDE) + 0.5); });
    const inMiddle = (/** @type {number} */ c) => c >= 14 - 1e-5 && c <= 15 + 1e-5; // the picture's 32 bits
    assert.ok(inMiddle(mx / mass) && inMiddle(my / mass), `${mx / mass}, ${my / mass}`);
    assert.ok(image.every((v) => v >= 0 && v <= 1));
  }
  assert.equal(frame(new Float32Array(280 * 280), 280), null);
  const dot = new Float32Array(100);
  dot[34] = 1;
  const box20 = Float32Array.from({ length: PIXELS }, (_, i) => Number(i % SIDE >= 4 && i % SIDE < 24 && i >= 4 * SIDE && i < 24 * SIDE));
  assert.ok(furthest(/** @type {Float32Array} */ (frame(dot, 10)), box20) < 1e-6, "a dot becomes the whole box");
});

test("a nudge by whole pixels moves them, four quarter turns bring them back, size keeps the middle", () => {
  const image = picture(3);
  assert.equal(nudged(image, STILL), image);
  const moved = nudged(image, { ...STILL, x: 2, y: -3 });
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) assert.equal(moved[y * SIDE + x], x >= 2 && y < SIDE - 3 ? image[(y + 3) * SIDE + x - 2] : 0);
  let turned = image;
  for (let i = 0; i < 4; i++) turned = nudged(turned, { ...STILL, turn: 90 });
  assert.ok(furthest(turned, image) < 1e-5);
  const quarter = nudged(image, { ...STILL, turn: 90 });
  assert.ok(Math.abs(quarter[10 * SIDE + 27 - 6] - image[6 * SIDE + 10]) < 1e-5, "clockwise: what is 6 from the top comes to be 6 from the right");
  const mass = (/** @type {Float32Array} */ a) => a.reduce((s, v) => s + v, 0);
  assert.ok(Math.abs(mass(nudged(image, { ...STILL, size: 1.2 })) / mass(image) - 1.44) < 0.05);
});
