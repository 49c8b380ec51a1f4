// Nothing grows in a page: 10,000 updates of a widget (hostile.test.js has widgets come and go).
import { after, before, test } from "node:test";
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
/** `count` changes of an attribute, each shown. @param {import("puppeteer-core").Page} page @param {number} count */
const update = (page, count) => page.evaluate(async (n) => {
  const e = /** @type {any} */ (document.querySelector("#hero"));
  for (let i = 0; i < n; i++) {
    e.setAttribute("q", `normal(${1 + (i % 97) / 100}, 1)`);
    await e.updateComplete;
  }
}, count);

test("10,000 updates of <kl-divergence> leave the page's heap and the engine's memory flat", { timeout: 240_000 }, async () => {
  const { page, errors } = await tests.open();
  await numbersOf(page, "#hero");
  const client = await page.createCDPSession();
  await client.send("Performance.enable");
  const wasm = () => page.$eval("#hero", (e) => e.engine.engine.memoryBytes);
  await update(page, 1000); // caches fill
  const before = await measure(client), wasmBefore = await wasm();
  await update(page, 10_000);
  const after = await measure(client), wasmAfter = await wasm();
  console.log(`10,000 updates: heap ${(before.heap / 1e6).toFixed(2)} and ${(after.heap / 1e6).toFixed(2)} MB, nodes ${before.nodes} and ${after.nodes}, listeners ${before.listeners} and ${after.listeners}, wasm ${wasmBefore} and ${wasmAfter} bytes`);
  assert.ok(after.heap - before.heap < 1e6, `grew by ${after.heap - before.heap} bytes: ${(after.heap - before.heap) / 10_000} an update`);
  assert.ok(after.nodes <= before.nodes + 50 && after.listeners <= before.listeners + 50);
  assert.equal(wasmAfter, wasmBefore);
  assert.deepEqual(errors, []);
  await page.close();
});
