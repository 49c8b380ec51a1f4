// The address holds what the reader moved, and only what can be shown.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { WIDGETS } from "../../web/elements/widgets.js";
import { numbersOf, start, wake } from "./browser.js";

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

/** Every state that the page can have: a key, the attribute, the text that its author wrote, another one. */
const ALL = (() => {
  const html = readFileSync("dist/index.html", "utf8"), all = [];
  for (const [tag, { attributes }] of Object.entries(WIDGETS)) for (const [, written] of html.matchAll(new RegExp(`<${tag} ([^>]*)>`, "g"))) {
    const id = /\bid="([^"]*)"/.exec(written)?.[1];
    if (id) for (const [name, a] of Object.entries(attributes)) {
      const now = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(written)?.[1] ?? a.default;
      all.push({ tag, id, name, key: `${id}.${name}`, now, other: OTHER[a.type](a, now) });
    }
  }
  return all;
})();
const STATES = Object.fromEntries(ALL.map(({ key, other }) => [key, other]));
/** @param {import("puppeteer-core").Page} page @param {string} id @param {string} name */
const textOf = (page, id, name) => page.$eval(`#${id}`, (e, n) => e.textOf(n), name);

test("the page has a state of every attribute of every element, but of those within its sentences", () => {
  const had = new Set(ALL.map(({ tag, name }) => `${tag} ${name}`));
  const lacking = Object.entries(WIDGETS).flatMap(([tag, { attributes }]) => Object.keys(attributes).map((name) => `${tag} ${name}`)).filter((name) => !had.has(name));
  assert.deepEqual([...new Set(lacking.map((name) => name.split(" ")[0]))], ["live-number", "course-figures"]);
  for (const { key, now, other } of ALL) assert.notEqual(other, now, key);
});

test("every state of the address goes in and comes out again", async () => {
  const { page, errors } = await tests.open(`?${new URLSearchParams(STATES)}`);
  await page.waitForFunction((x) => document.querySelector("#example-a").getAttribute("base") === x, {}, STATES["example-a.base"]);
  for (const { id, name, key } of ALL) assert.equal(await textOf(page, id, name), STATES[key], key);
  await numbersOf(page, "#example-a");
  await page.$eval("#example-a", (e) => e.write("base", "dits"));
  await page.waitForFunction(() => new URLSearchParams(location.search).get("example-a.base") === "dits");
  const now = new URLSearchParams(new URL(page.url()).search);
  for (const [key, text] of Object.entries({ ...STATES, "example-a.base": "dits" })) assert.equal(now.get(key), text, key);
  assert.equal([...now].length, ALL.length);
  assert.equal(await page.$eval("#refused", (e) => e.hidden), true);
  assert.deepEqual(errors, []);
  await page.close();
});

test("each widget's link carries its state and no other's; its Reset takes back its own, the page's all", async () => {
  const { page, errors } = await tests.open(`?${new URLSearchParams(STATES)}`);
  await page.waitForFunction((x) => document.querySelector("#example-a").getAttribute("base") === x, {}, STATES["example-a.base"]);
  await wake(page);
  await page.evaluate(() => { Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } }); });
  const press = (/** @type {string} */ id, /** @type {string} */ text) => page.$eval(`#${id}`, (e, wanted) => [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === wanted).click(), text);
  const ids = [...new Set(ALL.map(({ id }) => id))];
  for (const id of ids) {
    const own = ALL.filter((a) => a.id === id);
    await press(id, "Copy link");
    const link = new URL(await page.evaluate(() => window.copied));
    assert.equal(link.hash, `#${id}`);
    assert.deepEqual(Object.fromEntries(link.searchParams), Object.fromEntries(own.map(({ key, other }) => [key, other])), id);
  }
  const before = await page.evaluate(() => history.length);
  await press("example-b", "Reset");
  for (const { id, name, key, now, other } of ALL) assert.equal(await textOf(page, id, name), id === "example-b" ? now : other, key);
  for (const id of ids) await press(id, "Reset");
  for (const { id, name, key, now } of ALL) assert.equal(await textOf(page, id, name), now, key);
  await page.waitForFunction(() => location.search === "");
  await page.evaluate((n) => history.go(n - history.length), before); // one gesture, or several where the machine was slow
  await page.waitForFunction((x) => document.querySelector("#example-a").textOf("base") === x, {}, STATES["example-a.base"]);
  await page.$eval("#reset", (e) => e.click());
  for (const { id, name, key, now } of ALL) assert.equal(await textOf(page, id, name), now, key);
  await page.waitForFunction(() => location.search === "");
  assert.deepEqual(errors.filter((e) => !e.includes("/mnist/")), []); // one of the states asks for it, and it may be missing
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
