// The page in Chromium: it loads in silence, and what it shows is what the engine says.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { numbersOf, start, until } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** @type {Awaited<ReturnType<typeof load>>} */
let engine;
before(async () => { tests = await start(); engine = await load(); });
after(() => tests?.close());

/** The value attributes of all full figures in an element. @param {import("puppeteer-core").Page} page @param {string} selector */
const figures = (page, selector) => page.$eval(selector, (e) => [...e.shadowRoot.querySelectorAll("data")].map((d) => ({ value: Number(d.value), text: d.textContent })));
/** Text of a figure back to a number. @param {string} text */
const reading = (text) => Number(text.replace(/\s/g, "").replace("×10", "e").replaceAll("−", "-"));

test("the page loads without a console error and does not scroll sideways", async () => {
  for (const width of [320, 1280]) {
    const { page, errors } = await tests.open("", { width });
    for (const selector of ["#example-a", "#example-b"]) await numbersOf(page, selector);
    assert.deepEqual(errors, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}px`);
    const prose = await page.$eval("section > p", (e) => e.getBoundingClientRect().width);
    assert.ok(prose >= Math.min(0.85 * width, 600), `prose is ${prose}px wide at ${width}px`);
    await page.close();
  }
});

for (const [id, p, q] of [["#example-a", "binomial(250, 0.008)", "poisson(2)"], ["#example-b", "binomial(10, 0.5)", "poisson(4)"]]) {
  test(`${id} shows the engine's figures, both ways, cut off and whole`, async () => {
    const { page } = await tests.open();
    const numbers = await numbersOf(page, id);
    const [P, Q] = [engine.parse(p), engine.parse(q)];
    const range = /** @type {[number, number]} */ ([0, 9]);
    assert.equal(numbers.kl, engine.kl(P, Q, { range }));
    assert.equal(numbers.reverse, engine.kl(Q, P, { range }));
    assert.equal(numbers.whole, engine.kl(P, Q));
    assert.equal(await page.$eval(id, (e) => e.numbers.wholeReverse), Infinity);
    const shown = await figures(page, id);
    assert.deepEqual(shown.map((f) => f.value), [numbers.kl, numbers.reverse, numbers.whole, numbers.entropy, numbers.entropyQ, numbers.crossEntropy]);
    for (const { value, text } of shown) assert.equal(reading(text), value);
    assert.match(await page.$eval(id, (e) => e.shadowRoot.textContent), /infinite: P = 0 where Q > 0 at x = \d+/);
    await page.close();
  });
}

test("the course's printed figures stand beside the exact ones", async () => {
  const { page } = await tests.open();
  await numbersOf(page, "course-figures[example=A]");
  const values = (await figures(page, "course-figures[example=A]")).map((f) => f.value);
  for (const printed of [2.094332797227328e-5, 2.0943327972273254e-5, 1.0766381413449403e-5, 1.0766381413449322e-5]) assert.ok(values.includes(printed), String(printed));
  for (const exact of [2.0943327971861527e-5, 1.0766381413803494e-5]) assert.ok(values.some((v) => Math.abs(v / exact - 1) < 1e-13), String(exact));
  await page.close();
});

test("a slider moved by keys alone changes the figures, Escape restores them, a field does the same", async () => {
  const { page } = await tests.open();
  const before = await numbersOf(page, "#example-b");
  const slider = /** @type {any} */ (await page.evaluateHandle(() => document.querySelector("#example-b").shadowRoot.querySelector('[data-role=q][data-parameter=mu]').shadowRoot.querySelector("input[type=range]")));
  await slider.focus();
  await page.evaluate(() => { window.changes = []; document.addEventListener("surprisal-change", (e) => window.changes.push(e.detail)); });
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector("#example-b").getAttribute("q") === "poisson(4.2)");
  const after = await numbersOf(page, "#example-b");
  assert.equal(after.kl, engine.kl(engine.binomial(10, 0.5), engine.poisson(4.2), { range: [0, 9] }));
  assert.notEqual(after.kl, before.kl);
  const changes = await page.evaluate(() => window.changes);
  assert.equal(changes.length, 1);
  assert.equal(changes[0].numbers.kl, after.kl);
  await page.keyboard.down("Shift");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.up("Shift");
  await page.waitForFunction(() => document.querySelector("#example-b").getAttribute("q") === "poisson(6.2)");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector("#example-b").getAttribute("q") === "poisson(4)");
  await page.keyboard.press("Tab");
  await page.keyboard.type("5"); // the field's text is selected by Tab
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#example-b").getAttribute("q") === "poisson(5)");
  await page.close();
});

test("a wrong attribute says so in place and the rest of the page lives on", async () => {
  const { page, errors } = await tests.open();
  await numbersOf(page, "#example-a");
  await page.$eval("#example-a", (e) => e.setAttribute("q", "poisson(-1)"));
  await page.waitForFunction(() => document.querySelector("#example-a").shadowRoot.querySelector("[role=alert]"));
  assert.match(await page.$eval("#example-a", (e) => e.shadowRoot.textContent), /Attribute q: poisson: mu must be a finite number ≥ 0, not -1/);
  await numbersOf(page, "#example-b");
  await page.$eval("#example-a", (e) => e.shadowRoot.querySelector("button").click());
  await numbersOf(page, "#example-a");
  assert.deepEqual(errors, []);
  await page.close();
});

test("the runner sees a failing page", async () => {
  const { page, errors } = await tests.open();
  await page.evaluate(() => { console.error("probe"); setTimeout(() => { throw new Error("probe"); }); });
  await page.evaluate(() => fetch("not-there").catch(() => {}));
  await until(() => errors.length >= 3, () => errors.join("\n"));
  assert.ok(["error: probe", "Error: probe", "404"].every((what) => errors.some((e) => e.includes(what))), errors.join("\n"));
  await page.close();
});

test("what trains is loaded when the reader comes near; where it does not arrive the page says so and the rest lives on", async () => {
  const { page } = await tests.open();
  await numbersOf(page, "#hero");
  const LATER = ["cnn-trainer", "digit-pad", "digit-sheet", "loss-race"];
  assert.deepEqual(await page.evaluate((tags) => tags.filter((tag) => customElements.get(tag)), LATER), []);
  await page.setRequestInterception(true);
  let lost = true;
  page.on("request", (request) => void (lost && request.url().endsWith(".js") ? request.abort() : request.continue()));
  await page.$eval("#race", (e) => e.scrollIntoView({ behavior: "instant" }));
  await page.waitForFunction(() => document.querySelector("#race .waiting button"));
  assert.match(await page.$eval("#race", (e) => e.textContent), /did not arrive.*Load the page again/);
  assert.ok((await numbersOf(page, "#identity")).kl > 0, "the figures beside it");
  lost = false;
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.$eval("#race .waiting button", (b) => b.click())]);
  await numbersOf(page, "#race");
  assert.deepEqual(await page.evaluate((tags) => tags.filter((tag) => !customElements.get(tag)), LATER), []);
  assert.equal(await page.$("main .waiting"), null);
  await page.close();
});
