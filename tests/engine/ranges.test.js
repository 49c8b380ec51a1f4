// Measures over a range are the raw sums over its integers, for every measure and any ends.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
/** @param {number} got @param {number} want @param {string} what @param {number} [tolerance] */
const near = (got, want, what, tolerance = 1e-12) => assert.ok(got === want || Math.abs(got - want) <= tolerance * Math.abs(want), `${what}: ${got}, not ${want}`);

/** One point's share. @type {Record<string, (p: number, q: number) => number>} */
const SHARES = {
  entropy: (p) => -p * Math.log(p), crossEntropy: (p, q) => -p * Math.log(q), kl: (p, q) => p * Math.log(p / q), jeffreys: (p, q) => (p - q) * Math.log(p / q),
  jensenShannon: (p, q) => (p * Math.log(2 * p / (p + q)) + q * Math.log(2 * q / (p + q))) / 2, totalVariation: (p, q) => Math.abs(p - q) / 2,
  hellinger: (p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2 / 2, bhattacharyya: (p, q) => Math.sqrt(p * q), chiSquare: (p, q) => (p - q) ** 2 / q,
};
/** @type {Record<string, (sum: number) => number>} */
const FINISH = { hellinger: Math.sqrt, bhattacharyya: (x) => -Math.log(x) };
const LOGARITHMIC = ["entropy", "crossEntropy", "kl", "jeffreys", "jensenShannon", "bhattacharyya"];

const weights = Array.from({ length: 24 }, (_, i) => 1 + (i * 7) % 11), whole = weights.reduce((a, b) => a + b);
const array = weights.map((w) => w / whole);
const PAIRS = /** @type {[string, any, any][]} */ ([["two distributions", s.binomial(30, 0.3), s.poisson(11)], ["an array and a distribution", array, s.negativeBinomial(5.3, 0.4)],
  ["a distribution and an array", s.geometric(0.22), array], ["two arrays", array, [...array].reverse()]]);
const mass = (/** @type {any} */ d, /** @type {number} */ k) => (Array.isArray(d) ? d[k] ?? 0 : d.pmf(k));
const below = (/** @type {any} */ d, /** @type {number} */ k) => (Array.isArray(d) ? d.slice(0, k + 1).reduce((a, b) => a + b, 0) : d.cdf(k));

for (const [what, P, Q] of PAIRS)
  test(`${what} over a range`, () => {
    for (const [lo, hi] of [[3, 9], [2.5, 9.5], [0.5, 17], [-Infinity, 3], [-Infinity, 7.5], [4, 4], [12.2, 12.9]]) for (const [base, nats] of /** @type {const} */ ([["nats", 1], ["bits", Math.LN2], [10, Math.LN10], [256, Math.log(256)], [1.0001, Math.log(1.0001)], [0.5, -Math.LN2]])) {
      const ks = [];
      for (let k = Math.max(0, Math.ceil(lo)); k <= hi; k++) ks.push(k);
      for (const [name, share] of Object.entries(SHARES)) {
        const sum = ks.reduce((a, k) => a + share(mass(P, k), mass(Q, k)), 0), got = name === "entropy" ? s.entropy(P, { range: [lo, hi], base }) : s[name](P, Q, { range: [lo, hi], base });
        near(got, (FINISH[name]?.(sum) ?? sum) / (LOGARITHMIC.includes(name) ? nats : 1), `${name} over ${lo} … ${hi}`);
      }
      const m = s.measure("wasserstein1", P, Q, { range: [lo, hi] });
      near(m.value, ks.reduce((a, k) => a + Math.abs(below(P, k) - below(Q, k)), 0), `wasserstein1 over ${lo} … ${hi}`);
      assert.ok(m.error < 1e-9, `wasserstein1 over ${lo} … ${hi}: error ${m.error}`);
    }
  });

test("a range without an integer holds nothing, whatever lies beyond it", () => {
  for (const name of ["kl", "jeffreys", "crossEntropy", "chiSquare"]) assert.equal(s[name](s.poisson(3), s.bernoulli(0.2), { range: [1.5, 1.7] }), 0, name);
});

test("raw masses may sum to more than 1, and their measures be more than 1", () => {
  near(s.totalVariation([2, 3], [9, 1], { normalise: "raw" }), 4.5, "totalVariation");
  near(s.hellinger([4, 16], [25, 1], { normalise: "raw" }), 3, "hellinger");
  near(s.totalVariation([2, 3], s.binomial(1, 0.5), { normalise: "raw" }), 2, "beside a distribution");
  near(s.renyi(s.poisson(2), [0.5, 0.7, 0.4], { normalise: "raw", alpha: 0, range: [0, 1] }), -Math.log(1.2), "renyi of order 0");
  for (const normalise of ["raw", "auto"]) near(s.wasserstein1([2, 6], s.bernoulli(0.5), { normalise }), 0.25, "wasserstein1, whose masses are divided by their sum");
});

test("chi-square by a mass of Q below the normal doubles keeps its digits", () => {
  const { value, error } = s.measure("chiSquare", s.geometric(0.627), s.poisson(13), { range: [20, 320] });
  near(value, 1.4056484903771106e39, "geometric and Poisson", 1e-13); // mpmath at 50 digits
  assert.ok(Math.abs(value - 1.4056484903771106e39) <= error);
});
