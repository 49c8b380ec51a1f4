// Every widget comes and goes 100 times: no canvas, no worker, no listener and no node stays behind.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { WIDGETS } from "../../web/elements/widgets.js";
import { start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

const COUNT_WORKERS = `window.workers = 0;
const W = Worker;
window.Worker = class extends W { constructor(...a) { super(...a); workers++; } terminate() { if (!this.gone) { this.gone = true; workers--; } super.terminate(); } };`;
/** What makes a widget take a worker, where it can. @type {Record<string, string>} */
const WORKS = { "cnn-trainer": "cnn.train", "loss-race": "race" };

/** Live canvases (each has a context), workers, nodes and listeners, after a collection of garbage.
 * @param {import("puppeteer-core").Page} page @param {import("puppeteer-core").CDPSession} client */
async function left(page, client) {
  for (let i = 0; i < 3; i++) await client.send("HeapProfiler.collectGarbage");
  const prototype = await page.evaluateHandle(() => HTMLCanvasElement.prototype);
  const all = await page.queryObjects(prototype);
  const canvases = await all.evaluate((list) => list.length);
  await Promise.all([all.dispose(), prototype.dispose()]);
  const { metrics } = await client.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => /** @type {any} */ (metrics.find((m) => m.name === name)).value;
  return { canvases, workers: await page.evaluate(() => window.workers), nodes: of("Nodes"), listeners: of("JSEventListeners") };
}
/** @param {import("puppeteer-core").Page} page @param {string} tag @param {number} times */
const rounds = (page, tag, times) => page.evaluate(async (tag, times, works) => {
  const main = document.querySelector("main"), frame = () => new Promise((done) => requestAnimationFrame(done)), idle = workers;
  let most = 0;
  for (let i = 0; i < times; i++) {
    const e = Object.assign(document.createElement(tag), { id: "x" });
    for (const [name, text] of Object.entries(works ? { width: "0.125", data: "drawn" } : {})) e.setAttribute(name, text);
    main.replaceChildren(e);
    await e.activate();
    await e.updateComplete;
    await frame();
    if (works) {
      for (let wait = 0; workers === idle && wait < 100; wait++) { // once its digits are there
        [...e.shadowRoot.querySelectorAll("button.primary")].at(0)?.click();
        await frame();
      }
    }
    most = Math.max(most, workers - idle);
    e.remove();
    main.append(e); // and again
    await frame();
    main.replaceChildren();
  }
  await new Promise((done) => setTimeout(done, 300));
  return most;
}, tag, times, tag in WORKS);

// three at a time, each in its window: they wait for frames more than they compute
describe("each widget", { concurrency: 3 }, () => {
  for (const tag of Object.keys(WIDGETS)) test(`${tag}: 100 rounds`, { timeout: 600_000 }, async () => {
    const { page, errors } = await tests.open("icon.svg", { window: true });
    await page.evaluateOnNewDocument(COUNT_WORKERS);
    await page.goto(`${tests.url}embed.html?widget=${tag}`, { waitUntil: "load" });
    await page.waitForFunction((t) => customElements.get(t), {}, tag);
    const client = await page.createCDPSession();
    await client.send("Performance.enable");
    const most = await rounds(page, tag, 5);
    assert.ok(most > 0 || !(tag in WORKS), "it takes a worker"); // as the pad does, where its network comes in time
    const few = await left(page, client);
    await rounds(page, tag, 100);
    const many = await left(page, client);
    console.log(`${tag}: after 5 rounds ${JSON.stringify(few)}, after 105 ${JSON.stringify(many)}`);
    assert.ok(many.canvases <= few.canvases + 4, "canvases");
    assert.equal(many.workers, few.workers, "workers");
    assert.ok(many.nodes <= few.nodes + 200 && many.listeners <= few.listeners + 20, "nodes and listeners");
    assert.deepEqual(errors, []);
    await page.close();
  });
});
