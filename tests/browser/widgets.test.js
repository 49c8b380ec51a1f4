// Each widget, driven by mouse and by keys, shows what the engine says.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { defined, numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** @type {Awaited<ReturnType<typeof load>>} */
let engine;
/** @type {import("puppeteer-core").Page} */
let page;
/** @type {string[]} */
let errors;
before(async () => { tests = await start(); engine = await load(); ({ page, errors } = await tests.open()); });
after(() => tests?.close());

/** @param {string} id @param {string} text */
const press = (id, text) => page.$eval(id, (e, wanted) => {
  const button = [...e.shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === wanted);
  if (!button || button.disabled) throw new Error(`no button “${wanted}”`);
  button.click();
}, text);
/** Focuses a chart's handle. @param {string} id @param {string} label */
const hold = (id, label) => page.$eval(id, (e, wanted) => {
  const handle = [...e.shadowRoot.querySelectorAll("surprisal-chart")].flatMap((c) => [...c.shadowRoot.querySelectorAll(".handle")]).find((h) => h.getAttribute("aria-label") === wanted);
  handle.scrollIntoView({ block: "center" });
  handle.focus();
  const { x, y, width, height } = handle.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}, label);
/** @param {string} id @param {string} name @param {string} text */
const attribute = (id, name, text) => page.waitForFunction((i, n, x) => document.querySelector(i).textOf(n) === x, {}, id, name, text);

test("the course's bad prediction costs 2.995732273553991 nats, and a key on a bar moves it", async () => {
  await numbersOf(page, "#predictions");
  await press("#predictions", "The course’s bad prediction");
  await attribute("#predictions", "q", "0.85, 0.05, 0.1");
  assert.equal((await numbersOf(page, "#predictions")).crossEntropy, 2.995732273553991);
  await hold("#predictions", "Q of dog");
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction(() => document.querySelector("#predictions").read("q")[1] === 0.06);
  const { crossEntropy, q } = await numbersOf(page, "#predictions");
  assert.equal(crossEntropy, engine.crossEntropy([0, 1, 0], q));
  assert.ok(Math.abs(q.reduce((a, b) => a + b) - 1) < 1e-12);
});

test("a distribution of the other kind brings its counterpart along", async () => {
  await numbersOf(page, "#example-b");
  await page.$eval("#example-b", (e) => { const s = e.shadowRoot.querySelector(".side select"); s.value = "normal"; s.dispatchEvent(new Event("change")); });
  await attribute("#example-b", "p", "normal(0, 1)");
  await page.$eval("#example-b", (e) => e.setAttribute("q", "normal(1, 2)"));
  await page.waitForFunction(() => document.querySelector("#example-b").numbers?.kl > 0);
  assert.equal((await numbersOf(page, "#example-b")).kl, engine.kl(engine.normal(0, 1), engine.normal(1, 2)));
});

test("the yes-or-no loss follows its point", async () => {
  await numbersOf(page, "#yes-or-no");
  await hold("#yes-or-no", "Q(1)");
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector("#yes-or-no").numbers.crossEntropy === Infinity);
  await page.keyboard.press("Escape");
  await attribute("#yes-or-no", "q", "0.2");
  assert.equal((await numbersOf(page, "#yes-or-no")).crossEntropy, engine.crossEntropy([1 - 0.7, 0.7], [1 - 0.2, 0.2]));
});

test("entropy and divergence add up on 10,000 random pairs", async () => {
  await numbersOf(page, "#identity");
  await press("#identity", "Draw again");
  await attribute("#identity", "seed", "2");
  const m = await numbersOf(page, "#identity");
  assert.ok(Math.abs(m.sum - m.crossEntropy) < 2e-15 && m.kl > 0);
  await press("#identity", "Test 10,000 random pairs");
  await page.waitForFunction(() => document.querySelector("#identity").numbers.tested === 10_000);
  assert.ok((await numbersOf(page, "#identity")).worst < 4e-15);
});

test("both gradients are one, and going down it lowers D", async () => {
  const before = await numbersOf(page, "#slopes");
  assert.ok(before.gap < 1e-15, String(before.gap));
  await press("#slopes", "One step downhill");
  await page.waitForFunction((d) => document.querySelector("#slopes").numbers.kl < d, {}, before.kl);
  const now = await numbersOf(page, "#slopes");
  assert.ok(Math.abs(now.crossEntropy - now.kl - now.entropy) < 1e-14);
});

test("forward KL covers both hills, reverse KL settles on one", async () => {
  await numbersOf(page, "#fit");
  await press("#fit", "Go downhill");
  const sigma = Math.sqrt(0.55 * (0.5 ** 2 + 2.025 ** 2) + 0.45 * (0.7 ** 2 + 2.475 ** 2)); // the mixture's own
  await page.waitForFunction((s) => { const { mu, sigma: now } = document.querySelector("#fit").numbers; return Math.abs(mu + 0.475) < 0.02 && Math.abs(now - s) < 0.02; }, {}, sigma);
  await press("#fit", "Reset");
  await press("#fit", "Lower D(Q‖P)");
  await press("#fit", "Go downhill");
  await page.waitForFunction(() => Math.abs(document.querySelector("#fit").numbers.mu - 2) < 0.1);
});

test("the table shows every measure as the engine has it", async () => {
  await numbersOf(page, "#measures");
  const n = await page.$eval("#measures", (e) => Object.fromEntries(Object.entries(e.numbers).map(([k, v]) => [k, String(v)]))); // ∞ has no JSON
  const [P, Q] = [engine.binomial(10, 0.5), engine.poisson(5)];
  for (const name of ["kl", "jeffreys", "jensenShannon", "totalVariation", "hellinger", "bhattacharyya", "chiSquare", "wasserstein1"]) {
    assert.equal(n[name], String(engine.measure(name, P, Q).value), name);
    assert.equal(n[`${name}Reverse`], String(engine.measure(name, Q, P).value), `${name} reverse`);
  }
});

test("a code made for the message itself wastes nothing", async () => {
  const other = await numbersOf(page, "#code");
  assert.ok(other.kl > 0.5);
  await press("#code", "Make the code for the message itself");
  await attribute("#code", "code", "");
  const own = await numbersOf(page, "#code");
  assert.ok(own.kl < 1e-15);
  assert.ok(own.bits >= own.entropy * own.letters && own.bits < (own.entropy + 1) * own.letters);
});

test("both losses race from the same start", async () => {
  await defined(page, "#race");
  await page.$eval("#race", (e) => e.setAttribute("epochs", "1"));
  await numbersOf(page, "#race");
  await press("#race", "Start both");
  await page.waitForFunction(() => document.querySelector("#race").numbers.status === "done");
  const n = await numbersOf(page, "#race");
  assert.ok(n.crossEntropy > n.squaredError + 0.1, `${n.crossEntropy} against ${n.squaredError}`);
});

test("the console stayed empty through all of this", () => assert.deepEqual(errors, []));
