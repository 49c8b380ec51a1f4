// jax-js on its wasm backend: the whole step, gradient and Adadelta, in one jit as it advises.
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { madeUp, repeat, widths } from "./network.js";

const RATE = 0.001, RHO = 0.95, EPSILON = 1e-7;

/** @param {import("./network.js").Contest} contest */
export async function contest({ width, batch, report }) {
  await init("wasm");
  defaultDevice("wasm");
  const { filters1, filters2, units } = widths(width);
  const shapes = { w1: [filters1, 1, 3, 3], b1: [filters1, 1, 1], w2: [filters2, filters1, 3, 3], b2: [filters2, 1, 1],
    w3: [filters2 * 144, units], b3: [units], w4: [units, 10], b4: [10] };
  const names = /** @type {(keyof typeof shapes)[]} */ (Object.keys(shapes));
  const each = (/** @type {(name: keyof typeof shapes, i: number) => any} */ f) => Object.fromEntries(names.map((name, i) => [name, f(name, i)]));
  const keys = random.split(random.key(1), names.length);
  let weights = each((name, i) => random.uniform(keys.ref.slice(i), shapes[name], { minval: -0.05, maxval: 0.05 }));
  let squares = each((name) => np.zeros(shapes[name])), changes = each((name) => np.zeros(shapes[name]));

  const dropout = (/** @type {any} */ x, /** @type {any} */ key, /** @type {number} */ rate) =>
    x.mul(random.bernoulli(key, 1 - rate, x.shape).astype(np.float32).mul(1 / (1 - rate)));
  const loss = (/** @type {any} */ p, /** @type {any} */ x, /** @type {any} */ y, /** @type {any} */ key) => {
    const [k1, k2] = random.split(key, 2);
    const a1 = nn.relu(lax.convGeneralDilated(x, p.w1, [1, 1], "VALID").add(p.b1));
    const a2 = nn.relu(lax.convGeneralDilated(a1, p.w2, [1, 1], "VALID").add(p.b2));
    const pooled = dropout(lax.reduceWindow(a2, np.max, [2, 2], [2, 2]), k1, 0.25).reshape([batch, filters2 * 144]);
    const a3 = dropout(nn.relu(np.dot(pooled, p.w3).add(p.b3)), k2, 0.5);
    return nn.logSoftmax(np.dot(a3, p.w4).add(p.b4)).mul(y).sum().mul(-1 / batch);
  };
  const step = jit((/** @type {any} */ p, /** @type {any} */ s, /** @type {any} */ c, /** @type {any} */ x, /** @type {any} */ y, /** @type {any} */ key) => {
    const [value, g] = valueAndGrad(loss)(tree.ref(p), x, y, key);
    const squared = each((n) => s[n].mul(RHO).add(np.square(g[n].ref).mul(1 - RHO)));
    const change = each((n) => g[n].mul(np.sqrt(c[n].ref.add(EPSILON))).div(np.sqrt(squared[n].ref.add(EPSILON))));
    const changed = each((n) => c[n].mul(RHO).add(np.square(change[n].ref).mul(1 - RHO)));
    return [value, each((n) => p[n].sub(change[n].mul(RATE))), squared, changed];
  });

  const { images, oneHot } = madeUp(batch);
  const x = np.array(images).reshape([batch, 1, 28, 28]), y = np.array(oneHot).reshape([batch, 10]);
  let at = 0;
  return repeat(report, 1, async () => {
    const [value, w, s, c] = step(weights, squares, changes, x.ref, y.ref, random.key(++at));
    [weights, squares, changes] = [w, s, c];
    await blockUntilReady(weights);
    await value.jsAsync();
  });
}
