// ns per element of the measures over Float64Arrays, beside a plain loop with Math.log and beside
// @stdlib's routines; and µs for what a widget does when a parameter moves.
import { createRequire } from "node:module";
import { load } from "../../dist/surprisal.js";
import { installPeers } from "./contest.js";
import { interleave } from "./median.js";

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

/** Log-densities of an array: the family, its plain formula in a loop, @stdlib's routine. */
const DENSITIES = /** @type {const} */ ([
  ["normal", { mu: 0.3, sigma: 1.7 }, (/** @type {Float64Array} */ x) => x.map((v) => -0.5 * ((v - 0.3) / 1.7) ** 2 - Math.log(1.7) - 0.9189385332046728), "normal-logpdf", [0.3, 1.7]],
  ["gamma", { shape: 2.5, rate: 1.5 }, (/** @type {Float64Array} */ x) => x.map((v) => 2.5 * Math.log(1.5) - 0.28468287047291918 + 1.5 * Math.log(v) - 1.5 * v), "gamma-logpdf", [2.5, 1.5]],
  ["studentT", { df: 5 }, (/** @type {Float64Array} */ x) => x.map((v) => -0.9686195890547241 - 3 * Math.log1p((v * v) / 5)), "t-logpdf", [5]],
]);

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

/** q near p: each entry up to a tenth of a per cent away. @param {Float64Array} p */
function nearby(p) {
  const q = p.map((v, i) => v * (1 + 1e-3 * Math.sin(i))), sum = q.reduce((a, b) => a + b, 0);
  return q.map((v) => v / sum);
}

/** @param {{ rounds?: number, seconds?: number, variants?: string[] }} [options] seconds of a window */
export async function measureNumerics({ rounds = 9, seconds = 0.05, variants = ["simd"] } = {}) {
  installPeers();
  const engines = await Promise.all(variants.map((variant) => load({ variant: /** @type {"simd"} */ (variant) }))), stdlib = stdlibMeasures();
  const s = engines[engines.length - 1];
  const rows = [];
  for (const n of [1e2, 1e4, 1e6]) for (const [name, title] of /** @type {const} */ ([["entropy", "entropy"], ["crossEntropy", "crossEntropy"], ["kl", "kl"], ["kl", "kl, q near p"]])) {
    const p = probabilities(n, 1), q = title === "kl, q near p" ? nearby(p) : probabilities(n, 2);
    const contestants = [
      () => PLAIN[name](p, q), () => stdlib[name](p, q),
      ...engines.map((engine) => () => (name === "entropy" ? engine.entropy(p) : engine[name](p, q))),
    ];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[2]) < 1e-9 * Math.max(1e-3, values[2])))) throw new Error(`${name}: the contestants disagree: ${values}`);
    const [plain, theirs, ...ours] = (await interleave(contestants.map((c) => () => timed(c, seconds)), rounds)).map((t) => (1e9 * t) / n);
    ours.forEach((mine, i) => rows.push({ bench: "numerics", variant: variants[i], name: title, n, nsPerElement: mine, plain, stdlib: theirs, ratio: plain / mine }));
  }
  const p = probabilities(1e6, 1), q = probabilities(1e6, 2);
  for (const [name, alpha, loop] of OTHERS) {
    const options = alpha === undefined ? undefined : { alpha };
    const contestants = [() => loop(p, q), ...engines.map((engine) => () => /** @type {any} */ (engine)[name](p, q, options))];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[1]) < 1e-9 * Math.max(1, values[1])))) throw new Error(`${name}: the contestants disagree: ${values}`);
    const [plain, ...mine] = (await interleave(contestants.map((c) => () => timed(c, seconds)), rounds)).map((t) => 1000 * t);
    mine.forEach((milliseconds, i) => rows.push({ bench: "other measure", variant: variants[i], name: alpha === undefined ? name : `${name}, order ${alpha}`, n: 1e6, milliseconds, plain, ratio: plain / milliseconds }));
  }
  const require = createRequire(new URL("./peers/package.json", import.meta.url));
  const x = Float64Array.from({ length: 1e4 }, (_, i) => (i + 1) / 1e3);
  for (const [name, parameters, plain, peer, theirs] of DENSITIES) {
    const routine = require(`@stdlib/stats-base-dists-${peer}`).factory(...theirs);
    const mine = engines.map((engine) => { const d = /** @type {any} */ (engine).distribution(name, parameters); return () => d.logpdf(x)[9]; });
    const contestants = [() => plain(x)[9], () => x.map((v) => routine(v))[9], ...mine];
    const values = contestants.map((c) => c());
    if (values.some((v) => !(Math.abs(v - values[2]) < 1e-9))) throw new Error(`${name}: the contestants disagree: ${values}`);
    const [loop, peers, ...ours] = (await interleave(contestants.map((c) => () => timed(c, seconds)), rounds)).map((t) => (1e9 * t) / x.length);
    engines.forEach((_, i) => rows.push({ bench: "numerics", variant: variants[i], name: `logpdf, ${name}`, n: x.length, nsPerElement: ours[i], plain: loop, stdlib: peers, ratio: loop / ours[i] }));
  }
  // a slider moved: a new P, two curves, both divergences, and what each point adds to them
  const curve = Float64Array.from({ length: 512 }, (_, i) => -6 + (12 * i) / 511);
  let mu = 0;
  const WIDGETS = { "normal and normal": s.distribution("normal", { mu: 0.5, sigma: 2 }), "normal and Student-t": s.distribution("studentT", { df: 5 }) };
  const widgets = Object.values(WIDGETS).map((Q) => () => {
    const P = s.distribution("normal", { mu: (mu = (mu + 0.01) % 1), sigma: 1 });
    const curves = [P, Q].map((d) => /** @type {any} */ (d).pdf(curve));
    const points = [s.contributions(P, Q, curve), s.contributions(Q, P, curve)];
    return curves[0][0] + curves[1][0] + points[0][0] + points[1][0] + s.kl(P, Q) + s.kl(Q, P);
  });
  const times = await interleave(widgets.map((w) => () => timed(w, seconds)), rounds);
  Object.keys(WIDGETS).forEach((name, i) => rows.push({ bench: "widget", name, points: curve.length, microseconds: 1e6 * times[i] }));
  if (Number.isNaN(sink)) throw new Error("a measure gave NaN");
  return rows;
}
