// A caller's mistakes: each is one SurprisalError that says what, where and what is allowed.
import { runInNewContext } from "node:vm";
import { test } from "node:test";
import assert from "node:assert/strict";
import { load, SurprisalError } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
/** Three numbers whose buffer went elsewhere. */
const detached = new Float64Array(3);
structuredClone(detached.buffer, { transfer: [detached.buffer] });

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
  ["ends the wrong way round", () => s.uniform(3, 1), "DOMAIN", "hi", /hi must be a finite number greater than lo = 3, not 1/],
  ["an interval without width", () => s.uniform({ lo: 2, hi: 2 }), "DOMAIN", "hi", /greater than lo = 2, not 2/],
  ["integers the wrong way round", () => s.discreteUniform(3, 1), "DOMAIN", "hi", /an integer from lo = 3 to 2\^53, not 1/],
  ["more successes than there are", () => s.hypergeometric(10, 20, 5), "DOMAIN", "successes", /from 0 to population = 10, not 20/],
  ["more draws than there are", () => s.hypergeometric(10, 5, 50), "DOMAIN", "draws", /from 0 to population = 10, not 50/],
  ["a bound that is missing", () => s.hypergeometric(10, 5), "INVALID_ARGUMENT", "draws", /draws is missing; it must be an integer from 0 to population = 10/],
  ["no chance of success", () => s.geometric(0), "DOMAIN", "p", /p must be a number > 0 and ≤ 1, not 0/],
  ["no chance of the r-th success", () => s.negativeBinomial(2, 0), "DOMAIN", "p", /> 0 and ≤ 1/],
  ["a continuous Bernoulli without a density", () => s.continuousBernoulli(1), "DOMAIN", "lambda", /> 0 and < 1, not 1/],
  ["weights that do not sum to 1", () => s.categorical([0.5, 0.6]), "NOT_NORMALISED", "probabilities", /must sum to 1 within 1e-9, and these sum to 1\.1/],
  ["a weight that is no number", () => s.categorical([0.5, "0.5"]), "DOMAIN", "probabilities", /"0\.5" at index 1/],
  ["a mixture of two kinds", () => s.mixture([0.5, 0.5], [s.poisson(2), s.normal(0, 1)]), "KIND_MISMATCH", "components", /poisson\(2\) is discrete, normal\(0, 1\) continuous/],
  ["a mixture of mixtures of two kinds", () => s.mixture([0.5, 0.5], [s.mixture([1], [s.poisson(2)]), s.normal(0, 1)]), "KIND_MISMATCH", "components", /is discrete, normal/],
  ["a component that is no distribution", () => s.mixture([1], [3]), "DOMAIN", "components", /not 3 at index 0/],
  ["weights and components of different number", () => s.mixture([0.5, 0.5], [s.normal(0, 1)]), "LENGTH_MISMATCH", "components", /2 weights but 1 components/],
  ["a distribution for a number", () => s.poisson(s.poisson(1)), "DOMAIN", "mu", /not poisson\(1\)/],
  ["null for the parameters", () => s.distribution("normal", null), "INVALID_ARGUMENT", "parameters", /an object.*not null/],
  ["an array for the parameters", () => s.distribution("normal", [0, 1]), "INVALID_ARGUMENT", "parameters", /an object.*not an array/],
  ["parameters by position where names are needed", () => s.distribution("normal", 0, 1), "INVALID_ARGUMENT", null, /a name and an object/],
  ["a name in the wrong case", () => s.distribution("Normal", {}), "UNKNOWN_DISTRIBUTION", "name", /did you mean normal\?/],
  ["a text for a point", () => s.poisson(1).cdf("1"), "INVALID_ARGUMENT", "x", /not "1"/],
  ["a text among the points", () => s.poisson(1).cdf([0, "1"]), "INVALID_ARGUMENT", "x[1]", /"1" at index 1/],
  ["a hole among the points", () => s.poisson(1).cdf([0, , 1]), "INVALID_ARGUMENT", "x[1]", /undefined at index 1/], // eslint-disable-line no-sparse-arrays
  ["whole numbers without a double", () => s.poisson(1).cdf(new BigInt64Array(1)), "INVALID_ARGUMENT", "x", /not a BigInt64Array/],
  ["bytes that are no numbers", () => s.poisson(1).cdf(new DataView(new ArrayBuffer(8))), "INVALID_ARGUMENT", "x", /not a DataView/],
  ["null for the options of sample", () => s.poisson(1).sample(1, null), "INVALID_ARGUMENT", "options", /not null/],
  ["null for the options of entropy", () => s.poisson(1).entropy(null), "INVALID_ARGUMENT", "options", /not null/],
  ["null for the options of a measure", () => s.kl([1], [1], null), "INVALID_ARGUMENT", "options", /kl: options must be an object.*not null/],
  ["a text for the options of entropy", () => s.entropy([1], "bits"), "INVALID_ARGUMENT", "options", /not "bits"/],
  ["a text for Q and the options at once", () => s.measure("entropy", [1], "bits"), "INVALID_ARGUMENT", "options", /not "bits"/],
  ["null for the options of gradient", () => s.gradient("kl", s.poisson(1), s.poisson(2), null), "INVALID_ARGUMENT", "options", /not null/],
  ["null for the options of contributions", () => s.contributions([1], [1], [0], null), "INVALID_ARGUMENT", "options", /not null/],
  ["an array for the options of a loss", () => s.softmaxCrossEntropy([1, 2], 0, []), "INVALID_ARGUMENT", "options", /not an array/],
  ["null for the options of the other loss", () => s.binaryCrossEntropy(1, 0, null), "INVALID_ARGUMENT", "options", /not null/],
  ["null for the options of an estimate", () => s.estimate.entropy([1, 2], null), "INVALID_ARGUMENT", "options", /not null/],
  ["null for the options of a Monte Carlo estimate", () => s.estimate.klMonteCarlo(s.normal(0, 1), s.normal(0, 2), null), "INVALID_ARGUMENT", "options", /not null/],
  ["a base that is misspelt", () => s.kl([1], [1], { Base: "bits" }), "INVALID_ARGUMENT", "Base", /kl has no option "Base"; it has base, range, normalise, alpha/],
  ["an option that another function has", () => s.estimate.kl([1, 2], [1, 2], { count: 3 }), "INVALID_ARGUMENT", "count", /no option "count"; it has k, base/],
  ["a BigInt among the logits", () => s.softmaxCrossEntropy([1n, 2n], 0), "INVALID_ARGUMENT", "logits[0]", /numbers only.*at index 0/],
  ["null among the points of contributions", () => s.contributions([1], [1], [null]), "INVALID_ARGUMENT", "x[0]", /null at index 0/],
  ["a symbol among the counts", () => s.estimate.entropy([Symbol.iterator]), "INVALID_ARGUMENT", "counts[0]", /at index 0/],
  ["an unknown distribution", () => s.distribution("binomal", {}), "UNKNOWN_DISTRIBUTION", "name", /"binomal".*binomial/],
  ["a text that is no distribution", () => s.parse("1, 2"), "PARSE", "text", /not a distribution/],
  ["a value out of its domain, and where", () => s.parse("mixture([1], [normal(0, -1)])"), "DOMAIN", "sigma", /sigma must be a finite number > 0, not -1 \(at character 25 of/],
  ["a named value out of its domain, and where", () => s.parse("normal(sigma=0, mu=1)"), "DOMAIN", "sigma", /not 0 \(at character 14 of/],
  ["a wrong name, and where", () => s.parse(" nrmal(0, 1)"), "UNKNOWN_DISTRIBUTION", "name", /did you mean normal\? \(at character 2 of/],
  ["a missing value, and where", () => s.parse("mixture([1], [normal(4)])"), "INVALID_ARGUMENT", "sigma", /sigma is missing.*\(at character 15 of/],
  ["infinity as a text", () => s.parse("poisson(inf)"), "PARSE", "text", /inf is not a finite number \(at character 9 of/],
  ["two numbers without a comma", () => s.parse("normal(0 1)"), "PARSE", "text", /expected before "1" \(at character 10 of/],
  ["an open parenthesis", () => s.parse("poisson(2"), "PARSE", "text", /"\)" is missing/],
  ["a stray character", () => s.parse("poisson(2) $"), "PARSE", "text", /"\$" is not expected/],
  ["a prototype's name", () => s.parse("constructor(2)"), "UNKNOWN_DISTRIBUTION", "name", /constructor/],
  ["deep nesting", () => s.parse("[".repeat(100)), "PARSE", "text", /nested/],
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
  ["a range of texts", () => s.kl(s.poisson(1), s.poisson(2), { range: ["0", "9"] }), "INVALID_ARGUMENT", "range", /^kl: range must be \[lo, hi\], two numbers with lo ≤ hi, not \["0", "9"\], whose lo is "0" and not a number$/],
  ["a range that ends in a text", () => s.wasserstein1([1], [1], { range: [0, "9"] }), "INVALID_ARGUMENT", "range", /not \[0, "9"\], whose hi is "9" and not a number/],
  ["a range with NaN", () => s.entropy([1], { range: [NaN, 1] }), "INVALID_ARGUMENT", "range", /not \[NaN, 1\], whose lo is NaN$/],
  ["a range of three", () => s.entropy([1], { range: [0, 1, 2] }), "INVALID_ARGUMENT", "range", /not an array of 3$/],
  ["a range that is a text", () => s.gradient("kl", s.poisson(1), s.poisson(2), { range: "0:9" }), "INVALID_ARGUMENT", "range", /not "0:9"$/],
  ["null for a range", () => s.jeffreys([1], [1], { range: null }), "INVALID_ARGUMENT", "range", /not null$/],
  ["a range and its order", () => s.kl([1], [1], { range: [3, -Infinity] }), "INVALID_ARGUMENT", "range", /not \[3, -Infinity\], which is upside down$/],
  ["a text for an order", () => s.renyi([1], [1], { alpha: "2" }), "INVALID_ARGUMENT", "alpha", /^renyi: alpha must be a number ≥ 0 \(Infinity included\), not "2"$/],
  ["a negative order", () => s.renyi(s.normal(0, 1), s.normal(0, 2), { alpha: -1 }), "INVALID_ARGUMENT", "alpha", /not -1/],
  ["no number for an order", () => s.renyi([1], [1], { alpha: NaN }), "INVALID_ARGUMENT", "alpha", /not NaN/],
  ["null to normalise by", () => s.kl([1], [1], { normalise: null }), "INVALID_ARGUMENT", "normalise", /"strict", "auto" or "raw", not null/],
  ["an infinite base", () => s.kl([1], [1], { base: Infinity }), "INVALID_ARGUMENT", "base", /^kl: base must be .*not Infinity$/],
  ["a negative base", () => s.normal(0, 1).entropy({ base: -2 }), "INVALID_ARGUMENT", "base", /^entropy: base must be .*not -2$/],
  ["a text for a base", () => s.crossEntropy(s.poisson(1), s.poisson(2), { base: "bit" }), "INVALID_ARGUMENT", "base", /^crossEntropy: base must be "nats", "bits", "dits" or a finite number > 0 other than 1, not "bit"$/],
  ["null for a base", () => s.gradient("kl", s.poisson(1), s.poisson(2), { base: null }), "INVALID_ARGUMENT", "base", /not null/],
  ["a number for a text", () => s.parse(3), "PARSE", "text", /a text is needed, not number/],
  ["an unknown way to normalise", () => s.entropy([1], { normalise: "yes" }), "INVALID_ARGUMENT", "normalise", /"strict"/],
  ["an unknown measure", () => s.measure("distance", [1], [1]), "INVALID_ARGUMENT", "name", /there is no measure "distance"/],
  ["a negative sample size", () => s.poisson(1).sample(-1), "INVALID_ARGUMENT", "count", /from 0 to 2\^28 − 1, not -1/],
  ["a sample beyond any memory", () => s.poisson(1).sample(2 ** 28), "INVALID_ARGUMENT", "count", /not 268435456/],
  ["null for a parameter that has a default", () => s.studentT({ df: 3, sigma: null }), "DOMAIN", "sigma", /> 0, not null/],
  ["a boxed number for a parameter that has a default", () => s.studentT(3, 0, new Number(2)), "DOMAIN", "sigma", /> 0, not a value/],
  ["a date for options", () => s.kl([1], [1], new Date(0)), "INVALID_ARGUMENT", "options", /an object such as/],
  ["null for Q", () => (s.kl([0.5, 0.5], [0.25, 0.75]), s.kl([0.5, 0.5], null)), "INVALID_ARGUMENT", "Q", /kl: Q must be .*not null/],
  ["null for Q, of a distribution", () => s.kl(s.poisson(1), null), "INVALID_ARGUMENT", "Q", /kl: Q must be .*not null/],
  ["an array whose buffer went elsewhere", () => s.kl([1], detached), "INVALID_ARGUMENT", "Q", /not a detached Float64Array/],
  ["points whose buffer went elsewhere", () => s.normal(0, 1).cdf(detached), "INVALID_ARGUMENT", "x", /not a detached Float64Array/],
  ["probabilities whose buffer went elsewhere", () => s.categorical(detached), "DOMAIN", "probabilities", /not a detached Float64Array/],
  ["another frame's DataView", () => s.entropy(runInNewContext("new DataView(new ArrayBuffer(8))")), "INVALID_ARGUMENT", "P", /not a DataView/],
  ["another frame's whole numbers of 64 bits", () => s.entropy(runInNewContext("new BigInt64Array(2)")), "INVALID_ARGUMENT", "P", /not a BigInt64Array/],
  ["a continuous distribution and an array", () => s.kl(s.normal(0, 1), [0.5, 0.5]), "KIND_MISMATCH", "Q", /^kl: P is continuous, Q is discrete: they cannot be compared$/],
  ["a gradient that there is not", () => s.gradient("renyi", s.normal(0, 1), s.normal(1, 1)), "UNSUPPORTED", "name", /none of renyi here, but of kl and crossEntropy/],
  ["a text for the values of an estimate", () => s.estimate.kl("ab", [1, 2, 3, 4]), "INVALID_ARGUMENT", "p", /an array of numbers, not "ab"/],
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

test("an error in a text says where in it", () => {
  for (const [text, index, argument] of /** @type {const} */ ([["poisson(inf)", 8, "text"], ["poisson(2) $", 11, "text"], ["poisson(2", 9, "text"], ["mixture([1], [normal(0, -1)])", 24, "sigma"], [" nrmal(0, 1)", 1, "name"], ["poisson(1, 2)", 0, "text"]]))
    assert.throws(() => s.parse(text), { index, argument }, text);
  assert.throws(() => s.poisson(-1), { index: null });
});
test("null for the options of load is refused", () => assert.rejects(load(/** @type {any} */ (null)), { code: "INVALID_ARGUMENT", argument: "options" }));
test("an unknown variant is refused", () => assert.rejects(load(/** @type {any} */ ({ variant: "mmx" })), { code: "UNSUPPORTED", argument: "variant" }));
test("a file that is no wasm is refused with its address", () => assert.rejects(load({ wasm: new URL("../../package.json", import.meta.url) }), { code: "LOAD", message: /package\.json/ }));
test("bytes that are no wasm, and what is no bytes, are refused", async () => {
  for (const wasm of /** @type {any[]} */ ([new Uint8Array(4), new ArrayBuffer(0), {}, 5, null])) await assert.rejects(load({ wasm }), { code: "LOAD" });
});
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
  assert.equal(s.totalVariation(big, big), 0);
  assert.equal(engine.memoryBytes, bytes, "whole arrays go through block by block");
  s.totalVariation(big, big, { normalise: "raw" });
  assert.ok(engine.memoryBytes > bytes, "this call had to grow the memory");
  assert.ok(Math.abs(s.entropy(big, { base: "bits" }) - 20) < 1e-12);
  s.poisson(3).pmf(big);
  s.kl(s.binomial(20, 0.5), s.poisson(10));
  assert.equal(engine.used, 0);
  assert.ok(engine.peak > 1 << 23);
});

/** @type {[string, () => unknown, string, string | null, string?][]} */
const LOGIT_MISTAKES = [
  ["a label that is no class", () => s.softmaxCrossEntropy([1, 2], 5), "INVALID_ARGUMENT", "target[0]"],
  ["a NaN logit", () => s.softmaxCrossEntropy([1, NaN], 0), "INVALID_ARGUMENT", "logits[1]"],
  ["no logits", () => s.softmaxCrossEntropy([], 0), "EMPTY", "logits"],
  ["the label after the only one", () => s.softmaxCrossEntropy([1], 1), "INVALID_ARGUMENT", "target", "the label must be an integer from 0 to 0, not 1"],
  ["a target of one entry, which is no label", () => s.softmaxCrossEntropy([1, 2], [1]), "LENGTH_MISMATCH", "target"],
  ["a target of another length", () => s.softmaxCrossEntropy([1, 2], [0.2, 0.3, 0.5]), "LENGTH_MISMATCH", "target"],
  ["a soft target that does not sum to 1", () => s.softmaxCrossEntropy([1, 2], [0.5, 0.6]), "NOT_NORMALISED", "target", "target must sum to 1 (within 1e-9), not 1.1"],
  ["a negative soft target", () => s.softmaxCrossEntropy([1, 2], [1.5, -0.5]), "NOT_A_PROBABILITY", "target[1]", "target[1] must be a probability, not -0.5"],
  ["a NaN soft target", () => s.softmaxCrossEntropy([1, 2], [NaN, 1]), "NOT_A_PROBABILITY", "target[0]", "must be a probability, not NaN"],
  ["a negative y", () => s.binaryCrossEntropy(0, -0.1), "NOT_A_PROBABILITY", "y", "y must be a probability from 0 to 1, not -0.1"],
  ["a NaN y", () => s.binaryCrossEntropy(0, NaN), "NOT_A_PROBABILITY", "y", "not NaN"],
  ["a y over 1", () => s.binaryCrossEntropy(0, 2), "NOT_A_PROBABILITY", "y"],
  ["a NaN logit of one", () => s.binaryCrossEntropy(NaN, 1), "INVALID_ARGUMENT", "logit"],
];
for (const [what, attempt, code, argument, says = ""] of LOGIT_MISTAKES)
  test(`refused: ${what}`, () => assert.throws(attempt, (/** @type {any} */ e) => {
    assert.equal(`${e.code} ${e.argument}`, `${code} ${argument}`);
    assert.ok(e.message.includes(says), e.message);
    return true;
  }));
