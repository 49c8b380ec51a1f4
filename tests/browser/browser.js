// What the browser tests share: one Chromium, dist/ served on a free port, and every console error kept.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";
import { serve } from "../../web/tools/serve.js";

const FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** For one command to a browser: some run a thousand updates of a page, on a machine that has other work. */
const PATIENCE_MS = 900_000;
/** For whatever a test waits for. No test has a limit of its own, for none asks how quick a machine is: what comes, comes
 * far sooner, and what does not is a fault. */
export const WAIT_MS = 180_000;

/** Which environment variable names a browser, and what it is called where none does. */
const BROWSERS = { chromium: ["CHROMIUM", "chromium", "google-chrome", "chromium-browser"], firefox: ["FIREFOX", "firefox-esr", "firefox"] };

/** $CHROMIUM, chromium or google-chrome; $FIREFOX, firefox-esr or firefox. @param {keyof typeof BROWSERS} [which] */
export function executable(which = "chromium") {
  const [variable, ...names] = BROWSERS[which];
  const named = process.env[variable];
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of names) for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  throw new Error(`no ${which}: install it or set ${variable} to its executable`);
}

/** A browser that has nothing open. @param {keyof typeof BROWSERS} [which] @param {string[]} [flags] of Chromium */
export function launch(which = "chromium", flags = []) {
  const own = which === "firefox" ? { browser: /** @type {const} */ ("firefox") } : { args: [...FLAGS, ...flags] };
  return puppeteer.launch({ executablePath: executable(which), headless: true, protocolTimeout: PATIENCE_MS, timeout: WAIT_MS, ...own });
}

/** An empty page. @param {import("puppeteer-core").Browser | import("puppeteer-core").BrowserContext} owner @param {import("puppeteer-core").CreatePageOptions} [options] */
export async function newPage(owner, options) {
  const page = await owner.newPage(options);
  page.setDefaultTimeout(WAIT_MS);
  return page;
}

/** Waits for what the test itself has heard of. @param {() => unknown} isSo @param {() => string} [what] is there instead */
export async function until(isSo, what = () => String(isSo)) {
  for (const end = Date.now() + WAIT_MS; !isSo(); await new Promise((done) => setTimeout(done, 10))) if (Date.now() > end) throw new Error(`still not so: ${what()}`);
}

/** Starts a server and a browser; `close` ends both and whatever was opened. @param {keyof typeof BROWSERS} [which] @param {string[]} [flags] */
export async function start(which = "chromium", flags = []) {
  const server = await serve({ root: "dist" });
  const browser = await launch(which, flags).catch(async (error) => {
    await server.close();
    throw error;
  });
  return {
    url: server.url,
    browser,
    /** A page at `path`, without a service worker unless `offline`; `errors` fills with all that went wrong in it.
     * @param {string} [path] @param {{ width?: number, height?: number, scheme?: "light" | "dark", ratio?: number, still?: boolean, offline?: boolean, policy?: boolean, window?: boolean }} [options]  policy: false switches the page's own off, for a test that writes into it what it refuses; window: true gives it a window of its own, for a tab behind another has no frames */
    async open(path = "", { width = 1280, height = 900, scheme = "light", ratio = 1, still = true, offline = false, policy = true, window = false } = {}) {
      const page = await newPage(browser, window ? { type: "window" } : {});
      /** @type {string[]} */
      const errors = [];
      // the browser's own wish, where a page names no icon; and what it says of a slow machine (facts.test.js sees that nothing is loaded twice)
      const note = (/** @type {string} */ what) => { if (!/\/favicon\.ico|preload.*not used within a few seconds/s.test(what)) errors.push(what); };
      page.on("console", (message) => { if (["error", "warn"].includes(message.type())) note(`${message.type()}: ${message.text()} ${message.location()?.url ?? ""}`); });
      page.on("pageerror", (error) => note(String(error)));
      page.on("requestfailed", (request) => note(`failed: ${request.url()} ${request.failure()?.errorText}`));
      page.on("response", (response) => { if (response.status() >= 400) note(`${response.status()}: ${response.url()}`); });
      await page.setViewport({ width, height, deviceScaleFactor: ratio });
      if (!policy) await page.setBypassCSP(true);
      if (!offline) await page.evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }));
      if (which === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: still ? "reduce" : "no-preference" }]);
      await page.goto(server.url + path, { waitUntil: "load" });
      return { page, errors };
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Waits until the element is defined: those that train come when they come near the screen.
 * @param {import("puppeteer-core").Page} page @param {string} selector */
export async function defined(page, selector) {
  await page.waitForFunction((s) => {
    const e = document.querySelector(s);
    if (!e?.matches(":defined")) e?.scrollIntoView({ block: "center", behavior: "instant" });
    return e?.matches(":defined");
  }, { polling: 50 }, selector);
}
/** Wakes the element, wherever what wakes above may push it. @param {import("puppeteer-core").Page} page @param {string} selector */
export async function activate(page, selector) {
  await defined(page, selector);
  await page.$eval(selector, (e) => e.activate());
}

/** Waits until the element has shown its numbers, gives them as they are in that moment.  What wakes above it may push
 * it away from the screen before it has woken itself: it is scrolled to until it has.
 * @param {import("puppeteer-core").Page} page @param {string} selector */
export async function numbersOf(page, selector) {
  await page.$eval(selector, (e) => e.scrollIntoView({ block: "center" }));
  const numbers = await page.waitForFunction((s) => {
    const e = document.querySelector(s);
    if (!e?.numbers) e?.scrollIntoView({ block: "center" });
    return e?.numbers && !e.isUpdatePending && e.numbers;
  }, { polling: 50 }, selector);
  return numbers.jsonValue();
}

/** Some frames of the page: what hangs on a place near the screen, or on a size, has come then. @param {import("puppeteer-core").Page} page */
export const frames = (page) => page.evaluate(async () => { for (let i = 0; i < 4; i++) await new Promise((done) => requestAnimationFrame(done)); });

/** Looks at where something is until it stays there: what wakes near the screen may push it, in the next frames.
 * @template T @param {import("puppeteer-core").Page} page @param {() => Promise<T>} look @returns {Promise<T>} */
export async function still(page, look) {
  for (let before = ""; ;) {
    const now = await look(), text = JSON.stringify(now);
    if (text === before) return now;
    before = text;
    await frames(page);
  }
}

/** Waits until a trainer that was told to pause has done the step that it was in, and shows it; gives its numbers.
 * (“Paused” stands there as soon as it was told.) @param {import("puppeteer-core").Page} page @param {string} selector */
export async function standing(page, selector) {
  await page.waitForFunction((s) => document.querySelector(s).numbers.status === "paused", {}, selector);
  return page.$eval(selector, async (e) => {
    await e.predict(new Uint8Array(784)); // the worker answers in turn: after the step, and what it told of it
    e.requestUpdate();
    await e.updateComplete;
    return e.numbers;
  });
}

/** Counts what a page's pads have asked their network and not yet heard; gives a wait until all that is drawn was read.
 * @param {import("puppeteer-core").Page} page @param {string} url of the page's surprisal.js */
export async function readings(page, url) {
  await page.evaluate(async (module) => {
    const g = /** @type {any} */ (globalThis), { Trainer } = await import(module), { predict } = Trainer.prototype;
    g.unread = 0;
    Trainer.prototype.predict = function (/** @type {any} */ images) { g.unread++; return predict.call(this, images).finally(() => { g.unread--; }); };
  }, url);
  // a pad asks in the frame after a change, and again at once where there was another meanwhile
  return (selector = "#pad") => page.evaluate(async (s) => {
    const g = /** @type {any} */ (globalThis), e = document.querySelector(s), frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let still = 0; still < 3; still++) { await frame(); if (g.unread || e.isUpdatePending) still = 0; }
    return e.numbers;
  }, selector);
}

/** Waits until the page's trainer has kept so many steps, and its curves beside them. @param {import("puppeteer-core").Page} page @param {number} [step] any since the page came, if none is named */
export const kept = (page, step = 0) => page.waitForFunction(async (least) => {
  const db = await new Promise((done) => { const r = indexedDB.open("surprisal"); r.onsuccess = () => done(r.result); });
  const get = (/** @type {string} */ key) => new Promise((done) => { const r = db.transaction("about").objectStore("about").get(`${key}/cnn-trainer/trainer`); r.onsuccess = () => done(r.result); });
  const network = await get("checkpoint"), beside = await get("beside");
  db.close();
  return network?.savedAt > performance.timeOrigin && network.note.globalStep >= least && beside?.savedAt >= network.savedAt - 5; // the worker's clock and the page's may round otherwise
}, { polling: 100 }, step);

/** Waits until the page has had the same height for a second, and lies where it lay. @param {import("puppeteer-core").Page} page */
export const rest = (page) => page.waitForFunction(() => {
  const g = /** @type {any} */ (globalThis), now = `${scrollY} ${document.documentElement.scrollHeight}`;
  if (g.was !== now) { g.was = now; g.since = performance.now(); }
  return performance.now() - g.since > 1000;
}, { polling: 50 });

/** Wakes every widget, near the screen or not, as printing does, and waits until each has shown its numbers. @param {import("puppeteer-core").Page} page */
export const wake = (page) => page.waitForFunction(() => {
  dispatchEvent(new Event("beforeprint")); // again, for what has come meanwhile
  return [...document.querySelectorAll("main *")].every((e) => e.matches(":defined") && (!("numbers" in e) || e.numbers));
}, { polling: 100 });
