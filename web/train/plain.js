// The network once more, in double precision and plain loops: what the engine's gradient is held
// against.  No dropout, one image at a time; slow, and easy to read.
import { INPUT } from "./config.js";

/** @typedef {import("./config.js").Layer} Layer */
/** @typedef {import("./session.js").TensorInfo} TensorInfo */
/** @typedef {{ layer: Layer, inputs: number[], outputs: number[], kernel: number, bias: number }} Step shapes, and offsets in the flat array */

/** Values no further apart are the same ones, rounded: of equal patches of the image. */
const SAME = 1e-13;

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, d) => product * d, 1);

/** x [H, W, C], kernel [k, k, C, F] → [H − k + 1, W − k + 1, F]. @param {Step} step @param {Float64Array} weights @param {Float64Array} x */
function convolve({ inputs: [, width, channels], outputs: [rows, columns, filters], layer, kernel, bias }, weights, x) {
  const size = /** @type {any} */ (layer).kernel;
  const y = new Float64Array(rows * columns * filters);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
    const at = (i * columns + j) * filters;
    for (let f = 0; f < filters; f++) y[at + f] = weights[bias + f];
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) for (let c = 0; c < channels; c++) {
      const value = x[((i + a) * width + j + b) * channels + c];
      if (value === 0) continue;
      const from = kernel + ((a * size + b) * channels + c) * filters;
      for (let f = 0; f < filters; f++) y[at + f] += value * weights[from + f];
    }
  }
  return y;
}

/** @param {Step} step @param {Float64Array} x [H, W, C] @param {(gap: number) => void} [near] is told by how much each winner leads */
function pool({ inputs: [, width, channels], outputs: [rows, columns], layer }, x, near) {
  const size = /** @type {any} */ (layer).size;
  const y = new Float64Array(rows * columns * channels);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) for (let c = 0; c < channels; c++) {
    let [first, second] = [-Infinity, -Infinity];
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) {
      const value = x[((i * size + a) * width + j * size + b) * channels + c];
      if (value > first) [first, second] = [value, first];
      else second = Math.max(second, value);
    }
    y[(i * columns + j) * channels + c] = first;
    near?.(first - second);
  }
  return y;
}

/** @param {Step} step @param {Float64Array} weights @param {Float64Array} x kernel [inputs, units] */
function multiply({ outputs: [units], kernel, bias }, weights, x) {
  const y = weights.slice(bias, bias + units);
  for (let i = 0; i < x.length; i++) for (let u = 0; x[i] !== 0 && u < units; u++) y[u] += x[i] * weights[kernel + i * units + u];
  return y;
}

export class Plain {
  /** @type {Step[]} */
  steps = [];
  /** How near the images of values() came to a kink: to 0 before a ReLU, to a tie in a pool. */
  clearance = Infinity;

  /** @param {Layer[]} layers @param {TensorInfo[]} tensors in the order of the layers @param {"crossEntropy" | "meanSquaredError"} loss */
  constructor(layers, tensors, loss) {
    this.loss = loss;
    let shape = [INPUT.height, INPUT.width, INPUT.channels], next = 0;
    for (const layer of layers) {
      const inputs = shape;
      if (layer.type === "conv2d") shape = [shape[0] - layer.kernel + 1, shape[1] - layer.kernel + 1, layer.filters];
      else if (layer.type === "maxPool2d") shape = [Math.floor(shape[0] / layer.size), Math.floor(shape[1] / layer.size), shape[2]];
      else if (layer.type === "flatten") shape = [sizeOf(shape)];
      else if (layer.type === "dense") shape = [layer.units];
      const weighted = layer.type === "conv2d" || layer.type === "dense";
      this.steps.push({ layer, inputs, outputs: shape, kernel: weighted ? tensors[next++].offset : 0, bias: weighted ? tensors[next++].offset : 0 });
    }
  }

  /** The inputs of all layers, and the logits at the end. @param {Float64Array} weights @param {Float64Array} image */
  values(weights, image) {
    const all = [image];
    const near = (/** @type {number} */ gap) => { if (gap > SAME) this.clearance = Math.min(this.clearance, gap); };
    for (const l of this.steps.keys()) all.push(this.#layer(weights, l, all[l], near));
    return all;
  }

  /** @param {Float64Array} weights @param {number} l @param {Float64Array} x @param {(gap: number) => void} [near] */
  #layer(weights, l, x, near) {
    const step = this.steps[l];
    const { type } = step.layer;
    if (type === "maxPool2d") return pool(step, x, near);
    if (type !== "conv2d" && type !== "dense") return x;
    const y = type === "conv2d" ? convolve(step, weights, x) : multiply(step, weights, x);
    if (near && step.layer.activation === "relu") for (const v of y) near(Math.abs(v));
    return step.layer.activation === "relu" ? y.map((v) => Math.max(0, v)) : y;
  }

  /** The loss of an image whose layer number `l` has the input x. @param {Float64Array} weights @param {number} l @param {Float64Array} x @param {number} label */
  lossFrom(weights, l, x, label) {
    for (; l < this.steps.length; l++) x = this.#layer(weights, l, x);
    const most = Math.max(...x);
    const e = x.map((z) => Math.exp(z - most));
    const sum = e.reduce((a, b) => a + b, 0);
    if (this.loss === "crossEntropy") return Math.log(sum) + most - x[label];
    return e.reduce((total, v, i) => total + (v / sum - Number(i === label)) ** 2, 0) / x.length;
  }
}
