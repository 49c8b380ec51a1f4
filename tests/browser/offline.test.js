// Reading without a network: a first visit keeps the page, a cut network is not felt, a new version
// waits for the reader, a broken one changes nothing.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { makePwa } from "../../web/tools/pwa.js";
import { serve } from "../../web/tools/serve.js";
import { activate, launch, newPage, numbersOf, wake } from "./browser.js";

/** A site of its own, under a sub-path, on a port that it gets back when it returns. */
async function site() {
  const folder = mkdtempSync(join(tmpdir(), "surprisal-"));
  const root = join(folder, "deep/course");
  cpSync("dist", root, { recursive: true, filter: (path) => !/\/(npm|gallery)(\/|$)|\.single\./.test(path) });
  let server = await serve({ root: folder });
  const port = Number(new URL(server.url).port);
  return {
    root, url: `${server.url}deep/course/`,
    down: () => server.close(),
    up: async () => { server = await serve({ root: folder, port, tries: 1 }); },
    close: async () => { await server.close().catch(() => {}); rmSync(folder, { recursive: true, force: true }); },
    /** A new version: other words in the page and another name in the engine's module, and what goes with them. */
    async deploy() {
      const page = join(root, "index.html");
      writeFileSync(page, readFileSync(page, "utf8").replace("<h1>", "<h1>Second edition: "));
      await makePwa(root);
    },
  };
}

/** @type {import("puppeteer-core").Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof site>>} */
let here;
before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(async () => { here = await site(); });
afterEach(async () => {
  // a later site may get the same port: nothing of this one stays
  const open = await browser.pages(), last = await newPage(browser);
  for (const page of open) await page.close().catch(() => {});
  await (await last.createCDPSession()).send("Storage.clearDataForOrigin", { origin: new URL(here.url).origin, storageTypes: "all" });
  await here.close();
});

/** Opens the page and waits until it says that it is kept. */
async function visit() {
  const page = await newPage(browser);
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(here.url, { waitUntil: "load" });
  await page.waitForSelector("#offline:not([hidden])");
  return { page, errors };
}
/** The note that is shown now. @param {import("puppeteer-core").Page} page @param {string} which */
const note = (page, which) => page.waitForSelector(`[data-note="${which}"]:not([hidden])`);
const title = (/** @type {import("puppeteer-core").Page} */ page) => page.$eval("h1", (e) => e.textContent);
/** Asks for a newer version, as an open page does every hour. @param {import("puppeteer-core").Page} page */
const lookForVersion = (page) => page.evaluate(async () => { await (await navigator.serviceWorker.getRegistration())?.update().catch(() => {}); });

/** Moves something in each chapter, as a reader does, and sees it answer. @param {import("puppeteer-core").Page} page */
async function useChapters(page) {
  const used = await page.evaluate(async () => {
    const used = [];
    for (const chapter of document.querySelectorAll("section[data-title]")) {
      let count = 0;
      for (const widget of /** @type {any[]} */ ([...chapter.querySelectorAll("*")].filter((e) => "numbers" in e))) {
        const has = Object.keys(widget.meta.attributes);
        const moved = has.includes("base") ? ["base", "dits"] : has.includes("seed") ? ["seed", "7"] : has.includes("logits") ? ["logits", "1, 2, 3, 4"] : has.includes("message") ? ["message", "another"] : null;
        if (!moved) continue;
        const heard = new Promise((done) => widget.addEventListener("surprisal-change", done, { once: true }));
        widget.setAttribute(...moved);
        await heard;
        if (widget.numbers && widget.textOf(moved[0]) === moved[1]) count++;
        widget.reset();
        await widget.updateComplete;
      }
      used.push(`${chapter.id}: ${count > 0 ? "used" : "nothing to move"}`);
    }
    return used;
  });
  assert.ok(used.length >= 6 && used.every((u) => u.endsWith(": used")), String(used));
}
/** Trains in the panel for a few steps, on until the page goes. @param {import("puppeteer-core").Page} page @returns {Promise<number>} steps */
async function trainInPanel(page) {
  await activate(page, "#trainer");
  await page.evaluate(() => { const e = /** @type {any} */ (document.querySelector("#trainer")); for (const [n, v] of [["data", "drawn"], ["width", "0.125"], ["optimizer", "adam"], ["epochs", "50"]]) e.write(n, v); });
  await page.waitForFunction(() => { const e = /** @type {any} */ (document.querySelector("#trainer")); if (e.numbers?.source === "drawn" && e.numbers.status === "idle") e.act("train"); return e.numbers?.step > 3; }, { polling: 200 });
  return page.$eval("#trainer", (e) => /** @type {any} */ (e).numbers.step);
}
/** Takes up what an earlier visit has left. @param {import("puppeteer-core").Page} page @returns {Promise<number>} steps */
async function goOn(page) {
  await activate(page, "#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer")?.shadowRoot?.querySelector(".offer button"));
  await page.$eval("#trainer", (e) => /** @type {any} */ (e).goOn());
  await page.waitForFunction(() => /** @type {any} */ (document.querySelector("#trainer")).numbers.status === "loaded");
  return page.$eval("#trainer", (e) => /** @type {any} */ (e).numbers.step);
}

test("the app can be installed: the manifest holds and its files are there", async () => {
  const { page } = await visit();
  const client = await page.createCDPSession();
  const { installabilityErrors } = /** @type {any} */ (await client.send("Page.getInstallabilityErrors"));
  assert.deepEqual(installabilityErrors, []);
  const { errors, data } = await client.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data ?? "{}");
  assert.ok(manifest.id === "./" && manifest.scope === "./" && manifest.start_url === "./", "everything is relative: any sub-path will do");
  for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots]) {
    const response = await fetch(new URL(src, here.url));
    assert.equal(response.status, 200, src);
    if (src.endsWith(".png")) { // its real size, from the picture's header
      const header = Buffer.from(await response.arrayBuffer());
      assert.equal(`${header.readUInt32BE(16)}x${header.readUInt32BE(20)}`, sizes, src);
    }
  }
});

test("without a network every chapter works, trains, saves and opens again", async () => {
  const first = await visit();
  await note(first.page, "offline");
  await first.page.close();
  await here.down();
  const page = await newPage(browser);
  /** @type {string[]} */
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${here.url}?example-b.p=binomial(20%2C%200.5)`, { waitUntil: "load" });
  await wake(page);
  await numbersOf(page, "#example-b");
  assert.equal(await page.$eval("#example-b", (e) => e.getAttribute("p")), "binomial(20, 0.5)", "the state in the address reaches the kept page");
  await useChapters(page);
  const steps = await page.evaluate(async () => {
    const { Trainer, generateDigits } = await import(new URL("surprisal.js", document.baseURI).href);
    const trainer = await Trainer.create({ width: 0.125, optimizer: "adam", seed: 1 });
    let steps = 0;
    for await (const event of trainer.fit(await generateDigits({ count: 512, seed: 1 }), { epochs: 1 })) if (event.type === "step") steps++;
    const bytes = await trainer.save("safetensors"), h5 = await trainer.save("keras-h5"); // h5wasm is kept as well
    const again = await Trainer.restore(bytes);
    trainer.dispose();
    again.dispose();
    return { steps, sizes: [bytes.length, h5.length] };
  });
  assert.equal(steps.steps, 4);
  assert.ok(steps.sizes.every((size) => size > 10_000));
  const done = await trainInPanel(page);
  await page.evaluate(() => { const asked = []; document.dispatchEvent(new CustomEvent("surprisal-save", { detail: { wait: (/** @type {unknown} */ kept) => asked.push(kept) } })); return Promise.all(asked); });
  await page.reload({ waitUntil: "load" });
  await numbersOf(page, "#example-b");
  assert.ok((await goOn(page)) >= done, "what was trained goes on after a reload");
  for (const other of ["reference.html"]) assert.equal((await page.goto(here.url + other))?.status(), 200, other);
  assert.deepEqual(errors, []);
});

test("without a network the pad reads at once what is written: the ready network is kept", async () => {
  const first = await visit();
  await note(first.page, "offline");
  await first.page.close();
  await here.down();
  const page = await newPage(browser);
  await page.goto(here.url, { waitUntil: "load" });
  await activate(page, "digit-pad");
  await numbersOf(page, "digit-pad");
  await page.waitForFunction(() => { const button = document.querySelector("digit-pad").shadowRoot.querySelectorAll(".strip button")[7]; return button && !button.disabled; });
  await page.$eval("digit-pad", (e) => e.shadowRoot.querySelectorAll(".strip button")[7].click());
  await page.waitForFunction(() => document.querySelector("digit-pad").numbers?.best === 7);
  assert.equal(await page.$eval("digit-pad", (e) => e.numbers.network), "ready");
});

test("a new version waits until the reader agrees; then its code runs and nothing is lost", async () => {
  const { page } = await visit();
  await numbersOf(page, "#example-b");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("#example-b")).write("q", "poisson(5)"));
  await page.waitForFunction(() => location.search.includes("example-b.q"));
  await here.deploy();
  await lookForVersion(page);
  await note(page, "version");
  await page.reload({ waitUntil: "load" });
  assert.doesNotMatch(String(await title(page)), /Second/, "not before the reader agrees, not even by a reload");
  await note(page, "version");
  const trained = await trainInPanel(page);
  const saved = page.evaluate(() => new Promise((done) => document.addEventListener("surprisal-save", (event) => {
    // what trains says that it is being saved; the page waits for it
    /** @type {any} */ (event).detail.wait(new Promise((kept) => setTimeout(() => { sessionStorage.setItem("saved-first", "yes"); kept(undefined); done(true); }, 300)));
  })));
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), saved, page.click("#take-version")]);
  assert.match(String(await title(page)), /Second edition/);
  assert.equal(await page.evaluate(() => sessionStorage.getItem("saved-first")), "yes");
  assert.equal(await page.$eval("#example-b", (e) => e.getAttribute("q")), "poisson(5)");
  await numbersOf(page, "#example-b");
  assert.ok((await goOn(page)) >= trained, "training was kept before the page went");
});

test("the service worker heeds its own pages alone, and of what they say what it knows", async () => {
  const { page } = await visit();
  await here.deploy();
  await lookForVersion(page);
  await note(page, "version");
  writeFileSync(join(here.root, "../../other.html"), "<!doctype html><title>other</title>");
  const other = await newPage(browser);
  await other.goto(new URL("/other.html", here.url).href);
  const waiting = () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
  await other.evaluate(async (scope) => (await navigator.serviceWorker.getRegistration(scope))?.waiting?.postMessage({ type: "surprisal-take-over" }), here.url);
  await page.evaluate(async () => { for (const message of [null, 5, "surprisal-take-over", {}, { type: 1 }, { type: "constructor" }, ["surprisal-take-over"]]) (await navigator.serviceWorker.getRegistration())?.waiting?.postMessage(message); });
  await new Promise((done) => setTimeout(done, 1500));
  assert.equal(await waiting(), true, "another page of the same origin is not obeyed");
  await page.bringToFront();
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click("#take-version")]);
  assert.match(String(await title(page)), /Second edition/);
});

test("an open page looks for a newer version every hour, whatever the clock on the wall does", async () => {
  const page = await newPage(browser);
  await page.evaluateOnNewDocument(() => { const g = /** @type {any} */ (globalThis); g.asked = 0; ServiceWorkerRegistration.prototype.update = async function () { g.asked++; return this; }; });
  await page.goto(here.url, { waitUntil: "load" });
  await page.waitForSelector("#offline:not([hidden])");
  const asked = await page.evaluate(() => {
    const g = /** @type {any} */ (globalThis), HOUR = 3_600_000, told = [];
    const look = () => { document.dispatchEvent(new Event("visibilitychange")); told.push(g.asked); };
    const [wall, running] = [Date.now, performance.now.bind(performance)];
    const set = (/** @type {number} */ w, /** @type {number} */ r) => { Date.now = () => wall() + w; performance.now = () => running() + r; };
    look();
    set(-24 * HOUR, 0.9 * HOUR); look(); // set back by a day
    look();
    set(-24 * HOUR, 2 * HOUR); look(); // an hour later
    set(-25.5 * HOUR, 3.5 * HOUR); look(); // set back as the hour passes
    set(-24 * HOUR, 3.5 * HOUR); look(); // awake again: the other clock stood still
    return told;
  });
  assert.deepEqual(asked, [0, 1, 1, 2, 3, 4]);
});

test("another open tab goes on with the old version and is told", async () => {
  const { page } = await visit();
  const other = await newPage(browser);
  await other.goto(here.url, { waitUntil: "load" });
  await other.waitForSelector("#offline:not([hidden])");
  await here.deploy();
  await page.bringToFront();
  await lookForVersion(page);
  await note(page, "version");
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click("#take-version")]);
  assert.match(String(await title(page)), /Second edition/);
  await other.bringToFront();
  await note(other, "elsewhere");
  assert.doesNotMatch(String(await title(other)), /Second/);
  await here.down();
  await wake(other); // its own parts are still there
});

for (const [how, damage] of /** @type {[string, (file: string) => void][]} */ ([
  ["missing", (file) => rmSync(file)],
  ["cut short", (file) => writeFileSync(file, readFileSync(file).subarray(0, 1000))],
  ["altered", (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(" ")]))],
])) test(`of a broken deployment (a file is ${how}) nothing is taken: the old version goes on`, async () => {
  const { page } = await visit();
  await here.deploy();
  writeFileSync(join(here.root, "styles.css"), `${readFileSync(join(here.root, "styles.css"), "utf8")}/* second */`);
  await makePwa(here.root);
  damage(join(here.root, "styles.css"));
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const failed = new Promise((done) => registration?.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", (e) => { if (/** @type {any} */ (e.target).state === "redundant") done(true); })));
    await registration?.update();
    await failed;
  });
  assert.equal(await page.$('[data-note="version"]:not([hidden])'), null);
  await here.down();
  await page.reload({ waitUntil: "load" });
  assert.doesNotMatch(String(await title(page)), /Second/);
  await wake(page);
});

test("a file that the page can do without may be missing", async () => {
  rmSync(join(here.root, "reference.html"));
  rmSync(join(here.root, "screenshot.png"));
  const { page } = await visit();
  await here.down();
  await page.reload({ waitUntil: "load" });
  await numbersOf(page, "#example-b");
});

test("an error is never kept: data that failed once come at the next attempt", async () => {
  const { page } = await visit();
  const ask = () => page.evaluate(async () => { const r = await fetch("mnist/t10k-labels-idx1-ubyte.gz").catch(() => null); return r && { status: r.status, length: (await r.arrayBuffer()).byteLength }; });
  const path = join(here.root, "mnist/t10k-labels-idx1-ubyte.gz");
  rmSync(join(here.root, "mnist"), { recursive: true, force: true });
  assert.equal((await ask())?.status, 404);
  cpSync("dist/icon.svg", path);
  const there = await ask();
  assert.equal(there?.status, 200);
  await page.waitForFunction(async () => Boolean(await caches.match("mnist/t10k-labels-idx1-ubyte.gz"))); // it is given to the page first, and then kept
  await here.down();
  assert.deepEqual(await ask(), there, "fetched on demand, and kept");
});

test("files shared to the app reach the page", async () => {
  const { page } = await visit();
  await page.setBypassCSP(true); // no form of ours: the system posts what is shared, which no page's policy concerns
  await page.reload({ waitUntil: "load" });
  await page.evaluateOnNewDocument(() => document.addEventListener("surprisal-files", (event) => { /** @type {any} */ (globalThis).taken = /** @type {any} */ (event).detail.files.map((/** @type {File} */ f) => [f.name, f.size]); }));
  await page.evaluate(() => {
    const form = Object.assign(document.createElement("form"), { method: "POST", action: "share", enctype: "multipart/form-data" });
    const input = Object.assign(document.createElement("input"), { type: "file", name: "files" });
    const data = new DataTransfer();
    data.items.add(new File(["abc"], "my model.safetensors"));
    input.files = data.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  });
  await page.waitForNavigation({ waitUntil: "load" });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).taken);
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).taken), [["my model.safetensors", 3]]);
  assert.doesNotMatch(page.url(), /shared/);
});
