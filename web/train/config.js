// What a trainer is made of: checked once, completed with defaults, kept as plain data that can be
// sent to workers and written into files.
import { SurprisalError } from "../core/errors.js";
import { show } from "../core/distribution.js";

/** @typedef {"linear" | "relu" | "softmax"} Activation */
/** @typedef {{ type: "conv2d", filters: number, kernel: number, activation: Activation }
 *  | { type: "maxPool2d", size: number } | { type: "dropout", rate: number } | { type: "flatten" }
 *  | { type: "dense", units: number, activation: Activation }} Layer */
/** @typedef {{ name: "sgd" | "adadelta" | "adam" | "rmsprop", learningRate: number } & Record<string, number | string>} Optimizer */
/** Random changes to training images: shift in pixels, rotate in degrees, scale (0.1: by up to 10 %), elastic in pixels.
 * @typedef {{ shift: number, rotate: number, scale: number, elastic: number }} Augment */
/** @typedef {{ layers: Layer[], loss: "crossEntropy" | "meanSquaredError", optimizer: Optimizer,
 *   augment: Augment | null, batchSize: number, seed: number, workers: number, width: number | null }} Config */
/** @typedef {{ model?: "course", layers?: Layer[], width?: number, loss?: "crossEntropy" | "meanSquaredError",
 *   optimizer?: string | (Partial<Optimizer> & { name: string }), augment?: Partial<Augment> | null, batchSize?: number, seed?: number, preset?: string,
 *   workers?: number | "auto", variant?: "auto" | "simd" | "relaxed" }} TrainerOptions */

export const INPUT = { height: 28, width: 28, channels: 1 };
export const PIXELS = INPUT.height * INPUT.width * INPUT.channels;
export const CLASSES = 10;

/** Every optimiser with its parameters in the engine's order and their defaults (Keras 2's).
 * @type {Record<string, Record<string, number>>} */
export const OPTIMIZERS = {
  sgd: { learningRate: 0.01, momentum: 0 },
  adadelta: { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rmsprop: { learningRate: 0.001, rho: 0.9, epsilon: 1e-7 },
};
/** One cycle, for any of them: with `oneCycleSteps` n the rate climbs to learningRate over the first fifth
 * of n steps, falls to a hundredth over the rest and stays there; without, it is learningRate throughout.
 * @param {Optimizer} optimizer @param {number} step updates before this one */
export function learningRateAt({ learningRate, oneCycleSteps }, step) {
  if (!oneCycleSteps) return learningRate;
  const CLIMB = 0.2, LEAST = 0.01;
  const t = step / Number(oneCycleSteps);
  return learningRate * Math.max(LEAST, t < CLIMB ? t / CLIMB : (1 - t) / (1 - CLIMB));
}
/** Options that belong together; what is asked for by name comes before them.  fast: to 98 % of MNIST's
 * test images in less than one epoch at width 1/4 (npm run bench -- accuracy-time).
 * @type {Record<string, { optimizer: Optimizer, batchSize: number }>} */
export const PRESETS = {
  fast: { optimizer: { name: "adam", learningRate: 0.006, oneCycleSteps: 880 }, batchSize: 64 },
};
const MOST_WORKERS = 16;
/** Orders as in c/nn. */
export const LAYER_TYPES = ["conv2d", "maxPool2d", "dropout", "flatten", "dense"];
/** What Keras calls them. @type {Record<string, string>} */
const KERAS_NAMES = { conv2d: "conv2d", maxPool2d: "max_pooling2d", dropout: "dropout", flatten: "flatten", dense: "dense" };
export const ACTIVATIONS = ["linear", "relu", "softmax"];
export const LOSSES = ["crossEntropy", "meanSquaredError"];

/** @param {string} argument @param {string} what @param {unknown} got */
const refuse = (argument, what, got) =>
  new SurprisalError("INVALID_ARGUMENT", `${argument} must be ${what}, not ${show(got)}`, { function: "Trainer.create", argument });

/** @param {string} name @param {unknown} value @param {number} lo @param {number} hi @returns {number} */
function integer(name, value, lo, hi) {
  if (!Number.isInteger(value) || Number(value) < lo || Number(value) > hi) throw refuse(name, `an integer from ${lo} to ${hi}`, value);
  return Number(value);
}
/** @template {string} T @param {string} name @param {unknown} value @param {readonly T[]} allowed @returns {T} */
function oneOf(name, value, allowed) {
  if (!allowed.includes(/** @type {T} */ (value))) throw refuse(name, allowed.map((a) => `"${a}"`).join(" or "), value);
  return /** @type {T} */ (value);
}

/** The course's network with every width multiplied. @param {number} width @returns {Layer[]} */
export function courseLayers(width) {
  if (typeof width !== "number" || !(width > 0 && width <= 4)) throw refuse("width", "a number over 0, at most 4", width);
  const of = (/** @type {number} */ full) => Math.max(1, Math.round(full * width));
  return [
    { type: "conv2d", filters: of(32), kernel: 3, activation: "relu" },
    { type: "conv2d", filters: of(64), kernel: 3, activation: "relu" },
    { type: "maxPool2d", size: 2 },
    { type: "dropout", rate: 0.25 },
    { type: "flatten" },
    { type: "dense", units: of(256), activation: "relu" },
    { type: "dropout", rate: 0.5 },
    { type: "dense", units: CLASSES, activation: "softmax" },
  ];
}

/** Their names as Keras gives them in a new session: conv2d, conv2d_1 … @param {Layer[]} layers @returns {string[]} */
export function layerNames(layers) {
  /** @type {Record<string, number>} */
  const seen = {};
  return layers.map(({ type }) => {
    const number = (seen[type] = (seen[type] ?? -1) + 1);
    return KERAS_NAMES[type] + (number ? `_${number}` : "");
  });
}

/** Checks the layers one by one, with the shapes they make. @param {unknown} layers @returns {Layer[]} */
function checkLayers(layers) {
  if (!Array.isArray(layers) || layers.length === 0 || layers.length > 32) throw refuse("layers", "an array of 1 to 32 layers", layers);
  let { height, width } = INPUT;
  let flat = false;
  const checked = layers.map((layer, i) => {
    const at = `layers[${i}]`;
    const type = oneOf(`${at}.type`, layer?.type, LAYER_TYPES);
    const last = i === layers.length - 1;
    const activation = type === "conv2d" || type === "dense" ? oneOf(`${at}.activation`, layer.activation ?? "linear", last ? ["softmax"] : ["linear", "relu"]) : "linear";
    if ((type === "conv2d" || type === "maxPool2d") && flat) throw refuse(at, "before flatten", type);
    if (type === "conv2d") {
      const kernel = integer(`${at}.kernel`, layer.kernel ?? 3, 1, Math.min(height, width));
      height -= kernel - 1;
      width -= kernel - 1;
      return { type, filters: integer(`${at}.filters`, layer.filters, 1, 512), kernel, activation };
    }
    if (type === "maxPool2d") {
      const size = integer(`${at}.size`, layer.size ?? 2, 1, Math.min(height, width));
      height = Math.floor(height / size);
      width = Math.floor(width / size);
      return { type, size };
    }
    if (type === "dropout") {
      if (typeof layer.rate !== "number" || !(layer.rate >= 0 && layer.rate < 1)) throw refuse(`${at}.rate`, "a number from 0 to below 1", layer.rate);
      return { type, rate: layer.rate };
    }
    if (type === "flatten") { flat = true; return { type }; }
    if (!flat) throw refuse(at, "after flatten", type);
    return { type, units: integer(`${at}.units`, layer.units, 1, 4096), activation };
  });
  const end = /** @type {any} */ (checked.at(-1));
  if (end.type !== "dense" || end.units !== CLASSES) throw refuse("the last layer", `dense with ${CLASSES} units and softmax`, `${end.type}`);
  return /** @type {Layer[]} */ (checked);
}

/** @param {TrainerOptions["optimizer"]} given @returns {Optimizer} */
function checkOptimizer(given = "adam") {
  const asked = /** @type {Partial<Optimizer> & { name: string }} */ (typeof given === "string" ? { name: given } : given);
  const name = oneOf("optimizer.name", asked?.name, Object.keys(OPTIMIZERS));
  const defaults = OPTIMIZERS[name];
  for (const [key, value] of Object.entries(asked)) {
    if (key === "name") continue;
    if (key === "oneCycleSteps") { integer("optimizer.oneCycleSteps", value, 0, 1e9); continue; }
    if (!(key in defaults)) throw refuse(`optimizer of ${name}`, `made of ${Object.keys(defaults).join(", ")}`, key);
    if (typeof value !== "number" || !(value >= 0 && value < Infinity)) throw refuse(`optimizer.${key}`, "a finite number ≥ 0", value);
  }
  const cycle = asked.oneCycleSteps ? { oneCycleSteps: asked.oneCycleSteps } : {};
  return /** @type {Optimizer} */ ({ name, ...Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, asked[key] ?? value])), ...cycle });
}

/** Every augmentation with the most that c/data/augment.h allows. @type {Record<keyof Augment, number>} */
export const AUGMENT_LIMITS = { shift: 14, rotate: 60, scale: 1, elastic: 4 };

/** @param {unknown} given @returns {Augment | null} */
function checkAugment(given = null) {
  if (given === null) return null;
  const asked = /** @type {Record<string, unknown>} */ (given);
  const surplus = typeof given === "object" ? Object.keys(asked).find((key) => !(key in AUGMENT_LIMITS)) : "";
  if (surplus !== undefined) throw refuse("augment", `made of ${Object.keys(AUGMENT_LIMITS).join(", ")}`, surplus || given);
  const all = Object.entries(AUGMENT_LIMITS).map(([key, most]) => {
    const value = asked[key] ?? 0;
    if (typeof value !== "number" || !(value >= 0 && value <= most)) throw refuse(`augment.${key}`, `a number from 0 to ${most}`, value);
    return [key, value];
  });
  return all.some(([, value]) => value) ? Object.fromEntries(all) : null;
}

/** @param {TrainerOptions} [options] @param {number} [cores] @returns {Config} */
export function checkConfig(options = {}, cores = 1) {
  if (options.preset !== undefined) options = { ...PRESETS[oneOf("preset", options.preset, Object.keys(PRESETS))], ...options };
  if (options.layers === undefined) oneOf("model", options.model ?? "course", ["course"]);
  const width = options.layers === undefined ? options.width ?? 0.25 : null;
  return {
    layers: checkLayers(options.layers ?? courseLayers(/** @type {number} */ (width))),
    width,
    loss: /** @type {Config["loss"]} */ (oneOf("loss", options.loss ?? "crossEntropy", LOSSES)),
    optimizer: checkOptimizer(options.optimizer),
    augment: checkAugment(options.augment),
    batchSize: integer("batchSize", options.batchSize ?? 128, 1, 4096),
    seed: integer("seed", options.seed ?? 1, 0, Number.MAX_SAFE_INTEGER),
    workers: options.workers === "auto" ? Math.min(cores, MOST_WORKERS) : integer("workers", options.workers ?? 1, 1, MOST_WORKERS),
  };
}

/** With afresh, training goes on to the next `count` digits of that seed in every epoch.
 * @typedef {{ images: Uint8Array | Float32Array, labels: Uint8Array, count: number, afresh?: { seed: number, first: number } | null }} DataSet */

/** Refuses what is not a data set. @param {any} data @param {string} argument @param {string} caller @returns {DataSet} */
export function checkData(data, argument, caller) {
  const wrong = (/** @type {string} */ what) => new SurprisalError("INVALID_ARGUMENT", `${argument}: ${what}`, { function: caller, argument });
  if (!data || !(data.images instanceof Uint8Array || data.images instanceof Float32Array) || !(data.labels instanceof Uint8Array))
    throw wrong("a data set is { images: Uint8Array or Float32Array, labels: Uint8Array, count }");
  const count = data.count ?? data.labels.length;
  if (!Number.isInteger(count) || count < 1) throw wrong(`count must be an integer ≥ 1, not ${show(count)}`);
  if (data.images.length !== count * PIXELS) throw wrong(`${count} images of 28 × 28 are ${count * PIXELS} values, not ${data.images.length}`);
  if (data.labels.length !== count) throw wrong(`${count} images have ${data.labels.length} labels`);
  const bad = data.labels.findIndex((/** @type {number} */ l) => l >= CLASSES);
  if (bad >= 0) throw wrong(`labels[${bad}] is ${data.labels[bad]}: labels are 0 to 9`);
  const { afresh = null } = data;
  if (afresh !== null && !(Number.isSafeInteger(afresh.seed) && afresh.seed >= 0 && Number.isInteger(afresh.first) && afresh.first >= 0)) throw wrong("afresh is { seed, first }, as generateDigits makes it");
  return { images: data.images, labels: data.labels, count, afresh };
}
