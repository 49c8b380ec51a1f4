// TensorFlow.js's wasm backend cannot train a convolution: it has no Conv2DBackpropFilter, and its
// Conv2DBackpropInput is a plain loop.  This adds both out of kernels that the backend has, so that the
// race is also run against what it could do: nothing of it is part of TensorFlow.js.
import { getKernel, registerKernel, unregisterKernel, util } from "@tensorflow/tfjs-core";

const WASM = "wasm";

/** Composes kernels and forgets what lies between. @param {any} backend */
function kernels(backend) {
  /** @type {any[]} */
  const made = [];
  const run = (/** @type {string} */ name, /** @type {any} */ inputs, /** @type {any} */ attrs) => {
    const out = /** @type {any} */ (getKernel(name, WASM)?.kernelFunc({ inputs, attrs, backend }));
    made.push(out);
    return out;
  };
  const reshape = (/** @type {any} */ x, /** @type {number[]} */ shape) => ({ ...x, shape });
  const keep = (/** @type {any} */ out) => {
    for (const { dataId } of new Set(made)) if (dataId !== out.dataId) backend.disposeData(dataId);
    return out;
  };
  return { run, reshape, keep };
}

/** dW [kh, kw, C, F] tap by tap: the shifted input, [C, pixels], times dy [pixels, F]. Valid, stride 1.
 * @param {any} _ */
function backpropFilter({ inputs: { x, dy }, attrs: { filterShape }, backend }) {
  const { run, reshape, keep } = kernels(backend);
  const [n, height, width, filters] = dy.shape;
  const [kh, kw, channels] = filterShape;
  const pixels = n * height * width;
  const gradient = reshape(dy, [1, pixels, filters]);
  // channels first, once: the taps are then slices whose rows are already the left side of a product
  const planes = run("Transpose", { x }, { perm: [3, 0, 1, 2] });
  const taps = [];
  for (let i = 0; i < kh; i++) for (let j = 0; j < kw; j++) {
    const shifted = run("Slice", { x: planes }, { begin: [0, 0, i, j], size: [channels, n, height, width] });
    const product = run("BatchMatMul", { a: reshape(shifted, [1, channels, pixels]), b: gradient }, { transposeA: false, transposeB: false });
    taps.push(reshape(product, [1, channels, filters]));
  }
  return keep(reshape(run("Concat", taps, { axis: 0 }), filterShape));
}

/** dx: dy within a border of zeros, convolved with the filter turned round. Valid, stride 1. @param {any} _ */
function backpropInput({ inputs: { dy, filter }, attrs: { inputShape }, backend }) {
  const { run, keep } = kernels(backend);
  const [kh, kw] = filter.shape;
  const border = [[0, 0], [kh - 1, kh - 1], [kw - 1, kw - 1], [0, 0]];
  const padded = run("PadV2", { x: dy }, { paddings: border, constantValue: 0 });
  const turned = run("Transpose", { x: run("Reverse", { x: filter }, { dims: [0, 1] }) }, { perm: [0, 1, 3, 2] });
  const out = run("Conv2D", { x: padded, filter: turned }, { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dilations: [1, 1] });
  util.assertShapesMatch(out.shape, inputShape);
  return keep(out);
}

export function patch() {
  unregisterKernel("Conv2DBackpropInput", WASM);
  registerKernel({ kernelName: "Conv2DBackpropInput", backendName: WASM, kernelFunc: /** @type {any} */ (backpropInput) });
  registerKernel({ kernelName: "Conv2DBackpropFilter", backendName: WASM, kernelFunc: /** @type {any} */ (backpropFilter) });
}
