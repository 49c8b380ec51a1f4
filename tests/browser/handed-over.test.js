// What the page hands to its elements: the word to save before a new version, and files from outside.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { generateDigits } from "../../dist/surprisal.js";
import { activate, numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** @typedef {import("puppeteer-core").Page} Page */
const QUICK = "?trainer.data=drawn&trainer.width=0.125&trainer.optimizer=adam&trainer.epochs=40";
/** @param {Page} page @param {string} condition of the trainer's numbers n */
const until = (page, condition) => page.waitForFunction(`(() => { const n = document.querySelector("#trainer").numbers; return n && ${condition}; })()`, { polling: 50 });
async function open() {
  const { page, errors } = await tests.open(QUICK);
  await activate(page, "#trainer");
  await until(page, "n.source");
  return { page, errors };
}
/** Hands files to the page, as the app's share and file handlers do. @param {Page} page @param {{ name: string, bytes: Uint8Array }[]} files */
const hand = (page, files) => page.evaluate((list) => {
  const made = list.map(({ name, base64 }) => new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  document.dispatchEvent(new CustomEvent("surprisal-files", { detail: { files: made } }));
}, files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") })));

test("before a new version training pauses and is kept, and the page offers to go on where it stopped", async () => {
  const { page, errors } = await open();
  await page.$eval("#trainer", (e) => e.act("train"));
  await until(page, "n.status === 'running' && n.step > 2");
  const step = await page.evaluate(async () => {
    /** @type {Promise<unknown>[]} */
    const saving = [];
    document.dispatchEvent(new CustomEvent("surprisal-save", { detail: { wait: (/** @type {Promise<unknown>} */ p) => saving.push(p) } }));
    await Promise.all(saving); // then the page reloads
    const e = document.querySelector("#trainer");
    e.requestUpdate();
    await e.updateComplete;
    return e.numbers.step;
  });
  await page.reload({ waitUntil: "load" });
  await activate(page, "#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer").shadowRoot.querySelector(".offer"));
  await page.$eval("#trainer", (e) => e.goOn());
  await until(page, "n.status === 'loaded'");
  assert.equal((await page.$eval("#trainer", (e) => e.numbers)).step, step, "not one step is lost");
  assert.deepEqual(errors, []);
  await page.close();
});

test("a model that was shared is loaded; one that is none is refused in words", async () => {
  const { page } = await open();
  await hand(page, [{ name: "my model.safetensors", bytes: readFileSync("dist/ready.safetensors") }]);
  await until(page, "n.status === 'loaded'");
  await page.waitForFunction(() => /my model\.safetensors is loaded/.test(document.querySelector("#trainer").shadowRoot.querySelector("surprisal-files").shadowRoot.textContent));
  await hand(page, [{ name: "wrong.h5", bytes: Buffer.from("not one") }]);
  await page.waitForFunction(() => /wrong\.h5 cannot be used/.test(document.querySelector("#trainer").shadowRoot.querySelector("surprisal-files").shadowRoot.textContent));
  await page.close();
});

/** @param {number[]} sizes @param {Uint8Array} data */
function idx(sizes, data) {
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.set([0, 0, 8, sizes.length]);
  sizes.forEach((n, i) => head.writeUInt32BE(n, 4 + 4 * i));
  return gzipSync(Buffer.concat([head, data]));
}
test("data files that were shared are learned from", async () => {
  const { page } = await open();
  const [train, few] = [await generateDigits({ count: 60, seed: 1 }), await generateDigits({ count: 20, seed: 2 })];
  await hand(page, [["train-images-idx3-ubyte.gz", idx([60, 28, 28], train.images)], ["train-labels-idx1-ubyte.gz", idx([60], train.labels)], ["t10k-images-idx3-ubyte.gz", idx([20, 28, 28], few.images)], ["t10k-labels-idx1-ubyte.gz", idx([20], few.labels)]]
    .map(([name, bytes]) => ({ name: /** @type {string} */ (name), bytes: /** @type {Uint8Array} */ (bytes) })));
  await until(page, "n.source === 'kept'");
  await page.close();
});

/** A PNG of digit `label` as paper and ink. @param {Page} page @param {number[]} image [28, 28] @param {string} paper @param {string} ink @param {[number, number]} size */
const picture = (page, image, paper, ink, [width, height]) => page.evaluate(async (pixels, paper, ink, width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const c = canvas.getContext("2d");
  if (paper) { c.fillStyle = paper; c.fillRect(0, 0, width, height); }
  c.fillStyle = ink;
  const cell = Math.min(width, height) / 40;
  pixels.forEach((v, i) => { c.globalAlpha = v / 255; c.fillRect(width * 0.2 + (i % 28) * cell, height * 0.1 + Math.floor(i / 28) * cell, cell + 0.5, cell + 0.5); });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  document.dispatchEvent(new CustomEvent("surprisal-files", { detail: { files: [new File([blob], "digit.png")] } }));
}, image, paper, ink, width, height);

test("pictures of digits are read: dark on light, light on dark, coloured, on nothing", async () => {
  const { page, errors } = await tests.open();
  await activate(page, "digit-pad");
  await numbersOf(page, "digit-pad");
  const { images, labels } = await generateDigits({ count: 10, seed: 21 });
  let right = 0, all = 0;
  for (const [paper, ink] of [["#ffffff", "#000000"], ["#101010", "#f4f4f4"], ["#f6e7b0", "#20339a"], ["", "#000000"], ["", "#ffffff"]]) {
    /** @type {(number | null)[]} */
    const read = [];
    for (let i = 0; i < 5; i++) {
      await page.$eval("digit-pad", (e) => { e.clear(); });
      await page.waitForFunction(() => document.querySelector("digit-pad").numbers?.best === null);
      await picture(page, Array.from(images.subarray(i * 784, (i + 1) * 784)), paper, ink, [300, 420]);
      await page.waitForFunction(() => document.querySelector("digit-pad").numbers?.best !== null);
      const { best } = await page.$eval("digit-pad", (e) => e.numbers);
      read.push(best);
      right += Number(best === labels[i]);
      all++;
    }
    console.log(`${ink} on ${paper || "nothing"}: read ${read.join(" ")}, drawn ${Array.from(labels.subarray(0, 5)).join(" ")}`);
  }
  assert.ok(right >= all - 2, `${right} of ${all} read right`);
  await picture(page, new Array(784).fill(0), "#ffffff", "#ffffff", [100, 100]);
  await page.waitForFunction(() => /nothing in it stands out/.test(document.querySelector("digit-pad").shadowRoot.textContent));
  assert.deepEqual(errors, []);
  await page.close();
});
