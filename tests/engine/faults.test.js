// What goes wrong beneath the engine and the trainer, injected: an error that says so, nothing lost, and on.
import { after } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import threads from "node:worker_threads";
import { Checkpoints, generateDigits, load, Trainer } from "../../dist/surprisal.js";
import { withMemory } from "../../web/core/memory-section.js";
import { faults } from "../faults.js";

const inject = faults("engine");
const folder = mkdtempSync(join(tmpdir(), "surprisal-faults-"));
/** @type {Trainer[]} */
const made = [];
after(() => { made.forEach((t) => t.dispose()); rmSync(folder, { recursive: true }); });

const WASM = readFileSync("dist/surprisal.simd.wasm");
/** @param {string} name @param {Uint8Array | string} content */
const file = (name, content) => { writeFileSync(join(folder, name), content); return pathToFileURL(join(folder, name)); };
/** The engine from elsewhere is refused with these words; this module's own goes on. @param {URL} wasm @param {RegExp} message */
async function refused(wasm, message) {
  await assert.rejects(load({ variant: "simd", wasm }), (/** @type {any} */ e) => e.code === "LOAD" && message.test(e.message));
  assert.ok((await load()).kl([0.5, 0.5], [0.25, 0.75]) > 0);
}

inject("wasm missing", () => refused(new URL("missing.wasm", pathToFileURL(`${folder}/`)), /could not be loaded .*missing\.wasm/));
inject("wasm replaced by a page", () => refused(file("page.wasm", "<!doctype html><title>Not found</title>"), /not WebAssembly/));
inject("wasm cut short", () => refused(file("short.wasm", WASM.subarray(0, WASM.length >> 1)), /cut short or damaged/));
inject("wasm altered", () => refused(file("altered.wasm", WASM.map((byte, i) => (i === 8 ? 0xee : byte))), /cut short or damaged/)); // the first section's kind
inject("wasm of another build", () => refused(file("other.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)), /different builds/));

inject("memory cannot grow, numbers", async () => {
  const s = await load({ variant: "simd", wasm: await WebAssembly.compile(withMemory(WASM)) });
  const long = new Float64Array(1e6).fill(1e-6), other = long.map((x, i) => (i < 5e5 ? 1.5 : 0.5) * x);
  assert.ok(Math.abs(s.wasserstein1(long, other) / 125_000 - 1) < 1e-13, "a block at a time takes no more memory");
  assert.throws(() => s.wasserstein1(long, long, { normalise: "raw" }), (/** @type {any} */ e) => e.code === "NO_MEMORY" && /memory cannot grow/.test(e.message));
  assert.equal(s.engine.used, 0, "what was taken on the way is free again");
  assert.equal(s.entropy([0.5, 0.5], { base: "bits" }), 1);
});

/** The build once more, its engines with no more than 4 MiB of memory. @returns {Promise<typeof import("../../dist/surprisal.js")>} */
async function cramped() {
  const copy = join(folder, "cramped");
  cpSync("dist", copy, { recursive: true, filter: (from) => !/npm|fonts|\.html$|mnist/.test(from) });
  for (const name of readdirSync(copy).filter((f) => f.endsWith(".wasm"))) writeFileSync(join(copy, name), withMemory(readFileSync(join(copy, name)), 64));
  return import(pathToFileURL(join(copy, "surprisal.js")).href);
}
const create = async (/** @type {import("../../web/train/config.js").TrainerOptions} */ options = {}) => {
  const trainer = await Trainer.create({ width: 0.125, optimizer: "adam", batchSize: 64, seed: 5, ...options });
  made.push(trainer);
  return trainer;
};
const train = await generateDigits({ count: 640, seed: 1 });

inject("memory cannot grow, network", async () => {
  const { Trainer: Cramped } = await cramped();
  const large = Cramped.create({ width: 1 });
  large.then((trainer) => made.push(trainer), () => {});
  await assert.rejects(large, { code: "NO_MEMORY" });
  const small = await Cramped.create({ width: 0.125, batchSize: 8 }); // the next one, which fits, works
  made.push(small);
  assert.equal((await small.predict(train.images.subarray(0, 784))).length, 10);
});

/** Trains with two workers, where memory that is shared can be had or not; what the lead saw of it. */
const TWO = `
  import { Trainer, generateDigits } from "${pathToFileURL("dist/surprisal.js")}";
  const trainer = await Trainer.create({ width: 0.125, batchSize: 64, seed: 5, workers: 2 });
  const losses = [];
  for await (const e of trainer.fit(await generateDigits({ count: 256, seed: 1 }), { epochs: 1 })) if (e.type === "step") losses.push(e.loss);
  console.log(JSON.stringify(losses));
  trainer.dispose();`;
/** Instances refuse to begin, as V8 has them do, if their memory is one to share. */
const UNSHARED = `
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    const instance = new Instance(module, imports);
    if (instance.exports.memory?.buffer instanceof SharedArrayBuffer) {
      console.error("refused");
      throw new RangeError("WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance");
    }
    return instance;
  };`;
inject("memory cannot be shared", () => {
  const script = fileURLToPath(file("two.mjs", TWO)); // a file: its flags are its workers' as well
  const train2 = (/** @type {string[]} */ ...flags) => spawnSync(process.execPath, [...flags, script], { encoding: "utf8" });
  const shared = train2(), apart = train2("--import", `data:text/javascript,${encodeURIComponent(UNSHARED)}`);
  assert.match(apart.stderr, /refused/);
  assert.equal(JSON.parse(shared.stdout).length, 4, shared.stderr);
  assert.equal(apart.stdout, shared.stdout, apart.stderr);
});

inject("engine traps", async () => {
  const s = await load();
  assert.throws(() => s.engine.scope(() => { throw new WebAssembly.RuntimeError("unreachable"); }), { code: "TRAP" });
  assert.equal(s.entropy([0.5, 0.5], { base: "bits" }), 1, "a new instance");
});

/** @param {AsyncIterable<any>} events @param {any[]} [to] */
async function all(events, to = []) {
  for await (const e of events) to.push(e);
  return to;
}
const BRIGHT = { ...train, images: Float32Array.from(train.images, (v) => v / 255) };
/** Trains well, then on digits of which one pixel is `value`: stopped, and as good as before. @param {number} value @param {number} workers */
async function diverges(value, workers) {
  const trainer = await create({ workers });
  await all(trainer.fit(BRIGHT, { epochs: 3 })); // 30 steps
  const before = await trainer.evaluate(train);
  const sick = { ...BRIGHT, images: BRIGHT.images.slice() };
  sick.images[300 * 784 + 400] = value;
  /** @type {any[]} */
  const seen = [];
  const error = await all(trainer.fit(sick), seen).then(() => null, (e) => e);
  assert.equal(error?.code, "DIVERGED");
  assert.match(error.message, /^training stopped at step 3\d: .*(NaN|Infinity|no number).* The weights of step 30, the last good ones, are kept; take a smaller learning rate than 0\.001$/);
  assert.ok(seen.every((e) => Number.isFinite(e.loss)), "no event tells of a loss that is no number");
  assert.deepEqual(await trainer.evaluate(train), before, "the last good weights");
  const again = await Trainer.restore(await trainer.save()); // and whole: weights, optimiser, position
  made.push(again);
  const events = await all(trainer.fit(BRIGHT));
  assert.equal(events.at(-1).epoch, 4);
  assert.equal(events[0].globalStep, 31);
  if (workers === 1) {
    await all(again.fit(BRIGHT));
    assert.ok(Buffer.from(await again.save()).equals(await trainer.save()), "training goes on, bit for bit");
  }
}
inject("loss NaN", () => diverges(NaN, 1));
inject("loss infinite", () => diverges(3e38, 1));
inject("loss NaN, two workers", () => diverges(NaN, 2));
inject("NaN in the images", async () => {
  const trainer = await create();
  const images = BRIGHT.images.map(() => NaN);
  await assert.rejects(all(trainer.fit({ ...BRIGHT, images })), /see whether the images are numbers from 0 to 1/);
  assert.ok((await trainer.evaluate(train)).loss < 3, "the initial weights are kept");
  await assert.rejects(trainer.trainOnBatch(images.subarray(0, 784 * 64), train.labels.subarray(0, 64)).then(() => trainer.save()), { code: "DIVERGED" }, "weights that are no numbers are not written");
});

/** A store in memory that does as it is told. */
class Memory {
  /** @type {Map<string, any>} */
  kept = new Map();
  /** @type {Error | null} */
  error = null;
  puts = 0;
  /** @param {string} key @param {any} value @param {number} size @param {any} note */
  async put(key, value, size, note) {
    this.puts++;
    if (this.error) throw this.error;
    const about = { key, size, savedAt: Date.now(), note };
    this.kept.set(key, { ...about, value });
    return about;
  }
  /** @param {string} key */
  async get(key) { return this.kept.get(key) ?? null; }
  async list() { return []; }
  async remove() {}
}
/** Trains with checkpoints until `body` has had its way in the middle of it.
 * @param {(about: { trainer: Trainer, store: Memory, said: string[] }) => Promise<unknown>} body @param {{ workers?: number }} [options] */
async function whileTraining(body, options) {
  const store = new Memory();
  /** @type {string[]} */
  const said = [];
  const checkpoints = new Checkpoints("faults", { store, every: 0.1, onProblem: (message) => said.push(message) });
  const trainer = await create(options);
  checkpoints.watch(trainer);
  let acted = null, error = null;
  try {
    for await (const e of trainer.fit(train, { epochs: 1000 })) if (e.type === "step" && store.puts && !acted) acted = Promise.resolve(body({ trainer, store, said })).then(() => trainer.dispose());
  } catch (e) {
    error = /** @type {any} */ (e);
  }
  await acted;
  return { store, said, error, kept: await checkpoints.latest() };
}
const more = async (/** @type {Memory} */ store) => { const { puts } = store; for (let i = 0; i < 4000 && store.puts < puts + 2; i++) await new Promise((done) => setTimeout(done, 25)); return store.puts > puts + 1; };

inject("worker dies", async () => {
  const { kept, error } = await whileTraining(async ({ trainer }) => trainer.crash(0));
  assert.equal(error.code, "WORKER");
  assert.match(error.message, /the training worker stopped|ended on request/);
  const again = await Trainer.restore(/** @type {any} */ (kept).bytes); // what was kept goes on
  made.push(again);
  assert.ok((await all(again.fit(train))).at(-1).loss > 0);
});
/** Runs `body` with workers whose threads hang for good when they are told to. @param {(workers: threads.Worker[]) => Promise<unknown>} body */
async function hanging(body) {
  const { Worker } = threads;
  /** @type {threads.Worker[]} */
  const workers = [];
  threads.Worker = class extends Worker {
    /** @param {any} file */
    constructor(file) {
      super(new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from "node:worker_threads"; parentPort.on("message", (m) => { if (m === "hang") for (;;); }); await import(${JSON.stringify(file.href)});`)}`));
      workers.push(this);
    }
  };
  syncBuiltinESMExports();
  try {
    Trainer.patience.seconds = 2;
    await body(workers);
  } finally {
    Trainer.patience.seconds = 30;
    threads.Worker = Worker;
    syncBuiltinESMExports();
  }
}
inject("worker silent", () => hanging(async (workers) => {
  const { kept, error } = await whileTraining(async () => { workers[0].postMessage("hang"); await once(workers[0], "exit"); });
  assert.equal(error.code, "WORKER");
  assert.match(error.message, /the training worker has not answered for \d+ s, and was ended/);
  const again = await Trainer.restore(/** @type {any} */ (kept).bytes);
  made.push(again);
  assert.ok((await all(again.fit(train))).at(-1).loss > 0);
}));
inject("member silent", () => hanging(async (workers) => {
  const { error } = await whileTraining(async ({ trainer, store }) => {
    workers[1].postMessage("hang");
    await once(workers[1], "exit");
    assert.ok(await more(store), "the step is done again without it, and training goes on");
    assert.match(trainer.lostWorkers[0].why, /no answer for 2 s/);
  }, { workers: 2 });
  assert.equal(error.code, "STALE_HANDLE");
}));
inject("member dies", async () => {
  const { store, error } = await whileTraining(async ({ trainer, store }) => { trainer.crash(1); assert.ok(await more(store)); assert.equal(trainer.lostWorkers.length, 1); }, { workers: 2 });
  assert.ok(store.puts > 1);
  assert.equal(error.code, "STALE_HANDLE", "training went on until it was ended");
});
for (const [name, error] of /** @type {const} */ ([["storage full", new DOMException("full", "QuotaExceededError")], ["storage refused", new DOMException("no", "SecurityError")]]))
  inject(name, async () => {
    const { said, kept } = await whileTraining(async ({ store, said, trainer }) => {
      store.error = error;
      await trainer.pause();
      for (let i = 0; i < 4000 && !said.length; i++) { await trainer.step(); await new Promise((done) => setTimeout(done, 25)); }
    });
    assert.equal(said.length, 1);
    assert.match(said[0], /^Training goes on, but is not kept: /);
    assert.ok(kept, "what was kept before stays");
  });
for (const [name, days] of /** @type {const} */ ([["clock set back", -1], ["clock set forward", 1]]))
  inject(name, async () => {
    const { now } = Date;
    try {
      await whileTraining(async ({ store }) => {
        Date.now = () => now() + days * 86_400_000;
        assert.ok(await more(store), "checkpoints go on at their pace");
      });
    } finally {
      Date.now = now;
    }
  });
inject("checkpoint damaged", async () => {
  const { kept } = await whileTraining(async () => {});
  const { bytes } = /** @type {any} */ (kept);
  for (const length of [0, 7, 100, bytes.length >> 1, bytes.length - 1]) await assert.rejects(Trainer.restore(bytes.subarray(0, length)), (/** @type {any} */ e) => e.name === "SurprisalError");
  (await Trainer.restore(bytes)).dispose();
});
