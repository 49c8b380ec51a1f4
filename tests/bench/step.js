// What a training step consists of: the gradients of a whole and of half a batch by one worker, who shares with
// nobody, and the parts of a step of two, with the bytes that each fetches from the other; all in one run, in turns.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, MessageChannel, Worker, workerData } from "node:worker_threads";
import { Engine } from "../../web/core/engine.js";
import { MOST_SHARED, withMemory } from "../../web/core/memory-section.js";
import { checkConfig } from "../../web/train/config.js";
import { Session } from "../../web/train/session.js";
import { Shards } from "../../web/train/shards.js";
import { join, Team } from "../../web/train/team.js";
import { median } from "./median.js";
import { generateDigits } from "../../dist/surprisal.js";

const BATCH = 128;

if (!isMainThread && workerData?.stepOf) {
  const { module, variant, config, channel, data } = workerData.stepOf;
  join(channel, new Session(new Engine(module, variant), config), () => data);
}

/** Milliseconds that this takes. @param {() => unknown} f */
function time(f) {
  const start = performance.now();
  f();
  return performance.now() - start;
}

/** Milliseconds a step that calls of this method take, from now on, an entry a call. @param {any} object @param {string} name */
function watch(object, name) {
  const method = object[name];
  /** @type {number[]} */
  const seen = [];
  object[name] = function (/** @type {any[]} */ ...args) {
    /** @type {any} */
    let result;
    seen.push(time(() => (result = method.apply(this, args))));
    return result;
  };
  return { seen, end: () => void (object[name] = method) };
}

/** Counts the bytes that are read of the arrays another worker shows. @param {any} shown @param {(bytes: number) => void} count */
function countReads(shown, count) {
  if (!(shown instanceof Float32Array)) return void Object.values(shown).forEach((part) => countReads(part, count));
  shown.subarray = (/** @type {number[]} */ ...range) => {
    const part = Float32Array.prototype.subarray.apply(shown, /** @type {any} */ (range));
    count(part.byteLength);
    return part;
  };
}

/** @param {{ widths?: number[], variants?: string[], rounds?: number, seconds?: number }} [options] seconds of a window, about
 * @returns {AsyncGenerator<any>} */
export async function* measureSteps({ widths = [1, 0.25], variants = ["simd"], rounds = 9, seconds = 0.6 } = {}) {
  const data = await generateDigits({ count: BATCH, seed: 1 }), indices = Uint32Array.from({ length: BATCH }, (_, i) => i);
  for (const width of widths) for (const variant of variants) {
    const config = checkConfig({ width, optimizer: "adadelta", batchSize: BATCH });
    const bytes = new Uint8Array(readFileSync(`.build/wasm/surprisal.train.${variant}.wasm`));
    const [module, shared] = [new WebAssembly.Module(bytes), new WebAssembly.Module(withMemory(bytes, MOST_SHARED, true))];
    const alone = new Session(new Engine(module, variant), config), lead = new Session(new Engine(shared, variant), config);
    const { port1, port2 } = new MessageChannel();
    const member = new Worker(fileURLToPath(import.meta.url), { workerData: { stepOf: { module: shared, variant, config, channel: port2, data } }, transferList: [port2] });
    let fetched = 0;
    const { arrange } = Shards.prototype;
    Shards.prototype.arrange = function (shown, own) {
      shown.forEach((other, rank) => rank === own || countReads(other, (bytes) => (fetched += bytes)));
      arrange.call(this, shown, own);
    };
    const team = new Team(lead, [port1]), parts = [watch(lead, "gradient"), watch(Shards.prototype, "update"), watch(Shards.prototype, "commit")];
    try {
      const steps = Math.max(2, Math.round(seconds / (0.1 * width ** 1.5 + 0.002)));
      const whole = [], half = [], update = [], step = [];
      for (let round = -1, number = 0; round < rounds; round++) {
        if (round === 0) for (const list of [whole, half, update, step, ...parts.map((p) => p.seen)]) list.length = 0; // compiled by now
        for (let i = 0; i < steps; i++) {
          whole.push(time(() => alone.gradient(data, indices, BATCH, 0, i)));
          update.push(time(() => alone.update(i)));
          half.push(time(() => alone.gradient(data, indices.subarray(BATCH / 2), BATCH, BATCH / 2, i)));
        }
        for (let i = 0; i < steps; i++) {
          const start = performance.now();
          fetched = 0;
          await team.trainBatch(1, data, indices, number++);
          step.push(performance.now() - start);
        }
      }
      const [gradient, shardUpdate, commit] = parts.map((p) => median(p.seen)), two = median(step);
      yield { bench: "step", width, variant, whole: median(whole), half: median(half), update: median(update), two, gradient, shardUpdate, commit, waits: two - gradient - shardUpdate - commit, fetchedBytes: fetched };
    } finally {
      Shards.prototype.arrange = arrange;
      for (const { end } of parts) end();
      await member.terminate();
      port1.close();
    }
  }
}
