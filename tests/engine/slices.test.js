// A large data set goes to the worker in slices, so that no caller is held up: nothing that is computed
// from it depends on that, to the last bit.
import { test } from "node:test";
import assert from "node:assert/strict";
import { generateDigits, Trainer } from "../../dist/surprisal.js";

const COUNT = 2500; // two whole slices of 1,024 images and a part of one
const drawn = await generateDigits({ count: COUNT, seed: 5 });
const [train, test_] = [{ ...drawn, afresh: null }, await generateDigits({ count: COUNT, seed: 6 })];
/** Memory that is shared is sent whole. @template {Uint8Array | Float32Array} T @param {T} values @returns {T} */
function shared(values) {
  const copy = new /** @type {any} */ (values.constructor)(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
/** @param {any} set */
const whole = ({ images, ...rest }) => ({ ...rest, images: shared(images) });
/** @param {any} set */
const floats = ({ images, ...rest }) => ({ ...rest, images: Float32Array.from(images, (v) => v / 255) });

/** What training and testing on these sets come to. @param {any} train @param {any} test @param {number} workers */
async function outcome(train, test, workers) {
  const trainer = await Trainer.create({ width: 0.125, optimizer: "adam", seed: 3, workers });
  try {
    const before = await trainer.evaluate(test);
    /** @type {any[]} */
    const steps = [];
    for await (const e of trainer.fit(train, { epochs: 1, validation: test })) steps.push(e.type === "step" ? [e.loss, e.accuracy] : [e.loss, e.accuracy, e.valLoss, e.valAccuracy, e.confusion]);
    return { before, steps, after: await trainer.evaluate(test), weights: await trainer.save("safetensors"), predictions: await trainer.predict(test.images) };
  } finally {
    trainer.dispose();
  }
}

for (const workers of [1, 2]) for (const [type, as] of /** @type {const} */ ([["bytes", (/** @type {any} */ set) => set], ["floats", floats]]))
  test(`${COUNT} images as ${type} with ${workers} worker${workers > 1 ? "s" : ""}: in slices and in one piece every loss, count and weight is the same`, async () => {
    const [a, b] = [as(train), as(test_)];
    const inOne = await outcome(whole(a), whole(b), workers);
    Object.assign(globalThis, { crossOriginIsolated: false }); // as in most pages: no memory is shared
    const inSlices = await outcome(a, b, workers).finally(() => Object.assign(globalThis, { crossOriginIsolated: undefined }));
    assert.deepEqual(inSlices, inOne);
    assert.equal(inSlices.after.confusion.flat().reduce((x, y) => x + y, 0), COUNT);
    assert.ok(inSlices.after.loss < inSlices.before.loss, "it has learned");
  });

test("predictions asked for in pieces of any size are those of all at once", async () => {
  const trainer = await Trainer.create({ width: 0.125, optimizer: "adam", seed: 3 });
  try {
    for await (const e of trainer.fit(train, { epochs: 1 })) if (e.type === "epoch") break;
    const all = await trainer.predict(test_.images);
    for (const piece of [1024, 1000, 777, 129]) {
      const parts = new Float32Array(all.length);
      for (let i = 0; i < COUNT; i += piece) parts.set(await trainer.predict(test_.images.subarray(i * 784, (i + piece) * 784)), i * 10);
      assert.deepEqual(parts, all, `in pieces of ${piece}`);
    }
  } finally {
    trainer.dispose();
  }
});
