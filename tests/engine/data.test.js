// Data sets: IDX files of every kind of wrong, and the digits that the engine draws.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { generateDigits, load, loadMnist, Trainer } from "../../dist/surprisal.js";

/** An IDX file: magic, sizes, then `items` bytes. */
function idx(magic, sizes, data) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  [magic, ...sizes].forEach((n, i) => header.writeUInt32BE(n, 4 * i));
  return new Uint8Array(Buffer.concat([header, data]));
}
const images = (count, fill = 7) => idx(0x803, [count, 28, 28], Buffer.alloc(count * 784, fill));
const labels = (count) => idx(0x801, [count], Buffer.from(Array.from({ length: count }, (_, i) => i % 10)));
const gzip = (bytes) => new Uint8Array(gzipSync(bytes));
const named = (files) => Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
const good = () => ({ a: images(30, 1), b: labels(30), c: gzip(images(12, 2)), d: gzip(labels(12)) });

test("four files are known by content, in any order, gzip or plain", async () => {
  const { a, b, c, d } = good();
  for (const order of [{ a, b, c, d }, { d, a, c, b }, { c, b, d, a }]) {
    const { train, test: held } = await loadMnist(named(order));
    assert.equal(train.count, 30);
    assert.equal(held.count, 12);
    assert.equal(train.images.length, 30 * 784);
    assert.ok(train.images.every((x) => x === 1) && held.images.every((x) => x === 2));
    assert.deepEqual([...held.labels], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  }
  const blobs = Object.values(good()).map((bytes) => new Blob([bytes]));
  assert.equal((await loadMnist(blobs)).train.count, 30);
});

test("every malformed file is refused in one sentence that names it", async () => {
  const { a, b, c, d } = good();
  const over = labels(30);
  over[8 + 17] = 12;
  const wrong = {
    IDX_MAGIC: [new Uint8Array(Buffer.from("<!doctype html><title>404</title>")), gzip(idx(0x903, [1, 28, 28], Buffer.alloc(784)))],
    IDX_TRUNCATED: [a.subarray(0, a.length - 1), a.subarray(0, 9), new Uint8Array(0), gzip(a.subarray(0, 5000)), gzip(a.subarray(0, 10)),
      gzip(idx(0x803, [0xffffffff, 28, 28], Buffer.alloc(100))), idx(0x803, [0x10000000, 28, 28], Buffer.alloc(0))],
    IDX_SURPLUS: [new Uint8Array([...a, 0]), gzip(new Uint8Array([...a, 0])), gzip(idx(0x803, [1, 28, 28], Buffer.alloc(3_000_000)))],
    IDX_SHAPE: [idx(0x803, [1, 32, 32], Buffer.alloc(1024)), gzip(idx(0x803, [1, 28, 27], Buffer.alloc(28 * 27)))],
    IDX_LABEL: [over, gzip(over)],
    EMPTY: [images(0)],
    GZIP: [gzip(a).subarray(0, 20), (() => { const z = gzip(a); z[z.length - 6] ^= 1; return z; })()],
    IDX_COUNT_MISMATCH: [labels(29)],
    INVALID_ARGUMENT: [labels(30)],
  };
  for (const [code, files] of Object.entries(wrong))
    for (const [i, bad] of files.entries()) {
      const rest = code === "IDX_LABEL" || code === "IDX_COUNT_MISMATCH" ? { a } : { b };
      await assert.rejects(loadMnist(named({ bad, ...rest, c, d })), (error) => {
        assert.equal(error.name, "SurprisalError");
        assert.equal(error.code, code, `${code} ${i}: ${error.message}`);
        assert.match(error.message, /bad/);
        assert.equal(error.message.includes("\n"), false);
        return true;
      });
    }
});

test("a directory is read, and a missing one says what to do", async () => {
  const directory = mkdtempSync(join(tmpdir(), "surprisal-"));
  try {
    const { a, b, c, d } = good();
    const files = { "train-images-idx3-ubyte": a, "train-labels-idx1-ubyte": b, "t10k-images-idx3-ubyte.gz": c };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
    writeFileSync(join(directory, "README.md"), "not data");
    await assert.rejects(loadMnist(directory), /lacks t10k-labels-idx1-ubyte/);
    writeFileSync(join(directory, "t10k-labels-idx1-ubyte.gz"), d);
    const seen = new Set();
    const { train } = await loadMnist(directory, { onProgress: ({ file }) => seen.add(file) });
    assert.equal(train.count, 30);
    assert.equal(seen.size, 4);
  } finally {
    rmSync(directory, { recursive: true });
  }
  await assert.rejects(loadMnist(directory), { code: "LOAD", message: /npm run mnist/ });
});

test("a file that lies about its size is refused before its content is read", async () => {
  const { b, c, d } = good();
  let read = 0;
  class Counting extends File {
    /** @param {any[]} args */
    slice(...args) { const part = super.slice(...args); read += part.size; return part; }
    async arrayBuffer() { read += this.size; return super.arrayBuffer(); }
  }
  for (const [bytes, code] of [[idx(0x803, [0x100000, 28, 28], Buffer.alloc(5_000_000)), "IDX_TRUNCATED"], [idx(0x803, [30, 28, 28], Buffer.alloc(5_000_000)), "IDX_SURPLUS"]]) {
    read = 0;
    await assert.rejects(loadMnist([new Counting([bytes], "liar"), ...named({ b, c, d })]), { code, message: /^liar / });
    assert.ok(read <= 16, `${read} bytes read`);
  }
  const gone = new File([images(30)], "gone");
  gone.slice = () => { throw new DOMException("A requested file could not be found", "NotFoundError"); };
  await assert.rejects(loadMnist([gone, ...named({ b, c, d })]), { code: "LOAD", message: /^gone could not be read: A requested file/ });
});

test("four IDX files under other names than MNIST's are found in a directory", async () => {
  const directory = mkdtempSync(join(tmpdir(), "surprisal-"));
  try {
    const { a, b, c, d } = good();
    for (const [name, bytes] of Object.entries({ "emnist-digits-train-images-idx3-ubyte": a, "emnist-digits-train-labels-idx1-ubyte": b, "emnist-digits-test-images-idx3-ubyte.gz": c, "emnist-digits-test-labels-idx1-ubyte.gz": d, "notes.txt": b }))
      writeFileSync(join(directory, name), bytes);
    const { train, test: held } = await loadMnist(directory);
    assert.deepEqual([train.count, held.count], [30, 12]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("loading can be called off", async () => {
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(loadMnist(named(good()), { signal: controller.signal }), { name: "AbortError" });
});

test("loading leaves no scratch behind, errors included", async () => {
  const { engine } = await load();
  const before = engine.used;
  await loadMnist(named(good()));
  await assert.rejects(loadMnist(named({ ...good(), a: images(1) })));
  assert.equal(engine.used, before);
});

test("a generated digit is a pure function of seed and number", async () => {
  const all = await generateDigits({ count: 5000, seed: 3 });
  const slice = await generateDigits({ count: 40, seed: 3, first: 4080 });
  assert.deepEqual(slice.images, all.images.slice(4080 * 784, 4120 * 784));
  assert.deepEqual(slice.labels, all.labels.slice(4080, 4120));
  const other = await generateDigits({ count: 40, seed: 3 + 2 ** 32, first: 4080 });
  assert.notDeepEqual(other.images, slice.images);
  await assert.rejects(generateDigits({ count: 0 }), { code: "INVALID_ARGUMENT", argument: "count" });
  await assert.rejects(generateDigits({ count: 1, seed: -1 }), { code: "INVALID_ARGUMENT", argument: "seed" });
});

test("the first thousand digits are the same bits here as natively", async () => {
  // the same number as in tests/native/digits.test.c: FNV-1a, 64 bits, as two halves
  const { images, labels } = await generateDigits({ count: 1000, seed: 1 });
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const add = (/** @type {number} */ byte) => { // times 0x100000001b3 modulo 2^64
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + low * 256 + Math.floor(product / 2 ** 32)) >>> 0;
    low = product >>> 0;
  };
  for (let i = 0; i < 1000; i++) {
    for (let k = 0; k < 784; k++) add(images[i * 784 + k]);
    add(labels[i]);
  }
  assert.equal(high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0"), "e2b4429d431b7452");
});

test("augmentation is off by default, seeded, and the same on one worker and on two", async () => {
  const data = await generateDigits({ count: 256, seed: 9 });
  const train = async (options) => {
    const trainer = await Trainer.create({ width: 0.0625, batchSize: 64, seed: 4, optimizer: { name: "sgd", learningRate: 0.01 }, ...options });
    try {
      const steps = [];
      for await (const event of trainer.fit(data, { epochs: 1 })) if (event.type === "step") steps.push(event.loss);
      return steps;
    } finally {
      trainer.dispose();
    }
  };
  const augment = { shift: 2, rotate: 10, scale: 0.1, elastic: 1 };
  const [plain, none, changed, again, two] = [await train({}), await train({ augment: { shift: 0 } }), await train({ augment }), await train({ augment }), await train({ augment, workers: 2 })];
  assert.deepEqual(none, plain);
  assert.notDeepEqual(changed, plain);
  assert.deepEqual(again, changed);
  assert.ok(Math.abs(two[0] - changed[0]) < 1e-6, `${two[0]} and ${changed[0]}`);
  await assert.rejects(train({ augment: { rotate: 90 } }), { code: "INVALID_ARGUMENT", message: /augment.rotate must be a number from 0 to 60/ });
  await assert.rejects(train({ augment: { blur: 1 } }), { code: "INVALID_ARGUMENT", message: /augment/ });
});

test("digits drawn afresh are the next ones of their seed in every epoch", async () => {
  const options = { width: 0.0625, batchSize: 50, seed: 4, optimizer: { name: "sgd", learningRate: 0.01 } };
  const losses = async (trainer, sets) => {
    const all = [];
    try {
      for (const [data, epochs] of sets) for await (const event of trainer.fit(data, { epochs })) if (event.type === "step") all.push(event.loss);
    } finally {
      trainer.dispose();
    }
    return all;
  };
  const afresh = await losses(await Trainer.create(options), [[await generateDigits({ count: 200, seed: 9, first: 100, afresh: true }), 2]]);
  const byHand = await losses(await Trainer.create(options), [[await generateDigits({ count: 200, seed: 9, first: 100 }), 1], [await generateDigits({ count: 200, seed: 9, first: 300 }), 1]]);
  assert.deepEqual(afresh, byHand);
  const two = await losses(await Trainer.create({ ...options, workers: 2 }), [[await generateDigits({ count: 200, seed: 9, first: 100, afresh: true }), 1]]);
  assert.ok(Math.abs(two[0] - afresh[0]) < 1e-6);
});
