// Safari's engine: WebKitGTK's MiniBrowser over WebDriver, under a virtual screen.  Its automation has
// no service worker, no console, no emulated media and no offline switch; those are tried elsewhere.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { WAIT_MS } from "./browser.js";

const onPath = (/** @type {string} */ name) => (process.env.PATH ?? "").split(delimiter).map((f) => join(f, name)).find((f) => existsSync(f));

/** $WEBKIT_MINIBROWSER, or where Debian puts it. */
function miniBrowser() {
  if (process.env.WEBKIT_MINIBROWSER) return process.env.WEBKIT_MINIBROWSER;
  for (const triplet of existsSync("/usr/lib") ? readdirSync("/usr/lib").filter((f) => f.endsWith("-linux-gnu")) : [])
    for (const version of ["webkit2gtk-4.1", "webkit2gtk-4.0"]) {
      const path = `/usr/lib/${triplet}/${version}/MiniBrowser`;
      if (existsSync(path)) return path;
    }
  return undefined;
}

/** Why WebKit cannot be tried here, or null. */
export const missing = () => (!onPath("WebKitWebDriver") ? "WebKitWebDriver is not installed" : !onPath("xvfb-run") ? "xvfb-run is not installed" : !miniBrowser() ? "MiniBrowser is not installed" : null);

const freePort = () => new Promise((done) => { const s = createServer().listen(0, "127.0.0.1", () => { const { port } = /** @type {any} */ (s.address()); s.close(() => done(port)); }); });

/** Starts the driver and a window. */
export async function startWebKit() {
  let port = 0;
  const begin = async () => spawn("xvfb-run", ["-a", "--server-args=-screen 0 1400x1000x24", "WebKitWebDriver", `--port=${(port = await freePort())}`], { stdio: "ignore", detached: true });
  let driver = await begin();
  const endDriver = () => { try { process.kill(-(/** @type {number} */ (driver.pid))); } catch { /* it has ended */ } };

  /** @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
  async function call(method, path, body) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body), headers: { "content-type": "application/json" } });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
  let session = "";
  for (let attempt = 0; !session; attempt++) {
    try {
      session = `/session/${(await call("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] } } } })).sessionId}`;
    } catch (error) {
      if (attempt === 500 || !/fetch failed/.test(String(error))) { endDriver(); throw error; }
      await new Promise((done) => setTimeout(done, 250)); // the driver is not listening yet
      if (driver.exitCode !== null) driver = await begin(); // another program was quicker to take the port, or the screen
    }
  }
  await call("POST", `${session}/timeouts`, { script: WAIT_MS, pageLoad: WAIT_MS });
  await call("POST", `${session}/window/rect`, { width: 1280, height: 900 });

  const page = {
    /** @param {string} url */
    goto: (url) => call("POST", `${session}/url`, { url }),
    /** Runs a function, or an expression, in the page and awaits what it gives. @param {Function | string} what @param {...any} args @returns {Promise<any>} */
    async evaluate(what, ...args) {
      const source = typeof what === "function" ? `(${what})(...given)` : what;
      const { value, error } = await call("POST", `${session}/execute/async`, { script: `const given = [...arguments], done = given.pop(); (async () => ${source})().then((value) => done({ value }), (e) => done({ error: String(e && e.stack || e) }));`, args });
      if (error) throw new Error(error);
      return value;
    },
    /** Waits until it is true. @param {Function} what @param {...any} args */
    async until(what, ...args) {
      for (const end = Date.now() + WAIT_MS; ; ) {
        if (await page.evaluate(what, ...args)) return;
        if (Date.now() > end) throw new Error(`still not so: ${what}`);
        await new Promise((done) => setTimeout(done, 100));
      }
    },
    /** Real key presses. @param {...string} keys WebDriver's codes */
    press: (...keys) => call("POST", `${session}/actions`, { actions: [{ type: "key", id: "keys", actions: keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]) }] }),
    screenshot: async () => Buffer.from(await call("GET", `${session}/screenshot`), "base64"),
  };
  return {
    page,
    async close() {
      await call("DELETE", session).catch(() => {});
      endDriver();
    },
  };
}
