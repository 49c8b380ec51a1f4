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
