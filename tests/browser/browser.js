// What the browser tests share: one Chromium, dist/ served on a free port, and every console error kept.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";
import { serve } from "../../web/tools/serve.js";

export const FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** For one command to a browser: some run a thousand updates of a page, on a machine that has other work. */
const PATIENCE_MS = 900_000;

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

/** Starts a server and a browser; `close` ends both and whatever was opened. @param {keyof typeof BROWSERS} [which] @param {string[]} [flags] */
export async function start(which = "chromium", flags = []) {
  const server = await serve({ root: "dist" });
  const own = which === "firefox" ? { browser: /** @type {const} */ ("firefox") } : { args: [...FLAGS, ...flags] };
  const browser = await puppeteer.launch({ executablePath: executable(which), headless: true, protocolTimeout: PATIENCE_MS, ...own }).catch(async (error) => {
    await server.close();
    throw error;
  });
  return {
    url: server.url,
    browser,
    /** A page at `path`, without a service worker unless `offline`; `errors` fills with all that went wrong in it.
     * @param {string} [path] @param {{ width?: number, height?: number, scheme?: "light" | "dark", ratio?: number, still?: boolean, offline?: boolean, policy?: boolean, window?: boolean }} [options]  policy: false switches the page's own off, for a test that writes into it what it refuses; window: true gives it a window of its own, for a tab behind another has no frames */
    async open(path = "", { width = 1280, height = 900, scheme = "light", ratio = 1, still = true, offline = false, policy = true, window = false } = {}) {
      const page = await browser.newPage(window ? { type: "window" } : {});
      /** @type {string[]} */
      const errors = [];
      const note = (/** @type {string} */ what) => { if (!what.includes("/favicon.ico")) errors.push(what); }; // the browser's own wish, where a page names no icon
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
  }, { timeout: 20_000, polling: 50 }, selector);
}
/** Wakes the element, wherever what wakes above may push it. @param {import("puppeteer-core").Page} page @param {string} selector */
export async function activate(page, selector) {
  await defined(page, selector);
  await page.$eval(selector, (e) => e.activate());
}

/** Waits until the element has shown its numbers; gives them.  What wakes above it may push it away from the
 * screen before it has woken itself: it is scrolled to until it has.
 * @param {import("puppeteer-core").Page} page @param {string} selector */
export async function numbersOf(page, selector) {
  await page.$eval(selector, (e) => e.scrollIntoView({ block: "center" }));
  await page.waitForFunction((s) => {
    const e = document.querySelector(s);
    if (!e?.numbers) e?.scrollIntoView({ block: "center" });
    return e?.numbers && !e.isUpdatePending;
  }, { timeout: 20_000, polling: 100 }, selector);
  return page.$eval(selector, (e) => e.numbers);
}

/** Waits until the page's trainer has kept what it has learned since the page came. @param {import("puppeteer-core").Page} page */
export const kept = (page) => page.waitForFunction(async () => {
  const db = await new Promise((done) => { const r = indexedDB.open("surprisal"); r.onsuccess = () => done(r.result); });
  const about = await new Promise((done) => { const r = db.transaction("about").objectStore("about").get("beside/cnn-trainer/trainer"); r.onsuccess = () => done(r.result); });
  db.close();
  return Boolean(about) && about.savedAt > performance.timeOrigin;
}, { timeout: 30_000, polling: 100 });

/** Waits until the page has had the same height for a second, and lies where it lay. @param {import("puppeteer-core").Page} page */
export const rest = (page) => page.waitForFunction(() => {
  const g = /** @type {any} */ (globalThis), now = `${scrollY} ${document.documentElement.scrollHeight}`;
  if (g.was !== now) { g.was = now; g.since = performance.now(); }
  return performance.now() - g.since > 1000;
}, { timeout: 30_000, polling: 50 });

/** Wakes every widget, near the screen or not, and waits until each has shown its numbers. @param {import("puppeteer-core").Page} page */
export async function wake(page) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.waitForFunction(() => [...document.querySelectorAll("main *")].every((e) => e.matches(":defined") && (!("numbers" in e) || e.numbers)), { timeout: 30_000 });
}
