// The course's figures (examples A and B, the cross-entropies), from the shipped module.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = await load();
/** @param {number} got @param {number} want @param {number} tolerance @param {string} [what] */
const close = (got, want, tolerance, what) => assert.ok(Math.abs(got - want) <= tolerance * Math.abs(want), `${what ?? ""} got ${got}, want ${want}: relative error ${Math.abs(got / want - 1)}`);
const range = /** @type {[number, number]} */ ([0, 9]);

test("example A: the exact truncated sums to 1e-13", () => {
  const [b, p] = [s.binomial(250, 0.008), s.poisson(2)];
  close(s.kl(b, p, { range }), 2.0943327971861527e-5, 1e-13);
  close(s.kl(p, b, { range }), 1.0766381413803494e-5, 1e-13);
});
test("example A: within 4e-11 of what the course printed", () => {
  const [b, p] = [s.binomial(250, 0.008), s.poisson(2)];
  for (const printed of [2.094332797227328e-5, 2.0943327972273254e-5]) close(s.kl(b, p, { range }), printed, 4e-11);
  for (const printed of [1.0766381413449403e-5, 1.0766381413449322e-5]) close(s.kl(p, b, { range }), printed, 4e-11);
});
test("example B: the exact truncated sums to 1e-13", () => {
  const [b, p] = [s.binomial(10, 0.5), s.poisson(4)];
  close(s.kl(b, p, { range }), 0.21867216891725084, 1e-13);
  close(s.kl(p, b, { range }), 0.27875917919358186, 1e-13);
});
test("over the full support D(B‖P) is finite and D(P‖B) is infinite, with the reason", () => {
  const [b, p] = [s.binomial(250, 0.008), s.poisson(2)];
  close(s.kl(b, p), 1.6107397472491006e-5, 1e-13);
  const m = s.measure("kl", p, b);
  assert.equal(m.value, Infinity);
  assert.equal(m.reason, "Q = 0 where P > 0 at x = 251");
  assert.equal(s.crossEntropy(p, b), Infinity);
  const finite = s.measure("kl", b, p);
  assert.equal(finite.reason, null);
  assert.equal(finite.method, "sum");
  assert.ok(Math.abs(finite.value - 1.6107397472491006e-5) <= finite.error);
});
test("cross-entropy of a one-hot target", () => {
  close(s.crossEntropy([0, 1, 0], [0.05, 0.85, 0.1]), 0.16251892949777494, 1e-15);
  close(s.crossEntropy([0, 1, 0], [0.85, 0.05, 0.1]), 2.995732273553991, 1e-15);
});
test("H(P, Q) = H(P) + D(P‖Q) for 1,000 pairs drawn as in the course", () => {
  let state = 1;
  const draw = () => 1 + ((state = (state * 48271) % 2147483647) % 10);
  const probabilities = () => { const k = Array.from({ length: 20 }, draw); const sum = k.reduce((a, b) => a + b); return k.map((x) => x / sum); };
  for (let i = 0; i < 1000; i++) {
    const [p, q] = [probabilities(), probabilities()];
    close(s.entropy(p) + s.kl(p, q), s.crossEntropy(p, q), 4e-15);
  }
});
test("bits, dits and any base are nats divided by the logarithm of the base", () => {
  const [p, q] = [[0.5, 0.5], [0.25, 0.75]];
  const nats = s.kl(p, q);
  close(s.kl(p, q, { base: "bits" }), nats / Math.LN2, 1e-15);
  close(s.kl(p, q, { base: "dits" }), nats / Math.LN10, 1e-15);
  close(s.kl(p, q, { base: 3 }), nats / Math.log(3), 1e-15);
  close(s.kl(p, q, { base: 0.5 }), -nats / Math.LN2, 1e-15);
  assert.equal(s.entropy([0.5, 0.5], { base: 2 }), 1);
});
