// Keras 2's HDF5 file, as model.save("mnist.h5") lays it out: the model's and compile()'s
// configuration as JSON attributes, /model_weights with one group a layer, and /optimizer_weights
// when training has begun.  HDF5 itself is h5wasm's work; all of this runs in a worker
// of its own (hdf5-worker.js), which keras-h5.js ends when a broken file has the library going in circles.
import * as h5 from "h5wasm";
import { SurprisalError } from "../../core/errors.js";
import { freshProgress } from "../loop.js";
import { checkTensors, configFrom, failure, layout, refuseKeras as refuse, sizeOf } from "./layout.js";
import { compiledWith, KERAS_OPTIMIZERS, layersOf, modelConfig, trainingConfig, widthOf } from "./keras-config.js";
import { layerNames } from "../config.js";

/** @typedef {import("h5wasm").Group} Group */
/** @typedef {import("h5wasm").Dataset} Dataset */
/** @typedef {import("./layout.js").Tensor} Tensor */
/** @typedef {import("./layout.js").Place} Place */

const KERAS_VERSION = "2.10.0";
const TEXT_LIMIT = 1 << 20; // bytes of an attribute
const VARIABLE_LENGTH_TEXT = "A"; // h5wasm's dtype of what h5py writes for bytes
let files = 0;

/** h5wasm's files, its library's own account of what is wrong with one kept off the console.
 * @type {Promise<any> | undefined} */
let loaded;
export const loadHdf5 = () => (loaded ??= h5.ready.then((/** @type {any} */ { FS }) => {
  FS.closeStream(2);
  FS.open("/dev/null", "w"); // takes the number that was freed: standard error
  return FS;
}, (cause) => { throw new SurprisalError("LOAD", `the HDF5 library could not be loaded: ${cause?.message ?? cause}`, { cause }); }));

/** Opens a file in h5wasm's memory for as long as `use` runs.
 * @template T @param {"r" | "w"} mode @param {Uint8Array | null} bytes
 * @param {(file: import("h5wasm").File, read: () => Uint8Array<ArrayBuffer>) => T} use */
async function withFile(mode, bytes, use) {
  const FS = await loadHdf5(), path = `/${++files}.h5`;
  try {
    if (bytes) FS.writeFile(path, bytes);
    const file = new h5.File(path, mode);
    let open = true;
    const close = () => { if (open) file.close(); open = false; };
    try {
      return use(file, () => { close(); return FS.readFile(path); });
    } finally {
      close();
    }
  } finally {
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

// ---- writing --------------------------------------------------------------------------------

/** Names as numpy writes a list of bytes: fixed length, or an empty array of floats.
 * @param {Group} group @param {string} attribute @param {string[]} names */
function putNames(group, attribute, names) {
  if (names.length === 0) group.create_attribute(attribute, new Float64Array(0), [0]);
  else group.create_attribute(attribute, names, null, `A${Math.max(...names.map((n) => n.length)) + 1}`);
}

/** @param {Group} group @param {Record<string, string>} texts */
const putTexts = (group, texts) => { for (const [name, text] of Object.entries(texts)) group.create_attribute(name, text, null, VARIABLE_LENGTH_TEXT); };

/** A data set under a path of groups, each made where it is missing.
 * @param {Group} group @param {string} path @param {Float32Array | BigInt64Array} data @param {number[]} shape */
function putArray(group, path, data, shape) {
  const parts = path.split("/");
  const name = /** @type {string} */ (parts.pop());
  let inner = group;
  for (const part of parts) inner = inner.keys().includes(part) ? /** @type {Group} */ (inner.get(part)) : inner.create_group(part);
  inner.create_dataset({ name, data, shape });
}

/** The optimiser's arrays by Keras's names, in the order its set_weights() takes them.
 * @param {import("./layout.js").Saved} saved @returns {{ name: string, data: Float32Array, shape: number[] }[]} */
function optimizerArrays({ config, state }) {
  const { className, slots, byVariable } = KERAS_OPTIMIZERS[config.optimizer.name];
  const places = layout(config.layers);
  const at = (/** @type {Place} */ { name, shape, offset, count }, /** @type {number} */ slot) => ({ name: `${className}/${name}/${slots[slot][0]}:0`, data: state.slots[slot].subarray(offset, offset + count), shape });
  return byVariable ? places.flatMap((place) => state.slots.map((_, slot) => at(place, slot))) : state.slots.flatMap((_, slot) => places.map((place) => at(place, slot)));
}

/** @param {import("./layout.js").Saved} saved */
export function write(saved) {
  const { config, state } = saved;
  return withFile("w", null, (file, read) => {
    const by = { backend: "tensorflow", keras_version: KERAS_VERSION };
    putTexts(file, { ...by, model_config: JSON.stringify(modelConfig(config.layers)), training_config: JSON.stringify(trainingConfig(config)) });
    const root = file.create_group("model_weights");
    const names = layerNames(config.layers);
    putTexts(root, by);
    putNames(root, "layer_names", names);
    const places = layout(config.layers);
    for (const name of names) {
      const group = root.create_group(name);
      const own = places.filter((p) => p.layer === name);
      putNames(group, "weight_names", own.map((p) => `${p.name}:0`));
      for (const { name: tensor, shape, offset, count } of own) putArray(group, `${tensor}:0`, state.weights.subarray(offset, offset + count), shape);
    }
    putNames(root.create_group("top_level_model_weights"), "weight_names", []);

    const iterations = `${KERAS_OPTIMIZERS[config.optimizer.name].className}/iter:0`;
    const arrays = optimizerArrays(saved);
    const group = file.create_group("optimizer_weights");
    putNames(group, "weight_names", [iterations, ...arrays.map((a) => a.name)]);
    putArray(group, iterations, BigInt64Array.of(BigInt(state.progress.step)), []);
    for (const { name, data, shape } of arrays) putArray(group, name, data, shape);
    return read();
  });
}

// ---- reading --------------------------------------------------------------------------------

/** @param {Group} group @param {string} name @returns {any} the attribute's value, or undefined */
function attribute(group, name) {
  const found = group.attrs[name];
  if (found === undefined) return undefined;
  if (sizeOf(found.shape ?? []) * Number(found.metadata.size) > TEXT_LIMIT) refuse(`its attribute ${name} claims to be longer than 1 MiB`);
  return found.value;
}
/** @param {Group} group @param {string} name @returns {string[]} */
function names(group, name) {
  const value = attribute(group, name);
  return Array.isArray(value) ? value.map(String) : [];
}
/** @param {Group} group @param {string} name @returns {any} */
function json(group, name) {
  const text = attribute(group, name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(String(text));
  } catch {
    return refuse(`its ${name} is not JSON`);
  }
}

/** A data set of floats, not read yet. @param {Group} group @param {string} path */
function floats(group, path) {
  const found = group.get(path);
  if (!(found instanceof h5.Dataset)) return null;
  const { type, size, vlen } = found.metadata;
  if (type !== h5.Module.H5T_class_t.H5T_FLOAT.value || (size !== 4 && size !== 8) || vlen) refuse(`${found.path} does not hold 32-bit floats`);
  return { shape: found.shape ?? [], size, read: () => Float32Array.from(/** @type {Float32Array} */ (found.value)) };
}

/** The optimiser's slots in the engine's layout, where the file has all of them; each version of
 * Keras names them its own way: Adam/conv2d/kernel/m:0, Adam/m/conv2d/kernel:0 and, in Keras 3,
 * adam/sequential_conv2d_kernel_momentum.
 * @param {Group} file @param {import("../config.js").Config} config
 * @param {Map<string, string>} paths tensor names here to Keras's without ":0" */
function optimizerState(file, config, paths) {
  const group = file.get("optimizer_weights");
  if (!(group instanceof h5.Group)) return { slots: [], step: 0 };
  const all = names(group, "weight_names");
  const counter = group.get(all.find((n) => /(^|\/)iter(ation)?s?(:0)?$/.test(n)) ?? "none");
  const step = counter instanceof h5.Dataset && sizeOf(counter.shape ?? []) === 1 ? Number(Array.isArray(counter.value) ? counter.value[0] : /** @type {any} */ (counter.value)?.[0] ?? counter.value) : NaN;
  const places = layout(config.layers);
  const parameters = places.reduce((sum, p) => sum + p.count, 0);
  const { slots } = KERAS_OPTIMIZERS[config.optimizer.name];
  const wanted = config.optimizer.name === "sgd" && config.optimizer.momentum === 0 ? [] : slots;
  const found = wanted.map((spellings) => places.map((place) => {
    const path = /** @type {string} */ (paths.get(place.name));
    const name = all.find((n) => spellings.some((slot) => [`/${path}/${slot}:0`, `/${slot}/${path}:0`, `/${path.replaceAll("/", "_")}_${slot}`].some((end) => n.endsWith(end))));
    const array = name === undefined ? null : floats(group, name);
    return array && array.shape.join() === place.shape.join() ? array : null;
  }));
  if (!Number.isSafeInteger(step) || step < 0 || found.flat().includes(null)) return { slots: [], step: 0 };
  return {
    step,
    slots: found.map((arrays) => {
      const slot = new Float32Array(parameters);
      arrays.forEach((array, i) => slot.set(/** @type {NonNullable<typeof array>} */ (array).read(), places[i].offset));
      return slot;
    }),
  };
}

/** @param {import("h5wasm").File} file @param {number} length
 * @returns {import("./layout.js").Loaded} */
function readModel(file, length) {
  const model = json(file, "model_config");
  if (model === undefined) refuse("it has no model_config; model.save() writes it, save_weights() does not");
  const { layers, names: theirNames } = layersOf(model);
  const compiled = compiledWith(json(file, "training_config"));
  const config = configFrom({ layers, ...compiled });
  config.width = widthOf(config.layers);
  const weights = file.get("model_weights");
  if (!(weights instanceof h5.Group)) refuse("it has no group model_weights");

  /** @type {Record<string, NonNullable<ReturnType<typeof floats>>>} */
  const arrays = {};
  /** @type {Map<string, string>} */
  const paths = new Map();
  const ours = layerNames(config.layers);
  const places = layout(config.layers);
  for (const [i, layer] of ours.entries()) {
    const own = places.filter((p) => p.layer === layer);
    if (own.length === 0) continue;
    const group = /** @type {Group} */ (weights).get(theirNames[i]);
    if (!(group instanceof h5.Group)) refuse(`it has no weights for its layer ${theirNames[i]}`);
    for (const { name } of own) {
      const part = name.slice(layer.length + 1);
      const path = names(/** @type {Group} */ (group), "weight_names").find((n) => new RegExp(`(^|/)${part}(:0)?$`).test(n));
      const array = path === undefined ? null : floats(/** @type {Group} */ (group), path);
      if (!array) refuse(`its layer ${theirNames[i]} has no ${part}`);
      arrays[name] = /** @type {NonNullable<typeof array>} */ (array);
      paths.set(name, /** @type {string} */ (path).replace(/:0$/, ""));
    }
  }
  checkTensors(config.layers, arrays);
  const claimed = Object.values(arrays).reduce((sum, { shape, size }) => sum + sizeOf(shape) * size, 0);
  if (claimed > length) refuse(`its weights claim ${claimed} bytes, the file has ${length}`);
  const { slots, step } = compiled.optimizer ? optimizerState(file, config, paths) : { slots: [], step: 0 };
  const tensors = Object.fromEntries(Object.entries(arrays).map(([name, { shape, read }]) => [name, { shape, values: read() }]));
  return { config, state: { tensors, slots, progress: { ...freshProgress(), step } } };
}

/** @param {Uint8Array} bytes @returns {Promise<import("./layout.js").Loaded>} */
export async function read(bytes) {
  try {
    return await withFile("r", bytes, (file) => readModel(file, bytes.length));
  } catch (error) {
    if (/** @type {any} */ (error)?.name === "SurprisalError") throw error;
    throw failure(`not a readable Keras file: it is damaged (${/** @type {any} */ (error)?.message ?? String(error)})`, error);
  }
}
