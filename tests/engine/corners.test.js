// Corners that fuzzing found, where a value was NaN, infinite, below 0, or never came: parameters next to
// the least and the largest doubles.  Values by hand, from the limits that hold there to all digits.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
const TINY = 5e-324;
/** @param {number} got @param {number} want @param {number} [tolerance] */
const near = (got, want, tolerance = 1e-14) => assert.ok(Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want)), `${got}, not ${want}`);

test("chiSquared with the least df: its half has no double", () => {
  const d = s.chiSquared(TINY);
  near(d.logpdf(1), Math.log(TINY) - Math.LN2 - 0.5);
  near(d.logpdf(1e-300), Math.log(TINY) - Math.LN2 - Math.log(1e-300));
  assert.equal(d.quantile(0.5), 0);
  assert.equal(d.isf(0.5), 0);
  near(d.cdf(1), 1);
});

test("studentT with the least df and scale", () => {
  const d = s.studentT(TINY, 0, TINY);
  // log f(0) = log Γ((ν+1)/2)/Γ(ν/2) − log(π ν)/2 − log σ with Γ(ν/2) = 2/ν
  near(d.logpdf(0), Math.log(TINY) / 2 - Math.LN2 - Math.log(TINY));
  assert.equal(d.cdf(0), 0.5);
  assert.equal(d.quantile(0.1), -Infinity);
  assert.equal(s.studentT(1e-300, 0.5, 1e15).isf(1e-300), Infinity);
  const off = s.studentT(TINY, TINY, TINY); // 0 lies one scale off, by a distance whose quarter is no double
  near(off.cdf(0), 0.5);
  near(off.sf(0), 0.5);
  near(off.logpdf(0), -Math.LN2); // log f(0) above, and less (1/2) log(1 + 1/ν)
});

test("beta with parameters whole scales apart, and with both next to 0", () => {
  for (const u of [1e-300, 1e-17, 0.5]) {
    assert.equal(s.beta(1e300, 1e15).quantile(u), 1);
    assert.equal(s.beta(1e300, 59).isf(u), 1);
    near(s.beta(1, 1e300).isf(u) / (-Math.log(u) / 1e300), 1);
  }
  assert.equal(s.beta(TINY, 1e15).quantile(0.5), 0);
  const draws = s.beta(TINY, TINY).sample(1000, { seed: 1 });
  assert.ok(draws.every((/** @type {number} */ x) => x === 0 || x === 1));
  near(draws.reduce((/** @type {number} */ a, /** @type {number} */ x) => a + x, 0) / 1000, 0.5, 0.06);
});

test("geometric and negativeBinomial with the least p: entropy 1 − log p, that of gamma(r, p), and draws", () => {
  near(s.geometric(TINY).entropy(), 1 - Math.log(TINY));
  near(s.geometric(TINY).entropy({ base: "bits" }), (1 - Math.log(TINY)) / Math.LN2);
  near(s.negativeBinomial(1, 1e-200).entropy(), 1 - Math.log(1e-200));
  near(s.negativeBinomial(20.5, 1e-100).entropy(), s.gamma(20.5, 1).entropy() - Math.log(1e-100));
  near(s.negativeBinomial(1e9, 1.8827498946116282e-183).entropy(), s.gamma(1e9, 1).entropy() - Math.log(1.8827498946116282e-183));
  near(s.negativeBinomial(1e280, 0.5).entropy(), 0.5 * (Math.log(2 * Math.PI * Math.E) + Math.log(1e280) + Math.LN2));
  assert.ok(Number.isFinite(s.negativeBinomial(TINY, TINY).entropy()));
  assert.deepEqual(s.negativeBinomial(1e-300, TINY).sample(3, { seed: 1 }), new Float64Array(3));
  assert.ok(s.negativeBinomial(TINY, 0.5).sf(0) >= 0);
});

test("ratios of probabilities whole scales apart keep their digits", () => {
  for (const a of [0.01, 1e-10, 1e-300, TINY]) {
    near(s.bhattacharyya(s.poisson(a), s.poisson(0.1)), (Math.sqrt(a) - Math.sqrt(0.1)) ** 2 / 2, 1e-13);
    near(s.bhattacharyya(s.binomial(10, a), s.binomial(10, 0.3)), -10 * Math.log(Math.sqrt(a * 0.3) + Math.sqrt((1 - a) * 0.7)), 1e-13);
    near(s.hellinger(s.poisson(a), s.poisson(0.1)), Math.sqrt(-Math.expm1(-((Math.sqrt(a) - Math.sqrt(0.1)) ** 2) / 2)), 1e-13);
  }
});

test("what is beyond the doubles, or was not found, says so", () => {
  for (const m of [s.measure("entropy", s.pareto(TINY, 1)), s.measure("entropy", s.weibull(TINY, 1))]) assert.match(m.reason, /beyond the largest double/);
  for (const m of [s.measure("wasserstein1", s.vonMises(1, 252), s.gumbel(1e300, 247))]) assert.ok(Number.isFinite(m.value) || m.reason, JSON.stringify(m));
});

test("a number in a text that is beyond the doubles is refused as what it is", () => {
  for (const text of ["0.05, 0.1e99985, 0.1", "normal(1e999, 1)"]) assert.throws(() => s.parseOperand(text), /beyond the largest number/);
});

test("a list without entries is refused", () => assert.throws(() => s.parseOperand("[]"), /no entries/));

test("what G / scale is where G itself is below the doubles: quantiles, tails and samples of gamma, inverseGamma, studentT", () => {
  const g = s.gamma(1e-3, 1e-300), i = s.inverseGamma(0.01, 1e-300);
  near(s.gamma(0.01, 1e-300).quantile(g.cdf(0) + 1e-5) / 5.6607381470620634e-201, 1, 1e-13);
  near(i.isf(1e-5) / 1.76655406772172e200, 1, 1e-13);
  for (const d of [g, i, s.studentT(0.01, 0, 1e-300), s.inverseGamma(1e-3, 1e-200)]) {
    const draws = d.sample(400, { seed: 1 });
    for (const u of [0.2, 0.5, 0.8]) { // 400 draws: the share below is within 0.1 of u
      const x = d.quantile(u), share = draws.filter((/** @type {number} */ v) => v <= x).length / 400;
      if (x !== 0 && Math.abs(x) < Infinity) assert.ok(Math.abs(share - u) < 0.1, `${d}: ${share} of the draws lie below the quantile of ${u}, ${x}`);
    }
  }
});

test("negativeBinomial whose variance is beyond the doubles still has its quantiles", () => {
  const d = s.negativeBinomial(0.3, 3e-277);
  for (const u of [0.5, 0.1, 1e-10, 1e-200]) near(d.sf(d.isf(u)) / u, 1, 1e-12);
  for (const u of [0.5, 0.9, 1e-10]) near(d.cdf(d.quantile(u)) / u, 1, 1e-12);
});

test("a tie is a tie: geometric(0.5) leaves just 2^-(k+1) beyond k, and a u below that asks for the next", () => {
  for (let k = 1; k < 60; k++) {
    assert.equal(s.geometric(0.5).sf(k), 2 ** -(k + 1));
    assert.equal(s.geometric(0.5).isf(2 ** -(k + 1)), k);
    assert.equal(s.geometric(0.5).isf(2 ** -(k + 1) * (1 - 2 ** -53)), k + 1);
  }
});

test("draws and successes of a hypergeometric may change places, in a divergence too", () => {
  const few = s.hypergeometric(1e12, 1e11, 10);
  assert.equal(s.kl(few, s.hypergeometric(1e12, 10, 1e11)), 0);
  near(s.kl(few, s.hypergeometric(1e12 + 1, 10, 1e11)) / 5.5555555555977366e-25, 1); // the plain sum at 60 digits
});

test("shapes so large that deviances overflow make a step at the mean", () => {
  for (const k of [1e280, 1e306, 1.7e308]) {
    const g = s.gamma(k, 1), b = s.beta(k, k), p = s.poisson(240);
    assert.deepEqual([g.cdf(240), g.sf(240), g.cdf(k * (1 - 1e-15)), g.sf(k * (1 - 1e-15))], [0, 1, 0, 1]);
    assert.deepEqual([p.cdf(k), p.sf(k), s.poisson(k).cdf(240), s.poisson(k).sf(240)], [1, 0, 0, 1]);
    assert.deepEqual([b.mean, b.cdf(0.5 - 2 ** -54), b.cdf(0.5), b.sf(0.5), b.sf(0.5 + 2 ** -53), b.isf(1e-300), b.quantile(1e-300)], [0.5, 0, 0.5, 0.5, 0, 0.5, 0.5]);
  }
  near(s.beta(2.3749947535519516e197, 2.327585566950633e226).isf(2.4e-11) / 1.020368396880648e-29, 1, 1e-15);
  near(s.beta(1e180, 1e200).quantile(1e-300) / 1e-20, 1, 1e-15);
});

test("quantiles and tails of any shape are numbers in the support", () => {
  let state = 12345;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < 3000; i++) {
    const a = 10 ** (310 * uniform() - 3), b = Math.min(1e308, i % 2 ? a * 10 ** (4 * uniform() - 2) : 10 ** (310 * uniform() - 3)), u = i % 3 ? uniform() : 10 ** (-300 * uniform());
    for (const d of [s.gamma(a, 1), s.inverseGamma(a, 1), s.chiSquared(a), s.beta(a, b), s.studentT(a)]) for (const [inverse, tail] of /** @type {const} */ ([["quantile", "cdf"], ["isf", "sf"]])) {
      const x = d[inverse](u), back = d[tail](x), [from, to] = d.support;
      assert.ok(x >= from && x <= to && back >= 0 && back <= 1, `${d}: ${inverse}(${u}) is ${x}, ${tail} there ${back}`);
    }
  }
});

test("two von Mises distributions share the circle; a mixture of them ends where its components do", () => {
  const moved = s.vonMises(0.1, 1), q = s.vonMises(0, 1);
  assert.ok(s.kl(moved, q) > 0 && s.kl(moved, q) < 0.01);
  const m = s.measure("kl", s.mixture([1], [moved]), q);
  assert.equal(m.value, Infinity);
  assert.match(m.reason, /Q = 0/);
});
