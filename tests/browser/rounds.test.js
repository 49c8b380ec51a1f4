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
/** How many workers stay: that of the ready network, which all pads of a page share. @type {Record<string, number>} */
const STAY = { "digit-pad": 1 };

/** Live canvases (each has a context), nodes and listeners, after a collection of garbage, once no more workers than may stay are there.
 * @param {import("puppeteer-core").Page} page @param {import("puppeteer-core").CDPSession} client @param {number} [stay] */
async function left(page, client, stay = 0) {
  await page.waitForFunction((n) => window.workers === n, {}, stay);
  for (let i = 0; i < 3; i++) await client.send("HeapProfiler.collectGarbage");
  const prototype = await page.evaluateHandle(() => HTMLCanvasElement.prototype);
  const all = await page.queryObjects(prototype);
  const canvases = await all.evaluate((list) => list.length);
  await Promise.all([all.dispose(), prototype.dispose()]);
  const { metrics } = await client.send("Performance.getMetrics");
  const of = (/** @type {string} */ name) => /** @type {any} */ (metrics.find((m) => m.name === name)).value;
  return { canvases, nodes: of("Nodes"), listeners: of("JSEventListeners") };
}
/** @param {import("puppeteer-core").Page} page @param {string} tag @param {number} times @param {number} [patience] frames until a widget that trains must have a worker */
const rounds = (page, tag, times, patience = 100) => page.evaluate(async (tag, times, works, patience) => {
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
      for (let wait = 0; workers === idle && wait < patience; wait++) { // once its digits are there
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
  for (let i = 0; i < 20; i++) await frame();
  return most;
}, tag, times, tag in WORKS, patience);

// three at a time, each in its window: they wait for frames more than they compute
describe("each widget", { concurrency: 3 }, () => {
  for (const tag of Object.keys(WIDGETS)) test(`${tag}: 100 rounds`, async () => {
    const { page, errors } = await tests.open("icon.svg", { window: true });
    await page.evaluateOnNewDocument(COUNT_WORKERS);
    await page.goto(`${tests.url}embed.html?widget=${tag}`, { waitUntil: "load" });
    await page.waitForFunction((t) => customElements.get(t), {}, tag);
    const client = await page.createCDPSession();
    await client.send("Performance.enable");
    const most = await rounds(page, tag, 5, 10_000);
    assert.ok(most > 0 || !(tag in WORKS), "it takes a worker"); // as the pad does, where its network comes in time
    const few = await left(page, client, STAY[tag]);
    await rounds(page, tag, 100);
    let many = await left(page, client, STAY[tag]);
    const isClean = () => many.canvases <= few.canvases + 4 && many.nodes <= few.nodes + 200 && many.listeners <= few.listeners + 20;
    for (let i = 0; i < 10 && !isClean(); i++) many = await left(page, client, STAY[tag]); // what one collection has left for the next
    console.log(`${tag}: after 5 rounds ${JSON.stringify(few)}, after 105 ${JSON.stringify(many)}`);
    assert.ok(isClean(), "canvases, nodes or listeners stay");
    assert.deepEqual(errors, []);
    await page.close();
  });
});
