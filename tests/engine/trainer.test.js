// The trainer in Node, on digits the engine draws: the same worker and wasm that browsers run.
import { test, after } from "node:test";
import { availableParallelism } from "node:os";
import assert from "node:assert/strict";
import { generateDigits, PRESETS, SurprisalError, Trainer } from "../../dist/surprisal.js";

const train = await generateDigits({ count: 640, seed: 1 });
const test_ = await generateDigits({ count: 200, seed: 2 });
const SMALL = { width: 0.125, optimizer: { name: "adam", learningRate: 2e-3 }, batchSize: 64, seed: 5 };

/** @type {Trainer[]} */
const made = [];
/** @param {object} [options] */
async function create(options) {
  const trainer = await Trainer.create({ ...SMALL, ...options });
  made.push(trainer);
  return trainer;
}
after(() => made.forEach((t) => t.dispose()));
/** @param {AsyncIterable<any>} events */
async function all(events) {
  const list = [];
  for await (const e of events) list.push(e);
  return list;
}
const bytes = async (/** @type {Trainer} */ t) => Buffer.from(await t.save("safetensors"));

test("training tells every step and every epoch, and lowers the loss", async () => {
  const trainer = await create();
  const events = await all(trainer.fit(train, { epochs: 4, validation: test_ }));
  const epochs = events.filter((e) => e.type === "epoch");
  assert.equal(events.filter((e) => e.type === "step").length, 40);
  assert.deepEqual(epochs.map((e) => e.epoch), [1, 2, 3, 4]);
  assert.ok(epochs[3].valLoss < 0.5 * epochs[0].loss, JSON.stringify(epochs));
  for (const key of ["loss", "accuracy", "valLoss", "valAccuracy", "seconds", "stepsPerSecond"]) assert.ok(Number.isFinite(epochs[0][key]), key);
  const measured = await trainer.evaluate(test_);
  assert.equal(measured.accuracy, epochs[3].valAccuracy);
  assert.equal(measured.loss, epochs[3].valLoss);
  assert.equal(measured.confusion.flat().reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b), 200);
  const probabilities = await trainer.predict(test_.images);
  assert.equal(probabilities.length, 2000);
  let correct = 0;
  for (let i = 0; i < 200; i++) {
    const row = probabilities.subarray(10 * i, 10 * i + 10);
    assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-5);
    correct += Number(row.indexOf(Math.max(...row)) === test_.labels[i]);
  }
  assert.equal(correct / 200, measured.accuracy);
});

test("the course's network has 2,380,938 parameters, a quarter of its width 149,418", async () => {
  assert.equal((await create({ width: 1 })).description.parameters, 2_380_938);
  assert.equal((await create({ width: 0.25 })).description.parameters, 149_418);
});

test("the same seed gives the same bytes, another seed others", async () => {
  const [a, b, c] = await Promise.all([create(), create(), create({ seed: 6 })]);
  for (const t of [a, b, c]) await all(t.fit(train));
  assert.ok((await bytes(a)).equals(await bytes(b)));
  assert.ok(!(await bytes(a)).equals(await bytes(c)));
});

test("one cycle of learning rates changes the run, and goes on where it was saved", async () => {
  const optimizer = { name: "adam", learningRate: 2e-3, oneCycleSteps: 20 };
  const [whole, cut, constant] = [await create({ optimizer }), await create({ optimizer }), await create()];
  for (const t of [whole, constant]) await all(t.fit(train, { epochs: 2 }));
  await all(cut.fit(train));
  const again = await Trainer.restore(await cut.save());
  made.push(again);
  await all(again.fit(train));
  assert.ok((await bytes(again)).equals(await bytes(whole)));
  assert.notDeepEqual(await whole.predict(test_.images), await constant.predict(test_.images));
});

test("a preset gives what is not asked for by name", async () => {
  const trainer = await Trainer.create({ preset: "fast", width: 0.125, batchSize: 32 });
  made.push(trainer);
  assert.equal(trainer.config.batchSize, 32);
  assert.equal(trainer.config.optimizer.oneCycleSteps, PRESETS.fast.optimizer.oneCycleSteps);
});

test("a saved trainer goes on bit for bit, in the middle of an epoch too", async () => {
  const [whole, cut] = [await create({ optimizer: "adadelta" }), await create({ optimizer: "adadelta" })];
  await all(whole.fit(train, { epochs: 2 }));
  for await (const e of cut.fit(train, { epochs: 2 })) if (e.type === "step" && e.globalStep === 7) break;
  await cut.idle();
  const saved = await cut.save();
  const again = await Trainer.restore(saved);
  made.push(again);
  const rest = await all(again.fit(train, { epochs: 2 }));
  assert.equal(rest.at(-1).epoch, 2);
  assert.ok((await bytes(again)).equals(await bytes(whole)));
});

test("pause stands still, step does one step, resume goes on", async () => {
  const trainer = await create();
  /** @type {any[]} */
  const seen = [];
  const done = (async () => { for await (const e of trainer.fit(train, { epochs: 3 })) seen.push(e); })();
  while (seen.length < 3) await new Promise((r) => setTimeout(r, 1));
  await trainer.pause();
  await new Promise((r) => setTimeout(r, 20));
  const standing = seen.length;
  await new Promise((r) => setTimeout(r, 50));
  assert.equal(seen.length, standing);
  await trainer.step();
  await trainer.pause();
  await new Promise((r) => setTimeout(r, 50));
  assert.equal(seen.length, standing + 1);
  await trainer.resume();
  await done;
  assert.equal(seen.filter((e) => e.type === "step").length, 30);
});

test("an AbortSignal ends training at once with its reason, even inside a step", async () => {
  const trainer = await create({ width: 1, batchSize: 640 });
  const stop = new AbortController();
  const reason = new Error("enough");
  setTimeout(() => stop.abort(reason), 30);
  const seen = [];
  await assert.rejects(async () => { for await (const e of trainer.fit(train, { epochs: 50, signal: stop.signal })) seen.push(e); }, reason);
  assert.ok(seen.length < 50);
  await trainer.idle();
  await assert.rejects(all(trainer.fit(train, { signal: stop.signal })), reason, "an aborted signal starts nothing");
});

test("reset draws the initial weights again and ends what runs", async () => {
  const trainer = await create();
  const fresh = await bytes(trainer);
  for await (const e of trainer.fit(train, { epochs: 2 })) if (e.globalStep === 4) break;
  await trainer.idle();
  assert.ok(!(await bytes(trainer)).equals(fresh));
  await trainer.reset();
  assert.ok((await bytes(trainer)).equals(fresh));
});

test("trainOnBatch does one step on the caller's batch", async () => {
  const trainer = await create({ optimizer: { name: "sgd", learningRate: 0.05, momentum: 0.9 } });
  const [images, labels] = [train.images.subarray(0, 64 * 784), train.labels.subarray(0, 64)];
  const first = await trainer.trainOnBatch(images, labels);
  let last = first;
  for (let i = 0; i < 60; i++) last = await trainer.trainOnBatch(images, labels);
  assert.ok(last.loss < 0.7 * first.loss, `${first.loss} → ${last.loss}`);
});

test("bytes and floats of the same images give the same bits", async () => {
  const [a, b] = [await create(), await create()];
  const floats = { ...train, images: Float32Array.from(train.images, (x) => x / 255) };
  await all(a.fit(train));
  await all(b.fit(floats));
  assert.ok((await bytes(a)).equals(await bytes(b)));
});

test("squared error trains too, every optimiser does", async () => {
  for (const options of [{ loss: "meanSquaredError" }, { optimizer: { name: "adadelta", learningRate: 1 } }, { optimizer: { name: "rmsprop" } }, { optimizer: { name: "sgd", learningRate: 0.1, momentum: 0.9 } }]) {
    const trainer = await create(options);
    const epochs = (await all(trainer.fit(train, { epochs: 3 }))).filter((e) => e.type === "epoch");
    assert.ok(epochs[2].loss < epochs[0].loss, `${JSON.stringify(options)}: ${epochs.map((e) => e.loss)}`);
  }
});

/** @type {[string, object, string, RegExp][]} */
const REFUSED = [
  ["an unknown optimiser", { optimizer: "adamw" }, "optimizer.name", /"adamw"/],
  ["an optimiser's unknown parameter", { optimizer: { name: "sgd", beta: 1 } }, "optimizer of sgd", /learningRate, momentum/],
  ["an unknown preset", { preset: "slow" }, "preset", /"fast"/],
  ["a cycle of half a step", { optimizer: { name: "adam", oneCycleSteps: 0.5 } }, "optimizer.oneCycleSteps", /0.5/],
  ["a negative learning rate", { optimizer: { name: "sgd", learningRate: -1 } }, "optimizer.learningRate", /-1/],
  ["a batch of 0", { batchSize: 0 }, "batchSize", /1 to 4096/],
  ["a width of 0", { width: 0 }, "width", /over 0/],
  ["a seed that is no integer", { seed: 1.5 }, "seed", /1\.5/],
  ["an unknown model", { model: "resnet" }, "model", /"course"/],
  ["no layers", { layers: [] }, "layers", /1 to 32/],
  ["a last layer that is no softmax", { layers: [{ type: "flatten" }, { type: "dense", units: 10, activation: "relu" }] }, "layers[1].activation", /softmax/],
  ["dense before flatten", { layers: [{ type: "dense", units: 10, activation: "softmax" }] }, "layers[0]", /after flatten/],
  ["a kernel larger than the image", { layers: [{ type: "conv2d", filters: 1, kernel: 29 }, { type: "flatten" }] }, "layers[0].kernel", /1 to/],
];
for (const [what, options, argument, words] of REFUSED)
  test(`refused: ${what}`, () => assert.rejects(Trainer.create(/** @type {any} */ (options)), (/** @type {any} */ e) => {
    assert.ok(e instanceof SurprisalError, String(e));
    assert.equal(e.argument, argument);
    assert.match(e.message, words);
    return true;
  }));

test("refused: data that are no data set, predictions of half an image, a second fit", async () => {
  const trainer = await create();
  await assert.rejects(all(trainer.fit(/** @type {any} */ ({ images: [], labels: [] }))), { code: "INVALID_ARGUMENT", argument: "train" });
  await assert.rejects(all(trainer.fit({ images: train.images, labels: train.labels.map(() => 12), count: 640 })), /labels\[0\] is 12/);
  await assert.rejects(all(trainer.fit({ images: train.images.subarray(1), labels: train.labels, count: 640 })), /501760 values, not 501759/);
  await assert.rejects(trainer.predict(new Uint8Array(100)), { argument: "images" });
  const running = trainer.fit(train);
  await running.next();
  await assert.rejects(trainer.fit(train).next(), { code: "BUSY" });
  await running.return();
});

test("a disposed trainer refuses every call", async () => {
  const trainer = await create();
  trainer.dispose();
  trainer.dispose();
  for (const call of [() => trainer.evaluate(test_), () => trainer.pause(), () => trainer.save(), () => all(trainer.fit(train))])
    await assert.rejects(call, { code: "STALE_HANDLE" });
});

test("damaged files are refused and name what is wrong", async () => {
  const good = await bytes(await create());
  const header = (/** @type {(h: any) => void} */ change) => {
    const length = good.readUInt32LE(0);
    const h = JSON.parse(good.toString("utf8", 8, 8 + length));
    change(h);
    const text = Buffer.from(JSON.stringify(h));
    const size = Buffer.alloc(8);
    size.writeUInt32LE(text.length);
    return Buffer.concat([size, text, good.subarray(8 + length)]);
  };
  const first = (/** @type {any} */ h) => Object.keys(h).filter((k) => k !== "__metadata__")[0];
  /** @type {[Uint8Array, RegExp][]} */
  const damaged = [
    [new Uint8Array(3), /first 8 bytes/],
    [good.subarray(0, good.length - 4), /the file holds/],
    [Buffer.concat([good, Buffer.alloc(4)]), /the file holds/],
    [Buffer.concat([Buffer.from([255, 255, 255, 255, 255, 255, 255, 255]), good]), /longer than 1 MiB/],
    [header((h) => { h[first(h)].data_offsets[1] = 1e15; }), /disagree/],
    [header((h) => { h[first(h)].shape = [1e300]; }), /shape/],
    [header((h) => { h[first(h)].dtype = "I8"; }), /I8/],
    [header((h) => { h.__metadata__ = {}; }), /no trainer/],
    [header((h) => { const m = JSON.parse(h.__metadata__.surprisal); m.progress.step = -1; h.__metadata__.surprisal = JSON.stringify(m); }), /step/],
    [header((h) => { const m = JSON.parse(h.__metadata__.surprisal); m.config.layers[0].filters = 5; h.__metadata__.surprisal = JSON.stringify(m); }), /shape|tensor/],
  ];
  for (const [file, words] of damaged) await assert.rejects(Trainer.restore(file), words);
});

test("two workers give the same bits every time, and learn what one learns", async () => {
  const [one, a, b] = [await create(), await create({ workers: 2 }), await create({ workers: 2 })];
  const [[lone], [first], [second]] = await Promise.all([one, a, b].map(async (t) =>
    (await all(t.fit(train, { epochs: 3, validation: test_ }))).filter((e) => e.type === "epoch").slice(-1)));
  // sums of floats in another order: near, not equal
  assert.ok(Math.abs(first.loss - lone.loss) < 1e-3 * lone.loss, `${first.loss} and ${lone.loss}`);
  assert.deepEqual([first.loss, first.valLoss, first.confusion], [second.loss, second.valLoss, second.confusion]);
  assert.ok((await bytes(a)).equals(await bytes(b)));
});

test("workers auto is one a core, sixteen at most", async () => {
  const trainer = await create({ workers: "auto" });
  assert.equal(trainer.config.workers, Math.min(16, availableParallelism()));
  await all(trainer.fit(train, { epochs: 1 }));
  assert.deepEqual(trainer.lostWorkers, []);
  await assert.rejects(Trainer.create({ workers: 17 }), { code: "INVALID_ARGUMENT", argument: "workers" });
});

test("a member's death is noticed, the step done again without it, and training goes on", async () => {
  const trainer = await create({ workers: 3 });
  const events = [];
  for await (const e of trainer.fit(train, { epochs: 3, validation: test_ })) {
    events.push(e);
    if (e.type === "step" && e.globalStep === 5) trainer.crash(1);
    if (e.type === "step" && e.globalStep === 12) trainer.crash(2);
  }
  assert.deepEqual(trainer.lostWorkers.map((l) => l.rank), [1, 2]);
  assert.deepEqual(events.filter((e) => e.type === "step").map((e) => e.globalStep), Array.from({ length: 30 }, (_, i) => i + 1));
  const epochs = events.filter((e) => e.type === "epoch");
  assert.ok(epochs[2].loss < epochs[0].loss);
});

test("the lead's death ends training with an error, and every later call", async () => {
  const trainer = await create();
  await assert.rejects(async () => { for await (const e of trainer.fit(train, { epochs: 50 })) if (e.type === "step" && e.globalStep === 2) trainer.crash(0); }, { code: "WORKER" });
  await assert.rejects(trainer.evaluate(test_), { code: "WORKER" });
});

test("workers resume from a file together, and batches of the caller's reach them all", async () => {
  const [a, b] = [await create({ workers: 2 }), await create({ workers: 2 })];
  await all(a.fit(train, { epochs: 1 }));
  const c = await Trainer.restore(await a.save());
  made.push(c);
  for (const t of [a, c]) await t.trainOnBatch(train.images.subarray(0, 64 * 784), train.labels.subarray(0, 64));
  for (const t of [a, c]) await all(t.fit(train, { epochs: 1 }));
  assert.ok((await bytes(a)).equals(await bytes(c)));
  await c.reset();
  assert.ok((await bytes(c)).equals(await bytes(b)));
});
