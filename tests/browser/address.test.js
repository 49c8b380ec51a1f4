// The address holds what the reader moved, and only what can be shown.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** One other legal text for each addressed attribute. @type {Record<string, string>} */
const OTHER = {
  "example-a.p": "binomial(100, 0.02)", "example-a.q": "poisson(2.5)", "example-a.range": "1:7", "example-a.base": "bits",
  "predictions.p": "0.1, 0.8, 0.1", "predictions.q": "0.25, 0.25, 0.5", "predictions.labels": "a, b, c", "predictions.base": "dits",
  "yes-or-no.p": "0.4", "yes-or-no.q": "0.9", "yes-or-no.base": "3", "identity.size": "7", "identity.seed": "42", "identity.base": "bits",
  "slopes.logits": "2, 1, 0, -1", "slopes.p": "0.25, 0.25, 0.25, 0.25", "measures.p": "normal(0, 1)", "measures.q": "normal(1, 2)", "measures.base": "bits",
  "code.message": "hello, world & more", "code.code": "", "race.width": "0.25", "race.epochs": "2", "race.learning-rate": "0.1",
  "trainer.width": "0.5", "trainer.optimizer": "adam", "trainer.learning-rate": "0.002", "trainer.epochs": "3", "trainer.seed": "7", "trainer.data": "drawn", "trainer.base": "bits",
};

test("every state of the address goes in and comes out again", async () => {
  const query = new URLSearchParams(OTHER);
  const { page, errors } = await tests.open(`?${query}`);
  await page.waitForFunction(() => document.querySelector("#example-a").getAttribute("base") === "bits");
  for (const [key, text] of Object.entries(OTHER)) {
    const [id, name] = key.split(".");
    assert.equal(await page.$eval(`#${id}`, (e, n) => e.textOf(n), name), text, key);
  }
  await numbersOf(page, "#example-a");
  await page.$eval("#example-a", (e) => e.write("base", "dits"));
  await page.waitForFunction(() => new URLSearchParams(location.search).get("example-a.base") === "dits");
  const now = new URLSearchParams(new URL(page.url()).search);
  for (const [key, text] of Object.entries({ ...OTHER, "example-a.base": "dits" })) assert.equal(now.get(key), text, key);
  assert.equal(await page.$eval("#refused", (e) => e.hidden), true);
  assert.deepEqual(errors, []);
  await page.close();
});

test("a wrong state is refused in words and the default is shown", async () => {
  const { page } = await tests.open("?example-a.q=poisson(-3)&example-a.base=furlongs&trainer.width=9&nothing.here=1");
  await page.waitForFunction(() => !document.querySelector("#refused").hidden);
  const said = await page.$eval("#refused", (e) => e.textContent);
  for (const words of [/example-a\.q: poisson: mu must be/, /example-a\.base: must be nats/, /trainer\.width: must be one of/, /nothing\.here: there is no such control/]) assert.match(said, words);
  assert.equal(await page.$eval("#example-a", (e) => e.textOf("q")), "poisson(2)");
  await numbersOf(page, "#example-a");
  await page.close();
});

test("back and forward lead through the reader's changes", async () => {
  const { page } = await tests.open();
  await numbersOf(page, "#example-b");
  await page.$eval("#example-b", (e) => e.write("q", "poisson(5)"));
  await page.waitForFunction(() => location.search.includes("poisson"));
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#example-b").textOf("q") === "poisson(4)");
  await page.goForward();
  await page.waitForFunction(() => document.querySelector("#example-b").textOf("q") === "poisson(5)");
  await page.$eval("#reset", (e) => e.click());
  await page.waitForFunction(() => document.querySelector("#example-b").textOf("q") === "poisson(4)" && location.search === "");
  await page.close();
});
