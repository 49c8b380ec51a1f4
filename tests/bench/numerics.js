// ns per element of the measures over Float64Arrays, beside a plain loop with Math.log and beside
// @stdlib's routines; and what widgets.js measures.
import { createRequire } from "node:module";
import { load } from "../../dist/surprisal.js";
import { installPeers } from "./contest.js";
import { median, medianRatio } from "./median.js";
import { measureWidgets } from "./widgets.js";

/** @typedef {(p: Float64Array, q: Float64Array) => number} Measure */
/** @type {Record<string, Measure>} */
const PLAIN = {
  entropy(p) { let sum = 0; for (let i = 0; i < p.length; i++) if (p[i] > 0) sum -= p[i] * Math.log(p[i]); return sum; },
  crossEntropy(p, q) { let sum = 0; for (let i = 0; i < p.length; i++) if (p[i] > 0) sum -= p[i] * Math.log(q[i]); return sum; },
  kl(p, q) { let sum = 0; for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * Math.log(p[i] / q[i]); return sum; },
};

/** The other eight, in the textbook's form. @type {[string, number | undefined, Measure][]} */
const OTHERS = [
  ["jensenShannon", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) { const m = (p[i] + q[i]) / 2; sum += p[i] * Math.log(p[i] / m) + q[i] * Math.log(q[i] / m); } return sum / 2; }],
  ["jeffreys", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += (p[i] - q[i]) * Math.log(p[i] / q[i]); return sum; }],
  ["totalVariation", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += Math.abs(p[i] - q[i]); return sum / 2; }],
  ["hellinger", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += (Math.sqrt(p[i]) - Math.sqrt(q[i])) ** 2; return Math.sqrt(sum / 2); }],
  ["bhattacharyya", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += Math.sqrt(p[i] * q[i]); return -Math.log(sum); }],
  ["chiSquare", undefined, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += (p[i] - q[i]) ** 2 / q[i]; return sum; }],
  ...[0.5, 2, 1.7].map((alpha) => /** @type {[string, number, Measure]} */ (["renyi", alpha, (p, q) => { let sum = 0; for (let i = 0; i < p.length; i++) sum += p[i] ** alpha * q[i] ** (1 - alpha); return Math.log(sum) / (alpha - 1); }])),
  ["wasserstein1", undefined, (p, q) => { let run = 0, sum = 0; for (let i = 0; i < p.length; i++) sum += Math.abs(run += p[i] - q[i]); return sum; }],
];

/** A plain loop over x that makes an array of `expression` in v, a function of its own for each.
 * @param {string} expression @returns {(x: Float64Array) => Float64Array} */
const loop = (expression) => /** @type {any} */ (new Function("x", `const out = new Float64Array(x.length); for (let i = 0; i < x.length; i++) { const v = x[i]; out[i] = ${expression}; } return out;`));

/** Lanczos's sum for log x!, which JavaScript lacks. */
const LOG_FACTORIAL = (/** @type {string} */ x) => `((y) => (y + 0.5) * Math.log(y + 5.5) - (y + 5.5) + Math.log(2.5066282746310005 * (1.000000000190015 + 76.18009172947146 / (y + 1) - 86.50532032941677 / (y + 2) + 24.01409824083091 / (y + 3) - 1.231739572450155 / (y + 4) + 1.208650973866179e-3 / (y + 5) - 5.395239384953e-6 / (y + 6))))(${x})`;

/** Log-densities of an array: the family, its plain formula, @stdlib's routine, and where the points are. */
const DENSITIES = /** @type {const} */ ([
  ["normal", { mu: 0.3, sigma: 1.7 }, "-0.5 * ((v - 0.3) / 1.7) ** 2 - Math.log(1.7) - 0.9189385332046728", "normal-logpdf", [0.3, 1.7], "line"],
  ["laplace", { mu: 0.3, b: 1.7 }, "-Math.abs(v - 0.3) / 1.7 - Math.log(3.4)", "laplace-logpdf", [0.3, 1.7], "line"],
  ["logistic", { mu: 0.3, s: 1.7 }, "-Math.abs(v - 0.3) / 1.7 - Math.log(1.7) - 2 * Math.log1p(Math.exp(-Math.abs(v - 0.3) / 1.7))", "logistic-logpdf", [0.3, 1.7], "line"],
  ["cauchy", { mu: 0.3, gamma: 1.7 }, "-Math.log(Math.PI * 1.7) - Math.log1p(((v - 0.3) / 1.7) ** 2)", "cauchy-logpdf", [0.3, 1.7], "line"],
  ["studentT", { df: 5 }, "-0.9686195890547241 - 3 * Math.log1p((v * v) / 5)", "t-logpdf", [5], "line"],
  ["exponential", { rate: 1.5 }, "Math.log(1.5) - 1.5 * v", "exponential-logpdf", [1.5], "line"],
  ["logNormal", { mu: 0.3, sigma: 1.7 }, "-0.5 * ((Math.log(v) - 0.3) / 1.7) ** 2 - Math.log(1.7 * v) - 0.9189385332046728", "lognormal-logpdf", [0.3, 1.7], "line"],
  ["weibull", { shape: 2.5, scale: 1.5 }, "Math.log(2.5 / 1.5) + 1.5 * Math.log(v / 1.5) - (v / 1.5) ** 2.5", "weibull-logpdf", [2.5, 1.5], "line"],
  ["gamma", { shape: 2.5, rate: 1.5 }, "2.5 * Math.log(1.5) - 0.28468287047291918 + 1.5 * Math.log(v) - 1.5 * v", "gamma-logpdf", [2.5, 1.5], "line"],
  ["beta", { alpha: 2.5, beta: 1.5 }, "1.62785883639038 + 1.5 * Math.log(v) + 0.5 * Math.log1p(-v)", "beta-logpdf", [2.5, 1.5], "unit"],
  ["poisson", { mu: 20 }, `v * Math.log(20) - 20 - ${LOG_FACTORIAL("v")}`, "poisson-logpmf", [20], "whole"],
  ["binomial", { n: 100, p: 0.3 }, `363.73937555556349 - ${LOG_FACTORIAL("v")} - ${LOG_FACTORIAL("100 - v")} + v * Math.log(0.3) + (100 - v) * Math.log1p(-0.3)`, "binomial-logpmf", [100, 0.3], "whole"],
]);
const POINTS = {
  line: Float64Array.from({ length: 1e4 }, (_, i) => (i + 1) / 1e3),
  unit: Float64Array.from({ length: 1e4 }, (_, i) => (i + 0.5) / 1e4),
  whole: Float64Array.from({ length: 1e4 }, (_, i) => i % 101),
};

/** The same sums with @stdlib's x·ln y and ln. @returns {Record<string, Measure>} */
function stdlibMeasures() {
  const require = createRequire(new URL("./peers/package.json", import.meta.url));
  const xlogy = require("@stdlib/math-base-special-xlogy"), ln = require("@stdlib/math-base-special-ln");
  return {
    entropy(p) { let sum = 0; for (let i = 0; i < p.length; i++) sum -= xlogy(p[i], p[i]); return sum; },
    crossEntropy(p, q) { let sum = 0; for (let i = 0; i < p.length; i++) sum -= xlogy(p[i], q[i]); return sum; },
    kl(p, q) { let sum = 0; for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * ln(p[i] / q[i]); return sum; },
  };
}

/** n positive numbers that sum to 1. @param {number} n @param {number} seed */
function probabilities(n, seed) {
  let state = seed, sum = 0;
  const values = Float64Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = (state + 1) / 2 ** 32;
    sum += value;
    return value;
  });
  return values.map((v) => v / sum);
}

let sink = 0;
/** Seconds a call, over about `seconds`; in bursts, for reading the clock takes as long as a short array.
 * @param {() => number} call @param {number} seconds */
function timed(call, seconds) {
  const started = performance.now();
  let calls = 0, elapsed = 0;
  for (let burst = 1; elapsed < 1000 * seconds; burst *= elapsed < 1 ? 2 : 1) {
    for (let i = 0; i < burst; i++) sink += call();
    calls += burst;
    elapsed = performance.now() - started;
  }
  return elapsed / 1000 / calls;
}

/** Seconds a call of each, and how many times as fast as the first it is, round by round. A round before them lets the
 * compilers finish. Each round begins with another contestant, so that nothing periodic hits the same one each time.
 * @param {(() => number)[]} contestants @param {number} rounds @param {number} seconds */
function contest(contestants, rounds, seconds) {
  /** @type {number[][]} */
  const seen = contestants.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (let k = 0; k < contestants.length; k++) {
      const i = (round + k) % contestants.length, took = timed(contestants[i], seconds);
      if (round > 0) seen[i].push(took);
    }
  }
  return seen.map((times) => ({ took: median(times), ratio: medianRatio(seen[0], times) }));
}

/** q near p: each entry up to a tenth of a per cent away. @param {Float64Array} p */
function nearby(p) {
  const q = p.map((v, i) => v * (1 + 1e-3 * Math.sin(i))), sum = q.reduce((a, b) => a + b, 0);
  return q.map((v) => v / sum);
}

/** Rows of a contest of the plain loop, @stdlib and ours. @param {{ took: number, ratio: number }[]} contest
 * @param {string} name @param {number} n @param {string[]} variants */
function perElement([plain, stdlib, ...ours], name, n, variants) {
  const ns = (/** @type {{ took: number }} */ { took }) => (1e9 * took) / n;
  return ours.map((mine, i) => ({ bench: "numerics", variant: variants[i], name, n, nsPerElement: ns(mine), plain: ns(plain), stdlib: ns(stdlib), ratio: mine.ratio }));
}

/** @param {{ rounds?: number, seconds?: number, variants?: string[] }} [options] seconds of a window */
export async function measureNumerics({ rounds = 9, seconds = 0.05, variants = ["simd"] } = {}) {
  installPeers();
  const engines = await Promise.all(variants.map((variant) => load({ variant: /** @type {"simd"} */ (variant) }))), stdlib = stdlibMeasures();
  const s = engines[engines.length - 1];
  const rows = [];
  for (const n of [1e2, 1e3, 1e4, 1e6]) for (const [name, title] of /** @type {const} */ ([["entropy", "entropy"], ["crossEntropy", "crossEntropy"], ["kl", "kl"], ["kl", "kl, q near p"]])) {
    const p = probabilities(n, 1), q = title === "kl, q near p" ? nearby(p) : probabilities(n, 2);
    const contestants = [
      () => PLAIN[name](p, q), () => stdlib[name](p, q),
      ...engines.map((engine) => () => (name === "entropy" ? engine.entropy(p) : engine[name](p, q))),
    ];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[2]) < 1e-9 * Math.max(1e-3, values[2])))) throw new Error(`${name}: the contestants disagree: ${values}`);
    rows.push(...perElement(contest(contestants, rounds, seconds), title, n, variants));
  }
  const p = probabilities(1e6, 1), q = probabilities(1e6, 2);
  for (const [name, alpha, loop] of OTHERS) {
    const options = alpha === undefined ? undefined : { alpha };
    const contestants = [() => loop(p, q), ...engines.map((engine) => () => /** @type {any} */ (engine)[name](p, q, options))];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[1]) < 1e-9 * Math.max(1, values[1])))) throw new Error(`${name}: the contestants disagree: ${values}`);
    const [plain, ...mine] = contest(contestants, rounds, seconds);
    mine.forEach(({ took, ratio }, i) => rows.push({ bench: "other measure", variant: variants[i], name: alpha === undefined ? name : `${name}, order ${alpha}`, n: 1e6, milliseconds: 1000 * took, plain: 1000 * plain.took, ratio }));
  }
  const require = createRequire(new URL("./peers/package.json", import.meta.url));
  for (const [name, parameters, expression, peer, theirs, where] of DENSITIES) {
    const x = POINTS[where], plain = loop(expression), routine = require(`@stdlib/stats-base-dists-${peer}`).factory(...theirs);
    const mine = engines.map((engine) => { const d = /** @type {any} */ (engine).distribution(name, parameters); return () => d.logDensity(x)[9]; });
    const contestants = [() => plain(x)[9], () => x.map((v) => routine(v))[9], ...mine];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[2]) < 1e-8))) throw new Error(`${name}: the contestants disagree: ${values}`);
    rows.push(...perElement(contest(contestants, rounds, seconds), `log-density, ${name}`, x.length, variants));
  }
  rows.push(...(await measureWidgets(s, 9, (run) => timed(run, 0.002)))); // hundreds of pairs: short windows, of which some are disturbed
  if (Number.isNaN(sink)) throw new Error("a measure gave NaN");
  return rows;
}
