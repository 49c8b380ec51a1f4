// Laws that hold for all distributions, on arrays and parameters that fast-check makes up and shrinks.
import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
const RUNS = { numRuns: 300 };

/** Weights over many orders of magnitude, zeros among them, normalised. @param {number} length */
const probabilities = (length) => fc.array(fc.oneof(fc.double({ min: 1e-12, max: 1, noNaN: true }), fc.constant(0), fc.double({ min: 0.1, max: 1, noNaN: true })), { minLength: length, maxLength: length })
  .filter((w) => w.some((x) => x > 0))
  .map((w) => { const sum = w.reduce((a, b) => a + b); return w.map((x) => x / sum); });
const pair = fc.integer({ min: 1, max: 40 }).chain((n) => fc.tuple(probabilities(n), probabilities(n)));
const auto = { normalise: "auto" };
/** @param {number} a @param {number} b @param {number} tolerance */
const near = (a, b, tolerance) => a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
/** @param {string} name @param {(p: number[], q: number[]) => boolean | void} law */
const law = (name, law) => test(name, () => fc.assert(fc.property(pair, ([p, q]) => law(p, q)), RUNS));

law("Gibbs: D(P‖Q) ≥ 0, and 0 for P itself", (p, q) => s.kl(p, q, auto) >= 0 && s.kl(p, p, auto) === 0);
law("H(P, Q) = H(P) + D(P‖Q), infinity included", (p, q) => near(s.crossEntropy(p, q, auto), s.entropy(p, auto) + s.kl(p, q, auto), 1e-13));
law("0 ≤ H(P) ≤ log n", (p) => { const h = s.entropy(p, auto); return h >= 0 && h <= Math.log(p.length) * (1 + 1e-15) + 1e-15; });
law("the symmetric measures are symmetric, to the bit", (p, q) => {
  for (const name of ["jensenShannon", "jeffreys", "totalVariation", "hellinger", "bhattacharyya", "wasserstein1"])
    if (!near(s[name](p, q, auto), s[name](q, p, auto), 1e-14)) throw new Error(`${name}: ${s[name](p, q, auto)} and ${s[name](q, p, auto)}`);
});
law("data processing: merging outcomes never adds divergence", (p, q) => {
  const merge = (/** @type {number[]} */ a) => a.reduce((out, x, i) => { out[i >> 1] = (out[i >> 1] ?? 0) + x; return out; }, /** @type {number[]} */ ([]));
  for (const name of ["kl", "jensenShannon", "jeffreys", "totalVariation", "hellinger", "chiSquare"]) {
    const [fine, coarse] = [s[name](p, q, auto), s[name](merge(p), merge(q), auto)];
    if (!(coarse <= fine * (1 + 1e-12) + 1e-15)) throw new Error(`${name}: ${fine} became ${coarse}`);
  }
});
law("reordering the outcomes changes nothing", (p, q) => {
  const order = p.map((_, i) => i).sort((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101) || a - b);
  const [p2, q2] = [order.map((i) => p[i]), order.map((i) => q[i])];
  return near(s.kl(p, q, auto), s.kl(p2, q2, auto), 1e-14);
});
law("units chain: bits · log 2 = dits · log 10 = nats", (p, q) => {
  const nats = s.kl(p, q, auto);
  return near(s.kl(p, q, { ...auto, base: "bits" }) * Math.LN2, nats, 1e-15) && near(s.kl(p, q, { ...auto, base: 10 }) * Math.LN10, nats, 1e-15);
});
law("Pinsker and its kin: 2 TV² ≤ D, JS ≤ log 2, H² ≤ TV ≤ √2 H", (p, q) => {
  const [d, tv, js, h] = ["kl", "totalVariation", "jensenShannon", "hellinger"].map((name) => s[name](p, q, auto));
  const room = 1e-14;
  return 2 * tv * tv <= d * (1 + room) + room && js <= Math.LN2 * (1 + room) && h * h <= tv + room && tv <= Math.SQRT2 * h + room;
});
law("the Rényi divergence grows with its order and passes through D at 1", (p, q) => {
  let last = -Infinity;
  for (const alpha of [0, 0.25, 0.5, 0.75, 0.999999, 1, 1.000001, 1.5, 2, 5, Infinity]) {
    const value = s.renyi(p, q, { ...auto, alpha });
    if (!(value >= last || value >= last * (1 - 1e-9) - 1e-9)) throw new Error(`at ${alpha}: ${value} after ${last}`);
    last = value;
  }
  return near(s.renyi(p, q, { ...auto, alpha: 1 }), s.kl(p, q, auto), 1e-14);
});

test("softmax cross-entropy: its gradient sums to 0 and shifting the logits changes nothing", () => {
  const logits = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 12 });
  fc.assert(fc.property(logits, fc.nat(), (z, label) => {
    const { loss, gradient } = s.softmaxCrossEntropy(z, label % z.length);
    const shifted = s.softmaxCrossEntropy(z.map((x) => x + 1024), label % z.length);
    return loss >= 0 && Math.abs(gradient.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b)) < 1e-14 && near(loss, shifted.loss, 1e-11);
  }), RUNS);
});
test("quantile and cdf are each other's inverse where there are masses", () => {
  const any = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 100000 }), fc.double({ min: 0, max: 1, noNaN: true })).map(([n, p]) => s.binomial(n, p)),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((mu) => s.poisson(mu)));
  fc.assert(fc.property(any, fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (d, u) => {
    const x = d.quantile(u);
    return d.cdf(x) >= u && (x === d.support[0] || d.cdf(x - 1) < u);
  }), RUNS);
});
