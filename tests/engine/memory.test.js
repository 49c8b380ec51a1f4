// Nothing grows: 500 trainers begun and ended, and as many steps as an hour of training takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import v8 from "node:v8";
import vm from "node:vm";
import { generateDigits, load, Trainer } from "../../dist/surprisal.js";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc");
/** Of this process: heap and what lies outside it, wasm memories included, in MB, after a collection. */
async function memory() {
  for (let i = 0; i < 3; i++) { await new Promise((done) => setTimeout(done, 50)); collect(); }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / 1e6;
}
const residentMB = () => process.memoryUsage().rss / 1e6;

const TINY = [{ type: "conv2d", filters: 1, kernel: 3, activation: "relu" }, { type: "maxPool2d", size: 13 }, { type: "flatten" }, { type: "dense", units: 10, activation: "softmax" }];

test("500 trainers begun, used and disposed of leave nothing behind", async () => {
  const digits = await generateDigits({ count: 8, seed: 1 });
  const round = async () => {
    const trainer = await Trainer.create({ layers: TINY, batchSize: 4, seed: 1 });
    await trainer.trainOnBatch(digits.images.subarray(0, 4 * 784), digits.labels.subarray(0, 4));
    trainer.dispose();
  };
  const handles = () => process.getActiveResourcesInfo().filter((name) => name !== "Timeout").length;
  for (let i = 0; i < 50; i++) await round(); // caches fill
  const before = await memory(), residentBefore = residentMB(), handlesBefore = handles();
  for (let i = 0; i < 450; i++) await round();
  for (let i = 0; i < 400 && handles() > handlesBefore + 1; i++) await new Promise((done) => setTimeout(done, 25)); // a worker ends in its own time
  const after = await memory();
  console.log(`500 trainers: heap and buffers ${before.toFixed(1)} MB after 50, ${after.toFixed(1)} MB after 500; resident ${residentBefore.toFixed(0)} and ${residentMB().toFixed(0)} MB`);
  assert.ok(after - before < 2, `grew by ${after - before} MB`);
  assert.ok(handles() <= handlesBefore + 1, "every worker has ended");
});

test("as many steps as an hour takes at width 1/4 leave the memory as it was", async () => {
  const HOUR = 180_000; // steps: 50 a second (npm run bench -- training)
  const count = 2000, digits = await generateDigits({ count, seed: 1 });
  const trainer = await Trainer.create({ layers: TINY, batchSize: 1, optimizer: "adam", seed: 1 });
  try {
    let steps = 0, before = 0, wasmBefore = 0;
    const epochs = HOUR / count;
    for await (const event of trainer.fit(digits, { epochs })) {
      if (event.type === "step") steps++;
      if (event.type !== "epoch") continue;
      if (event.epoch === 5) [before, wasmBefore] = [await memory(), await trainer.memoryBytes()];
      if (event.epoch !== epochs) continue;
      const after = await memory(), wasmAfter = await trainer.memoryBytes();
      console.log(`${event.epoch * count} steps: heap and buffers ${before.toFixed(1)} MB after 10,000, ${after.toFixed(1)} MB at the end; the network's wasm ${wasmBefore} and ${wasmAfter} bytes`);
      assert.ok(after - before < 2, `grew by ${after - before} MB`);
      assert.deepEqual(wasmAfter, wasmBefore);
    }
    assert.ok(steps > 0);
  } finally {
    trainer.dispose();
  }
});

test("100,000 calls of the numeric module leave its memory as it was", async () => {
  const s = await load();
  const p = [0.2, 0.3, 0.5], q = [0.3, 0.3, 0.4];
  const once = () => {
    s.kl(p, q); s.gradient("kl", p, q); s.normal(0, 1).cdf([0, 1, 2]); s.softmaxCrossEntropy([1, 2, 3], 1);
    assert.throws(() => s.kl(p, [1, -1, 1])); // a mistake gives back what it took
  };
  for (let i = 0; i < 1000; i++) once();
  const before = s.engine.memoryBytes, heap = await memory();
  for (let i = 0; i < 20_000; i++) once();
  console.log(`100,000 calls: wasm ${before} bytes before, ${s.engine.memoryBytes} after; heap ${heap.toFixed(1)} and ${(await memory()).toFixed(1)} MB`);
  assert.equal(s.engine.memoryBytes, before);
  assert.ok((await memory()) - heap < 2);
});
