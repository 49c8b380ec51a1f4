// The engine's gradient against central differences of a loss computed another way: in double
// precision by plain loops (plain.js).  Dropout is left out on both sides.
import { Plain } from "./plain.js";
import { PIXELS } from "./config.js";
import { Session } from "./session.js";
import { turn } from "./turn.js";

/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ name: string, weights: number, largestError: number, at: number, engine: number, differences: number }} TensorCheck
 *   of one tensor: how many weights were tried, the largest relative error, and where: the weight's
 *   number in the tensor and both derivatives there */
/** @typedef {{ largestError: number, images: number, weights: number, tensors: TensorCheck[] }} GradientCheck */

/** In double precision: 1e-16 / H is the differences' rounding, and so small a step seldom crosses a kink of ReLU. */
const H = 1e-6;
/** Weights that are exactly 0, as biases are before training, put blank paper on ReLU's kink, where the loss has no
 * derivative: the check is made beside it. */
const BESIDE = -0.01;
/** Images that bring a unit so near to a kink are left out: there the rounding of 32 bits decides the derivative. */
const CLEAR = 2e-6;
/** Derivatives below this share of the tensor's largest count as that: they are sums that cancel. */
const FLOOR = 1e-3;

/** Numbers of `count` weights: the one with the largest derivative, and others evenly spread.
 * @param {Float32Array} gradient @param {number} count */
function choose(gradient, count) {
  let top = 0;
  for (let i = 1; i < gradient.length; i++) if (Math.abs(gradient[i]) > Math.abs(gradient[top])) top = i;
  const spread = Array.from({ length: Math.min(count, gradient.length) }, (_, i) => Math.floor(((i + 0.5) * gradient.length) / Math.min(count, gradient.length)));
  return { chosen: [...new Set([top, ...spread])], most: Math.abs(gradient[top]) };
}

/** The engine's own, of a network beside the session's, without dropout.
 * @param {Session} session @param {import("../core/engine.js").Engine} engine @param {Float32Array} weights @param {DataSet} data @param {Uint32Array} indices */
function gradientOf(session, engine, weights, data, indices) {
  const layers = session.config.layers.map((layer) => (layer.type === "dropout" ? { ...layer, rate: 0 } : layer));
  const twin = new Session(engine, { ...session.config, layers, batchSize: indices.length, augment: null });
  try {
    twin.setWeights(weights);
    twin.gradient(data, indices, indices.length, 0, 0);
    const gradient = new Float32Array(weights.length);
    twin.readGradient(gradient);
    return gradient;
  } finally {
    twin.dispose();
  }
}

/** @param {Session} session @param {import("../core/engine.js").Engine} engine @param {DataSet} data @param {{ perTensor: number, images: number }} options
 * @param {(done: number, of: number) => void} tell @param {() => void} check throws to end it
 * @returns {Promise<GradientCheck>} */
export async function checkGradient(session, engine, data, { perTensor, images: most }, tell, check) {
  const { tensors } = session.describe();
  const values = session.state().weights.map((w) => w || BESIDE);
  const weights = Float64Array.from(values);
  const plain = new Plain(session.config.layers, tensors, session.config.loss);
  const scale = data.images instanceof Uint8Array ? 255 : 1;
  /** @type {{ i: number, inputs: Float64Array[], label: number }[]} */
  const clear = [], all = [];
  for (let i = 0; i < data.count && clear.length < most; i++) {
    plain.clearance = Infinity;
    const image = Float64Array.from(data.images.subarray(i * PIXELS, (i + 1) * PIXELS), (v) => v / scale);
    const candidate = { i, inputs: plain.values(weights, image), label: data.labels[i] };
    all.push(candidate);
    if (plain.clearance > CLEAR) clear.push(candidate);
    await turn();
    check();
  }
  const images = clear.length ? clear : all.slice(0, most);
  const gradient = gradientOf(session, engine, values, data, Uint32Array.from(images, ({ i }) => i));

  const picks = tensors.map(({ offset, count }) => choose(gradient.subarray(offset, offset + count), perTensor));
  const of = picks.reduce((sum, { chosen }) => sum + chosen.length, 0);
  let done = 0;
  /** @type {TensorCheck[]} */
  const report = [];
  for (const [t, { name, offset }] of tensors.entries()) {
    const l = plain.steps.findIndex((s) => s.bias > 0 && (s.kernel === offset || s.bias === offset));
    const worst = { name, weights: picks[t].chosen.length, largestError: -1, at: 0, engine: 0, differences: 0 };
    for (const at of picks[t].chosen) {
      const [w, place] = [weights[offset + at], offset + at];
      const mean = (/** @type {number} */ shift) => {
        weights[place] = w + shift;
        return images.reduce((sum, { inputs, label }) => sum + plain.lossFrom(weights, l, inputs[l], label), 0) / images.length;
      };
      const differences = (mean(H) - mean(-H)) / (2 * H);
      weights[place] = w;
      const least = Math.max(Math.abs(gradient[place]), Math.abs(differences), FLOOR * picks[t].most);
      const error = least === 0 ? 0 : Math.abs(gradient[place] - differences) / least;
      if (error > worst.largestError) Object.assign(worst, { largestError: error, at, engine: gradient[place], differences });
      tell(++done, of);
      await turn();
      check();
    }
    report.push(worst);
  }
  return { largestError: Math.max(...report.map((r) => r.largestError)), images: images.length, weights: of, tensors: report };
}
