// The address holds what the reader moved, and only what can be shown.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** Another legal text for an attribute, by its type. @type {Record<string, (a: import("../../web/elements/types.js").Attribute, now: string) => string>} */
const OTHER = {
  distribution: (_, now) => (/poisson|binomial|categorical/.test(now) ? "geometric(0.25)" : "laplace(1, 2)"),
  operand: (_, now) => (/[a-z]/.test(now) ? "geometric(0.25)" : now.split(",").map((_, i, all) => (i ? 0.5 / (all.length - 1) : 0.5)).join(", ")),
  target: () => "mixture([0.5, 0.5], [normal(-1, 0.5), normal(3, 1)])",
  range: () => "1:7", base: (_, now) => (now === "3" ? "dits" : "3"), text: () => "hello, world & more",
  choice: ({ choices = [] }, now) => choices.filter((c) => c !== now)[0],
  number: ({ min = -10, max = 10 }) => String(Math.max(min, Math.min(max, 0.37))), integer: ({ min = 0 }) => String(min + 3),
  numbers: (_, now) => now.split(",").map((x) => Number(x) + 0.5).join(", "), names: () => "a, b, c",
};

test("every state of the address goes in and comes out again", async () => {
  const first = await tests.open();
  const all = await first.page.evaluate(() => [...document.querySelectorAll("main [id]")].filter((e) => "numbers" in e).flatMap((e) => Object.entries(e.meta.attributes).map(([name, a]) => ({ key: `${e.id}.${name}`, a, now: e.textOf(name) }))));
  await first.page.close();
  assert.ok(all.length > 60, String(all.length));
  const states = Object.fromEntries(all.map(({ key, a, now }) => [key, OTHER[a.type](a, now)]));
  for (const { key, now } of all) assert.notEqual(states[key], now, key);
  const { page, errors } = await tests.open(`?${new URLSearchParams(states)}`);
  await page.waitForFunction((x) => document.querySelector("#example-a").getAttribute("base") === x, {}, states["example-a.base"]);
  for (const [key, text] of Object.entries(states)) {
    const [id, name] = key.split(".");
    assert.equal(await page.$eval(`#${id}`, (e, n) => e.textOf(n), name), text, key);
  }
  await numbersOf(page, "#example-a");
  await page.$eval("#example-a", (e) => e.write("base", "dits"));
  await page.waitForFunction(() => new URLSearchParams(location.search).get("example-a.base") === "dits");
  const now = new URLSearchParams(new URL(page.url()).search);
  for (const [key, text] of Object.entries({ ...states, "example-a.base": "dits" })) assert.equal(now.get(key), text, key);
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
