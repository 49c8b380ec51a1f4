// The training panel in Chromium, on digits that the engine draws.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { defined, numbersOf, standing, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** @param {import("puppeteer-core").Page} page @param {string} condition of the trainer's numbers n */
const until = (page, condition) => page.waitForFunction(`(() => { const n = document.querySelector("#trainer").numbers; ${condition}; })()`, { polling: 50 });
/** @param {import("puppeteer-core").Page} page @param {string} name */
const press = (page, name) => page.$eval("#trainer", (e, wanted) => {
  const button = [...e.shadowRoot.querySelectorAll(".run button")].find((b) => b.textContent === wanted);
  if (!button || button.disabled) throw new Error(`no button ${wanted} to press`);
  button.click();
}, name);

async function open() {
  const opened = await tests.open();
  const { page } = opened;
  await defined(page, "#trainer");
  await page.$eval("#trainer", (e) => { e.setAttribute("data", "drawn"); e.setAttribute("width", "0.125"); e.setAttribute("optimizer", "adam"); });
  await numbersOf(page, "#trainer");
  await until(page, "return n.source === 'drawn'");
  return opened;
}

test("training lowers the loss and reads digits it has not seen", async () => {
  const { page, errors } = await open();
  await page.$eval("#trainer", (e) => e.setAttribute("epochs", "2"));
  await press(page, "Train");
  await until(page, "return n.step > 0");
  const first = await page.$eval("#trainer", (e) => e.numbers);
  await until(page, "return n.status === 'done'");
  const last = await page.$eval("#trainer", (e) => e.numbers);
  assert.ok(last.testLoss < first.meanLoss / 3, `${first.meanLoss} to ${last.testLoss}`); // 2.28 to 0.47
  assert.ok(last.testAccuracy > 0.8, String(last.testAccuracy));
  assert.match(await page.$eval("#trainer", (e) => e.shadowRoot.querySelector(".result").textContent), /Test accuracy \d+\.\d+%/);
  assert.deepEqual(errors, []);
  await page.close();
});

test("pause stands still, one step is one step, going on goes on, starting over forgets", async () => {
  const { page, errors } = await open();
  await press(page, "Train");
  await until(page, "return n.status === 'running' && n.step > 1");
  await press(page, "Pause");
  const paused = (await standing(page, "#trainer")).step;
  await new Promise((done) => setTimeout(done, 300)); // many a step's time
  assert.equal((await standing(page, "#trainer")).step, paused);
  await press(page, "One step");
  await until(page, `return n.step === ${paused + 1}`);
  await press(page, "Go on");
  await until(page, `return n.step > ${paused + 3}`);
  await press(page, "Start over");
  await until(page, "return n.status === 'idle' && n.step === 0 && n.loss === null");
  await press(page, "One step");
  await until(page, "return n.status === 'paused' && n.step >= 1");
  assert.deepEqual(errors, []);
  await page.close();
});

test("the page stays at hand while training runs", async () => {
  const { page } = await open();
  await press(page, "Train");
  await until(page, "return n.step > 3");
  await page.$eval("#trainer", (e) => e.shadowRoot.querySelector(".run button").focus());
  const answered = await page.evaluate(() => new Promise((done) => setTimeout(() => done(true))));
  assert.equal(answered, true);
  await press(page, "Pause");
  await standing(page, "#trainer");
  await page.close();
});
