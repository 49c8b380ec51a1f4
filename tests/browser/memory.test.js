// Nothing grows in a page: 10,000 updates of a widget (hostile.test.js has widgets come and go).
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { numbersOf, start } from "./browser.js";

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
/** `count` changes of an attribute, each shown. @param {import("puppeteer-core").Page} page @param {string} selector @param {number} count */
const update = (page, selector, count) => page.evaluate(async (s, n) => {
  const e = /** @type {any} */ (document.querySelector(s));
  for (let i = 0; i < n; i++) {
    e.setAttribute("q", s === "#example-b" ? `poisson(${3 + (i % 97) / 50})` : `normal(${1 + (i % 97) / 100}, 1)`);
    await e.updateComplete;
    if (i % 50 === 0) await new Promise((done) => setTimeout(done)); // charts and observers have their turn
  }
}, selector, count);

// side by side, each in a process of its own
describe("nothing grows", { concurrency: true }, () => {
  for (const [what, id] of [["a full", "#example-b"], ["a full, continuous", "#curves"]]) test(`10,000 updates of ${what} <kl-divergence> leave the page's heap and the engine's memory flat`, { timeout: 900_000 }, async () => {
    const { page, errors } = await tests.open("", { window: true });
    await numbersOf(page, id);
    const client = await page.createCDPSession();
    await client.send("Performance.enable");
    const wasm = () => page.$eval(id, (e) => e.engine.engine.memoryBytes);
    await update(page, id, 1000); // caches fill
    const before = await measure(client), wasmBefore = await wasm();
    await update(page, id, 10_000);
    const after = await measure(client), wasmAfter = await wasm();
    console.log(`10,000 updates of ${what} one: heap ${(before.heap / 1e6).toFixed(2)} and ${(after.heap / 1e6).toFixed(2)} MB, nodes ${before.nodes} and ${after.nodes}, listeners ${before.listeners} and ${after.listeners}, wasm ${wasmBefore} and ${wasmAfter} bytes`);
    assert.ok(after.heap - before.heap < 1e6, `grew by ${after.heap - before.heap} bytes: ${(after.heap - before.heap) / 10_000} an update`);
    assert.ok(after.nodes <= before.nodes + 50 && after.listeners <= before.listeners + 50);
    assert.equal(wasmAfter, wasmBefore);
    assert.deepEqual(errors, []);
    await page.close();
  });

  test("500 trainers begun, used and disposed of leave the page's heap as it was, and no worker", { timeout: 900_000 }, async () => {
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
    const after = await measure(client);
    console.log(`500 trainers: heap ${(before.heap / 1e6).toFixed(2)} MB after 50, ${(after.heap / 1e6).toFixed(2)} after 500, listeners ${before.listeners} and ${after.listeners}, workers ${page.workers().length}`);
    assert.ok(after.heap - before.heap < 1e6, `grew by ${after.heap - before.heap} bytes`);
    assert.ok(after.listeners <= before.listeners + 50);
    assert.equal(page.workers().length, 0);
    await page.close();
  });
});
