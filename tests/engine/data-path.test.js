// The way of the data: bytes until the engine widens them, an order instead of moved images, nothing allocated
// by a step, 256 images and more at a time to evaluate.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Engine } from "../../web/core/engine.js";
import { MOST_SHARED, withMemory } from "../../web/core/memory-section.js";
import { checkConfig } from "../../web/train/config.js";
import { Loop } from "../../web/train/loop.js";
import { Session } from "../../web/train/session.js";
import { join, Team } from "../../web/train/team.js";

const bytes = new Uint8Array(readFileSync(".build/wasm/surprisal.train.simd.wasm"));
const module = new WebAssembly.Module(bytes), shared = new WebAssembly.Module(withMemory(bytes, MOST_SHARED, true));
const COUNT = 600, PIXELS = 784, BATCH = 64;
const digits = () => ({
  images: Uint8Array.from({ length: COUNT * PIXELS }, (_, i) => (i * 7919) % 251), labels: Uint8Array.from({ length: COUNT }, (_, i) => i % 10), count: COUNT,
});

/** An engine that writes down what is asked of it. */
class Watched extends Engine {
  /** @type {{ name: string, given: any[] }[]} */
  calls = [];
  /** @type {any} */
  watched = null;
  get exports() {
    const real = /** @type {any} */ (super.exports);
    if (!this.calls) return real; // from the constructor
    return (this.watched ??= Object.fromEntries(Object.entries(real).map(([name, value]) => [name, typeof value !== "function" ? value : (/** @type {any[]} */ ...given) => {
      this.calls.push({ name, given });
      return value(...given);
    }])));
  }
  /** @param {string} name */
  of(name) { return this.calls.filter((c) => c.name === name).map((c) => c.given); }
}

const CONFIG = checkConfig({ width: 0.125, batchSize: BATCH, seed: 3, optimizer: "adam" });
const watched = () => { const engine = new Watched(module, "simd"); return { engine, s: new Session(engine, CONFIG) }; };

test("a batch goes into the engine as bytes, 784 an image, once", () => {
  const { engine, s } = watched(), indices = Uint32Array.from({ length: BATCH }, (_, i) => 5 * i);
  engine.calls.length = 0;
  s.trainBatch(digits(), indices, 0);
  assert.deepEqual(engine.of("abi_alloc"), [[BATCH * PIXELS], [BATCH]], "images and labels, a byte each");
  const [[, , isFloat, , , count], ...more] = engine.of("net_gradient");
  assert.deepEqual([isFloat, count, more.length], [0, BATCH, 0]);
});

test("an epoch reads every image where it lies, once, and moves none", async () => {
  const { s } = watched(), data = digits(), before = data.images.slice();
  /** @type {number[]} */
  const read = [];
  const forbidden = () => assert.fail("an image was written or copied");
  Object.assign(data.images, {
    set: forbidden, slice: forbidden, copyWithin: forbidden,
    subarray(/** @type {number} */ from, /** @type {number} */ to) { assert.equal(to - from, PIXELS); read.push(from / PIXELS); return Uint8Array.prototype.subarray.call(this, from, to); },
  });
  await new Loop(new Team(s), () => {}).fit({ train: { id: 1, set: data }, epochs: 1 });
  assert.notDeepEqual(read, Array.from({ length: COUNT }, (_, i) => i), "shuffled");
  assert.deepEqual(read.sort((a, b) => a - b), Array.from({ length: COUNT }, (_, i) => i));
  assert.deepEqual(Uint8Array.from(data.images), before);
});

for (const workers of [1, 2]) test(`steps of ${workers === 1 ? "one worker" : "two"} allocate no array and no memory of the engine`, async () => {
  const { MessageChannel } = await import("node:worker_threads");
  const engines = Array.from({ length: workers }, () => new Engine(workers > 1 ? shared : module, "simd"));
  const [first, ...others] = engines.map((engine) => new Session(engine, CONFIG)), data = digits(), indices = Uint32Array.from({ length: BATCH }, (_, i) => i);
  const channels = others.map(() => new MessageChannel());
  others.forEach((session, i) => join(channels[i].port2, session, () => data));
  const team = new Team(first, channels.map((c) => c.port1));
  await team.trainBatch(1, data, indices, 0);
  const state = () => engines.flatMap((engine) => [engine.used, engine.peak, engine.memoryBytes]);
  const before = state(), { arrayBuffers } = process.memoryUsage();
  for (let i = 1; i < 30; i++) await team.trainBatch(1, data, indices, i);
  assert.deepEqual(state(), before, "scratch in use, its peak, wasm memory");
  // what there is to allocate is 4 bytes a parameter and more; messages take less
  assert.ok(process.memoryUsage().arrayBuffers - arrayBuffers < 4 * first.parameters, "array buffers");
  for (const { port1 } of channels) port1.close();
});

test("evaluation and prediction take 256 images at a time", async () => {
  const { engine, s } = watched(), data = digits();
  engine.calls.length = 0;
  await new Team(s).evaluate(1, data);
  assert.deepEqual(engine.of("net_evaluate").map((given) => given[5]), [256, 256, COUNT - 512]);
  s.predict(data.images);
  assert.deepEqual(engine.of("net_predict").map((given) => given[4]), [256, 256, COUNT - 512]);
});
