// Estimates from samples: near what the engine computes exactly, by their own standard errors.
import { test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";

const s = /** @type {any} */ (await load());
/** @param {number} got @param {number} want @param {number} within */
const within = (got, want, within) => assert.ok(Math.abs(got - want) <= within, `got ${got}, want ${want} within ${within}`);

test("plug-in entropy is that of the frequencies; Miller and Madow add (m − 1)/(2N)", () => {
  const counts = [10, 20, 0, 30];
  const plugIn = s.estimate.entropy(counts, { method: "plug-in" });
  within(plugIn, s.entropy([1 / 6, 1 / 3, 0, 1 / 2]), 1e-15);
  within(s.estimate.entropy(counts), plugIn + 2 / 120, 1e-15);
  within(s.estimate.entropy(counts, { method: "plug-in", base: "bits" }), plugIn / Math.LN2, 1e-15);
});
test("Miller and Madow's correction brings small samples nearer on average", () => {
  const p = s.poisson(4);
  let [plain, corrected] = [0, 0];
  for (let seed = 1; seed <= 200; seed++) {
    const counts = new Float64Array(30);
    for (const x of p.sample(50, { seed })) counts[x]++;
    plain += s.estimate.entropy(counts, { method: "plug-in" }) / 200;
    corrected += s.estimate.entropy(counts) / 200;
  }
  assert.ok(Math.abs(corrected - p.entropy()) < Math.abs(plain - p.entropy()) / 2, `${plain}, ${corrected}, exact ${p.entropy()}`);
});
test("nearest neighbours find a normal's entropy and the divergence of two", () => {
  const [p, q] = [s.normal(0, 1), s.normal(1, 1.5)];
  within(s.estimate.differentialEntropy(p.sample(20000, { seed: 1 })), p.entropy(), 0.03);
  within(s.estimate.kl(p.sample(20000, { seed: 1 }), q.sample(20000, { seed: 2 })), s.kl(p, q), 0.05);
});
test("Monte Carlo KL lies within 5 of its standard errors, and repeats with its seed", () => {
  const [p, q] = [s.normal(0, 1), s.laplace(0.5, 1)];
  const { value, standardError } = s.estimate.klMonteCarlo(p, q, { count: 100000, seed: 3 });
  within(value, s.kl(p, q), 5 * standardError);
  assert.ok(standardError > 0 && standardError < 0.01);
  assert.equal(s.estimate.klMonteCarlo(p, q, { count: 100000, seed: 3 }).value, value);
});
test("refused: no counts, a negative one, too many neighbours, kinds that differ", () => {
  assert.throws(() => s.estimate.entropy([]), { code: "EMPTY" });
  assert.throws(() => s.estimate.entropy([1, -1]), { argument: "counts[1]" });
  assert.throws(() => s.estimate.entropy([1], { method: "best" }), { argument: "method" });
  assert.throws(() => s.estimate.differentialEntropy([1, 2], { k: 0 }), { argument: "k" });
  assert.throws(() => s.estimate.differentialEntropy([1, 2], { k: 2 }), { argument: "k", message: /k = 2 .*at least 3 values, but values has n = 2/ });
  assert.throws(() => s.estimate.kl([1, 2, 3, 4], [1, 2]), { argument: "k", message: /k = 3 .*at least 3 values, but q has n = 2/ });
  assert.throws(() => s.estimate.klMonteCarlo(s.gamma(1e-4, 1), s.gamma(1e-3, 1)), { code: "UNSUPPORTED", argument: "P", message: /draw \d+ from P, 0,/ });
  assert.throws(() => s.estimate.klMonteCarlo(s.poisson(1), s.normal(0, 1)), { code: "KIND_MISMATCH" });
  assert.equal(s.engine.used, 0);
});
