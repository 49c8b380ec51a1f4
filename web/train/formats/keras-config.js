// Networks in Keras 2's words and back: model_config, and the optimisers with the names under which
// Keras keeps their state.  No file format here.
import { INPUT, layerNames, OPTIMIZERS, courseLayers } from "../config.js";
import { failure } from "./layout.js";

/** @typedef {import("../config.js").Config} Config */
/** @typedef {import("../config.js").Layer} Layer */
/** @typedef {{ className: string, keys: Record<string, string>, fixed: Record<string, unknown>, slots: string[][], byVariable: boolean }} KerasOptimizer
 *   keys: our parameters' names in Keras; fixed: what else its config has; slots: a slot's name, with those
 *   of other versions after it; byVariable: slots in the order of variables, not variables in that of slots */

/** @type {Record<string, KerasOptimizer>} */
export const KERAS_OPTIMIZERS = {
  sgd: { className: "SGD", keys: { learningRate: "learning_rate", momentum: "momentum" }, fixed: { decay: 0, nesterov: false }, slots: [["momentum", "m"]], byVariable: false },
  adadelta: { className: "Adadelta", keys: { learningRate: "learning_rate", rho: "rho", epsilon: "epsilon" }, fixed: { decay: 0 }, slots: [["accum_grad", "accumulated_grad"], ["accum_var", "accumulated_delta_var"]], byVariable: true },
  adam: { className: "Adam", keys: { learningRate: "learning_rate", beta1: "beta_1", beta2: "beta_2", epsilon: "epsilon" }, fixed: { decay: 0, amsgrad: false }, slots: [["m", "momentum"], ["v", "velocity"]], byVariable: false },
  rmsprop: { className: "RMSprop", keys: { learningRate: "learning_rate", rho: "rho", epsilon: "epsilon" }, fixed: { decay: 0, momentum: 0, centered: false }, slots: [["rms", "velocity"]], byVariable: false },
};
const LOSSES = { crossEntropy: "categorical_crossentropy", meanSquaredError: "mean_squared_error" };
/** Names of losses that Keras writes for one of ours. @type {Record<string, Config["loss"]>} */
const LOSS_NAMES = { categoricalcrossentropy: "crossEntropy", sparsecategoricalcrossentropy: "crossEntropy", meansquarederror: "meanSquaredError", mse: "meanSquaredError" };

const ZEROS = { class_name: "Zeros", config: {} };
const GLOROT = { class_name: "GlorotUniform", config: { seed: null } };
const WEIGHTS = {
  use_bias: true, kernel_initializer: GLOROT, bias_initializer: ZEROS, kernel_regularizer: null, bias_regularizer: null,
  activity_regularizer: null, kernel_constraint: null, bias_constraint: null,
};

/** @param {Layer} layer @returns {[string, Record<string, unknown>]} */
function kerasLayer(layer) {
  switch (layer.type) {
    case "conv2d": return ["Conv2D", { filters: layer.filters, kernel_size: [layer.kernel, layer.kernel], strides: [1, 1], padding: "valid", data_format: "channels_last", dilation_rate: [1, 1], groups: 1, activation: layer.activation, ...WEIGHTS }];
    case "maxPool2d": return ["MaxPooling2D", { pool_size: [layer.size, layer.size], padding: "valid", strides: [layer.size, layer.size], data_format: "channels_last" }];
    case "dropout": return ["Dropout", { rate: layer.rate, noise_shape: null, seed: null }];
    case "flatten": return ["Flatten", { data_format: "channels_last" }];
    case "dense": return ["Dense", { units: layer.units, activation: layer.activation, ...WEIGHTS }];
  }
}

/** A Sequential model as Keras 2 writes it. @param {Layer[]} layers */
export function modelConfig(layers) {
  const names = layerNames(layers);
  const batch_input_shape = [null, INPUT.height, INPUT.width, INPUT.channels];
  const input = { class_name: "InputLayer", config: { batch_input_shape, dtype: "float32", sparse: false, ragged: false, name: "conv2d_input" } };
  const rest = layers.map((layer, i) => {
    const [class_name, config] = kerasLayer(layer);
    return { class_name, config: { name: names[i], trainable: true, ...(i === 0 ? { batch_input_shape } : {}), dtype: "float32", ...config } };
  });
  return { class_name: "Sequential", config: { name: "sequential", layers: [input, ...rest] } };
}

/** What Keras's compile() was given. @param {Config} config */
export function trainingConfig({ loss, optimizer }) {
  const { className, keys, fixed } = KERAS_OPTIMIZERS[optimizer.name];
  const parameters = Object.fromEntries(Object.entries(keys).map(([ours, theirs]) => [theirs, optimizer[ours]]));
  return {
    loss: LOSSES[loss], metrics: [[{ class_name: "MeanMetricWrapper", config: { name: "accuracy", dtype: "float32", fn: "categorical_accuracy" } }]],
    weighted_metrics: null, loss_weights: null,
    optimizer_config: { class_name: className, config: { name: className, ...parameters, ...fixed } },
  };
}

/** @param {any} value @param {unknown} wanted */
const isPair = (value, wanted) => value === undefined || (Array.isArray(value) ? value : [value, value]).every((v) => v === wanted);

/** @param {string} className @param {any} c its config @param {string} name
 * @returns {Layer | null} null: a layer that does nothing here */
function ourLayer(className, c, name) {
  const need = (/** @type {boolean} */ ok, /** @type {string} */ what) => { if (!ok) throw failure(`the file's layer ${name} cannot be run here: ${what}`); };
  const square = (/** @type {any} */ size) => {
    const side = Array.isArray(size) ? size[0] : size;
    need(isPair(size, side), `its window ${JSON.stringify(size)} is not square`);
    return side;
  };
  const lastChannels = () => need((c.data_format ?? "channels_last") === "channels_last", "its data_format is not channels_last");
  switch (className) {
    case "InputLayer": return null;
    case "Conv2D":
    case "Convolution2D":
      lastChannels();
      need(isPair(c.strides, 1) && isPair(c.dilation_rate, 1) && (c.groups ?? 1) === 1 && (c.padding ?? "valid") === "valid" && (c.use_bias ?? true), "only stride 1, padding valid, no dilation and a bias are possible");
      return { type: "conv2d", filters: c.filters, kernel: square(c.kernel_size), activation: c.activation ?? "linear" };
    case "MaxPooling2D": {
      lastChannels();
      const size = square(c.pool_size);
      need((c.padding ?? "valid") === "valid" && (c.strides === null || isPair(c.strides, size)), "only padding valid and strides of the pool's size are possible");
      return { type: "maxPool2d", size };
    }
    case "Dropout": return { type: "dropout", rate: c.rate };
    case "Flatten": lastChannels(); return { type: "flatten" };
    case "Dense":
      need(c.use_bias ?? true, "it has no bias");
      return { type: "dense", units: c.units, activation: c.activation ?? "linear" };
    default: throw failure(`the file's layer ${name} is ${className}; Conv2D, MaxPooling2D, Dropout, Flatten and Dense can be run here`);
  }
}

/** @param {any} model @returns {{ layers: any[], names: string[] }} names: the file's own */
export function layersOf(model) {
  const listed = Array.isArray(model?.config) ? model.config : model?.config?.layers; // Keras below 2.2.3 has the list itself
  if (model?.class_name !== "Sequential" || !Array.isArray(listed) || listed.length > 64) throw failure("the file's model is not a Sequential one");
  const layers = [];
  const names = [];
  for (const [i, entry] of listed.entries()) {
    const c = entry?.config ?? {};
    const name = typeof c.name === "string" ? c.name : `number ${i}`;
    const shape = c.batch_input_shape ?? c.batch_shape; // Keras 2, Keras 3
    if (Array.isArray(shape) && shape.slice(1).join() !== [INPUT.height, INPUT.width, INPUT.channels].join())
      throw failure(`the file's network takes input of shape [${shape.slice(1)}], not [28,28,1]`);
    const layer = ourLayer(String(entry?.class_name), c, name);
    if (!layer) continue;
    layers.push(layer);
    names.push(name);
  }
  return { layers, names };
}

/** Loss and optimiser of compile(); the defaults where the engine has none like them.
 * @param {any} training @returns {Pick<import("../config.js").TrainerOptions, "loss" | "optimizer">} */
export function compiledWith(training) {
  const lossName = typeof training?.loss === "string" ? training.loss : training?.loss?.config?.name ?? training?.loss?.config ?? training?.loss?.class_name;
  const loss = typeof lossName === "string" ? LOSS_NAMES[lossName.toLowerCase().replaceAll("_", "")] : undefined;
  const { class_name: className, config = {} } = training?.optimizer_config ?? {};
  const bare = String(className).split(">").at(-1); // Keras 2.11 and later write "Custom>Adam"
  const found = Object.entries(KERAS_OPTIMIZERS).find(([, o]) => o.className === bare);
  if (!found) return { loss };
  const [name, { keys }] = found;
  const optimizer = /** @type {Partial<import("../config.js").Optimizer> & { name: string }} */ ({ name });
  for (const [ours, theirs] of Object.entries(keys)) {
    const value = config?.[theirs] ?? (ours === "learningRate" ? config?.lr : undefined);
    if (typeof value === "number" && value >= 0 && value < Infinity) optimizer[ours] = value;
    else optimizer[ours] = OPTIMIZERS[name][ours];
  }
  return { loss, optimizer };
}

/** The width of the course's network that these layers are, or null. @param {Layer[]} layers */
export function widthOf(layers) {
  const first = layers[0];
  const dense = layers.at(-3); // its 256 units tell the width most finely
  if (first?.type !== "conv2d" || dense?.type !== "dense") return null;
  const width = dense.units / 256;
  return width > 0 && width <= 4 && JSON.stringify(courseLayers(width)) === JSON.stringify(layers) ? width : null;
}
