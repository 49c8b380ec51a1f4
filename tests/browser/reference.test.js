// The reference page: every distribution of the engine, and a live plot of each.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests.close());
const families = (await load()).families.map((f) => f.name);

test("every distribution of the table has its section, parameters and formula", async () => {
  const { page, errors } = await tests.open("reference.html");
  const sections = await page.$$eval("section.family", (all) => all.map((s) => ({ id: s.id, rows: s.querySelectorAll("tr").length, formula: !!s.querySelector(".katex"), accuracy: /cdf and sf \S*10−1/.test(s.textContent) })));
  assert.deepEqual(sections.map((s) => s.id), families);
  assert.equal(await page.$eval("#here", (e) => e.textContent), "Distributions", "above the first one the bar names the page");
  assert.ok(sections.every((s) => s.rows >= 4 && s.formula && s.accuracy), JSON.stringify(sections.filter((s) => s.rows < 4 || !s.formula || !s.accuracy)));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  assert.deepEqual(errors, []);
  await page.close();
});
test("every plot comes alive, and shows no divergence from itself", async () => {
  const { page, errors } = await tests.open("reference.html");
  for (const name of families) {
    await page.$eval(`#${name} details`, (d) => { d.open = true; });
    const numbers = await numbersOf(page, `#plot-${name}`);
    assert.ok(JSON.stringify(numbers).length > 2, name);
    assert.equal(numbers.kl, 0, `${name}: ${JSON.stringify(numbers)}`);
    await page.$eval(`#${name} details`, (d) => { d.open = false; });
  }
  assert.deepEqual(errors, []);
  await page.close();
});
