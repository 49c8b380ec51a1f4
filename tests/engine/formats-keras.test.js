// Keras' HDF5, read and written by h5py.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Trainer } from "../../dist/surprisal.js";
import { agrees, hundred, keep, probabilities, readSafetensors, refused, restore, train, trainer } from "./formats.js";

const folder = mkdtempSync(join(tmpdir(), "formats-"));
after(() => rmSync(folder, { recursive: true }));
const PYTHON = ["/usr/bin/python3", "python3"].find((p) => spawnSync(p, ["-c", "import h5py"]).status === 0);
const skip = PYTHON ? false : "skipped: there is no python3 with h5py (Debian: python3-h5py)";

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
