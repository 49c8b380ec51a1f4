// A look inside the network: what its layers make of an image, its weights, its gradient; and steps one by one.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { generateDigits, Trainer } from "../../dist/surprisal.js";
import { Plain } from "../../web/train/plain.js";

const train = await generateDigits({ count: 640, seed: 1 });
/** @type {Trainer[]} */
const made = [];
/** @param {object} [options] */
async function create(options) {
  const trainer = await Trainer.create({ width: 0.125, optimizer: { name: "adam", learningRate: 2e-3 }, batchSize: 64, seed: 5, ...options });
  made.push(trainer);
  return trainer;
}
after(() => made.forEach((t) => t.dispose()));
/** @param {Trainer} trainer */
async function learned(trainer) {
  for await (const _ of trainer.fit(train, { epochs: 2 }));
  return trainer;
}
/** All weights, flat. @param {Trainer} trainer */
async function flat(trainer) {
  const all = new Float64Array(trainer.description.parameters);
  for (const { name, offset } of trainer.description.tensors) all.set((await trainer.weights(name)).values, offset);
  return all;
}
const image = train.images.slice(784, 2 * 784);

test("every layer's activations are those that plain loops in double precision compute", async () => {
  const trainer = await learned(await create());
  const plain = new Plain(trainer.config.layers, trainer.description.tensors, "crossEntropy");
  const values = plain.values(await flat(trainer), Float64Array.from(image, (v) => v / 255));
  for (const [l, { output }] of trainer.description.layers.entries()) {
    const { values: got, shape } = await trainer.activations(image, l);
    assert.deepEqual(shape, output);
    let want = values[l + 1];
    if (l === 7) {
      const sum = want.reduce((a, z) => a + Math.exp(z), 0);
      want = want.map((z) => Math.exp(z) / sum);
      assert.deepEqual(got, await trainer.predict(image));
    }
    assert.equal(got.length, want.length);
    const most = Math.max(...want);
    for (let i = 0; i < want.length; i++) assert.ok(Math.abs(got[i] - want[i]) < 2e-5 * most, `layer ${l}, ${i}: ${got[i]} and ${want[i]}`);
  }
});

for (const loss of ["crossEntropy", "meanSquaredError"]) for (const width of [0.125, 0.25])
  test(`the gradient is that of central differences: ${loss}, width ${width}`, async () => {
    const trainer = await learned(await create({ loss, width }));
    const before = await trainer.save();
    /** @type {number[]} */
    const told = [];
    const report = await trainer.checkGradient({ images: train.images.subarray(0, 20 * 784), labels: train.labels.subarray(0, 20), count: 20 }, { perTensor: 12, onProgress: ({ done }) => told.push(done) });
    assert.equal(report.tensors.length, 8);
    assert.deepEqual(told, Array.from({ length: report.weights }, (_, i) => i + 1));
    for (const t of report.tensors) assert.ok(t.largestError < 5e-4 && t.largestError >= 0 && t.engine !== 0, JSON.stringify(t));
    assert.deepEqual(await trainer.save(), before, "the check changes nothing");
  });

test("the gradient of a network that has learned nothing is checked beside ReLU's kink", async () => {
  const report = await (await create()).checkGradient({ images: train.images.subarray(0, 20 * 784), labels: train.labels.subarray(0, 20), count: 20 }, { images: 1 });
  assert.ok(report.largestError < 5e-4, JSON.stringify(report));
});

test("the check sees a gradient that belongs to another loss", async () => {
  const trainer = await learned(await create());
  const plain = new Plain(trainer.config.layers, trainer.description.tensors, "meanSquaredError");
  const weights = await flat(trainer);
  const values = plain.values(weights, Float64Array.from(image, (v) => v / 255));
  const { engine, at, name } = (await trainer.checkGradient({ images: image, labels: train.labels.subarray(1, 2), count: 1 }, { perTensor: 1 })).tensors[7];
  const place = trainer.description.tensors[7].offset + at;
  const loss = (/** @type {number} */ h) => { weights[place] += h; const result = plain.lossFrom(weights, 7, values[7], train.labels[1]); weights[place] -= h; return result; };
  const other = (loss(1e-5) - loss(-1e-5)) / 2e-5;
  assert.ok(Math.abs(engine - other) > 0.1 * Math.abs(engine), `${name}: ${engine} and ${other}`);
});

test("a check that is called off ends with the signal's reason, also while training stands still", async () => {
  const trainer = await create();
  const running = trainer.fit(train, { epochs: 1, pauseAfter: 2 });
  await running.next();
  await running.next();
  const stop = new AbortController();
  const reason = new Error("enough");
  const checking = trainer.checkGradient({ images: train.images.subarray(0, 8 * 784), labels: train.labels.subarray(0, 8), count: 8 }, { perTensor: 500, signal: stop.signal, onProgress: ({ done }) => { if (done === 3) stop.abort(reason); } });
  await assert.rejects(checking, reason);
  await running.return();
});

test("pauseAfter does so many steps and no more, until it may go on", async () => {
  const trainer = await create();
  /** @type {any[]} */
  const seen = [];
  const done = (async () => { for await (const e of trainer.fit(train, { epochs: 1, pauseAfter: 1 })) seen.push(e); })();
  while (seen.length < 1) await new Promise((r) => setTimeout(r, 1));
  await new Promise((r) => setTimeout(r, 60));
  assert.equal(seen.length, 1);
  await trainer.step();
  await trainer.pause();
  await new Promise((r) => setTimeout(r, 60));
  assert.equal(seen.length, 2);
  await trainer.resume();
  await done;
  assert.equal(seen.filter((e) => e.type === "step").length, 10);
});

test("refused: half an image, a layer that is not there, an unknown tensor, 101 images", async () => {
  const trainer = await create();
  await assert.rejects(trainer.activations(image.subarray(1), 0), { argument: "image" });
  await assert.rejects(trainer.activations(image, 8), { argument: "layer", message: /0 to 7, not 8/ });
  await assert.rejects(trainer.weights("conv2d/bia"), { argument: "name" });
  await assert.rejects(trainer.checkGradient({ images: train.images.subarray(0, 101 * 784), labels: train.labels.subarray(0, 101), count: 101 }), { argument: "data.count" });
  await assert.rejects(trainer.fit(train, { pauseAfter: -1 }).next(), { argument: "pauseAfter" });
});
