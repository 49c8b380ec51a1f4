// The text of the tutorial: its questions can be answered, its links lead somewhere, its terms are defined
// before they are used; and nothing jumps while it is read.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { newPage, numbersOf, readings, rest, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** A sample on the pad, turned by keys until the network is torn. @param {import("puppeteer-core").Page} page */
async function turn(page) {
  await page.waitForFunction(() => { const b = document.querySelector("#pad").shadowRoot.querySelector(".strip button"); return b && !b.disabled; });
  const read = await readings(page, `${tests.url}surprisal.js`);
  await page.$eval("#pad", (e) => e.shadowRoot.querySelector(".board").focus());
  for (const digit of "7419") {
    await page.keyboard.press(digit);
    await page.waitForFunction(() => document.querySelector("#pad").numbers.best !== null); // the network has come
    for (let i = 0; i < 24; i++) {
      await page.keyboard.press(">");
      await read();
      if (await page.$eval("#ask-hesitate", (t) => t.dataset.done !== undefined)) return;
    }
  }
}
/** Question → the widget, and what a reader may do to answer it: attributes one after another, a button, or keys.
 * @type {Record<string, [string, ...(Record<string, string> | string | typeof turn)[]]>} */
const ANSWERS = {
  halve: ["surprisal-curve", { q: "0.0625" }],
  uniform: ["mean-surprise", { p: "categorical([0.26, 0.25, 0.25, 0.24])" }],
  code: ["code", { message: "jazz quiz, my pixy waltz" }],
  negative: ["spread", { p: "normal(0, 0.2)" }],
  fewer: ["example-a", { p: "binomial(20, 0.1)" }],
  lie: ["example-b", { range: "0:3" }],
  closest: ["example-b", { q: "poisson(5)" }],
  tails: ["curves", { p: "cauchy(0, 1)", q: "normal(0, 1)" }],
  hills: ["fit", "Go downhill", { direction: "reverse" }, "Go downhill"],
  confident: ["predictions", { q: "0.85, 0.05, 0.1" }],
  below: ["predictions", { p: "0.05, 0.9, 0.05", q: "0.05, 0.9, 0.05" }],
  lowest: ["yes-or-no", { q: "0.7" }],
  apart: ["identity", "Test 10,000 random pairs"],
  tamed: ["measures", { p: "uniform(0, 2)", q: "uniform(1, 3)" }],
  bottom: ["slopes", { logits: "0, 1.609438, 1.098612, 0" }],
  ahead: ["race", "Start both"],
  faster: ["trainer", { data: "drawn", width: "0.125", "learning-rate": "1" }, "Train"],
  hesitate: ["pad", turn],
  same: ["sheet", "Draw others", "Draw others", { seed: "1" }],
};

test("every question can be answered, is not answered before, marks the guess, and is remembered until the page is reset", async () => {
  const { page, errors } = await tests.open();
  const asked = await page.$$eval(".task", (all) => all.map((t) => t.id.replace("ask-", "")));
  assert.deepEqual(asked.sort(), Object.keys(ANSWERS).sort());
  const done = (/** @type {string} */ name) => page.$eval(`#ask-${name}`, (t) => t.dataset.done !== undefined);
  await page.$eval("#ask-halve label[data-right] input", (i) => i.click());
  await page.$eval("#ask-lowest label:not([data-right]) input", (i) => i.click());
  for (const [name, [id, ...moves]] of Object.entries(ANSWERS)) {
    await numbersOf(page, `#${id}`);
    assert.equal(await done(name), false, `${name} is answered before anything is moved`);
    for (const move of moves) {
      if (typeof move === "function") await move(page);
      else if (typeof move === "object") await page.$eval(`#${id}`, (e, m) => { for (const [attribute, text] of Object.entries(m)) e.setAttribute(attribute, text); return e.updateComplete; }, move);
      else await page.waitForFunction((i, m) => {
        const button = [...document.getElementById(i).shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === m);
        button?.click();
        return button && !button.disabled;
      }, { polling: 100 }, id, move);
      if (move === "Go downhill") await page.waitForFunction(() => document.querySelector("#fit").numbers.still);
    }
    await page.waitForFunction((n) => document.querySelector(`#ask-${n}`).dataset.done !== undefined, {}, name).catch(() => assert.fail(`${name} is not answered`));
    assert.equal(await page.$eval(`#ask-${name} details`, (d) => d.open), true);
  }
  assert.match(await page.$eval("#ask-halve .found", (e) => e.textContent), /Found\. Your guess was right/);
  assert.match(await page.$eval("#ask-lowest .found", (e) => e.textContent), /Your guess was another/);
  assert.match(await page.$eval("#chapters a", (a) => a.textContent), /4 of 4/);
  await page.goto(tests.url);
  await page.waitForFunction(() => document.querySelectorAll(".task[data-done]").length === document.querySelectorAll(".task").length);
  await page.$eval("#reset", (b) => b.click());
  await page.waitForFunction(() => document.querySelectorAll(".task[data-done]").length === 0);
  assert.deepEqual(errors, []);
  await page.close();
});

test("each link that sets a widget sets it, and back undoes it", async () => {
  const { page } = await tests.open();
  const links = await page.$$eval('main a[href^="?"]', (all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length >= 8, String(links.length));
  for (const href of links) {
    const [, query, id] = /** @type {RegExpExecArray} */ (/^\?(.*)#([\w-]+)$/.exec(href));
    await page.evaluate((h) => document.querySelector(`main a[href="${CSS.escape(h) && h}"]`).click(), href);
    for (const [key, text] of new URLSearchParams(query)) {
      const [owner, name] = key.split(".");
      assert.equal(owner, id, href);
      await page.waitForFunction((w, n, x) => document.getElementById(w).textOf(n) === x, {}, owner, name, text);
    }
    assert.equal(await page.$eval("#refused", (e) => e.hidden), true, href);
  }
  const now = await page.evaluate(() => location.href);
  await page.goBack();
  assert.notEqual(await page.evaluate(() => location.href), now);
  await page.close();
});

for (const [width, still] of /** @type {[number, boolean][]} */ ([[360, false], [360, true], [1280, false]])) test(`a link leads to its target at ${width}px, ${still ? "at once" : "by a smooth scroll"}, though the page grows meanwhile, and the trainer there wakes`, async () => {
  const { page } = await tests.open("", { width, height: 800, still });
  const at = (/** @type {string} */ selector) => page.waitForFunction((s) => {
    const g = /** @type {any} */ (globalThis), top = Math.round(document.querySelector(s).getBoundingClientRect().top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) - parseFloat(getComputedStyle(document.querySelector(s)).scrollMarginTop));
    if (Math.abs(top) > 3) g.since = undefined;
    else g.since ??= performance.now();
    return performance.now() - g.since > 700; // and stays there
  }, {}, selector);
  await page.evaluate(() => { const link = document.createElement("a"); link.href = "#trainer"; document.querySelector("main").prepend(link); link.click(); link.remove(); });
  await at("#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer").numbers?.source);
  await page.$eval("#chapters a:nth-of-type(1)", (a) => a.click());
  await at(await page.$eval("#chapters a:nth-of-type(1)", (a) => a.getAttribute("href")));
  // the reader is free to go elsewhere
  await page.$eval('#chapters li:last-child a', (a) => a.click());
  await page.mouse.move(width / 2, 400);
  await page.mouse.wheel({ deltaY: -3000 });
  await rest(page);
  const there = await page.evaluate(() => scrollY);
  await page.evaluate(() => { document.querySelector("main").append(Object.assign(document.createElement("p"), { textContent: "more" })); });
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
  assert.equal(await page.evaluate(() => scrollY), there);
  await page.close();
});

test("an address whose fragment is no name, or no text at all, opens the page all the same", async () => {
  for (const hash of ["#100%", "#%E0%A4%A", "#nowhere"]) {
    const { page, errors } = await tests.open(hash);
    assert.ok((await numbersOf(page, "#hero")).kl > 0, hash);
    await page.waitForFunction(() => document.querySelector("#chapters .asked")); // what begins after the links does
    assert.deepEqual(errors, [], hash);
    await page.close();
  }
});

test("every term has one definition, and every link within the page its target", async () => {
  const { page } = await tests.open();
  const { terms, broken, loose } = await page.evaluate(() => ({
    terms: [...document.querySelectorAll("dfn")].map((d) => d.id),
    broken: [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute("href").slice(1)).filter((id) => id && !document.getElementById(id)),
    loose: [...document.querySelectorAll("dfn:not([id])")].map((d) => d.textContent),
  }));
  assert.deepEqual([broken, loose], [[], []]);
  assert.equal(new Set(terms).size, terms.length);
  for (const term of ["surprisal", "entropy", "bits", "nats", "dits", "kullback-leibler-divergence", "divergence", "cross-entropy", "one-hot", "loss", "softmax", "logits", "differential-entropy"]) assert.ok(terms.includes(`term-${term}`), term);
  const links = await page.$$eval("a.term", (all) => all.length);
  assert.ok(links > 20, String(links));
  await page.close();
});

for (const width of [360, 1280]) test(`reading the page from end to end at ${width}px moves nothing under the reader's eyes`, async () => {
  const page = await newPage(tests.browser);
  await page.setViewport({ width, height: 800 });
  await page.evaluateOnNewDocument(() => { window.shifts = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shifts.push({ value: e.value, at: scrollY, what: e.sources.map((s) => s.node?.id || s.node?.tagName || s.node?.parentElement?.tagName).join() }); }).observe({ type: "layout-shift", buffered: true }); });
  await page.goto(tests.url, { waitUntil: "networkidle0" });
  const bottom = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < bottom; y += 350) {
    await page.evaluate((top) => scrollTo({ top, behavior: "instant" }), y);
    await new Promise((done) => setTimeout(done, 60));
  }
  const shifts = await page.evaluate(() => window.shifts);
  const sum = shifts.reduce((s, e) => s + e.value, 0);
  console.log(`layout shift at ${width}px, read to the end: ${sum.toFixed(4)}`);
  assert.ok(sum < 0.02, JSON.stringify(shifts.filter((s) => s.value > 0.001)));
  await page.close();
});
