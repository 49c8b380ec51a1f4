// safetensors and Blobs of it, and how files of all kinds are told apart.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Trainer } from "../../dist/surprisal.js";
import { fromHalf, toHalf } from "../../web/train/formats/half.js";
import { FORMATS } from "../../web/train/formats/index.js";
import { layout } from "../../web/train/formats/layout.js";
import { agrees, FLAT, hundred, keep, probabilities, readSafetensors, refused, restore, train, trainer } from "./formats.js";

/** @param {any} header @param {Uint8Array} data */
function safetensors(header, data) {
  const text = typeof header === "string" ? Buffer.from(header) : Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(text.length);
  return Buffer.concat([size, text, data]);
}

test("a second reader of safetensors finds every tensor, the optimiser's state and the configuration", async () => {
  const { tensors, metadata, dataAt } = readSafetensors(await trainer.save("safetensors"));
  assert.equal(dataAt % 8, 0);
  const { tensors: described, parameters } = trainer.description;
  assert.deepEqual(Object.keys(tensors), [...described.map((t) => t.name), "optimizer/slot_0", "optimizer/slot_1"]);
  for (const { name, shape, count } of described) {
    assert.deepEqual(tensors[name].shape, shape);
    assert.equal(tensors[name].values.length, count);
  }
  assert.deepEqual(tensors["optimizer/slot_1"].shape, [parameters]);
  const { config, progress } = JSON.parse(metadata.surprisal);
  assert.equal(config.optimizer.name, "adam");
  assert.equal(progress.step, 90);
  const flat = new Float32Array((await trainer.save("tfjs"))["weights.bin"].buffer);
  assert.deepEqual(Float32Array.from(described.flatMap((t) => tensors[t.name].values)), flat);
});

test("the layout known without an engine is the engine's", async () => {
  for (const width of [0.125, 0.3]) {
    const t = width === 0.125 ? trainer : await keep(Trainer.create({ width }));
    assert.deepEqual(layout(t.config.layers).map(({ layer, ...rest }) => rest), t.description.tensors);
  }
});

test("halves round to nearest, ties to even, and every half survives", () => {
  const all = Uint16Array.from({ length: 65536 }, (_, i) => i).filter((h) => (h & 0x7c00) !== 0x7c00 || (h & 0x3ff) === 0);
  assert.deepEqual(toHalf(fromHalf(all)), all);
  assert.ok(fromHalf(toHalf(Float32Array.of(NaN))).every(Number.isNaN));
  const positive = fromHalf(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
  for (let i = 0; i + 1 < positive.length; i++) {
    const [low, high] = [positive[i], positive[i + 1]];
    const middle = (low + high) / 2; // exact in 32 bits
    assert.equal(toHalf(Float32Array.of(middle))[0], i % 2 ? i + 1 : i);
    assert.equal(toHalf(Float32Array.of(middle + (high - low) / 64))[0], i + 1);
    assert.equal(toHalf(Float32Array.of(middle - (high - low) / 64))[0], i);
  }
  assert.deepEqual([...toHalf(Float32Array.of(65519.996, 65520, 1e-9, -1e-9))], [0x7bff, 0x7c00, 0, 0x8000]);
});

test("a model at half precision takes half the bytes, has no optimiser state, and predicts as before to 3 digits", async () => {
  const [half, bare] = await Promise.all([trainer.save("safetensors", { precision: "half" }), trainer.save("safetensors", { state: false })]);
  const { tensors } = readSafetensors(half);
  assert.ok(Object.values(tensors).every((t) => t.dtype === "F16"));
  assert.ok(half.length < 0.52 * bare.length, `${half.length} of ${bare.length}`);
  const [fromBare, fromFile] = [await restore(bare), await restore(half)];
  agrees(await fromBare.predict(hundred.images), probabilities, 0);
  agrees(await fromFile.predict(hundred.images), probabilities, 2e-3);
  for await (const _ of fromFile.fit(train));
  await assert.rejects(trainer.save("safetensors", { precision: "half", state: true }), { code: "INVALID_ARGUMENT", argument: "options.state" });
  await assert.rejects(trainer.save("safetensors", /** @type {any} */ ({ precision: "double" })), { code: "INVALID_ARGUMENT" });
  await assert.rejects(trainer.save("onnx", { state: false }), { code: "INVALID_ARGUMENT", argument: "options.state" });
});

test("bfloat16 weights are read", async () => {
  const { tensors, metadata } = readSafetensors(await trainer.save("safetensors", { state: false }));
  /** @type {any} */
  const header = { __metadata__: metadata };
  let end = 0;
  const data = Object.entries(tensors).map(([name, { shape, values }]) => {
    header[name] = { dtype: "BF16", shape, data_offsets: [end, (end += 2 * values.length)] };
    return Buffer.from(Uint16Array.from(new Uint32Array(Float32Array.from(values).buffer), (x) => x >>> 16).buffer);
  });
  agrees(await (await restore(safetensors(header, Buffer.concat(data)))).predict(hundred.images), probabilities, 0.05);
});

test("safetensors headers that lie are refused with a sentence, before the network is made", async () => {
  const good = Buffer.from(await trainer.save("safetensors"));
  const length = good.readUInt32LE(0);
  const [text, data] = [good.toString("utf8", 8, 8 + length), good.subarray(8 + length)];
  const altered = (/** @type {(h: any) => void} */ change) => { const h = JSON.parse(text); change(h); return safetensors(h, data); };
  const config = (/** @type {(c: any) => void} */ change) => altered((h) => { const m = JSON.parse(h.__metadata__.surprisal); change(m.config); h.__metadata__.surprisal = JSON.stringify(m); });
  const [kernel, bias] = ["conv2d/kernel", "conv2d/bias"];
  /** @type {[string, Uint8Array, RegExp][]} */
  const liars = [
    ["nothing", new Uint8Array(0), /first 8 bytes/],
    ["a header of 2^63 bytes", Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 128]), good]), /longer than 1 MiB/],
    ["a header longer than the file", Buffer.concat([Buffer.from([0, 0, 8, 0, 0, 0, 0, 0]), good.subarray(0, 100)]), /claims 524288 bytes, the file has 100/],
    ["data cut off", good.subarray(0, good.length - 1), /the file holds/],
    ["data too long", Buffer.concat([good, Buffer.alloc(1)]), /the file holds/],
    ["offsets out of range", altered((h) => { h[kernel].data_offsets = [1e12, 1e12 + 144]; }), /begins at/],
    ["overlapping tensors", altered((h) => { h[bias].data_offsets = [0, 16]; }), /begins at/],
    ["a hole", altered((h) => { delete h[bias]; }), /begins at/],
    ["offsets that run backwards", altered((h) => { h[kernel].data_offsets = [144, 0]; }), /disagree/],
    ["an absurd shape", altered((h) => { h[kernel].shape = [2 ** 40, 2 ** 40]; }), /disagree/],
    ["a negative length", altered((h) => { h[kernel].shape = [-9, -4]; }), /no valid shape/],
    ["a shape of 100,000 dimensions", altered((h) => { h[kernel].shape = Array(1e5).fill(1); }), /no valid shape/],
    ["a key twice", safetensors(text.replace(`"${bias}":`, `"${kernel}":`), data), /"conv2d\/kernel" twice/],
    ["a key twice, once escaped", safetensors(text.replace(`"${bias}":`, `"conv2d\\u002fkernel":`), data), /twice/],
    ["no UTF-8", safetensors(text.replace("conv2d", "\u0080"), data).map((b) => (b === 0xc2 ? 0xff : b)), /not JSON/],
    ["a header that is a list", safetensors("[]", data), /not an object/],
    ["a tensor named __proto__", safetensors(text.replace(`"${bias}":`, '"__proto__":'), data), /missing/],
    ["metadata that are no texts", altered((h) => { h.__metadata__.format = 7; }), /not texts/],
    ["a network of other sizes", config((c) => { c.layers[5].units = 4096; }), /has shape/],
    ["an enormous network", config((c) => { c.layers[0].filters = 512; c.layers[1].filters = 512; c.layers[5].units = 4096; }), /has shape/],
    ["a network that cannot be", config((c) => { c.layers = "many"; }), /cannot be made/],
    ["no layers", config((c) => { delete c.layers; }), /no layers/],
    ["an optimiser's state of another size", altered((h) => { h["optimizer/slot_7"] = h["optimizer/slot_1"]; delete h["optimizer/slot_1"]; }), /optimiser state/],
  ];
  for (const [what, file, words] of liars) await refused(file, words).catch((e) => { throw new Error(`${what}: ${e.message}`, { cause: e }); });
  agrees(await trainer.predict(hundred.images), probabilities, 0);
});

test("a Blob that lies is refused by its beginning, and a good one is read", async () => {
  let read = 0;
  class Counting extends Blob {
    /** @param {any[]} args */
    slice(...args) { const part = super.slice(...args); read += part.size; return part; }
    async arrayBuffer() { read += this.size; return super.arrayBuffer(); }
  }
  const [plain, keras] = [await trainer.save("safetensors"), await trainer.save("keras-h5")];
  const filler = new Uint8Array(20e6);
  for (const [file, words] of /** @type {[Uint8Array, RegExp][]} */ ([[plain, /the file holds/], [keras, /header says/]])) {
    read = 0;
    await refused(new Counting([/** @type {any} */ (file), filler]), words);
    assert.ok(read <= (1 << 20) + 8, `${read} bytes were read`);
    agrees(await (await restore(new Blob([/** @type {any} */ (file)]))).predict(hundred.images), probabilities, 0);
  }
  const enormous = new Blob([/** @type {any} */ (plain)]);
  Object.defineProperty(enormous, "size", { value: 2e9 });
  await refused(enormous, /2000000000 bytes, more than/);
});

test("weights that are not finite are refused, and halves are not made of what they cannot hold", async () => {
  const { tensors, metadata } = readSafetensors(await trainer.save("safetensors", { state: false }));
  for (const [name, value] of /** @type {[string, number][]} */ ([["dense/kernel", NaN], ["conv2d/bias", Infinity]])) {
    /** @type {any} */
    const header = { __metadata__: metadata };
    let end = 0;
    const data = Object.entries(tensors).map(([tensor, { shape, values }]) => {
      header[tensor] = { dtype: "F32", shape, data_offsets: [end, (end += 4 * values.length)] };
      return Buffer.from(Float32Array.from(values, (v, i) => (tensor === name && i === 1 ? value : v)).buffer);
    });
    await refused(safetensors(header, Buffer.concat(data)), new RegExp(`${name} holds values that are not finite`));
  }
  const big = await keep(Trainer.create({ layers: /** @type {any} */ (FLAT.layers), optimizer: { name: "sgd", learningRate: 1e8 } }));
  await big.trainOnBatch(train.images.subarray(0, 784 * 64), train.labels.subarray(0, 64));
  await assert.rejects(big.save("safetensors", { precision: "half" }), { code: "INVALID_ARGUMENT", argument: "options.precision", message: /16 bits cannot hold/ });
});

test("files of other kinds are recognised and named, whatever they are called", async () => {
  await refused(Buffer.from("PK\x03\x04 and so on", "latin1"), /Keras 3.*mnist\.h5/);
  await refused(Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/);
  await refused((await trainer.save("tfjs"))["model.json"], /JSON/);
  await assert.rejects(Trainer.restore(/** @type {any} */ ("mnist.h5")), { code: "INVALID_ARGUMENT", argument: "bytes" });
  await assert.rejects(trainer.save(/** @type {any} */ ("pickle")), { code: "UNSUPPORTED", argument: "format" });
  const file = await trainer.save();
  agrees(await (await restore(file.buffer)).predict(hundred.images), probabilities, 0);
  assert.deepEqual(FORMATS.map((f) => f.name).sort(), ["keras-h5", "onnx", "safetensors", "tfjs"]);
});
