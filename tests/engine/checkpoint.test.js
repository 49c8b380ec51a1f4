// Checkpoints: when they are taken, what they hold, and what happens where nothing can be kept.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { Checkpoints, DataSets, generateDigits, loadMnist, SurprisalError, Trainer } from "../../dist/surprisal.js";

const train = await generateDigits({ count: 640, seed: 1 });
/** @type {Trainer[]} */
const made = [];
after(() => made.forEach((t) => t.dispose()));
/** @param {Promise<Trainer>} trainer */
const keep = async (trainer) => { made.push(await trainer); return made[made.length - 1]; };
const create = (seed = 5) => keep(Trainer.create({ width: 0.125, optimizer: "adam", batchSize: 64, seed }));
/** @param {AsyncIterable<any>} events */
async function all(events) {
  const list = [];
  for await (const e of events) list.push(e);
  return list;
}
const nap = (/** @type {number} */ ms) => new Promise((r) => setTimeout(r, ms));

/** A store in memory that can be told to fail. */
class Memory {
  puts = 0;
  /** @type {Map<string, any>} */
  kept = new Map();
  /** @type {Error | null} */
  error = null;
  /** @param {string} key @param {any} value @param {number} size @param {any} note */
  async put(key, value, size, note) {
    this.puts++;
    if (this.error) throw this.error;
    const about = { key, size, savedAt: Date.now(), note };
    this.kept.set(key, { ...about, value });
    return about;
  }
  /** @param {string} key */
  async get(key) {
    if (this.error) throw this.error;
    return this.kept.get(key) ?? null;
  }
  /** @param {string} prefix */
  async list(prefix) { return [...this.kept.values()].filter((k) => k.key.startsWith(prefix)); }
  /** @param {string} key */
  async remove(key) { this.kept.delete(key); }
}

test("training is kept at its end, and goes on from there bit for bit", async () => {
  const store = new Memory();
  const checkpoints = new Checkpoints("mine", { store });
  assert.equal(await checkpoints.latest(), null);
  const [trainer, whole] = [await create(), await create()];
  checkpoints.watch(trainer);
  await all(trainer.fit(train, { epochs: 1 }));
  await trainer.idle();
  await checkpoints.save();
  const latest = /** @type {NonNullable<Awaited<ReturnType<Checkpoints["latest"]>>>} */ (await checkpoints.latest());
  assert.deepEqual([latest.note.epochs, latest.note.step, latest.note.steps, latest.note.globalStep, latest.note.config.width], [1, 0, 10, 10, 0.125]);
  assert.equal(latest.size, latest.bytes.length);
  assert.equal(checkpoints.size, latest.size);
  const again = await keep(Trainer.restore(latest.bytes));
  await all(again.fit(train, { epochs: 1 }));
  await all(whole.fit(train, { epochs: 2 }));
  assert.ok(Buffer.from(await again.save()).equals(await whole.save()));
});

test("while training it is kept every so often, not at every step", async () => {
  const store = new Memory();
  const checkpoints = new Checkpoints("mine", { store, every: 0.2 });
  const trainer = await create();
  checkpoints.watch(trainer);
  const steps = [];
  const started = Date.now();
  for await (const e of trainer.fit(train, { epochs: 1000 })) {
    if (e.type === "step") steps.push(e);
    if (Date.now() - started > 1500 && store.puts >= 2) break;
  }
  const most = 1 + (Date.now() - started) / 200;
  assert.ok(store.puts >= 2 && store.puts <= most && store.puts < steps.length, `${store.puts} saves in ${steps.length} steps, at most ${most}`);
});

test("a pause is kept at once, and a single step soon after", async () => {
  const store = new Memory();
  const checkpoints = new Checkpoints("mine", { store, every: 0.1 });
  const slow = new Checkpoints("slow", { store, every: 1000 });
  const trainer = await create();
  slow.watch(trainer);
  let seen = 0;
  const done = (async () => { for await (const e of trainer.fit(train, { epochs: 500 })) if (e.type === "step") seen = e.globalStep; })().catch(() => {}); // reset() ends it
  while (seen < 5) await nap(1);
  assert.equal(store.puts, 0);
  await trainer.pause();
  await slow.save();
  const paused = (await slow.latest())?.note.globalStep;
  assert.equal(store.puts, 1);
  assert.ok(paused >= 5);
  checkpoints.watch(trainer);
  await trainer.step();
  for (let i = 0; i < 4000 && !(await checkpoints.latest()); i++) await nap(25);
  assert.equal((await checkpoints.latest())?.note.globalStep, paused + 1);
  await trainer.reset();
  await done;
});

test("full storage is said once, what was kept stays, and training goes on", async () => {
  const store = new Memory();
  /** @type {string[]} */
  const said = [];
  const checkpoints = new Checkpoints("mine", { store, every: 0, onProblem: (message) => said.push(message) });
  const trainer = await create();
  checkpoints.watch(trainer);
  await all(trainer.fit(train));
  await trainer.idle();
  await checkpoints.save();
  const before = await checkpoints.latest();
  store.error = new SurprisalError("STORAGE_FULL", "the browser's storage for this site is full");
  const puts = store.puts;
  const events = await all(trainer.fit(train, { epochs: 2 }));
  await trainer.idle();
  await checkpoints.save();
  assert.equal(events.filter((e) => e.type === "epoch").length, 2);
  assert.deepEqual(said, ["Training goes on, but is not kept: the browser's storage for this site is full."]);
  assert.ok(store.puts > puts);
  assert.equal(await checkpoints.latest(), null, "a store that refuses to be read has nothing to offer");
  store.error = null;
  assert.deepEqual(await checkpoints.latest(), before);
});

test("where there is no storage at all, that is said once too", async () => {
  /** @type {string[]} */
  const said = [];
  const checkpoints = new Checkpoints("mine", { every: 0, onProblem: (message) => said.push(message) });
  assert.equal(await checkpoints.latest(), null);
  const trainer = await create();
  checkpoints.watch(trainer);
  await all(trainer.fit(train, { epochs: 2 }));
  await trainer.idle();
  await checkpoints.save();
  assert.equal(said.length, 1);
  assert.match(said[0], /refuses to store/);
});

test("clear removes it; another name, and what is no longer watched, are left alone", async () => {
  const store = new Memory();
  const [a, b] = [new Checkpoints("a", { store }), new Checkpoints("b", { store })];
  const trainer = await create();
  a.watch(trainer);
  const stop = b.watch(trainer);
  await all(trainer.fit(train));
  await trainer.idle();
  await Promise.all([a.save(), b.save()]);
  await a.clear();
  assert.equal(await a.latest(), null);
  assert.equal(a.size, 0);
  const kept = await b.latest();
  assert.ok(kept);
  stop();
  await all(trainer.fit(train));
  await b.save();
  assert.equal((await b.latest())?.savedAt, kept?.savedAt);
});

test("data sets are kept as their files, with their size, and can be removed", async () => {
  const idx = (/** @type {number[]} */ dims, /** @type {Uint8Array} */ data) => {
    const head = Buffer.alloc(4 + 4 * dims.length);
    head.set([0, 0, 8, dims.length]);
    dims.forEach((d, i) => head.writeUInt32BE(d, 4 + 4 * i));
    return new Uint8Array(Buffer.concat([head, data]));
  };
  const small = await generateDigits({ count: 20, seed: 3 });
  const files = [
    { name: "a", bytes: idx([640, 28, 28], train.images) }, new File([idx([640], train.labels)], "b"),
    { name: "c", bytes: idx([20, 28, 28], small.images) }, { name: "d", bytes: idx([20], small.labels) }];
  const sets = new DataSets(new Memory());
  assert.equal(await sets.files("digits"), null);
  await sets.keep("digits", files);
  const [about] = await sets.list();
  assert.deepEqual([about.name, about.size], ["digits", 660 * 785 + 16 + 8 + 16 + 8]);
  const loaded = await loadMnist(/** @type {any} */ (await sets.files("digits")));
  assert.deepEqual([loaded.train.images, loaded.test.labels], [train.images, small.labels]);
  await sets.remove("digits");
  assert.deepEqual(await sets.list(), []);
});
