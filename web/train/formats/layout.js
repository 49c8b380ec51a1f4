// What every format shares: a trainer as plain data, and where its tensors lie.
import { SurprisalError } from "../../core/errors.js";
import { checkConfig, INPUT, layerNames } from "../config.js";

/** @typedef {import("../config.js").Config} Config */
/** @typedef {import("../config.js").Layer} Layer */
/** @typedef {import("../loop.js").Progress} Progress */
/** @typedef {{ config: Config, state: import("../session.js").State & { progress: Progress } }} Saved what is written */
/** @typedef {{ shape: number[], values: Float32Array }} Tensor */
/** @typedef {{ config: Config, state: { tensors: Record<string, Tensor>, slots: Float32Array[], progress: Progress } }} Loaded what is read */
/** @typedef {{ name: string, layer: string, shape: number[], offset: number, count: number }} Place */

/** @param {number[]} shape */
export const sizeOf = (shape) => shape.reduce((product, d) => product * d, 1);

/** The tensors of a network in the engine's order: [kernel, kernel, in, out] of conv2d, [in, out] of
 * dense, biases [out].  Known without making the network, so that a file can be refused first.
 * @param {Layer[]} layers @returns {Place[]} */
export function layout(layers) {
  let { height, width, channels } = INPUT;
  const names = layerNames(layers);
  /** @type {Place[]} */
  const places = [];
  let offset = 0;
  const add = (/** @type {string} */ layer, /** @type {number[]} */ kernel) => {
    for (const [part, shape] of /** @type {[string, number[]][]} */ ([["kernel", kernel], ["bias", kernel.slice(-1)]])) {
      const count = sizeOf(shape);
      places.push({ name: `${layer}/${part}`, layer, shape, offset, count });
      offset += count;
    }
  };
  for (const [i, layer] of layers.entries()) {
    if (layer.type === "conv2d") {
      add(names[i], [layer.kernel, layer.kernel, channels, layer.filters]);
      [height, width, channels] = [height - layer.kernel + 1, width - layer.kernel + 1, layer.filters];
    } else if (layer.type === "maxPool2d") [height, width] = [Math.floor(height / layer.size), Math.floor(width / layer.size)];
    else if (layer.type === "flatten") [height, width, channels] = [1, 1, height * width * channels];
    else if (layer.type === "dense") {
      add(names[i], [channels, layer.units]);
      channels = layer.units;
    }
  }
  return places;
}

/** @param {string} what @param {unknown} [cause] */
export const failure = (what, cause) => new SurprisalError("FORMAT", what, { function: "restore", argument: "bytes", cause });

/** @param {string} what @returns {never} */
export const refuseKeras = (what) => { throw failure(`not a readable Keras file: ${what}`); };

/** A configuration out of a file; what create() would refuse is the file's mistake here.
 * @param {import("../config.js").TrainerOptions} options @returns {Config} */
export function configFrom(options) {
  try {
    return checkConfig(options);
  } catch (error) {
    throw failure(`the file describes a network that cannot be made here: ${/** @type {Error} */ (error).message}`, error);
  }
}

/** Refuses tensors that are not the network's, before the network is made.
 * @param {Layer[]} layers @param {Record<string, { shape: number[] }>} tensors */
export function checkTensors(layers, tensors) {
  const places = layout(layers);
  for (const { name, shape } of places) {
    const got = Object.hasOwn(tensors, name) ? tensors[name].shape : null;
    if (!got) throw failure(`the file does not fit its network: tensor ${name} is missing`);
    if (got.join() !== shape.join()) throw failure(`the file does not fit its network: tensor ${name} has shape [${got}], not [${shape}]`);
  }
  const surplus = Object.keys(tensors).find((name) => !places.some((p) => p.name === name));
  if (surplus !== undefined) throw failure(`the file does not fit its network: there is no place for tensor ${surplus}`);
}

/** The bytes of 32-bit floats as files have them: little-endian, as every machine that runs
 * WebAssembly in practice. @param {Float32Array} values */
export const bytesOf = (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const encoder = new TextEncoder();
/** @param {string} text */
export const utf8 = (text) => encoder.encode(text);
