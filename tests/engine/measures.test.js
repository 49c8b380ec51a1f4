// Every measure as the JavaScript module shows it; the accuracies themselves are held in tests/native.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
/** @param {number} got @param {number} want @param {number} [tolerance] @param {string} [what] */
const close = (got, want, tolerance = 1e-14, what = "") => assert.ok(Math.abs(got - want) <= tolerance * Math.max(1e-300, Math.abs(want)), `${what} got ${got}, want ${want}`);
/** @param {ArrayLike<number>} xs @param {(x: number, i: number) => number} f */
const sum = (xs, f) => Array.from(xs, f).reduce((a, b) => a + b, 0);

const P = [0.1, 0.2, 0.3, 0.4], Q = [0.25, 0.25, 0.3, 0.2];

/** Each by its definition, which is accurate enough where nothing cancels. @type {Record<string, () => number>} */
const DEFINITIONS = {
  entropy: () => -sum(P, (p) => p * Math.log(p)),
  crossEntropy: () => -sum(P, (p, i) => p * Math.log(Q[i])),
  kl: () => sum(P, (p, i) => p * Math.log(p / Q[i])),
  jensenShannon: () => 0.5 * sum(P, (p, i) => p * Math.log((2 * p) / (p + Q[i])) + Q[i] * Math.log((2 * Q[i]) / (p + Q[i]))),
  jeffreys: () => sum(P, (p, i) => (p - Q[i]) * Math.log(p / Q[i])),
  totalVariation: () => 0.5 * sum(P, (p, i) => Math.abs(p - Q[i])),
  hellinger: () => Math.sqrt(0.5 * sum(P, (p, i) => (Math.sqrt(p) - Math.sqrt(Q[i])) ** 2)),
  bhattacharyya: () => -Math.log1p(-0.5 * sum(P, (p, i) => (Math.sqrt(p) - Math.sqrt(Q[i])) ** 2)), // −log Σ√(pq), uncancelled
  chiSquare: () => sum(P, (p, i) => (p - Q[i]) ** 2 / Q[i]),
  renyi: () => Math.log(sum(P, (p, i) => p ** 2.5 * Q[i] ** -1.5)) / 1.5,
  wasserstein1: () => { let [a, b, w] = [0, 0, 0]; for (let i = 0; i < 3; i++) { a += P[i]; b += Q[i]; w += Math.abs(a - b); } return w; },
};
test("every measure of the table has a definition here", () => assert.deepEqual(s.measures.map((/** @type {any} */ m) => m.name).sort(), Object.keys(DEFINITIONS).sort()));
for (const [name, define] of Object.entries(DEFINITIONS))
  test(`${name} of arrays agrees with its definition, in nats and in its base`, () => {
    const o = { alpha: 2.5 };
    const value = name === "entropy" ? s.entropy(P, o) : s[name](P, Q, o);
    close(value, define(), 4e-15, name);
    const bits = name === "entropy" ? s.entropy(P, { base: "bits" }) : s[name](P, Q, { ...o, base: "bits" });
    const isLogarithmic = !["totalVariation", "hellinger", "chiSquare", "wasserstein1"].includes(name);
    close(bits, isLogarithmic ? value / Math.LN2 : value, 1e-15, `${name} in bits`);
    const { error, method, reason } = name === "entropy" ? s.measure(name, P) : s.measure(name, P, Q, o);
    assert.ok(error >= 0 && error < 1e-13);
    assert.equal(method, "sum");
    assert.equal(reason, null);
  });

test("typed arrays, arrays and categorical distributions agree", () => {
  const want = s.kl(P, Q);
  assert.equal(s.kl(Float64Array.from(P), Float64Array.from(Q)), want);
});
test("an array next to a discrete distribution is the masses of 0 … n − 1", () => {
  const masses = Array.from({ length: 11 }, (_, x) => s.binomial(10, 0.3).pmf(x));
  const d = s.kl(masses, s.binomial(10, 0.3), { normalise: "auto" });
  assert.ok(d >= 0 && d < 1e-30, String(d));
  close(s.kl(masses, s.poisson(3), { normalise: "auto" }), s.kl(s.binomial(10, 0.3), s.poisson(3)), 1e-13);
});
test("near-identical arrays give the second-order value, never a negative one", () => {
  const p = Float64Array.from({ length: 1000 }, () => 1e-3);
  const q = p.map((x, i) => x * (1 + (i % 2 ? 1e-9 : -1e-9)));
  close(s.kl(p, q), 5e-19, 1e-6);
  assert.equal(s.kl(p, p), 0);
});
test("0 log 0 is 0, subnormal probabilities make no NaN, a zero of Q is an answer with a reason", () => {
  assert.equal(s.entropy([0, 1]), 0);
  assert.equal(s.kl([0, 1], [0, 1]), 0);
  const tiny = [5e-324, 1];
  assert.ok(Number.isFinite(s.kl(tiny, [1e-300, 1])));
  assert.deepEqual({ ...s.measure("kl", [0.5, 0.5], [0, 1]) }, { value: Infinity, error: 0, method: "sum", reason: "Q = 0 where P > 0 at x = 0" });
});
test("normalise: strict refuses, auto divides, raw takes the sums as they are", () => {
  const [p, q] = [[1, 2, 1], [1, 1, 2]];
  assert.throws(() => s.kl(p, q), { code: "NOT_NORMALISED" });
  close(s.kl(p, q, { normalise: "auto" }), 0.25 * Math.log(2), 1e-15);
  close(s.kl(p, q, { normalise: "raw" }), Math.log(2), 1e-15);
});

test("gradients of D and H by Q's parameters are the same numbers, by name", () => {
  const [p, q] = [s.binomial(10, 0.3), s.poisson(4)];
  const [d, h] = [s.gradient("kl", p, q), s.gradient("crossEntropy", p, q)];
  assert.deepEqual(Object.keys(d), ["mu"]);
  assert.equal(d.mu, h.mu);
  close(d.mu, 1 - 3 / 4, 1e-14); // d/dmu (mu − E[X] log mu)
  close(s.gradient("kl", p, q, { base: "bits" }).mu, d.mu / Math.LN2, 1e-15);
  assert.deepEqual(s.gradient("kl", s.studentT(1), s.normal(0, 1)), { mu: NaN, sigma: NaN }); // D itself is infinite
  close(s.gradient("kl", s.chiSquared(0.0738), s.gumbel(10.736, 0.724)).mu, 3622945.3242811676, 1e-13); // a pole at 0
});
test("softmax cross-entropy: loss and gradient, hard and soft targets, logits of ±1e4", () => {
  const logits = [1, 2, 3];
  const z = sum(logits, Math.exp);
  const hard = s.softmaxCrossEntropy(logits, 2);
  close(hard.loss, Math.log(z) - 3, 4e-16 * 4);
  for (const [i, g] of hard.gradient.entries()) close(g, Math.exp(logits[i]) / z - Number(i === 2), 1e-14);
  const soft = s.softmaxCrossEntropy(logits, [0.2, 0.3, 0.5]);
  close(soft.loss, Math.log(z) - (0.2 + 0.6 + 1.5), 4e-15);
  const far = s.softmaxCrossEntropy([1e4, 0, -1e4], 2);
  assert.equal(far.loss, 2e4);
  assert.deepEqual(Array.from(far.gradient), [1, 0, -1]);
  // where the label dominates, the loss and its own gradient are small, not 0
  const sure = s.softmaxCrossEntropy([50, 0], 0);
  close(sure.loss, Math.exp(-50), 1e-15);
  close(sure.gradient[0], -Math.exp(-50), 1e-15);
});
test("binary cross-entropy from the logit", () => {
  close(s.binaryCrossEntropy(0, 1).loss, Math.LN2, 1e-15);
  close(s.binaryCrossEntropy(40, 1).loss, Math.exp(-40), 1e-15);
  close(s.binaryCrossEntropy(40, 1).gradient, -Math.exp(-40), 1e-15);
  assert.equal(s.binaryCrossEntropy(-1e4, 1).loss, 1e4);
  assert.equal(s.binaryCrossEntropy(1e4, 0).gradient, 1);
});
test("contributions add up to the truncated divergence", () => {
  const xs = Array.from({ length: 10 }, (_, i) => i);
  const parts = s.contributions(s.binomial(250, 0.008), s.poisson(2), xs);
  close(sum(parts, (x) => x), 2.0943327971861527e-5, 1e-9);
});
test("scratch is given back", () => assert.equal(s.engine.used, 0));
