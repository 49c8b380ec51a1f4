// The page in Firefox: silent, with the engine's figures, moved by keys, learning.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { defined, numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start("firefox"); });
after(() => tests?.close());

test("Firefox shows the engine's figures, follows a key, trains, and has nothing to complain of", async () => {
  const engine = await load();
  const { page, errors } = await tests.open();
  const range = /** @type {[number, number]} */ ([0, 9]);
  assert.equal((await numbersOf(page, "#example-a")).kl, engine.kl(engine.binomial(250, 0.008), engine.poisson(2), { range }));
  await numbersOf(page, "#example-b");
  await page.evaluate(() => document.querySelector("#example-b").shadowRoot.querySelector("[data-role=q][data-parameter=mu]").shadowRoot.querySelector("input[type=range]").focus());
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector("#example-b").textOf("q") === "poisson(4.2)");
  assert.equal((await numbersOf(page, "#example-b")).kl, engine.kl(engine.binomial(10, 0.5), engine.poisson(4.2), { range }));
  await defined(page, "#trainer");
  await page.evaluate(() => { const e = document.querySelector("#trainer"); for (const [n, v] of [["data", "drawn"], ["width", "0.125"], ["optimizer", "adam"]]) e.setAttribute(n, v); });
  await numbersOf(page, "#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.source === "drawn");
  await page.evaluate(() => document.querySelector("#trainer").act("train"));
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.step > 20);
  const { meanLoss } = await page.$eval("#trainer", (e) => e.numbers);
  assert.ok(meanLoss < 2.4);
  await page.evaluate(() => document.querySelector("#trainer").act("reset"));
  assert.deepEqual(errors, []);
  await page.close();
});
