// One script tag and one element, in a page that is not ours.
import { test } from "node:test";
import assert from "node:assert/strict";
import { numbersOf, start } from "./browser.js";

test("surprisal.js by itself brings the elements to life", async () => {
  const tests = await start();
  try {
    const { page, errors } = await tests.open("reference.html"); // for its origin; what it holds is replaced
    await page.setContent(`<!doctype html><script type="module" src="${tests.url}surprisal.js"></script>
      <kl-divergence p="binomial(10, 0.5)" q="poisson(4)" range="0:9"></kl-divergence>`);
    const { kl } = await numbersOf(page, "kl-divergence");
    assert.ok(Math.abs(kl / 0.21867216891725084 - 1) < 1e-13, String(kl));
    assert.deepEqual(errors, []);
  } finally {
    await tests.close();
  }
});
