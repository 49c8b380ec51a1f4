// Wasserstein-1 where a mean is missing: finite where the tails meet, and with a reason where they do not.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { load } from "../../dist/surprisal.js";

const s = await load();
/** @param {string} p @param {string} q @param {[number, number]} [range] */
const w1 = (p, q, range) => s.measure("wasserstein1", s.parse(p), s.parse(q), range ? { range } : {});

test("tails that meet leave the distance that mpmath finds, within its own error and 1e-9", () => {
  const lines = readFileSync(new URL("../reference/meeting_tails.txt", import.meta.url), "utf8").trim().split("\n");
  let worst = 0;
  for (const line of lines) {
    const [p, q, ends, value] = line.split(" ; "), want = Number(value);
    const [lo, hi] = ends.split(" ").map(Number);
    for (const got of [w1(p, q, [lo, hi]), w1(q, p, [lo, hi])]) {
      const off = Math.abs(got.value - want);
      assert.equal(got.reason, null, line);
      assert.ok(off <= got.error + 4e-16 * want && off <= 1e-12 * want, `${line}: ${got.value}, ${off} off, error ${got.error}`);
      worst = Math.max(worst, off / want);
    }
  }
  if (process.env.SHOW_WORST) console.log(`meeting tails: ${lines.length} pairs, worst ${worst}`);
  assert.ok(lines.length >= 30);
});

test("a distribution moved is as far as it is moved", () => {
  for (const [p, q, far] of /** @type {[string, string, number][]} */ ([["cauchy(0, 1)", "cauchy(1, 1)", 1], ["studentT(0.5, 0, 1)", "studentT(0.5, 1e-9, 1)", 1e-9], ["studentT(1e-3, -2, 3)", "studentT(1e-3, 1e200, 3)", 1e200],
    ["normal(0, 1)", "normal(-3, 1)", 3], ["gumbel(1e-200, 1)", "gumbel(0, 1)", 1e-200], ["cauchy(1, 2)", "cauchy(1, 2)", 0]])) assert.equal(w1(p, q).value, far, `${p} ${q}`);
});

test("tails that do not meet are infinitely far apart, and the reason says why", () => {
  for (const [p, q, reason] of /** @type {[string, string, RegExp][]} */ ([
    ["cauchy(0, 1)", "cauchy(0, 2)", /diverges as x tends to -Infinity/], ["cauchy(0, 1)", "normal(0, 1)", /^P has no mean/], ["uniform(0, 1)", "pareto(0.5, 1)", /^Q has no mean/],
    ["studentT(0.5, 0, 1)", "studentT(0.6, 0, 1)", /diverges/], ["pareto(1, 1)", "pareto(1, 1.0000000000000002)", /diverges as x tends to Infinity/], ["pareto(0.5, 1)", "inverseGamma(0.5, 1)", /diverges/],
    ["pareto(1, 1)", "cauchy(0, 3.141592653589793)", /^Q has no mean/], ["mixture([0.5, 0.5], [cauchy(0, 1), cauchy(0, 3)])", "cauchy(0, 2.0000000000000004)", /diverges/],
    ["mixture([0.5, 0.5], [cauchy(0, 1), normal(0, 1)])", "mixture([0.4, 0.6], [cauchy(0, 1), normal(0, 1)])", /diverges/]])) {
    const got = w1(p, q);
    assert.equal(got.value, Infinity, `${p} ${q}`);
    assert.match(got.reason ?? "", reason, `${p} ${q}`);
  }
  assert.ok(w1("cauchy(0, 1)", "cauchy(0, 2)", [-10, 10]).value < 2);
});

test("a mixture of mixtures is the mixture of all their components", () => {
  const nested = "mixture([0.5, 0.5], [mixture([0.5, 0.5], [normal(0, 1), normal(4, 1)]), normal(0, 1)])", flat = "mixture([0.75, 0.25], [normal(0, 1), normal(4, 1)])";
  assert.ok(Math.abs(w1(nested, "normal(0, 1)").value - 1) < 1e-12);
  assert.ok(w1(nested, flat).value < 1e-12);
});
