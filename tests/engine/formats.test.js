// Files for and from other programs, read by those programs: onnxruntime-web, TensorFlow.js, h5py.
import { test, after, before } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateDigits, SurprisalError, Trainer } from "../../dist/surprisal.js";
import { FORMATS } from "../../web/train/formats/index.js";
import { layout } from "../../web/train/formats/layout.js";
import { fromHalf, toHalf } from "../../web/train/formats/half.js";

const train = await generateDigits({ count: 1920, seed: 1 });
const hundred = await generateDigits({ count: 100, seed: 2 });
const floats = Float32Array.from(hundred.images, (x) => x / 255);
const folder = mkdtempSync(join(tmpdir(), "formats-"));
const PYTHON = ["/usr/bin/python3", "python3"].find((p) => spawnSync(p, ["-c", "import h5py"]).status === 0);
const skip = PYTHON ? false : "skipped: there is no python3 with h5py (Debian: python3-h5py)";

/** @type {Trainer[]} */
const made = [];
after(() => { made.forEach((t) => t.dispose()); rmSync(folder, { recursive: true }); });
/** @param {Promise<Trainer>} trainer */
const keep = async (trainer) => { made.push(await trainer); return made[made.length - 1]; };
/** @param {any} bytes */
const restore = (bytes) => keep(Trainer.restore(bytes));

/** Trained a little, so that its predictions differ from one image to the next. @type {Trainer} */
let trainer;
/** @type {Float32Array} */
let probabilities;
before(async () => {
  trainer = await keep(Trainer.create({ width: 0.125, optimizer: { name: "adam", learningRate: 2e-3 }, batchSize: 64, seed: 5 }));
  for await (const _ of trainer.fit(train, { epochs: 3 }));
  probabilities = await trainer.predict(hundred.images);
  const best = Array.from({ length: 100 }, (_, i) => Math.max(...probabilities.subarray(10 * i, 10 * i + 10)));
  assert.ok(Math.max(...best) > 0.8, "the network has learned enough to tell right from wrong");
});

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const furthest = (a, b) => {
  assert.equal(a.length, b.length);
  const most = Array.from(a, (x, i) => Math.abs(x - b[i])).reduce((m, d) => (d > m || Number.isNaN(d) ? d : m), 0);
  return most;
};
/** @param {ArrayLike<number>} theirs */
const agrees = (theirs, ours = probabilities, within = 1e-5) => {
  const most = furthest(theirs, ours);
  assert.ok(most <= within, `probabilities differ by ${most}`);
};
/** @param {any} bytes @param {RegExp} words */
const refused = (bytes, words) => assert.rejects(Trainer.restore(bytes), (/** @type {any} */ e) => {
  assert.ok(e instanceof SurprisalError, String(e?.stack));
  assert.equal(e.code, "FORMAT", e.message);
  assert.match(e.message, words);
  assert.doesNotMatch(e.message, /\n/);
  return true;
});

// ---- safetensors ------------------------------------------------------------------------------

/** A reader of its own: nothing shared with the one in web/. @param {Uint8Array} file */
function readSafetensors(file) {
  const buffer = Buffer.from(file);
  const length = Number(buffer.readBigUInt64LE(0));
  const { __metadata__, ...header } = JSON.parse(buffer.toString("utf8", 8, 8 + length));
  const half = (/** @type {number} */ h) => (h & 0x8000 ? -1 : 1) * (h & 0x7c00 ? 2 ** (((h >> 10) & 31) - 15) * (1 + (h & 1023) / 1024) : (h & 1023) / 2 ** 24);
  /** @type {Record<string, { dtype: string, shape: number[], values: number[] }>} */
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    const values = [];
    for (let at = 8 + length + from; at < 8 + length + to; at += dtype === "F16" ? 2 : 4) values.push(dtype === "F16" ? half(buffer.readUInt16LE(at)) : buffer.readFloatLE(at));
    tensors[name] = { dtype, shape, values };
  }
  return { tensors, metadata: __metadata__, dataAt: 8 + length };
}
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

// ---- ONNX and TensorFlow.js ---------------------------------------------------------------------

/** A network of another shape: no pool after the second convolution, odd sizes, two dense layers. */
const OTHER = { layers: [
  { type: "conv2d", filters: 3, kernel: 5, activation: "relu" }, { type: "maxPool2d", size: 3 }, { type: "conv2d", filters: 5, kernel: 2, activation: "linear" },
  { type: "flatten" }, { type: "dense", units: 7, activation: "relu" }, { type: "dropout", rate: 0.1 }, { type: "dense", units: 10, activation: "softmax" }], seed: 3 };
const FLAT = { layers: [{ type: "flatten" }, { type: "dense", units: 10, activation: "softmax" }], seed: 4 };

/** The trained network and two of other shapes. @returns {Promise<[Trainer, Float32Array][]>} */
async function networks() {
  const others = await Promise.all([OTHER, FLAT].map((o) => keep(Trainer.create(/** @type {any} */ (o)))));
  return Promise.all([trainer, ...others].map(async (t) => /** @type {[Trainer, Float32Array]} */ ([t, await t.predict(hundred.images)])));
}

test("onnxruntime-web predicts the same probabilities within 1e-5 on 100 images", async () => {
  const ort = await import("onnxruntime-web");
  ort.env.wasm.numThreads = 1;
  for (const [t, ours] of await networks()) {
    const session = await ort.InferenceSession.create(await t.save("onnx"));
    assert.deepEqual([session.inputNames, session.outputNames], [["images"], ["probabilities"]]);
    const result = (await session.run({ images: new ort.Tensor("float32", floats, [100, 28, 28, 1]) })).probabilities;
    assert.deepEqual(result.dims, [100, 10]);
    agrees(/** @type {Float32Array} */ (result.data), ours);
    await session.release();
  }
});

test("TensorFlow.js predicts the same probabilities within 1e-5 on 100 images", async () => {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers");
  for (const [t, ours] of await networks()) {
    const files = await t.save("tfjs");
    assert.deepEqual(Object.keys(files), ["model.json", "weights.bin"]);
    const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(files["model.json"]).toString());
    const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: /** @type {ArrayBuffer} */ (files["weights.bin"].buffer) }));
    const result = /** @type {any} */ (model.predict(tf.tensor4d(floats, [100, 28, 28, 1])));
    agrees(result.dataSync(), ours);
    model.dispose();
  }
});

// ---- Keras --------------------------------------------------------------------------------------

/** @param {string} script @param {...string} args @returns {any} */
function python(script, ...args) {
  const done = spawnSync(/** @type {string} */ (PYTHON), ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 24 });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim() ? JSON.parse(done.stdout) : null;
}
const LIST = `
import h5py, json, sys
f = h5py.File(sys.argv[1], "r")
text = lambda v: v.decode() if isinstance(v, bytes) else v
names = lambda g, a: [text(n) for n in g.attrs[a]]
arrays = {}
f.visititems(lambda n, o: arrays.__setitem__(n, [list(o.shape), str(o.dtype)]) if isinstance(o, h5py.Dataset) else None)
w = f["model_weights"]
print(json.dumps({
  "root": {k: text(f.attrs[k]) for k in f.attrs}, "groups": sorted(f), "weights": {k: text(w.attrs[k]) for k in ("backend", "keras_version")},
  "layer_names": names(w, "layer_names"), "weight_names": {k: names(w[k], "weight_names") for k in w}, "arrays": arrays,
  "optimizer": names(f["optimizer_weights"], "weight_names"), "iterations": int(f["optimizer_weights/Adam/iter:0"][()]),
  "bias": w["dense_1/dense_1/bias:0"][()].tolist()}))`;

test("h5py finds in mnist.h5 the groups, shapes and attributes of Keras 2's model.save", { skip }, async () => {
  const path = join(folder, "mnist.h5");
  writeFileSync(path, await trainer.save("keras-h5"));
  const seen = python(LIST, path);
  assert.deepEqual(seen.groups, ["model_weights", "optimizer_weights"]);
  assert.deepEqual(Object.keys(seen.root).sort(), ["backend", "keras_version", "model_config", "training_config"]);
  assert.match(seen.root.keras_version, /^2\./);
  assert.deepEqual(seen.weights, { backend: "tensorflow", keras_version: seen.root.keras_version });
  const layers = ["conv2d", "conv2d_1", "max_pooling2d", "dropout", "flatten", "dense", "dropout_1", "dense_1"];
  assert.deepEqual(seen.layer_names, layers);
  const model = JSON.parse(seen.root.model_config);
  assert.equal(model.class_name, "Sequential");
  assert.deepEqual(model.config.layers.map((/** @type {any} */ l) => l.class_name), ["InputLayer", "Conv2D", "Conv2D", "MaxPooling2D", "Dropout", "Flatten", "Dense", "Dropout", "Dense"]);
  assert.deepEqual(model.config.layers.slice(1).map((/** @type {any} */ l) => l.config.name), layers);
  const { loss, optimizer_config: optimizer } = JSON.parse(seen.root.training_config);
  assert.equal(loss, "categorical_crossentropy");
  assert.deepEqual([optimizer.class_name, optimizer.config.learning_rate, optimizer.config.beta_2], ["Adam", 0.002, 0.999]);
  for (const { name, shape } of trainer.description.tensors) {
    const layer = name.split("/")[0];
    assert.deepEqual(seen.arrays[`model_weights/${layer}/${name}:0`], [shape, "float32"]);
    assert.ok(seen.weight_names[layer].includes(`${name}:0`));
    for (const slot of ["m", "v"]) assert.deepEqual(seen.arrays[`optimizer_weights/Adam/${name}/${slot}:0`], [shape, "float32"]);
  }
  for (const layer of ["max_pooling2d", "dropout", "flatten", "dropout_1", "top_level_model_weights"]) assert.deepEqual(seen.weight_names[layer], []);
  assert.deepEqual([seen.optimizer[0], seen.optimizer.length, seen.iterations], ["Adam/iter:0", 17, 90]);
  const { tensors } = readSafetensors(await trainer.save());
  assert.deepEqual(seen.bias, tensors["dense_1/bias"].values);
});

test("mnist.h5 comes back with equal predictions, and training goes on with the optimiser's state", async () => {
  const batch = /** @type {[Uint8Array, Uint8Array]} */ ([train.images.subarray(0, 64 * 784), train.labels.subarray(0, 64)]);
  for (const optimizer of ["adam", "adadelta", "rmsprop", "sgd", { name: "sgd", learningRate: 0.01, momentum: 0.9 }]) {
    // without dropout, whose seed Keras does not keep
    const layers = /** @type {any} */ (trainer.config.layers.map((l) => (l.type === "dropout" ? { ...l, rate: 0 } : l)));
    const t = await keep(Trainer.create({ layers, optimizer, seed: 9, loss: optimizer === "rmsprop" ? "meanSquaredError" : "crossEntropy" }));
    for (let i = 0; i < 3; i++) await t.trainOnBatch(...batch);
    const again = await restore(await t.save("keras-h5"));
    assert.deepEqual([again.config.layers, again.config.optimizer, again.config.loss], [layers, t.config.optimizer, t.config.loss]);
    agrees(await again.predict(hundred.images), await t.predict(hundred.images), 0);
    for (const other of [t, again]) await other.trainOnBatch(...batch);
    agrees(await again.predict(hundred.images), await t.predict(hundred.images), 0);
  }
  assert.equal((await restore(await trainer.save("keras-h5"))).config.width, 0.125);
});

/** Writes what the course's notebook leaves: the layers renumbered as in a session's second model,
 * with the optimiser's names of newer Keras 2 when there is a third argument. */
const NOTEBOOK = `
import h5py, json, sys, numpy as np
src = h5py.File(sys.argv[1], "r"); out = h5py.File(sys.argv[2], "w")
newer = len(sys.argv) > 3
number = {"conv2d": "conv2d_4", "conv2d_1": "conv2d_5", "max_pooling2d": "max_pooling2d_2", "dropout": "dropout_4", "flatten": "flatten_2", "dense": "dense_4", "dropout_1": "dropout_5", "dense_1": "dense_5"}
config = json.loads(src.attrs["model_config"])
for l in config["config"]["layers"]: l["config"]["name"] = number.get(l["config"]["name"], l["config"]["name"])
out.attrs["keras_version"] = ("2.15.0" if newer else "2.4.0").encode(); out.attrs["backend"] = b"tensorflow"
out.attrs["model_config"] = json.dumps(config).encode()
w = out.create_group("model_weights")
w.attrs["layer_names"] = [n.encode() for n in number.values()]
variables = []
for old, name in number.items():
    g = w.create_group(name); weights = []
    for part in ("kernel", "bias"):
        p = "model_weights/%s/%s/%s:0" % (old, old, part)
        if p in src:
            weights.append(("%s/%s:0" % (name, part)).encode()); g.create_dataset(weights[-1], data=src[p][()]); variables.append((old, name, part))
    g.attrs["weight_names"] = weights
if newer:
    t = json.loads(src.attrs["training_config"])
    t["loss"] = {"class_name": "CategoricalCrossentropy", "config": {"reduction": "auto", "name": "categorical_crossentropy", "from_logits": False}}
    t["optimizer_config"] = {"class_name": "Lion", "config": {}} if sys.argv[3] == "unknown" else {"class_name": "Custom>Adam", "config": {"name": "Adam", "learning_rate": 0.002, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "is_legacy_optimizer": False, "jit_compile": True}}
    out.attrs["training_config"] = json.dumps(t).encode()
    o = out.create_group("optimizer_weights")
    arrays = [(b"iteration:0", src["optimizer_weights/Adam/iter:0"][()]), (b"learning_rate:0", np.float32(0.002))]
    for old, name, part in variables:
        for slot in "mv": arrays.append((("Adam/%s/%s/%s:0" % (slot, name, part)).encode(), src["optimizer_weights/Adam/%s/%s/%s:0" % (old, part, slot)][()]))
    o.attrs["weight_names"] = [n for n, _ in arrays]
    for n, a in arrays: o.create_dataset(n, data=a)
`;

test("the course's own notebook's file runs: renumbered layers, no compile, no optimiser", { skip }, async () => {
  const [from, to] = [join(folder, "from.h5"), join(folder, "notebook.h5")];
  writeFileSync(from, await trainer.save("keras-h5"));
  python(NOTEBOOK, from, to);
  const bare = await restore(readFileSync(to));
  agrees(await bare.predict(hundred.images), probabilities, 0);
  assert.equal(bare.config.loss, "crossEntropy");
  python(NOTEBOOK, from, to, "newer");
  const newer = await restore(readFileSync(to));
  agrees(await newer.predict(hundred.images), probabilities, 0);
  assert.deepEqual(newer.config.optimizer, trainer.config.optimizer);
  const [a, b] = [readSafetensors(await newer.save()), readSafetensors(await trainer.save())];
  assert.deepEqual(a.tensors, b.tensors, "with Adam's state under the names of Keras 2.11 and later");
  assert.equal(JSON.parse(a.metadata.surprisal).progress.step, 90);
  python(NOTEBOOK, from, to, "unknown");
  const unknown = await restore(readFileSync(to));
  agrees(await unknown.predict(hundred.images), probabilities, 0);
  assert.equal(unknown.config.optimizer.learningRate, 0.001, "an optimiser the engine lacks becomes the default one, without a past");
  assert.equal(JSON.parse(readSafetensors(await unknown.save()).metadata.surprisal).progress.step, 0);
});

/** Rewrites ours as Keras 3's model.save("mnist.h5") lays it out. */
const KERAS_3 = `
import h5py, json, sys, numpy as np
src = h5py.File(sys.argv[1], "r"); out = h5py.File(sys.argv[2], "w")
policy = {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": None}
config = json.loads(src.attrs["model_config"])["config"]
layers = [{"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1], "dtype": "float32", "sparse": False, "name": "input_layer"}, "registered_name": None}]
for l in config["layers"][1:]:
    c = {k: v for k, v in l["config"].items() if k != "batch_input_shape"}
    c["dtype"] = policy
    for k in ("kernel_initializer", "bias_initializer"):
        if k in c: c[k] = {"module": "keras.initializers", **c[k], "registered_name": None}
    layers.append({"module": "keras.layers", "class_name": l["class_name"], "config": c, "registered_name": None, "build_config": {"input_shape": [None, 28, 28, 1]}})
out.attrs["keras_version"] = "3.3.3"; out.attrs["backend"] = "tensorflow"
out.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": "sequential", "trainable": True, "dtype": policy, "layers": layers, "build_input_shape": [None, 28, 28, 1]}})
out.attrs["training_config"] = json.dumps({"loss": "categorical_crossentropy", "loss_weights": None, "metrics": ["accuracy"], "weighted_metrics": None, "run_eagerly": False, "steps_per_execution": 1, "jit_compile": True,
    "optimizer_config": {"module": "keras.optimizers", "class_name": "Adam", "config": {"name": "adam", "learning_rate": 0.002, "weight_decay": None, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}, "registered_name": None}})
w = out.create_group("model_weights"); variables = []
w.attrs["layer_names"] = [l["config"]["name"].encode() for l in layers[1:]]
for l in layers[1:]:
    name = l["config"]["name"]; g = w.create_group(name); weights = []
    for part in ("kernel", "bias"):
        p = "model_weights/%s/%s/%s:0" % (name, name, part)
        if p in src:
            weights.append("sequential/%s/%s" % (name, part)); g.create_dataset(weights[-1], data=src[p][()]); variables.append((name, part))
    g.attrs["weight_names"] = [n.encode() for n in weights]
o = out.create_group("optimizer_weights")
arrays = [("adam/iteration", src["optimizer_weights/Adam/iter:0"][()]), ("adam/learning_rate", np.float32(0.002))]
for name, part in variables:
    for theirs, ours in (("momentum", "m"), ("velocity", "v")): arrays.append(("adam/sequential_%s_%s_%s" % (name, part, theirs), src["optimizer_weights/Adam/%s/%s/%s:0" % (name, part, ours)][()]))
o.attrs["weight_names"] = [n.encode() for n, _ in arrays]
for n, a in arrays: o.create_dataset(n, data=a)
`;

test("Keras 3's mnist.h5 runs too, and goes on with Adam's state, at this width and at another", { skip }, async () => {
  const other = await keep(Trainer.create({ width: 0.25, optimizer: { name: "adam", learningRate: 2e-3 }, seed: 6 }));
  await other.trainOnBatch(train.images.subarray(0, 784 * 64), train.labels.subarray(0, 64));
  for (const t of [trainer, other]) {
    const [from, to] = [join(folder, "from2.h5"), join(folder, "keras3.h5")];
    writeFileSync(from, await t.save("keras-h5"));
    python(KERAS_3, from, to);
    const again = await restore(readFileSync(to));
    assert.deepEqual([again.config.width, again.config.layers, again.config.optimizer], [t.config.width, t.config.layers, t.config.optimizer]);
    agrees(await again.predict(hundred.images), await t.predict(hundred.images), 0);
    const [a, b] = [readSafetensors(await again.save()), readSafetensors(await t.save())];
    assert.deepEqual(a.tensors, b.tensors);
    assert.equal(JSON.parse(a.metadata.surprisal).progress.step, JSON.parse(b.metadata.surprisal).progress.step );
  }
});

test("Keras files that lie or are cut are refused with a sentence, and the next good one is read", async () => {
  const h5 = await import("h5wasm");
  const { FS } = /** @type {any} */ (await h5.ready);
  const good = Buffer.from(await trainer.save("keras-h5"));
  const altered = (/** @type {(file: any) => void} */ change) => {
    FS.writeFile("/x.h5", new Uint8Array(good));
    const file = new h5.File("/x.h5", "a");
    change(file);
    file.close();
    return FS.readFile("/x.h5");
  };
  const text = (/** @type {any} */ file, /** @type {string} */ name, /** @type {string} */ value) => { file.delete_attribute(name); file.create_attribute(name, value, null, "A"); };
  const config = (/** @type {(layers: any[]) => void} */ change) => altered((file) => {
    const model = JSON.parse(file.attrs.model_config.value);
    change(model.config.layers.map((/** @type {any} */ l) => l.config));
    text(file, "model_config", JSON.stringify(model));
  });
  const endAt = (/** @type {Buffer} */ file, /** @type {bigint} */ end) => { const copy = Buffer.from(file); copy.writeBigUInt64LE(end, copy[8] < 2 ? 40 : 28); return copy; };
  const half = good.subarray(0, good.length >> 1);
  /** @type {[string, Uint8Array, RegExp][]} */
  const liars = [
    ["its first bytes only", good.subarray(0, 20), /first 48 bytes/],
    ["cut in the middle", half, /it has \d+$/],
    ["cut, with a header that agrees", endAt(half, BigInt(half.length)), /damaged|has no/],
    ["a byte too long", Buffer.concat([good, Buffer.alloc(1)]), /header says/],
    ["a header of 2^63 bytes", endAt(good, 1n << 63n), /9223372036854775808/],
    ["no architecture", altered((f) => f.delete_attribute("model_config")), /save_weights/],
    ["a config that is no JSON", altered((f) => text(f, "model_config", "{")), /not JSON/],
    ["an attribute of 2 MiB", altered((f) => { f.delete_attribute("model_config"); f.create_attribute("model_config", "x", null, "A2000000"); }), /1 MiB|damaged/],
    ["another architecture", config((l) => { l[6].units = 4096; }), /has shape \[1152,32\], not \[1152,4096\]/],
    ["strides of 2", config((l) => { l[1].strides = [2, 2]; }), /conv2d cannot be run here/],
    ["padding", config((l) => { l[2].padding = "same"; }), /conv2d_1 cannot be run here/],
    ["channels first", config((l) => { l[1].data_format = "channels_first"; }), /channels_last/],
    ["colour images", config((l) => { l[1].batch_input_shape = [null, 32, 32, 3]; }), /32,32,3/],
    ["a layer that is missing", config((l) => { l[1].name = "elsewhere"; }), /no weights for its layer elsewhere/],
    ["filters that are a text", config((l) => { l[1].filters = "many"; }), /cannot be made/],
    ["an enormous data set that was never written", (() => {
      const huge = config((l) => { l[1].filters = 512; l[2].filters = 512; l[6].units = 4096; });
      FS.writeFile("/x.h5", huge);
      const file = new h5.File("/x.h5", "a");
      for (const [name, shape] of /** @type {[string, number[]][]} */ ([["conv2d/kernel", [3, 3, 1, 512]], ["conv2d/bias", [512]], ["conv2d_1/kernel", [3, 3, 512, 512]], ["conv2d_1/bias", [512]], ["dense/kernel", [73728, 4096]], ["dense/bias", [4096]], ["dense_1/kernel", [4096, 10]], ["dense_1/bias", [10]]])) {
        const group = /** @type {any} */ (file.get(`model_weights/${name.split("/")[0]}`));
        group.delete_attribute("weight_names");
        const inner = group.keys().includes("liar") ? group.get("liar") : group.create_group("liar");
        inner.create_dataset({ name: `${name.split("/")[1]}:0`, data: new Float32Array(1), shape: shape.map(() => 1), maxshape: shape.map(() => null), chunks: shape.map(() => 1) }).resize(shape);
        group.create_attribute("weight_names", ["liar/kernel:0", "liar/bias:0"], null, "A20");
      }
      file.close();
      return FS.readFile("/x.h5");
    })(), /claim 12\d+ bytes/],
  ];
  for (const [what, file, words] of liars) await refused(file, words).catch((e) => { throw new Error(`${what}: ${e.message}`, { cause: e }); });
  agrees(await (await restore(good)).predict(hundred.images), probabilities, 0);
});

test("no damage to a Keras file does more than refuse it", async () => {
  const good = await trainer.save("keras-h5");
  let seed = 7;
  const random = (/** @type {number} */ n) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % n;
  let intact = 0;
  for (let i = 0; i < 60; i++) {
    const bytes = Uint8Array.from(good);
    for (let k = random(6); k >= 0; k--) bytes[random(i % 2 ? 6000 : bytes.length)] = random(256);
    try {
      (await Trainer.restore(bytes)).dispose();
      intact++;
    } catch (e) {
      assert.equal(/** @type {any} */ (e).code, "FORMAT", String(/** @type {any} */ (e)?.stack));
    }
  }
  assert.ok(intact < 60);
  agrees(await (await restore(good)).predict(hundred.images), probabilities, 0);
});
