// The widgets that have buttons and fields instead of handles, by a real mouse and by keyboard alone, in
// Chromium and in Firefox: what they show is what the engine says (those with handles: explore.test.js).
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { generateDigits, load, Trainer } from "../../dist/surprisal.js";
import { WIDGETS } from "../../web/elements/widgets.js";
import { numbersOf, standing, start, still } from "./browser.js";

const s = await load();
const SEVEN = [[[0.3, 0.25], [0.68, 0.22], [0.6, 0.5], [0.45, 0.82]], [[0.36, 0.53], [0.66, 0.5]]];
const DRAWN = { count: 12_000, seed: 1 }; // what the page's trainers learn from, where they have no other digits

/** Ten rows of a class each, as the sheet lays them out. @param {number} seed @param {number} columns */
async function sheetOf(seed, columns) {
  const { images, labels } = await generateDigits({ count: 10 * columns, seed });
  const sheet = new Uint8Array(images.length), next = new Array(10).fill(0);
  labels.forEach((label, i) => sheet.set(images.subarray(i * 784, (i + 1) * 784), (label * columns + next[label]++) * 784));
  return Array.from(sheet);
}

/** What raced() has come to: the same for every browser. @type {Map<string, ReturnType<typeof race>>} */
const races = new Map();
const raced = (/** @type {"crossEntropy" | "meanSquaredError"} */ loss) => races.get(loss) ?? races.set(loss, race(loss)).get(loss);
/** The accuracies of an epoch's steps, averaged over the last ten: what the race shows. @param {"crossEntropy" | "meanSquaredError"} loss */
async function race(loss) {
  const { images, labels, count } = await generateDigits(DRAWN);
  const trainer = await Trainer.create({ model: "course", width: 0.125, seed: 1, batchSize: 128, optimizer: { name: "sgd", learningRate: 0.05 }, loss });
  /** @type {number[]} */
  const steps = [];
  for await (const e of trainer.fit(/** @type {any} */ ({ images, labels, count, afresh: { seed: DRAWN.seed, first: 0 } }), { epochs: 1 })) if (e.type === "step") steps.push(e.accuracy);
  trainer.dispose();
  return { steps: steps.length, accuracy: steps.slice(-10).reduce((a, b) => a + b) / 10 };
}

for (const which of /** @type {const} */ (["chromium", "firefox"])) describe(which, () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let tests;
  /** @type {import("puppeteer-core").Page} */
  let page;
  /** @type {string[]} */
  let errors;
  before(async () => { tests = await start(which); ({ page, errors } = await tests.open("?trainer.data=drawn&trainer.width=0.125&trainer.optimizer=adam&race.epochs=1")); });
  after(() => tests?.close());

  /** The button of a widget, or another part of it, in the middle of the screen. @param {string} id @param {string} wanted its words, or a selector @param {boolean} [focus] */
  const place = (id, wanted, focus = false) => still(page, () => page.$eval(`#${id}`, (e, w, hold) => {
    const found = [...e.shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === w) ?? e.shadowRoot.querySelector(w);
    if (!found || found.disabled) throw new Error(`no “${w}” to press`);
    found.scrollIntoView({ block: "center", behavior: "instant" });
    if (hold) found.focus();
    const { x, y, width, height } = found.getBoundingClientRect();
    return { x, y, width, height };
  }, wanted, focus));
  /** @param {string} id @param {string} wanted */
  async function click(id, wanted) {
    const { x, y, width, height } = await place(id, wanted);
    await page.mouse.click(x + width / 2, y + height / 2);
  }
  /** @param {string} id @param {string} wanted @param {import("puppeteer-core").KeyInput} [key] */
  async function press(id, wanted, key = "Enter") {
    await place(id, wanted, true);
    await page.keyboard.press(key);
  }
  const is = (/** @type {string} */ id, /** @type {string} */ name, /** @type {string} */ text) => page.waitForFunction((i, n, x) => document.getElementById(i).textOf(n) === x, {}, id, name, text);
  const until = (/** @type {string} */ id, /** @type {string} */ condition) => page.waitForFunction(`(() => { const n = document.getElementById("${id}").numbers; return n && (${condition}); })()`, { polling: 50 });
  const textOf = (/** @type {string} */ id, /** @type {string} */ name) => page.$eval(`#${id}`, (e, n) => e.textOf(n), name);

  test("identity: another draw and 10,000 of them by mouse", async () => {
    await numbersOf(page, "#identity");
    const before = (await numbersOf(page, "#identity")).kl;
    await click("identity", "Draw again");
    await is("identity", "seed", "2");
    const m = await numbersOf(page, "#identity");
    assert.ok(m.kl !== before && Math.abs(m.sum - m.crossEntropy) < 2e-15 && m.sum === m.entropy + m.kl);
    await click("identity", "Test 10,000 random pairs");
    await until("identity", "n.tested === 10000");
    assert.ok((await numbersOf(page, "#identity")).worst < 4e-15);
  });

  test("slopes: a step downhill by mouse", async () => {
    const before = (await numbersOf(page, "#slopes")).kl;
    await click("slopes", "One step downhill");
    await until("slopes", `n.kl < ${before}`);
    const logits = (await textOf("slopes", "logits")).split(",").map(Number);
    const target = [0.1, 0.5, 0.3, 0.1], sum = target.reduce((a, b) => a + b, 0);
    assert.equal((await numbersOf(page, "#slopes")).crossEntropy, s.softmaxCrossEntropy(logits, target.map((x) => x / sum)).loss);
  });

  test("predictions: a preset by mouse and by key", async () => {
    await numbersOf(page, "#predictions");
    await click("predictions", "The course’s bad prediction");
    await is("predictions", "q", "0.85, 0.05, 0.1");
    assert.equal((await numbersOf(page, "#predictions")).crossEntropy, s.crossEntropy([0, 1, 0], [0.85, 0.05, 0.1]));
    await press("predictions", "The course’s good prediction");
    await is("predictions", "q", "0.05, 0.85, 0.1");
    assert.equal((await numbersOf(page, "#predictions")).crossEntropy, s.crossEntropy([0, 1, 0], [0.05, 0.85, 0.1]));
  });

  test("measures: a slider's track by mouse", async () => {
    await numbersOf(page, "#measures");
    const track = await still(page, () => page.$eval("#measures", (e) => {
      const input = e.shadowRoot.querySelector("[data-role=q][data-parameter=mu]").shadowRoot.querySelector("input[type=range]");
      input.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = input.getBoundingClientRect();
      return { x, y, width, height };
    }));
    await page.mouse.click(track.x + 0.7 * track.width, track.y + track.height / 2);
    await page.waitForFunction(() => document.getElementById("measures").textOf("q") !== "poisson(5)");
    await numbersOf(page, "#measures");
    const Q = s.parse(await textOf("measures", "q")), P = s.binomial(10, 0.5);
    const n = await page.$eval("#measures", (e) => Object.fromEntries(Object.entries(e.numbers).map(([k, v]) => [k, String(v)])));
    for (const name of /** @type {const} */ (["kl", "jensenShannon", "totalVariation", "chiSquare", "wasserstein1"])) assert.equal(n[name], String(s.measure(name, P, Q).value), name);
  });

  test("code: a button by mouse, and by key", async () => {
    await numbersOf(page, "#code");
    await click("code", "Make the code for the message itself");
    await is("code", "code", "");
    assert.ok((await numbersOf(page, "#code")).kl < 1e-15);
    await press("code", "Back to the other text");
    await page.waitForFunction(() => document.getElementById("code").textOf("code") !== "");
    const { entropy, kl, letters } = await numbersOf(page, "#code");
    const message = await textOf("code", "message"), counts = new Map();
    for (const c of message) counts.set(c, (counts.get(c) ?? 0) + 1);
    assert.equal(letters, message.length);
    assert.ok(kl > 0.5 && Math.abs(entropy - s.entropy(Float64Array.from(counts.values(), (n) => n / letters), { base: "bits" })) < 1e-14);
  });

  test("sheet: other digits by mouse, a seed by key, and each is the engine's", async () => {
    await numbersOf(page, "#sheet");
    const shown = () => page.$eval("#sheet", async (e) => { await e.updateComplete; return Array.from(e.shadowRoot.querySelector("surprisal-digits.wide").images); });
    await click("sheet", "Draw others");
    await is("sheet", "seed", "2");
    assert.deepEqual(await shown(), await sheetOf(2, 20));
    await place("sheet", ".settings input", true);
    await page.keyboard.down("Shift"); await page.keyboard.press("Home"); await page.keyboard.up("Shift");
    await page.keyboard.type("77");
    await page.keyboard.press("Enter");
    await is("sheet", "seed", "77");
    assert.deepEqual(await shown(), await sheetOf(77, 20));
    await press("sheet", "Draw others", " ");
    await is("sheet", "seed", "78");
    assert.deepEqual((await numbersOf(page, "#sheet")), { seed: 78, count: 200 });
  });

  test("pad: written by mouse, meant by key, and its figures are the engine's", async () => {
    await numbersOf(page, "#pad");
    const { x, y, width } = await place("pad", ".board");
    for (const [first, ...rest] of SEVEN) {
      await page.mouse.move(x + width * first[0], y + width * first[1]);
      await page.mouse.down();
      for (const [u, v] of rest) await page.mouse.move(x + width * u, y + width * v, { steps: 6 });
      await page.mouse.up();
    }
    await until("pad", "n.best === 7");
    await place("pad", ".labels input", true);
    await page.keyboard.press(" "); // 0 …
    await is("pad", "label", "0");
    for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowRight"); // … to 7
    await is("pad", "label", "7");
    const n = await numbersOf(page, "#pad"), o = /** @type {const} */ ({ normalise: "auto" });
    assert.equal(n.entropy, s.entropy(n.probabilities, o));
    assert.equal(n.crossEntropy, s.crossEntropy([0, 0, 0, 0, 0, 0, 0, 1, 0, 0], n.probabilities, o));
  });

  test("trainer: one step by mouse is the engine's first, and it goes on and stops by mouse", async () => {
    await numbersOf(page, "#trainer");
    await until("trainer", "n.source === 'drawn'");
    await click("trainer", "One step");
    const { loss, step } = await standing(page, "#trainer");
    const ours = await Trainer.create({ model: "course", width: 0.125, seed: 1, batchSize: 128, optimizer: "adam", variant: "simd" });
    for await (const e of ours.fit(/** @type {any} */ ({ ...await generateDigits(DRAWN), afresh: { seed: DRAWN.seed, first: 0 } }), { epochs: 1 })) if (e.type === "step") {
      assert.equal(step, 1);
      assert.ok(Math.abs(loss / e.loss - 1) < 1e-5, `${loss} on the page, ${e.loss} here`); // fused multiply-adds round otherwise
      break;
    }
    ours.dispose();
    await click("trainer", "Go on");
    await until("trainer", "n.step > 3");
    await click("trainer", "Pause");
    await until("trainer", "n.status === 'paused'");
    await click("trainer", "Mistakes");
    await is("trainer", "panel", "mistakes");
    await click("trainer", "Start over");
    await until("trainer", "n.status === 'idle' && n.step === 0");
  });

  test("race: started by key, held by mouse, and it comes to what both losses come to", async () => {
    await numbersOf(page, "#race");
    await press("race", "Start both");
    await until("race", "n.steps > 2");
    await click("race", "Pause");
    await until("race", "n.status === 'paused'");
    await click("race", "Go on");
    await until("race", "n.status === 'done'");
    const n = await numbersOf(page, "#race");
    for (const [name, loss] of /** @type {const} */ ([["crossEntropy", "crossEntropy"], ["squaredError", "meanSquaredError"]])) {
      const { steps, accuracy } = await raced(loss);
      assert.equal(n.steps, steps);
      assert.ok(Math.abs(n[name] - accuracy) < 0.02, `${name}: ${n[name]} on the page, ${accuracy} here`);
    }
    await click("race", "Start over");
    await until("race", "n.status === 'idle' && n.steps === 0");
  });

  test("the console stayed empty", () => assert.deepEqual(errors, []));
});

test("no element of the tutorial is left out here and in explore.test.js but those without a control", async () => {
  const { readFileSync } = await import("node:fs");
  const driven = ["buttons", "explore"].map((name) => readFileSync(new URL(`${name}.test.js`, import.meta.url), "utf8")).join("\n");
  const html = readFileSync("dist/index.html", "utf8");
  const left = Object.keys(WIDGETS).filter((tag) => ![...html.matchAll(new RegExp(`<${tag} [^>]*\\bid="([^"]*)"`, "g"))].some(([, id]) => driven.includes(`"${id}"`)));
  assert.deepEqual(left, ["live-number", "course-figures", "course-log"]);
});
