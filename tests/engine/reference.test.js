// Every distribution against mpmath's values, at the accuracy that the reference page states for it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());

/** The functions that a clause of the stated accuracy speaks of. @type {Record<string, string[]>} */
const CLAUSES = {
  "log-density": ["logpdf"], density: ["pdf"], "log-mass": ["logpdf"], mass: ["pdf"], "cdf and sf": ["cdf", "sf"],
  "quantile and isf": ["quantile", "isf"], entropy: ["entropy"], "mean and variance": ["mean", "variance"],
};
/** Errors of these are divided by the larger of 1 and the value, of all others by the value. */
const MIXED = new Set(["logpdf", "entropy"]);
/** family → function → bound @type {Map<string, Map<string, number>>} */
const STATED = new Map(s.families.map((/** @type {any} */ f) => [f.name, new Map(f.accuracy.split(", ").flatMap((/** @type {string} */ clause) => {
  const [, what, bound] = /^(.*) (\S+)$/.exec(clause) ?? [];
  return CLAUSES[what].map((name) => [name, bound === "exact" ? 0 : Number(bound)]);
}))]));

/** theta as c/dist/dist.h encodes it → the distribution. @param {string} family @param {string[]} theta */
function make(family, theta) {
  if (family === "categorical") return s.categorical(theta.map(Number));
  if (family !== "mixture") return s[family](...theta.map(Number));
  const k = Number(theta[0]);
  const components = [];
  for (let at = 1 + k; at < theta.length; at += 2 + Number(theta[at + 1])) components.push(make(theta[at], theta.slice(at + 2, at + 2 + Number(theta[at + 1]))));
  return s.mixture(theta.slice(1, 1 + k).map(Number), components);
}

/** @param {string} file @returns {{ family: string, name: string, theta: string[], x: number, value: number, line: string }[]} */
const read = (file) => readFileSync(new URL(`../reference/${file}`, import.meta.url), "utf8").trim().split("\n").map((line) => {
  const [family, name, ...rest] = line.split(" ");
  const [x, value] = rest.slice(-2).map((text) => Number(text.replace("inf", "Infinity")));
  const theta = rest.length === 3 ? rest[0].split(",") : rest.slice(1, -2);
  return { family, name: name === "log_density" ? "logpdf" : name, theta, x, value, line };
}).filter(({ family }) => family !== "num");

/** @param {any} d @param {string} name @param {number} x */
const evaluate = (d, name, x) => (name === "entropy" ? d.entropy() : name === "mean" || name === "variance" ? d[name] : name === "logpdf" ? d.logDensity(x) : name === "pdf" ? d.density(x) : d[name](x));

const points = ["gamma_families.txt", "elementary_families.txt", "hard_families.txt"].flatMap(read);
for (const { name: family } of s.families)
  test(`${family} is as accurate as its page says`, () => {
    const mine = points.filter((p) => p.family === family);
    assert.ok(mine.length > 80, `${mine.length} points`);
    /** @type {Map<string, number>} */
    const worst = new Map();
    const misses = [];
    let d, last;
    for (const { name, theta, x, value, line } of mine) {
      const key = theta.join();
      if (key !== last) d = make(family, theta);
      last = key;
      const got = evaluate(d, name, x);
      const bound = STATED.get(family)?.get(name) ?? NaN;
      const error = got === value ? 0 : Math.abs(got - value) / (MIXED.has(name) ? Math.max(1, Math.abs(value)) : Math.abs(value));
      worst.set(name, Math.max(worst.get(name) ?? 0, error));
      if (!(error <= bound || (name === "pdf" && Math.abs(value) < 1e-300))) misses.push(`${line} got ${got} (${error.toPrecision(2)} > ${bound})`);
    }
    if (process.env.SHOW_WORST) console.log(family, Object.fromEntries(worst));
    assert.deepEqual([...worst.keys()].filter((name) => !(name in { logpdf: 1, pdf: 1, cdf: 1, sf: 1, quantile: 1, isf: 1, entropy: 1, mean: 1, variance: 1 })), []);
    assert.deepEqual(misses.slice(0, 20), []);
  });

const BY_SERIES = ["binomial", "poisson", "gamma", "inverseGamma", "chiSquared", "beta", "studentT", "negativeBinomial", "hypergeometric", "vonMises", "mixture"];
/** What is promised of all families together, whatever their pages state: of which functions, of which families,
 * the bound. */
const CLASSES = /** @type {[string, string[], (family: any) => boolean, number][]} */ ([
  ["log-densities", ["logpdf"], () => true, 1e-15],
  ["cdf and sf in closed form", ["cdf", "sf"], (f) => !BY_SERIES.includes(f.name), 5e-16],
  ["cdf and sf by series and fractions", ["cdf", "sf"], (f) => BY_SERIES.includes(f.name), 1e-13],
  ["quantiles, continuous", ["quantile", "isf"], (f) => f.kind !== "DISCRETE", 1e-14],
  ["quantiles, discrete", ["quantile", "isf"], (f) => f.kind === "DISCRETE", 0],
  ["entropies", ["entropy"], () => true, 1e-15],
]);
for (const [what, functions, holds, bound] of CLASSES)
  test(`${what} are right to ${bound || "the last digit"}`, () => {
    const names = new Set(s.families.filter(holds).map((/** @type {any} */ f) => f.name));
    const mine = points.filter((p) => names.has(p.family) && functions.includes(p.name));
    let d, last, worst = 0, where = "";
    for (const { family, name, theta, x, value, line } of mine) {
      const key = `${family} ${theta}`;
      if (key !== last) d = make(family, theta);
      last = key;
      const got = evaluate(d, name, x), scale = MIXED.has(name) ? Math.max(1, Math.abs(value)) : Math.abs(value);
      const error = got === value ? 0 : Math.abs(got - value) / scale;
      if (!(error <= worst)) [worst, where] = [error, `${line}: ${got}`];
    }
    if (process.env.SHOW_WORST) console.log(what, mine.length, "points, worst", worst);
    assert.ok(mine.length > 200 && worst <= bound, where);
  });

test("the points go to the extremes: counts, means and shapes beyond 1e9, df from 1e-5 to 1e16, tails of 1e-300", () => {
  const theta = (/** @type {string} */ family, /** @type {number} */ i) => points.filter((p) => p.family === family).map((p) => Number(p.theta[i]));
  for (const family of ["binomial", "poisson", "gamma", "inverseGamma", "beta", "negativeBinomial", "hypergeometric"]) assert.ok(Math.max(...theta(family, 0)) >= 1e12, family);
  assert.ok(Math.min(...theta("gamma", 0)) <= 1e-4 && Math.min(...theta("beta", 0)) <= 1e-4);
  for (const family of ["chiSquared", "studentT"]) assert.ok(Math.max(...theta(family, 0)) >= 1e15 && Math.min(...theta(family, 0)) <= 1.1e-5, family);
  for (const family of ["normal", "gamma", "studentT", "binomial", "poisson"]) {
    const tails = points.filter((p) => p.family === family && (p.name === "cdf" || p.name === "sf")).map((p) => p.value);
    const asked = points.filter((p) => p.family === family && (p.name === "quantile" || p.name === "isf")).map((p) => p.x);
    assert.ok(Math.min(...tails.filter((t) => t > 0)) < 1e-200 && Math.min(...asked) <= 1e-300, `${family} ${Math.min(...tails.filter((t) => t > 0))} ${Math.min(...asked)}`);
  }
});

test("cross-entropy from logits is right to 4e-16, every entry of its gradient to 1e-15", () => {
  let loss = 0, slope = 0, count = 0;
  for (const line of readFileSync(new URL("../reference/logits.txt", import.meta.url), "utf8").trim().split("\n")) {
    const [what, ...rest] = line.split(" ");
    const [z, t, value, gradient] = rest.map((text) => text.split(",").map(Number));
    const got = what === "binary" ? s.binaryCrossEntropy(z[0], t[0]) : s.softmaxCrossEntropy(z, t.length === 1 ? t[0] : t);
    const error = got.loss === value[0] ? 0 : Math.abs(got.loss / value[0] - 1);
    const slopes = gradient.map((g, i) => { const mine = what === "binary" ? got.gradient : got.gradient[i]; return mine === g ? 0 : Math.abs(mine / g - 1); });
    assert.ok(error <= 4e-16 && Math.max(...slopes) <= 1e-15, `${line}: ${got.loss} (${error}), ${got.gradient} (${slopes})`);
    loss = Math.max(loss, error), slope = Math.max(slope, ...slopes), count++;
  }
  if (process.env.SHOW_WORST) console.log(`logits: ${count} points, loss ${loss}, gradient ${slope}`);
  assert.ok(count > 250);
});
