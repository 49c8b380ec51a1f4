// Nothing grows in a page: 10,000 updates of each of two widgets (rounds.test.js has widgets come and go).
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { numbersOf, start, until } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** The page's heap in bytes after a collection, and its nodes. @param {import("puppeteer-core").CDPSession} client */
async function measure(client) {
  for (let i = 0; i < 3; i++) await client.send("HeapProfiler.collectGarbage");
  const { metrics } = await client.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => /** @type {any} */ (metrics.find((m) => m.name === name)).value;
  return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
}
/** Updates of each widget; one that leaked 100 bytes would be seen, or a node in a hundred. */
const UPDATES = 10_000;

/** The same, once it is no more than so much above what it was: what one collection has left goes with the next, a leak does not.
 * @param {import("puppeteer-core").CDPSession} client @param {{ heap: number, nodes: number, listeners: number }} before */
async function flat(client, before) {
  const isFlat = () => after.heap - before.heap < 100 * UPDATES && after.nodes <= before.nodes + UPDATES / 100 && after.listeners <= before.listeners + UPDATES / 100;
  let after = await measure(client);
  for (let i = 0; i < 20 && !isFlat(); i++) after = await measure(client);
  return { after, isFlat: isFlat() };
}
/** `count` changes of an attribute, each shown. @param {import("puppeteer-core").Page} page @param {string} selector @param {number} count */
const update = (page, selector, count) => page.evaluate(async (s, n) => {
  const e = /** @type {any} */ (document.querySelector(s));
  for (let i = 0; i < n; i++) {
    e.setAttribute("q", s === "#example-b" ? `poisson(${3 + (i % 97) / 50})` : `normal(${1 + (i % 97) / 100}, 1)`);
    await e.updateComplete;
    if (i % 4 === 0) await new Promise((done) => setTimeout(done)); // charts and observers have their turn, and no task is so long that the browser keeps an account of it
  }
}, selector, count);

// side by side, each in a process of its own
describe("nothing grows", { concurrency: true }, () => {
  for (const [what, id] of [["a full", "#example-b"], ["a full, continuous", "#curves"]]) test(`${UPDATES} updates of ${what} <kl-divergence> leave the page's heap and the engine's memory flat`, async () => {
    const { page, errors } = await tests.open("", { window: true });
    await numbersOf(page, id);
    const client = await page.createCDPSession();
    await client.send("Performance.enable");
    const wasm = () => page.$eval(id, (e) => e.engine.engine.memoryBytes);
    await update(page, id, 2000); // caches fill, and what runs often is compiled
    const before = await measure(client), wasmBefore = await wasm();
    await update(page, id, UPDATES);
    const { after, isFlat } = await flat(client, before), wasmAfter = await wasm();
    console.log(`${UPDATES} updates of ${what} one: heap ${(before.heap / 1e6).toFixed(2)} and ${(after.heap / 1e6).toFixed(2)} MB, nodes ${before.nodes} and ${after.nodes}, listeners ${before.listeners} and ${after.listeners}, wasm ${wasmBefore} and ${wasmAfter} bytes`);
    assert.ok(isFlat, `grew by ${after.heap - before.heap} bytes: ${(after.heap - before.heap) / UPDATES} an update`);
    assert.equal(wasmAfter, wasmBefore);
    assert.deepEqual(errors, []);
    await page.close();
  });

  test("500 trainers begun, used and disposed of leave the page's heap as it was, and no worker", async () => {
    const { page } = await tests.open("icon.svg", { window: true });
    await page.evaluate(async (url) => { const g = /** @type {any} */ (globalThis); g.m = await import(url); g.digits = await g.m.generateDigits({ count: 4, seed: 1 }); }, `${tests.url}surprisal.js`);
    const client = await page.createCDPSession();
    await client.send("Performance.enable");
    const round = (/** @type {number} */ count) => page.evaluate(async (n) => {
      const { m, digits } = /** @type {any} */ (globalThis);
      for (let i = 0; i < n; i++) {
        const trainer = await m.Trainer.create({ layers: [{ type: "conv2d", filters: 1, kernel: 3, activation: "relu" }, { type: "maxPool2d", size: 13 }, { type: "flatten" }, { type: "dense", units: 10, activation: "softmax" }], batchSize: 4, seed: 1 });
        await trainer.trainOnBatch(digits.images, digits.labels);
        trainer.dispose();
      }
    }, count);
    await round(50); // caches fill
    const before = await measure(client);
    await round(450);
    await until(() => page.workers().length === 0); // the browser tells of each end in its time
    const { after, isFlat } = await flat(client, before);
    console.log(`500 trainers: heap ${(before.heap / 1e6).toFixed(2)} MB after 50, ${(after.heap / 1e6).toFixed(2)} after 500, listeners ${before.listeners} and ${after.listeners}`);
    assert.ok(isFlat, `grew by ${after.heap - before.heap} bytes`);
    await page.close();
  });
});
