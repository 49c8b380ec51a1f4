// The digit pad by mouse, touch, pen and keys, with the ready network and with the page's own.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { numbersOf, readings, start, still } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

const SEVEN = [[[0.3, 0.25], [0.68, 0.22], [0.6, 0.5], [0.45, 0.82]], [[0.36, 0.53], [0.66, 0.5]]];

/** @param {{ width?: number, height?: number }} [options] */
async function open(options) {
  const opened = await tests.open("", options);
  await numbersOf(opened.page, "#pad");
  return { ...opened, settled: await readings(opened.page, `${tests.url}surprisal.js`) };
}
/** @param {import("puppeteer-core").Page} page */
const boardOf = (page) => still(page, () => page.$eval("#pad", (e) => {
  const board = e.shadowRoot.querySelector(".board");
  board.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width } = board.getBoundingClientRect();
  return { x, y, width };
}));
/** @param {import("puppeteer-core").Page} page @param {number[][][]} [strokes] */
async function write(page, strokes = SEVEN) {
  const { x, y, width } = await boardOf(page);
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(x + width * first[0], y + width * first[1]);
    await page.mouse.down();
    for (const [u, v] of rest) await page.mouse.move(x + width * u, y + width * v, { steps: 6 });
    await page.mouse.up();
  }
}
/** @param {import("puppeteer-core").Page} page @param {string} condition of the pad's numbers n */
const until = (page, condition) => page.waitForFunction(`(() => { const n = document.querySelector("#pad").numbers; return n && (${condition}); })()`, { polling: 30 });
/** @param {import("puppeteer-core").Page} page @param {string} text */
const press = (page, text) => page.$eval("#pad", (e, wanted) => {
  const button = [...e.shadowRoot.querySelectorAll("button")].find((b) => (b.getAttribute("aria-label") ?? b.textContent.trim()) === wanted);
  if (!button || button.disabled) throw new Error(`no button “${wanted}”`);
  button.click();
}, text);
/** How much of the pad is inked, from 0 to 1. @param {import("puppeteer-core").Page} page */
const inked = (page) => page.$eval("#pad", (e) => {
  const canvas = e.shadowRoot.querySelector(".board canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let i = 3; i < data.length; i += 4) sum += data[i];
  return sum / 255 / (data.length / 4);
});

test("before any training a written seven is read, with entropy, surprisals and cross-entropy as the engine has them", async () => {
  const { page, errors, settled } = await open();
  const engine = await load();
  await write(page);
  await until(page, "n.best === 7");
  await page.$eval("#pad", (e) => { e.setAttribute("label", "1"); e.setAttribute("base", "bits"); });
  const n = await settled();
  assert.equal(n.network, "ready");
  assert.ok(n.probabilities[7] > 0.9, String(n.probabilities));
  assert.ok(Math.abs(n.probabilities.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b) - 1) < 1e-6);
  const options = { base: /** @type {const} */ ("bits"), normalise: /** @type {const} */ ("auto") };
  assert.equal(n.entropy, engine.entropy(n.probabilities, options));
  for (let k = 0; k < 10; k++) assert.equal(n.surprisals[k], engine.crossEntropy(Array.from({ length: 10 }, (_, j) => Number(j === k)), n.probabilities, options));
  assert.equal(n.crossEntropy, n.surprisals[1]);
  assert.match(await page.$eval("#pad", (e) => e.shadowRoot.querySelector(".words").textContent), /^It reads 7/);
  assert.deepEqual(errors, []);
  await page.close();
});

test("it reads while the pen is still down, and a stroke, a clearing and nudges are undone one by one", async () => {
  const { page, settled } = await open();
  const { x, y, width } = await boardOf(page);
  await page.mouse.move(x + width * 0.3, y + width * 0.25);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + width * 0.25, { steps: 5 });
  await until(page, "n.best !== null");
  await page.mouse.up();
  await settled();
  const one = await inked(page);
  await write(page, [SEVEN[1]]);
  await settled();
  const two = await inked(page);
  assert.ok(two > 1.3 * one && one > 0.01, `${one}, ${two}`);
  await press(page, "Clear");
  await until(page, "n.best === null");
  assert.equal(await inked(page), 0);
  await press(page, "Undo");
  await until(page, "n.best !== null");
  assert.equal(await inked(page), two);
  for (const name of ["Move left", "Move left", "Turn right", "Larger"]) await press(page, name);
  await settled();
  assert.notEqual(await inked(page), two);
  await press(page, "Undo"); // the four nudges together
  await press(page, "Undo"); // the second stroke
  await settled();
  assert.equal(await inked(page), one);
  await page.close();
});

test("keys take a sample, nudge it, put it back and clear the pad, and Tab leaves it", async () => {
  const { page, errors, settled } = await open();
  await page.$eval("#pad", (e) => e.shadowRoot.querySelector(".board").focus());
  for (const digit of [3, 8, 3]) {
    await page.keyboard.press(/** @type {any} */ (String(digit)));
    await until(page, `n.label === ${digit} && n.best !== null`);
  }
  await page.keyboard.press("0");
  await until(page, "n.best === 0");
  const before = await settled();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("+");
  await page.keyboard.press(">");
  assert.notEqual((await settled()).entropy, before.entropy);
  await page.keyboard.press("Escape");
  assert.deepEqual(await settled(), before);
  await page.keyboard.press("Delete");
  await until(page, "n.best === null");
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await page.keyboard.up("Control");
  await until(page, "n.best === 0");
  await page.keyboard.press("Tab");
  assert.equal(await page.$eval("#pad", (e) => e.shadowRoot.activeElement?.className !== "board"), true);
  assert.deepEqual(errors, []);
  await page.close();
});

test("a finger writes on the pad and scrolls the page beside it", async () => {
  const { page, settled } = await open({ width: 360, height: 780 });
  const client = await page.createCDPSession();
  await client.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  const { x, y, width } = await boardOf(page);
  /** @param {number} px @param {number} fromY @param {number} toY */
  const swipe = async (px, fromY, toY) => {
    const touch = (/** @type {any} */ type, /** @type {number | null} */ at) => client.send("Input.dispatchTouchEvent", { type, touchPoints: at === null ? [] : [{ x: px, y: at }] });
    await touch("touchStart", fromY);
    for (let i = 1; i <= 10; i++) await touch("touchMove", fromY + ((toY - fromY) * i) / 10);
    await touch("touchEnd", null);
  };
  const scrolled = () => page.evaluate(() => scrollY);
  const before = await scrolled();
  await swipe(x + width / 2, y + width * 0.8, y + width * 0.2);
  await until(page, "n.best !== null");
  assert.equal(await scrolled(), before, "the page stands still under a finger that writes");
  await settled();
  const ink = await inked(page);
  assert.ok(ink > 0.02, String(ink));
  await swipe(x + width + 20, y + width * 0.9, y + width * 0.2);
  await page.waitForFunction((was) => scrollY > was + 50, {}, before);
  assert.equal(await inked(page), ink);
  const actions = await page.$eval("#pad", (e) => [...e.shadowRoot.querySelectorAll("*")].filter((x) => getComputedStyle(x).touchAction === "none").map((x) => x.className));
  assert.deepEqual(actions, ["board"]);
  await page.close();
});

test("a pen that is pressed harder writes thicker", async () => {
  const { page, settled } = await open();
  const client = await page.createCDPSession();
  const { x, y, width } = await boardOf(page);
  /** @param {number} force */
  const stroke = async (force) => {
    const send = (/** @type {any} */ type, /** @type {number} */ v) => client.send("Input.dispatchMouseEvent", { type, x: x + width / 2, y: y + width * v, button: "left", buttons: type === "mouseReleased" ? 0 : 1, clickCount: 1, pointerType: "pen", force });
    await send("mousePressed", 0.2);
    for (let v = 0.3; v < 0.85; v += 0.1) await send("mouseMoved", v);
    await send("mouseReleased", 0.8);
    await until(page, "n.best !== null");
    await settled();
    const ink = await inked(page);
    await press(page, "Clear");
    await until(page, "n.best === null");
    return ink;
  };
  const [light, firm] = [await stroke(0.15), await stroke(0.95)];
  assert.ok(firm > 1.8 * light && light > 0.005, `${light}, ${firm}`);
  await page.close();
});

test("the network of the page's trainer reads once it has learned, and says so before", async () => {
  const { page, errors, settled } = await open();
  await write(page);
  await until(page, "n.best !== null");
  const ready = await settled();
  await press(page, "your network above");
  await until(page, "n.network === 'trainer' && n.best === null");
  assert.match(await page.$eval("#pad", (e) => e.shadowRoot.querySelector(".words").textContent), /has not learned anything yet/);
  await page.$eval("#trainer", (e) => { e.setAttribute("data", "drawn"); e.setAttribute("width", "0.125"); e.setAttribute("optimizer", "adam"); });
  await numbersOf(page, "#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.source === "drawn");
  await page.$eval("#trainer", (e) => e.act("train"));
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.step > 20);
  await page.$eval("#trainer", (e) => e.act("pause"));
  await until(page, "n.best !== null");
  const own = await settled();
  assert.notDeepEqual(own.probabilities, ready.probabilities);
  assert.ok(own.entropy > ready.entropy, "a beginner is less sure");
  await press(page, "the ready network");
  await until(page, "n.network === 'ready' && n.best === 7");
  assert.deepEqual((await settled()).probabilities, ready.probabilities);
  assert.deepEqual(errors, []);
  await page.close();
});

test("where the ready network cannot be fetched, the pad says so, and reads once it can be", async () => {
  const { page } = await tests.open();
  await page.setRequestInterception(true);
  let broken = true;
  page.on("request", (request) => (broken && request.url().endsWith("ready.safetensors") ? request.respond({ status: 503, body: "" }) : request.continue()));
  await page.reload();
  await numbersOf(page, "#pad");
  await write(page);
  await page.waitForFunction(() => /No network can read this: .*ready.safetensors could not be loaded: HTTP 503/.test(document.querySelector("#pad").shadowRoot.querySelector(".words").textContent));
  broken = false;
  await write(page, [SEVEN[1]]);
  await until(page, "n.best === 7");
  await page.close();
});
