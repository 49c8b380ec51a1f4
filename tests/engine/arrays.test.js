// The quick way for arrays against plain sums and against the careful way, at every kind of length.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load, SurprisalError } from "../../dist/surprisal.js";

// once more in a process of its own with the relaxed variant, which Node 20 has behind a flag
const RELAXED = "--experimental-wasm-relaxed-simd";
const variant = process.execArgv.includes(RELAXED) ? "relaxed" : "simd";
const s = await load({ variant });

test("the relaxed variant passes all of this too", { skip: variant === "relaxed" }, () => {
  const again = spawnSync(process.execPath, [RELAXED, fileURLToPath(import.meta.url)], { encoding: "utf8", env: { ...process.env, NODE_TEST_CONTEXT: "" } });
  assert.equal(again.status, 0, again.stdout + again.stderr);
});

test("Rényi's divergence of orders next to 0 is that of the order itself, not of 1 − (1 − α)", () => {
  // mpmath at 50 digits
  for (const [alpha, want] of [[1e-3, 1.3082969345267259948e-4], [1e-9, 1.3081203595879753814e-10], [1e-17, 1.3081203594113696866e-18]])
    for (const normalise of /** @type {const} */ (["strict", "auto"])) {
      const got = s.renyi([0.5, 0.5], [0.25, 0.75], { alpha, normalise });
      assert.ok(Math.abs(got - want) <= 1e-14 * want, `${alpha}, ${normalise}: ${got} for ${want}`);
    }
});

test("Rényi's divergence of a high order is what a rare entry adds, and not negative", () => {
  const got = s.renyi([1e-100, 1], [1e-114, 1], { alpha: 7 }), want = 1.6666666666666663101e-17; // mpmath at 400 digits
  assert.ok(Math.abs(got - want) <= 1e-13 * want, `${got} for ${want}`);
});

test("auto: sums next to the ends of the doubles and sums far apart cost no digit", () => {
  const p = [1, 3, 12], q = [2, 2, 11];
  for (const { name } of s.measures)
    for (const [a, b] of [[-1070, -1070], [1019, 1019], [-1070, 1019], [60, 0], [0, -500]]) {
      const at = (/** @type {number[]} */ v, /** @type {number} */ e) => v.map((x) => x * 2 ** e);
      const [got, want] = [[at(p, a), at(q, b)], [p, q]].map(([P, Q]) => s.measure(name, P, Q, { normalise: "auto", alpha: 0.3 }).value);
      assert.ok(Math.abs(got - want) <= 1e-15 * want, `${name} at 2^${a} and 2^${b}: ${got} for ${want}`);
    }
  assert.throws(() => s.kl([1, -2], [1, 2], { normalise: "auto" }), { message: /P\[1\] is -2/ });
  assert.throws(() => s.kl([0, 0], [1, 2], { normalise: "auto" }), { code: "NOT_NORMALISED" });
});

/** As in tests/reference/arrays.py. @param {string} kind @param {number} n */
function entries(kind, n) {
  const draw = (/** @type {number} */ state) => () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  const a = draw(1), b = draw(2);
  const p = Float64Array.from({ length: n }, () => 1 + (kind === "apart" ? a() >>> 20 : a() >>> 30));
  return [p, p.map((v) => (kind === "apart" ? 1 + (b() >>> 20) : v + (b() >>> 31 ? v : -v) * 2 ** -50))];
}

test("every measure of up to a million entries is mpmath's to 1e-14, of arrays 2^-50 apart too", () => {
  /** @type {Map<string, number>} */
  const worst = new Map();
  let key = "", p = new Float64Array(0), q = p;
  for (const line of readFileSync(new URL("../reference/arrays.txt", import.meta.url), "utf8").split("\n")) {
    const [what, name, order, kind, n, value] = line.split(" ");
    if (what !== "measure") continue;
    if (key !== kind + n) [p, q] = entries(kind, Number(n));
    key = kind + n;
    const options = { normalise: /** @type {const} */ ("auto"), ...(name === "renyi" ? { alpha: order === "inf" ? Infinity : Number(order) } : {}) };
    const got = s.measure(name, p, name === "entropy" ? undefined : q, options).value;
    const error = Math.abs(got / Number(value) - 1);
    worst.set(name, Math.max(worst.get(name) ?? 0, error));
    assert.ok(error <= 1e-14, `${line}: ${got}, ${error}`);
  }
  if (process.env.SHOW_WORST) console.log(variant, Object.fromEntries(worst));
  assert.equal(worst.size, s.measures.length);
});

/** @param {number} n @param {number} seed */
function probabilities(n, seed) {
  let state = seed;
  const v = Float64Array.from({ length: n }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 1) / 2 ** 32);
  const sum = v.reduce((a, b) => a + b, 0);
  return v.map((x) => x / sum);
}
/** Neumaier's sum. @param {Iterable<number>} terms */
function exactSum(terms) {
  let sum = 0, lost = 0;
  for (const x of terms) {
    const t = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? (sum - t) + x : (x - t) + sum;
    sum = t;
  }
  return sum + lost;
}
/** @param {number} got @param {number} want @param {string} what */
const close = (got, want, what) => assert.ok(Math.abs(got - want) <= 1e-14 * Math.abs(want), `${what}: ${got}, want ${want}`);

test("entropy, cross-entropy and KL of arrays of every kind of length agree with plain sums", () => {
  for (const n of [3, 5, 23, 24, 63, 64, 65, 127, 1000, 2047, 2048, 2049, 4095, 4096, 4097, 8191, 8192, 8193, 100001]) {
    const p = probabilities(n, 1), q = probabilities(n, 2), P = exactSum(p), Q = exactSum(q);
    close(s.entropy(p), exactSum(p.map((x) => -x * Math.log(x))) / P + Math.log(P), `entropy, n = ${n}`);
    close(s.crossEntropy(p, q), exactSum(p.map((x, i) => -x * Math.log(q[i]))) / P + Math.log(Q), `crossEntropy, n = ${n}`);
    const kl = exactSum(p.map((x, i) => { const t = q[i] / x - 1; return x * (t - Math.log1p(t)); }));
    assert.ok(Math.abs(s.kl(p, q) - kl) <= 1e-13 * kl, `kl, n = ${n}`);
  }
});

test("the quick way and the careful way give the same, zeros and dominating entries included", () => {
  for (const n of [10, 100, 5000, 20000]) for (const spoil of [
    (/** @type {Float64Array} */ v) => v,
    (/** @type {Float64Array} */ v) => v.map((x, i) => (i % 3 ? x : 0)),
    (/** @type {Float64Array} */ v) => v.map((x, i) => (i === n - 2 ? 1e12 : x)),
    (/** @type {Float64Array} */ v) => v.map((x, i) => x * 1e-300 ** (i / n)),
  ]) {
    const divide = (/** @type {Float64Array} */ v) => { const sum = exactSum(v); return v.map((x) => x / sum); };
    const p = divide(spoil(probabilities(n, 3))), q = divide(spoil(probabilities(n, 4)));
    // with range, the careful way is taken
    const range = /** @type {[number, number]} */ ([0, n - 1]);
    for (const normalise of /** @type {const} */ (["strict", "auto"])) {
      close(s.entropy(p, { normalise }), s.entropy(p, { normalise, range }), `entropy ${n}`);
      close(s.crossEntropy(p, q, { normalise }), s.crossEntropy(p, q, { normalise, range }), `crossEntropy ${n}`);
      close(s.kl(p, q, { normalise }), s.kl(p, q, { normalise, range }), `kl ${n}`);
    }
  }
});

const MEASURES = /** @type {const} */ ([["entropy"], ["crossEntropy"], ["kl"], ["jensenShannon"], ["jeffreys"], ["totalVariation"], ["hellinger"], ["bhattacharyya"], ["chiSquare"], ["wasserstein1"],
  ["renyi", 0.2], ["renyi", 0.5], ["renyi", 1], ["renyi", 1.7], ["renyi", 2]]);
const SPOILS = /** @type {Record<string, (v: Float64Array, n: number) => Float64Array>} */ ({
  nothing: (v) => v,
  zeros: (v) => v.map((x, i) => (i % 3 ? x : 0)),
  "one that dominates": (v, n) => v.map((x, i) => (i === n - 2 ? 1e12 : x)),
  "1e-300 to 1": (v, n) => v.map((x, i) => x * 1e-300 ** (i / n)),
  "a subnormal one": (v, n) => v.map((x, i) => (i === n >> 1 ? 3e-320 : x)),
});

test("every measure is the same by the quick way and by the plain one, whatever the entries and the length", () => {
  for (const n of [2, 63, 64, 65, 4095, 4096, 4097, 8193, 20000]) for (const [what, spoil] of Object.entries(SPOILS)) {
    const divide = (/** @type {Float64Array} */ v) => { const sum = exactSum(v); return v.map((x) => x / sum); };
    const p = divide(spoil(probabilities(n, 3), n)), q = divide(spoil(probabilities(n, 4), n));
    // sums of 2^300 are beyond the vector passes but those of entropy, cross-entropy and KL, which the test above holds
    // against plain sums
    const large = (/** @type {Float64Array} */ v) => v.map((x) => x * 2 ** 300);
    for (const [name, alpha] of MEASURES) {
      const options = alpha === undefined ? {} : { alpha };
      const plain = s.measure(name, large(p), name === "entropy" ? undefined : large(q), { ...options, normalise: "auto" });
      for (const normalise of /** @type {const} */ (["strict", "auto"])) {
        const quick = s.measure(name, p, name === "entropy" ? undefined : q, { ...options, normalise });
        assert.equal(quick.reason, plain.reason);
        if (!(Math.abs(quick.value - plain.value) < 1e-300)) close(quick.value, plain.value, `${name} ${alpha ?? ""} of ${n} with ${what}, ${normalise}`);
      }
    }
  }
});

test("every measure says which entry is no probability, and where it is infinite", () => {
  const n = 9000, p = probabilities(n, 5), q = probabilities(n, 6);
  for (const [name, alpha] of MEASURES.filter(([name]) => name !== "entropy")) {
    const options = alpha === undefined ? undefined : { alpha };
    for (const [at, bad] of /** @type {const} */ ([[0, -1e-300], [4095, NaN], [8999, Infinity], [4096, -Infinity]])) for (const side of ["P", "Q"]) {
      const wrong = (side === "P" ? p : q).slice();
      wrong[at] = bad;
      assert.throws(() => s.measure(name, side === "P" ? wrong : p, side === "P" ? q : wrong, options), { code: "NOT_A_PROBABILITY", argument: `${side}[${at}]` });
    }
    const holed = q.slice();
    holed[7000] = 0, holed[0] += q[7000];
    const { value, reason } = s.measure(name, p, holed, options), isInfinite = ["crossEntropy", "kl", "jeffreys", "chiSquare"].includes(name) || (alpha !== undefined && alpha >= 1);
    assert.equal(value === Infinity, isInfinite, name);
    assert.equal(reason, isInfinite ? "Q = 0 where P > 0 at x = 7000" : null, name);
  }
  assert.equal(s.measure("jeffreys", [0, 1], [0.5, 0.5]).reason, "P = 0 where Q > 0 at x = 0");
  assert.equal(s.bhattacharyya([1, 0], [0, 1]), Infinity);
  assert.throws(() => s.measure("kl", [0.5, 0.5], [0.5, 0.5], { alpha: -1 }), { code: "INVALID_ARGUMENT", argument: "alpha" });
});

test("every kind of array of numbers is the same to the measures", () => {
  const p = [0.125, 0.25, 0.5, 0.125], q = [0.25, 0.25, 0.25, 0.25];
  for (const make of [Array.from, (/** @type {number[]} */ v) => Float32Array.from(v), (/** @type {number[]} */ v) => Float64Array.from([9, ...v, 9]).subarray(1, 5)]) {
    close(s.entropy(make(p)), 1.75 * Math.LN2, "entropy");
    close(s.kl(make(p), make(q)), 0.25 * Math.LN2, "kl");
  }
  assert.equal(s.kl(p, Float64Array.from(p)), 0);
});

test("what is wrong with an array is said, whichever way it goes", () => {
  const code = (/** @type {() => unknown} */ f) => { try { f(); } catch (e) { if (e instanceof SurprisalError) return `${e.code} ${e.argument}`; throw e; } return "none"; };
  const long = probabilities(10000, 5), negative = long.slice(), nan = long.slice();
  negative[7000] = -1e-20, nan[9999] = NaN;
  assert.equal(code(() => s.entropy([])), "EMPTY P");
  assert.equal(code(() => s.entropy(negative)), "NOT_A_PROBABILITY P[7000]");
  assert.equal(code(() => s.kl(long, nan)), "NOT_A_PROBABILITY Q[9999]");
  assert.equal(code(() => s.crossEntropy(long, probabilities(9999, 5))), "LENGTH_MISMATCH Q");
  assert.equal(code(() => s.kl(long, long.map((x) => 2 * x))), "NOT_NORMALISED Q");
  assert.equal(code(() => s.entropy(/** @type {any} */ (BigInt64Array.of(1n)))), "INVALID_ARGUMENT P");
  assert.equal(code(() => s.entropy(/** @type {any} */ ([0.5, null, 0.5]))), "INVALID_ARGUMENT P[1]");
  assert.equal(code(() => s.entropy(/** @type {any} */ ([0.5, "0.5"]))), "INVALID_ARGUMENT P[1]");
  const q = long.slice();
  q[5000] = 0, q[0] += long[5000];
  assert.deepEqual(s.measure("kl", long, q), { value: Infinity, error: 0, method: "sum", reason: "Q = 0 where P > 0 at x = 5000" });
});

test("orders next to 0 and arrays of the smallest and largest doubles keep their digits", () => {
  const p = [0.45, 0.55], q = [0.52, 0.48];
  for (const [alpha, want] of [[1e-9, 9.8387953059821186867e-12], [1 - 1e-9, 0.0098111429037690827397], [1 + 1e-9, 0.009811142923272086909], [1e-3, 9.8387998271942845374e-6]]) // mpmath, 60 digits
    close(s.renyi(p, q, { alpha }), want, `order ${alpha}`);
  for (const exponent of [-996, 1020]) for (const [name, alpha] of MEASURES) {
    const options = { normalise: /** @type {const} */ ("auto"), ...(alpha === undefined ? {} : { alpha }) };
    const scaled = (/** @type {number[]} */ v, /** @type {number} */ e) => v.map((x) => x * 2 ** e);
    for (const near of [q, p.map((x, i) => (i ? x : x * (1 + 2 ** -50)))]) {
      const want = s.measure(name, p, name === "entropy" ? undefined : near, options).value;
      close(s.measure(name, scaled(p, exponent), name === "entropy" ? undefined : scaled(near, exponent), options).value, want, `${name} at 2^${exponent}`);
      close(s.measure(name, scaled(p, exponent), name === "entropy" ? undefined : near, options).value, want, `${name}, P at 2^${exponent}`);
    }
  }
});
