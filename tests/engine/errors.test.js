// A caller's mistakes: each is one SurprisalError that says what, where and what is allowed.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load, SurprisalError } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());

/** What is tried, the code, the argument named, words of the message. @type {[string, () => unknown, string, string | null, RegExp][]} */
const MISTAKES = [
  ["a probability over 1", () => s.binomial(10, 1.5), "DOMAIN", "p", /binomial: p must be a number from 0 to 1, not 1\.5/],
  ["a count that is no integer", () => s.binomial(2.5, 0.5), "DOMAIN", "n", /n must be an integer.*2\.5/],
  ["a negative mean", () => s.poisson(-1), "DOMAIN", "mu", /mu must be .*-1/],
  ["an infinite mean", () => s.poisson(Infinity), "DOMAIN", "mu", /Infinity/],
  ["NaN", () => s.poisson(NaN), "DOMAIN", "mu", /NaN/],
  ["a text for a number", () => s.poisson("2"), "DOMAIN", "mu", /"2"/],
  ["a missing parameter", () => s.binomial(10), "INVALID_ARGUMENT", "p", /p is missing/],
  ["a wrong name", () => s.binomial({ n: 10, q: 0.5 }), "INVALID_ARGUMENT", "q", /no parameter "q"; it has n, p/],
  ["a parameter twice", () => s.binomial(10, { n: 3, p: 0.5 }), "INVALID_ARGUMENT", "n", /twice/],
  ["too many parameters", () => s.poisson(1, 2), "INVALID_ARGUMENT", null, /takes 1 parameter/],
  ["an unknown distribution", () => s.distribution("binomal", {}), "UNKNOWN_DISTRIBUTION", "name", /"binomal".*binomial/],
  ["a text that is no distribution", () => s.parse("1, 2"), "PARSE", "text", /not a distribution/],
  ["an open parenthesis", () => s.parse("poisson(2"), "PARSE", null, /"\)" is missing/],
  ["a stray character", () => s.parse("poisson(2) $"), "PARSE", null, /"\$" is not expected/],
  ["a prototype's name", () => s.parse("constructor(2)"), "UNKNOWN_DISTRIBUTION", "name", /constructor/],
  ["deep nesting", () => s.parse("[".repeat(100)), "PARSE", null, /nested/],
  ["a negative entry", () => s.kl([0.5, -0.1, 0.6], [0.2, 0.3, 0.5]), "NOT_A_PROBABILITY", "P[1]", /P\[1\] is -0\.1/],
  ["a NaN entry of Q", () => s.kl([0.5, 0.5], [NaN, 1]), "NOT_A_PROBABILITY", "Q[0]", /NaN/],
  ["an infinite entry", () => s.entropy([Infinity]), "NOT_A_PROBABILITY", "P[0]", /Infinity/],
  ["no entries", () => s.entropy([]), "EMPTY", "P", /no entries/],
  ["different lengths", () => s.kl([1], [0.5, 0.5]), "LENGTH_MISMATCH", "Q", /P has 1 entries, Q has 2/],
  ["a sum that is not 1", () => s.kl([0.5, 0.4], [0.5, 0.5]), "NOT_NORMALISED", "P", /0\.9/],
  ["no Q", () => s.kl([1]), "INVALID_ARGUMENT", "Q", /missing/],
  ["a number for a distribution", () => s.kl(1, [1]), "INVALID_ARGUMENT", "P", /must be a distribution or an array/],
  ["base 1", () => s.entropy([1], { base: 1 }), "INVALID_ARGUMENT", "base", /base must be/],
  ["base 0", () => s.entropy([1], { base: 0 }), "INVALID_ARGUMENT", "base", /not 0/],
  ["a range upside down", () => s.kl(s.poisson(1), s.poisson(2), { range: [3, 1] }), "INVALID_ARGUMENT", "range", /lo ≤ hi/],
  ["an unknown way to normalise", () => s.entropy([1], { normalise: "yes" }), "INVALID_ARGUMENT", "normalise", /"strict"/],
  ["an unknown measure", () => s.measure("distance", [1], [1]), "INVALID_ARGUMENT", "name", /there is no measure "distance"/],
  ["a negative sample size", () => s.poisson(1).sample(-1), "INVALID_ARGUMENT", "count", /≥ 0/],
  ["a fractional seed", () => s.poisson(1).sample(1, { seed: 0.5 }), "INVALID_ARGUMENT", "seed", /integer/],
];

for (const [what, attempt, code, argument, words] of MISTAKES)
  test(`refused: ${what}`, () => {
    assert.throws(attempt, (/** @type {any} */ error) => {
      assert.ok(error instanceof SurprisalError, String(error.stack));
      assert.equal(error.code, code);
      assert.equal(error.argument, argument);
      assert.match(error.message, words);
      return true;
    });
    assert.equal(s.engine.used, 0, "scratch is given back after an error");
  });

test("an unknown variant is refused", () => assert.rejects(load(/** @type {any} */ ({ variant: "mmx" })), { code: "UNSUPPORTED", argument: "variant" }));
test("a file that is no wasm is refused with its address", () => assert.rejects(load({ wasm: new URL("../../package.json", import.meta.url) }), { code: "LOAD", message: /package\.json/ }));
test("an engine of another build is refused", async () => {
  const empty = await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  await assert.rejects(load({ wasm: empty }), { code: "LOAD", message: /different builds/ });
});
test("a trap throws the instance away and the next call starts anew", () => {
  const { engine } = s;
  const before = engine.exports;
  assert.throws(() => engine.scope(() => { throw new WebAssembly.RuntimeError("unreachable"); }), { code: "TRAP" });
  assert.notEqual(engine.exports, before);
  assert.equal(s.entropy([0.5, 0.5], { base: "bits" }), 1);
});
test("the arena is empty after every call, and views survive growth", () => {
  const { engine } = s;
  const big = new Float64Array(1 << 20).fill(2 ** -20);
  const bytes = engine.memoryBytes;
  assert.ok(Math.abs(s.entropy(big, { base: "bits" }) - 20) < 1e-12);
  assert.equal(engine.memoryBytes, bytes, "whole arrays go through block by block");
  s.totalVariation(big, big);
  assert.ok(engine.memoryBytes > bytes, "this call had to grow the memory");
  assert.ok(Math.abs(s.entropy(big, { base: "bits" }) - 20) < 1e-12);
  s.poisson(3).pmf(big);
  s.kl(s.binomial(20, 0.5), s.poisson(10));
  assert.equal(engine.used, 0);
  assert.ok(engine.peak > 1 << 23);
});

/** @type {[string, () => unknown, string, string | null][]} */
const LOGIT_MISTAKES = [
  ["a label that is no class", () => s.softmaxCrossEntropy([1, 2], 5), "INVALID_ARGUMENT", "target[0]"],
  ["a NaN logit", () => s.softmaxCrossEntropy([1, NaN], 0), "INVALID_ARGUMENT", "logits[1]"],
  ["no logits", () => s.softmaxCrossEntropy([], 0), "EMPTY", "logits"],
  ["a target of another length", () => s.softmaxCrossEntropy([1, 2], [0.2, 0.3, 0.5]), "LENGTH_MISMATCH", "target"],
  ["a y over 1", () => s.binaryCrossEntropy(0, 2), "NOT_A_PROBABILITY", "y"],
  ["a NaN logit of one", () => s.binaryCrossEntropy(NaN, 1), "INVALID_ARGUMENT", "logit"],
];
for (const [what, attempt, code, argument] of LOGIT_MISTAKES)
  test(`refused: ${what}`, () => assert.throws(attempt, { code, argument }));
