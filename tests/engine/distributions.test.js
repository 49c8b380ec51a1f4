// Distributions as the JavaScript module shows them.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());

test("one distribution, four spellings", () => {
  const spellings = [s.binomial(250, 0.008), s.binomial({ n: 250, p: 0.008 }), s.binomial(250, { p: 0.008 }),
    s.distribution("binomial", { n: 250, p: 0.008 }), s.parse("binomial(250, 0.008)"), s.parse(" binomial ( n = 250 , p=8e-3 ) ")];
  for (const b of spellings) {
    assert.equal(String(b), "binomial(250, 0.008)");
    assert.deepEqual(b.encoded, spellings[0].encoded);
  }
});
test("a text made by toString is read back to the same distribution", () => {
  for (const d of [s.poisson(1 / 3), s.binomial(1e9, 1e-9)]) assert.deepEqual(s.parse(String(d)).encoded, d.encoded);
});
test("a minus sign of the page is read like a hyphen", () => assert.equal(String(s.parse("normal(−1, 2)")), "normal(-1, 2)"));
test("weights may come in any array of numbers", () => {
  for (const weights of [[0.25, 0.75], Float64Array.of(0.25, 0.75), Float32Array.of(0.25, 0.75)])
    assert.equal(String(s.categorical(weights)), "categorical([0.25, 0.75])");
  assert.equal(s.mixture(Float32Array.of(0.5, 0.5), [s.normal(-1, 1), s.normal(1, 1)]).cdf(0), 0.5);
});
test("a number gives a number, an array a Float64Array of the same length", () => {
  const p = s.poisson(2);
  assert.equal(typeof p.pmf(3), "number");
  for (const xs of [[0, 1, 2], Float64Array.of(0, 1, 2), Float32Array.of(0, 1, 2), Int32Array.of(0, 1, 2), Uint8Array.of(0, 1, 2), []]) {
    const got = p.pmf(xs);
    assert.ok(got instanceof Float64Array);
    assert.equal(got.length, xs.length);
    for (const [i, x] of xs.entries()) assert.equal(got[i], p.pmf(x));
  }
});
test("every function gives a point the same bits alone and anywhere in an array", () => {
  const some = [s.normal(0.3, 1.7), s.gamma(2.5, 1.5), s.beta(2.5, 0.5), s.studentT(5), s.weibull(2.5, 1.5), s.logistic(0, 2), s.inverseGamma(3, 2), s.gumbel(1, 2), s.binomial(50, 0.3), s.negativeBinomial(2.5, 0.3), s.hypergeometric(60, 20, 30), s.vonMises(0.3, 2), s.mixture([0.3, 0.7], [s.normal(0, 1), s.cauchy(1, 2)])];
  const points = Array.from({ length: 141 }, (_, i) => (i % 3 ? i - 40 : (i - 30) / 7)), odd = [NaN, Infinity, -Infinity, 0, 5e-324, 1e300, 1e-300];
  for (const d of some) for (const name of ["logDensity", "density", "cdf"]) {
    const xs = [...points, ...odd, ...points.slice(0, 3)], got = d[name](xs);
    for (const [i, x] of xs.entries()) assert.ok(Object.is(got[i], d[name](x)), `${d}.${name}(${x}): ${got[i]}, ${d[name](x)}`);
  }
});
test("the masses of a binomial sum to 1", () => {
  const sum = s.binomial(250, 0.008).pmf(Array.from({ length: 251 }, (_, i) => i)).reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b);
  assert.ok(Math.abs(sum - 1) < 1e-14, String(sum));
});
test("mean, variance and support", () => {
  const b = s.binomial(250, 0.008);
  assert.equal(b.mean, 2);
  assert.ok(Math.abs(b.variance - 1.984) < 1e-15);
  assert.deepEqual(b.support, [0, 250]);
  assert.deepEqual(s.poisson(2).support, [0, Infinity]);
  assert.equal(b.kind, "discrete");
});
test("a quantile is the smallest x whose cdf reaches u", () => {
  const p = s.poisson(2);
  for (const u of [0.001, 0.1353352832366127, 0.5, 0.9, 0.999999]) {
    const x = p.quantile(u);
    assert.ok(p.cdf(x) >= u && (x === 0 || p.cdf(x - 1) < u), `u = ${u}, x = ${x}`);
  }
});
test("samples repeat with their seed and have the mean they should", () => {
  const p = s.poisson(2);
  const a = p.sample(100000, { seed: 7 });
  assert.deepEqual(a, p.sample(100000, { seed: 7 }));
  assert.notDeepEqual(a, p.sample(100000, { seed: 8 }));
  const mean = a.reduce((/** @type {number} */ x, /** @type {number} */ y) => x + y) / a.length;
  assert.ok(Math.abs(mean - 2) < 5 * Math.sqrt(2 / a.length), String(mean));
});
test("log-masses stay exact for n and mu to 1e9", () => {
  // mpmath at 50 digits
  const close = (/** @type {number} */ got, /** @type {number} */ want) => assert.ok(Math.abs(got - want) <= 1e-15 * Math.max(1, Math.abs(want)), `${got} for ${want}`);
  close(s.binomial(1e9, 0.5).logpmf(5e8), -10.58742427136793301);
  close(s.poisson(1e9).logpmf(1e9 + 31623), -11.780589057020077969);
});
test("counts from 2^53 on, whose successor is no double, keep their cdf", () => {
  // mpmath at 50 digits
  const close = (/** @type {number} */ got, /** @type {number} */ want) => assert.ok(Math.abs(got - want) <= 5e-15 * want, `${got} for ${want}`);
  const b = s.negativeBinomial(376029985720.18274, 3.0850691259506685e-05), p = s.poisson(1e17);
  close(b.cdf(12187906487061846), 1.0000000028203964391e-100);
  close(b.cdf(12188329323706322), 0.50000000001617207662);
  close(b.sf(12188329323706322), 0.49999999998382792338);
  close(p.cdf(1e17), 0.50000000084104417401);
  close(p.cdf(1e17 - 3e8), 0.17139085598956761455);
  close(p.sf(1e17 + 16), 0.49999997897389564983);
  const q = s.negativeBinomial(84174899770.19162, 5.895669707114457e-06); // the smallest doubles
  assert.equal(q.quantile(0.15217412644135275), 14277276319434232);
  assert.equal(q.isf(3.2942184836673637e-06), 14277548637187428);
});
