// What the tests of the file formats share: a network trained a little, and what its files must do.
import { after } from "node:test";
import assert from "node:assert/strict";
import { generateDigits, SurprisalError, Trainer } from "../../dist/surprisal.js";

export const train = await generateDigits({ count: 1920, seed: 1 });
export const hundred = await generateDigits({ count: 100, seed: 2 });

/** @type {Trainer[]} */
const made = [];
after(() => made.forEach((t) => t.dispose()));
/** @param {Promise<Trainer>} trainer */
export const keep = async (trainer) => { made.push(await trainer); return made[made.length - 1]; };
/** @param {any} bytes */
export const restore = (bytes) => keep(Trainer.restore(bytes));

/** The least network. */
export const FLAT = { layers: [{ type: "flatten" }, { type: "dense", units: 10, activation: "softmax" }], seed: 4 };
/** Trained enough for its predictions to differ from one image to the next. */
export const trainer = await keep(Trainer.create({ width: 0.125, optimizer: { name: "adam", learningRate: 2e-3 }, batchSize: 64, seed: 5 }));
for await (const _ of trainer.fit(train, { epochs: 3 }));
export const probabilities = await trainer.predict(hundred.images);
const best = Array.from({ length: 100 }, (_, i) => Math.max(...probabilities.subarray(10 * i, 10 * i + 10)));
assert.ok(Math.max(...best) > 0.8, "the network has learned enough to tell right from wrong");

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const furthest = (a, b) => {
  assert.equal(a.length, b.length);
  const most = Array.from(a, (x, i) => Math.abs(x - b[i])).reduce((m, d) => (d > m || Number.isNaN(d) ? d : m), 0);
  return most;
};
/** @param {ArrayLike<number>} theirs */
export const agrees = (theirs, ours = probabilities, within = 1e-5) => {
  const most = furthest(theirs, ours);
  assert.ok(most <= within, `probabilities differ by ${most}`);
};
/** @param {any} bytes @param {RegExp} words */
export const refused = (bytes, words) => assert.rejects(Trainer.restore(bytes), (/** @type {any} */ e) => {
  assert.ok(e instanceof SurprisalError, String(e?.stack));
  assert.equal(e.code, "FORMAT", e.message);
  assert.match(e.message, words);
  assert.doesNotMatch(e.message, /\n/);
  return true;
});

/** A reader of its own: nothing shared with the one in web/. @param {Uint8Array} file */
export function readSafetensors(file) {
  const buffer = Buffer.from(file);
  const length = Number(buffer.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(buffer.toString("utf8", 8, 8 + length));
  const half = (/** @type {number} */ h) => (h & 0x8000 ? -1 : 1) * (h & 0x7c00 ? 2 ** (((h >> 10) & 31) - 15) * (1 + (h & 1023) / 1024) : (h & 1023) / 2 ** 24);
  /** @type {Record<string, { dtype: string, shape: number[], values: number[] }>} */
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    const values = [];
    for (let at = 8 + length + from; at < 8 + length + to; at += dtype === "F16" ? 2 : 4) values.push(dtype === "F16" ? half(buffer.readUInt16LE(at)) : buffer.readFloatLE(at));
    tensors[name] = { dtype, shape, values };
  }
  return { tensors, metadata: __metadata__, dataAt: 8 + length };
}
