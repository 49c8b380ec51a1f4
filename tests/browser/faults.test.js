// What goes wrong around a page, injected in Chromium: it says so in words, loses nothing, and goes on.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { faults } from "../faults.js";
import { activate, kept, newPage, numbersOf, start } from "./browser.js";

const inject = faults("browser");
/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => { site = await start(); });
after(() => site?.close());

/** @typedef {import("puppeteer-core").Page} Page */
/** @param {Page} page @param {string} text */
const hero = (page, text) => page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector("#hero")?.shadowRoot?.textContent ?? ""), {}, text);

/** The page whose engine comes as `answer` gives it, until told otherwise. @param {(body: Buffer) => Partial<import("puppeteer-core").ResponseForRequest>} answer */
async function withWasm(answer) {
  const page = await newPage(site.browser);
  await page.evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }));
  await page.setRequestInterception(true);
  let broken = true;
  page.on("request", (request) => {
    const name = /[^/]*\.wasm$/.exec(request.url())?.[0];
    if (name && broken) void request.respond(answer(readFileSync(`dist/${name}`)));
    else void request.continue();
  });
  await page.goto(site.url, { waitUntil: "load" });
  const mend = () => { broken = false; return page.$eval("#hero", (e) => e.shadowRoot.querySelector("[role=alert] button").click()); };
  return { page, mend };
}
for (const [name, answer, words] of /** @type {const} */ ([
  ["wasm fails to load", () => ({ status: 404, body: "no" }), "could not be loaded: HTTP 404"],
  ["wasm cut short", (/** @type {Buffer} */ body) => ({ status: 200, body: body.subarray(0, body.length >> 1) }), "cut short or damaged"],
])) inject(name, async () => {
  const { page, mend } = await withWasm(answer);
  await hero(page, words);
  assert.ok((await page.$eval("main", (e) => e.textContent.length)) > 10_000, "the text is there all the same");
  await mend();
  assert.ok((await numbersOf(page, "#hero")).kl > 0, "at the next attempt");
  await page.close();
});
inject("wasm with the wrong type", async () => {
  const { page } = await withWasm((body) => ({ status: 200, contentType: "text/plain", body }));
  assert.ok((await numbersOf(page, "#hero")).kl > 0);
  await page.close();
});

/** Each figure stands there as a picture or a table, and what trains says with which settings it did. @param {Page} page */
async function stillsOf(page) {
  await page.waitForSelector("figure.still");
  await page.evaluate(async () => { for (const image of document.querySelectorAll(".still img")) { image.scrollIntoView(); await image.decode(); } });
  const { without, images, shrunk, alts, tables, texts, trained } = await page.evaluate(() => ({
    without: [...document.querySelectorAll("main .wide")].filter((e) => e.localName !== "figure" && e.previousElementSibling?.className !== "still wide").map((e) => e.localName),
    images: [...document.querySelectorAll(".still img")].map((i) => i.naturalWidth > 300 && i.getBoundingClientRect().width > 250),
    shrunk: [...document.querySelectorAll(".still img[src$='.svg']")].map((i) => [i.currentSrc, i.getBoundingClientRect().width / i.naturalWidth]).filter(([, by]) => by < 0.95),
    alts: [...document.querySelectorAll(".still img")].map((i) => i.alt), tables: [...document.querySelectorAll(".still table")].map((t) => t.rows.length),
    trained: [...document.querySelectorAll(".still > p")].map((p) => p.textContent).join(" "),
    texts: document.querySelector("main").textContent.split("…").length - 1,
  }));
  assert.deepEqual(without, []);
  assert.deepEqual(shrunk, [], "letters smaller than the page's");
  assert.match(trained, /Trained ahead.*epoch/s);
  assert.ok(images.length > 12 && images.every(Boolean) && alts.every((alt) => alt.length > 20) && tables.length >= 4 && tables.every((rows) => rows > 1), JSON.stringify({ images, alts, tables }));
  assert.equal(await page.$("live-number"), null);
  assert.ok(texts < 12, `${texts} gaps`);
}
for (const [name, stub] of /** @type {const} */ ([
  ["no SIMD", "WebAssembly.validate = () => false; WebAssembly.compile = () => Promise.reject(new WebAssembly.CompileError('no SIMD'));"],
  ["no WebAssembly", "delete globalThis.WebAssembly;"],
])) inject(name, async () => {
  const { page, errors } = await site.open("icon.svg");
  await page.evaluateOnNewDocument(stub);
  await page.setViewport({ width: 390, height: 844 });
  await page.goto(site.url, { waitUntil: "load" });
  await page.waitForSelector("#missing:not([hidden])");
  assert.match(await page.$eval("#missing", (e) => e.textContent), name === "no SIMD" ? /no WebAssembly SIMD/ : /no WebAssembly,/);
  await page.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 700) { scrollTo(0, y); await new Promise(requestAnimationFrame); } });
  const seen = await page.evaluate(() => ({
    sentences: document.body.innerText.split("WebAssembly SIMD").length - 1, text: document.body.innerText.length,
    wide: document.documentElement.scrollWidth > innerWidth,
    alerts: [...document.querySelectorAll("main *")].filter((e) => e.shadowRoot?.querySelector("[role=alert]") && e.getClientRects().length).length,
  }));
  assert.ok(seen.text > 10_000 && !seen.wide && seen.alerts === 0, JSON.stringify(seen));
  assert.ok(seen.sentences <= 1, "said once");
  await stillsOf(page);
  assert.deepEqual(errors.filter((e) => !/^warn|favicon/.test(e)), []);
  await page.close();
});

/** A page of the site without elements, and a function that runs `body` there with the module as m.
 * @param {{ stub?: string, context?: import("puppeteer-core").BrowserContext }} [options] */
async function blank({ stub, context } = {}) {
  const page = await newPage(context ?? site.browser);
  if (stub) await page.evaluateOnNewDocument(stub);
  await page.goto(`${site.url}icon.svg`);
  /** @param {string} body @returns {Promise<any>} */
  const run = (body) => page.evaluate(`(async () => { const m = await import(${JSON.stringify(`${site.url}surprisal.js`)}); ${body} })()`);
  return { page, run };
}
const CODE = "(p) => p.then(() => null, (e) => ({ code: e.code, message: e.message }))";
const OPTIONS = '{ width: 0.125, optimizer: "adam", batchSize: 64, seed: 5 }';
/** Trains without end, and keeps it every half second under a name. @param {string} name @param {string} [options] */
const begin = (name, options = OPTIONS) => `
  globalThis.train = await m.generateDigits({ count: 640, seed: 1 });
  globalThis.trainer = await m.Trainer.create(${options});
  globalThis.said = []; globalThis.saves = 0; globalThis.steps = 0;
  globalThis.checkpoints = new m.Checkpoints(${JSON.stringify(name)}, { every: 0.3, onProblem: (message) => said.push(message), onSaved: () => saves++ });
  globalThis.unwatch = checkpoints.watch(trainer);
  globalThis.fit = (async () => { for await (const e of trainer.fit(train, { epochs: 100000 })) steps++; })().catch((e) => { globalThis.failure = e; });`;
/** @param {Page} page @param {string} condition */
const until = (page, condition) => page.waitForFunction(condition, { polling: 50 });
/** Steps and saves go on from here. @param {Page} page */
async function goesOn(page) {
  const { saves, steps } = await page.evaluate("({ saves, steps })");
  await until(page, `saves > ${saves + 1} && steps > ${steps + 5}`);
}

inject("worker fails to start", async () => {
  const { page, run } = await blank({ stub: "const W = Worker; globalThis.Worker = class extends W { constructor(url) { super(url + '.gone'); } };" });
  const error = await run(`return (${CODE})(m.Trainer.create(${OPTIONS}));`);
  assert.equal(error.code, "WORKER");
  assert.ok((await run("return (await m.load()).kl([0.5, 0.5], [0.25, 0.75]);")) > 0, "the numbers live on");
  await page.close();
});
inject("worker dies", async () => {
  const { page } = await site.open("icon.svg");
  await page.evaluateOnNewDocument("const W = Worker; globalThis.workers = []; globalThis.Worker = class extends W { constructor(url) { super(url); workers.push(this); } };");
  await page.goto(`${site.url}?trainer.data=drawn&trainer.width=0.125&trainer.optimizer=adam&trainer.epochs=50`, { waitUntil: "load" });
  await activate(page, "#trainer");
  const numbers = (/** @type {string} */ condition) => until(page, `(() => { const n = document.querySelector("#trainer").numbers; return n && ${condition}; })()`);
  await numbers("n.source");
  const before = await page.evaluate("workers.length");
  await page.$eval("#trainer", (e) => e.act("train"));
  await kept(page);
  await page.evaluate(`workers[${before}].terminate(); workers[${before}].dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));`);
  await numbers("n.status === 'failed'");
  assert.match(await page.$eval("#trainer", (e) => e.shadowRoot.querySelector(".status").textContent), /worker stopped: out of memory/);
  await page.$eval("#trainer", (e) => e.act("reset"));
  await until(page, 'document.querySelector("#trainer").shadowRoot.querySelector(".offer")');
  await page.$eval("#trainer", (e) => e.goOn());
  await numbers("n.status === 'loaded' && n.step > 0");
  await page.close();
});
inject("worker silent", async () => {
  const { page } = await site.open("icon.svg", { policy: false }); // a worker from a blob, whose thread can be made to hang
  await page.evaluateOnNewDocument(`const W = Worker; globalThis.workers = []; globalThis.Worker = class extends W {
    constructor(url) { super(URL.createObjectURL(new Blob(["addEventListener('message', (e) => { if (e.data === 'hang') for (;;); }); importScripts(" + JSON.stringify(String(url)) + ")"]))); workers.push(this); } };`);
  await page.goto(`${site.url}?trainer.data=drawn&trainer.width=0.125&trainer.optimizer=adam&trainer.epochs=50`, { waitUntil: "load" });
  await activate(page, "#trainer");
  const numbers = (/** @type {string} */ condition) => until(page, `(() => { const n = document.querySelector("#trainer").numbers; return n && ${condition}; })()`);
  await numbers("n.source");
  const before = await page.evaluate("workers.length");
  await page.evaluate(async (url) => { (await import(url)).Trainer.patience.seconds = 3; }, `${site.url}surprisal.js`);
  await page.$eval("#trainer", (e) => e.act("train"));
  await numbers("n.step > 2");
  await kept(page); // a save comes after longer than that: steps are no silence
  await numbers("n.status === 'running'");
  await page.evaluate(`workers[${before}].postMessage("hang")`);
  await numbers("n.status === 'failed'");
  assert.match(await page.$eval("#trainer", (e) => e.shadowRoot.querySelector(".status").textContent), /has not answered for \d+ s, and was ended/);
  await until(page, 'document.querySelector("#trainer").shadowRoot.querySelector(".offer button")');
  await page.$eval("#trainer", (e) => e.shadowRoot.querySelector(".offer button").click());
  await numbers("n.status === 'loaded' && n.step > 0");
  await page.close();
});
inject("part missing", async () => {
  const { page } = await site.open("icon.svg");
  await page.setRequestInterception(true);
  let broken = true;
  page.on("request", (request) => void (broken && /chunk-/.test(request.url()) && ready ? request.abort("connectionreset") : request.continue()));
  let ready = false;
  await page.goto(site.url, { waitUntil: "load" });
  assert.ok((await numbersOf(page, "#hero")).kl > 0);
  ready = true;
  await page.$eval("#trainer", (e) => e.scrollIntoView());
  await until(page, 'document.querySelector("#trainer [role=status] button")');
  assert.match(await page.$eval("#trainer", (e) => e.textContent), /could not|cannot|did not/i);
  assert.ok((await numbersOf(page, "#example-a")).kl > 0, "what is there lives on");
  broken = false;
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.$eval("#trainer [role=status] button", (e) => e.click())]);
  await numbersOf(page, "#trainer");
  await page.close();
});
inject("memory cannot grow", async () => {
  const limit = readFileSync("web/core/memory-section.js", "utf8").replaceAll("export ", "");
  const { page, run } = await blank({ stub: `${limit}; const compile = WebAssembly.compile; WebAssembly.compile = (bytes) => compile(withMemory(new Uint8Array(bytes), 64));` });
  assert.equal((await run(`return (${CODE})(m.Trainer.create({ width: 1 }));`)).code, "NO_MEMORY");
  assert.equal(await run(`return (await (await m.Trainer.create({ width: 0.125, batchSize: 8 })).predict(new Uint8Array(784))).length;`), 10);
  await page.close();
});
inject("tab asleep", async () => {
  const { page, run } = await blank();
  await run(begin("asleep"));
  await until(page, "saves > 0");
  const client = await page.createCDPSession();
  await client.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((done) => setTimeout(done, 2000));
  await client.send("Page.setWebLifecycleState", { state: "active" });
  await goesOn(page);
  assert.deepEqual(await page.evaluate("[said, globalThis.failure]"), [[], null].map((x) => x ?? undefined).map((x) => x === undefined ? null : x));
  await page.close();
});
inject("clock jumps", async () => {
  const { page, run } = await blank();
  await run(begin("clock"));
  await until(page, "saves > 0");
  for (const days of [-1, 2]) {
    await page.evaluate(`(() => { const { now } = Date; Date.now = () => now() + ${days} * 86_400_000; })()`);
    await goesOn(page);
  }
  await page.close();
});
inject("storage full", async () => {
  const context = await site.browser.createBrowserContext();
  const { page, run } = await blank({ context });
  await (await page.createCDPSession()).send("Storage.overrideQuotaForOrigin", { origin: new URL(site.url).origin, quotaSize: 1000 });
  await run(begin("full"));
  await until(page, "said.length > 0 && steps > 20");
  assert.match(await page.evaluate("said.join()"), /^Training goes on, but is not kept: .*full/);
  await context.close();
});
inject("storage refused", async () => {
  const { page, run } = await blank({ stub: 'IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };' });
  await run(begin("refused"));
  await until(page, "said.length > 0 && steps > 20");
  assert.match(await page.evaluate("said.join()"), /^Training goes on, but is not kept: .*refuses/);
  await page.close();
});
inject("storage wiped", async () => {
  const context = await site.browser.createBrowserContext();
  const { page, run } = await blank({ context });
  await run(begin("wiped"));
  await until(page, "saves > 0");
  await (await page.createCDPSession()).send("Storage.clearDataForOrigin", { origin: new URL(site.url).origin, storageTypes: "all" });
  await goesOn(page);
  await run("await trainer.pause(); await checkpoints.save();");
  assert.ok(await run(`return (await new m.Checkpoints("wiped").latest())?.note.globalStep;`), "kept again");
  await context.close();
});
inject("loss NaN", async () => {
  const { page, run } = await blank();
  await run(`${begin("nan")}
    for (let i = 0; steps < 25 || i < 10; i++) await new Promise((r) => setTimeout(r, 20));
    await trainer.pause();
    await trainer.reset();
    const images = Float32Array.from(train.images, (v) => v / 255);
    for await (const e of trainer.fit({ ...train, images }, { epochs: 2 }));
    images[300 * 784 + 400] = NaN;
    globalThis.failure = null;
    try { for await (const e of trainer.fit({ ...train, images: images.slice() })); } catch (error) { globalThis.failure = error; }`);
  const { code, message } = await page.evaluate("({ code: failure.code, message: failure.message })");
  assert.equal(code, "DIVERGED");
  assert.match(message, /the last good ones, are kept; .*smaller learning rate/);
  assert.ok(await run("return (await m.Trainer.restore(await trainer.save())).description.parameters;"), "weights that are numbers");
  await page.close();
});
inject("two tabs", async () => {
  const context = await site.browser.createBrowserContext();
  const first = await blank({ context });
  await first.run(begin("two"));
  await until(first.page, "saves > 0");
  await first.run("await trainer.pause(); await checkpoints.save();");
  const second = await blank({ context });
  await second.run(begin("two", OPTIONS.replace("seed: 5", "seed: 6")));
  await until(second.page, "said.length > 0 && steps > 20");
  assert.match(await second.page.evaluate("said.join()"), /another tab/);
  const seed = () => second.run('return (await new m.Checkpoints("two").latest()).note.config.seed;');
  assert.equal(await seed(), 5, "what the first keeps is not overwritten");
  await first.page.close();
  await second.run("while ((await navigator.locks.query()).held.length) await new Promise((r) => setTimeout(r, 20)); unwatch(); unwatch = checkpoints.watch(trainer);"); // begun anew once the first has gone
  await until(second.page, "saves > 0");
  assert.equal(await seed(), 6);
  await context.close();
});

test("in a browser whose processor has no SIMD, and not by a stub, the same page stands there", async () => {
  const old = await start("chromium", ["--js-flags=--no-enable-sse4-1 --no-enable-ssse3 --no-enable-sse3 --no-enable-avx"]);
  try {
    const { page } = await old.open("", { width: 900 });
    await page.waitForSelector("#missing:not([hidden])");
    await stillsOf(page);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/no-simd.png`, fullPage: true });
  } finally {
    await old.close();
  }
});
test("a browser with SIMD asks for none of the pictures", async () => {
  const { page } = await site.open("icon.svg");
  /** @type {string[]} */
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(site.url, { waitUntil: "load" });
  await numbersOf(page, "#hero");
  assert.deepEqual(asked.filter((url) => url.includes("/pictures/")), []);
  await page.close();
});
