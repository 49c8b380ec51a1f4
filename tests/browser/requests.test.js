// Whom the site asks for anything: every request of the browser, its workers' and its service worker's too, goes
// through a proxy that writes them down.  And that its pages keep to their own policy, used from end to end.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MNIST_MIRRORS } from "../../web/train/mnist-files.js";
import { WIDGETS } from "../../web/elements/widgets.js";
import { serve } from "../../web/tools/serve.js";
import { frames, launch, newPage, numbersOf, wake } from "./browser.js";

/** Every address that was asked for; of https the host is all that a proxy sees. @type {string[]} */
const asked = [];
/** @type {import("node:http").Server} */
let proxy;
/** @type {Awaited<ReturnType<typeof serve>>} */
let site;
/** @type {import("puppeteer-core").Browser} */
let browser;
before(async () => {
  site = await serve({ root: "dist" });
  proxy = createServer((from, to) => {
    asked.push(from.url ?? "");
    if (!from.url?.startsWith(site.url)) return void to.writeHead(502).end();
    from.pipe(request(from.url, { method: from.method, headers: from.headers }, (answer) => { to.writeHead(answer.statusCode ?? 502, answer.headers); answer.pipe(to); }).on("error", () => to.destroy()));
  }).on("connect", (from, socket) => {
    asked.push(`https://${from.url?.replace(/:443$/, "")}/`);
    socket.on("error", () => {}).end("HTTP/1.1 502 No\r\n\r\n");
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (proxy.address());
  browser = await launch("chromium", [`--proxy-server=127.0.0.1:${port}`, "--proxy-bypass-list=<-loopback>", "--disable-features=OptimizationHints,AutofillServerCommunication,MediaRouter,Translate,NetworkTimeServiceQuerying"]);
  // what the browser itself wants when it starts is none of ours
  const idle = await newPage(browser);
  await idle.goto("about:blank");
  await new Promise((done) => setTimeout(done, 3000));
  if (asked.length) console.log(`the browser itself asked ${[...new Set(asked.map((url) => new URL(url).host))].join(", ")}`);
  asked.length = 0;
});
after(async () => {
  await browser?.close();
  proxy?.closeAllConnections();
  proxy?.close();
  await site?.close();
});
/** Chromium's own: updates, and its account page. */
const BROWSERS = /^https?:\/\/(update\.googleapis|accounts\.google)\.com\//;
const foreign = () => [...new Set(asked.filter((url) => !url.startsWith(site.url) && !BROWSERS.test(url)))];

/** A page, and what its policy refused and its console complained of since it was there. @param {string} url */
async function visit(url) {
  const page = await newPage(browser);
  /** @type {string[]} */
  const complaints = [];
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text().slice(0, 300)); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1280, height: 900 });
  await page.evaluateOnNewDocument(() => { window.refused = []; document.addEventListener("securitypolicyviolation", (e) => window.refused.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`)); });
  await page.goto(url, { waitUntil: "load" });
  return { page, refused: async () => [...await page.evaluate(() => window.refused), ...complaints.splice(0)] };
}
/** @param {import("puppeteer-core").Page} page @param {string} text of the row of actions below a widget */
const press = (page, selector, text) => page.$eval(selector, (e, text) => [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === text).click(), text);

test("each page has a policy: ours alone, no inline script or style, Trusted Types; and the server sends the same", async () => {
  const pages = readdirSync("dist", { recursive: true }).map(String).filter((f) => f.endsWith(".html"));
  assert.ok(pages.length > 9, String(pages));
  for (const file of pages) {
    const { headers } = await fetch(site.url + file);
    const [, meta] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(readFileSync(`dist/${file}`, "utf8")) ?? [];
    assert.ok(meta, `${file} has no policy`);
    assert.equal(headers.get("content-security-policy"), file === "embed.html" ? meta : `${meta}; frame-ancestors 'self'`, file);
    const policy = Object.fromEntries(meta.split("; ").map((d) => [d.slice(0, d.indexOf(" ")), d.slice(d.indexOf(" ") + 1)]));
    const [single, example] = [file === "tutorial.single.html", /^gallery\/\w/.test(file) && file !== "gallery/index.html"];
    assert.match(policy["default-src"], single ? /^'none'$/ : /^'self'$/, file);
    assert.match(policy["script-src"], /^(?:'self' |)'wasm-unsafe-eval'(?: 'sha256-[\w+/]+=*')*$/, file);
    assert.equal(policy["script-src"].includes("sha256"), single || file === "gallery/plain/index.html", file);
    if (!/reveal|myst/.test(file)) assert.match(policy["style-src"], /^'self'$|^'sha256-[\w+/]+=*'$/, file);
    for (const directive of ["object-src", "base-uri", "form-action"]) assert.equal(policy[directive], "'none'", `${file}: ${directive}`);
    if (!example) assert.equal(policy["require-trusted-types-for"], "'script'", file);
  }
  for (const script of ["sw.js", "surprisal.worker.js", "surprisal.hdf5.js"]) assert.match((await fetch(site.url + script)).headers.get("content-security-policy") ?? "", /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/, script);
});

test("a policy refuses what it should, and the proxy sees what any part of a page asks for", async () => {
  const { page, refused } = await visit(site.url);
  assert.equal(await page.evaluate(() => {
    const script = document.createElement("script");
    let types = "";
    try { script.text = "window.ran = 1"; } catch (error) { types = error.name; }
    try { document.body.innerHTML += "<img src=x onerror='window.ran = 1'>"; } catch (error) { types += error.name; }
    document.body.append(script);
    return `${types} ${window.ran}`;
  }), "TypeErrorTypeError undefined");
  assert.ok((await refused()).length > 0);
  const before = asked.length;
  await page.evaluate(() => Promise.all([fetch("https://page.test/").catch(() => {}), fetch("http://page.test/").catch(() => {})]));
  assert.deepEqual(asked.slice(before).filter((url) => url.includes("page.test")), ["https://page.test/"], "http is refused by the policy, https seen");
  await page.close();
  asked.length = 0;
});

test("the whole tutorial, every other page, training and keeping it for offline: no other host is asked, no policy broken", async () => {
  const { page, refused } = await visit(site.url);
  await wake(page);
  for (const chapter of await page.$$("section[data-title]")) { await chapter.evaluate((e) => e.scrollIntoView()); await frames(page); }
  await page.evaluate(() => { const e = document.querySelector("#trainer"); for (const [n, v] of [["data", "drawn"], ["width", "0.125"], ["optimizer", "adam"], ["workers", "2"]]) e.setAttribute(n, v); });
  await page.waitForFunction(() => { const e = document.querySelector("#trainer"); if (e.numbers?.source === "drawn" && e.numbers.status === "idle") e.act("train"); return e.numbers?.step > 3; }, { polling: 200 });
  for (const panel of await page.$eval("#trainer", (e) => e.meta.attributes.panel.choices)) { await page.$eval("#trainer", (e, p) => { e.write("panel", p); return e.updateComplete; }, panel); await frames(page); }
  await page.$eval("#trainer", async (e) => { e.act("pause"); await e.updateComplete; });
  // a Keras file is written in the HDF5 library's own worker
  const h5 = await page.evaluate(async () => { const { Trainer } = await import(new URL("surprisal.js", document.baseURI).href); const t = await Trainer.create({ width: 0.125 }); const { length } = await t.save("keras-h5"); t.dispose(); return length; });
  assert.ok(h5 > 10_000);
  await page.$eval("digit-pad", (e) => e.scrollIntoView());
  await numbersOf(page, "digit-pad");
  await page.waitForFunction(() => { const button = document.querySelector("digit-pad").shadowRoot.querySelectorAll(".strip button")[7]; if (button && !button.disabled) button.click(); return document.querySelector("digit-pad").numbers?.best === 7; }, { polling: 500 });
  await press(page, "#example-a", "Embed");
  await page.waitForFunction(() => document.querySelector("#example-a").shadowRoot.querySelector("surprisal-embed")?.shadowRoot.querySelector("kl-divergence")?.numbers);
  await page.$eval("#example-a", (e) => e.shadowRoot.querySelector("surprisal-embed").shadowRoot.querySelector("input[value=frame]").click());
  await page.waitForFrame((f) => f.url().includes("embed.html"));
  assert.ok((await page.$eval("#example-a", async (e) => (await e.toPNG()).size)) > 1000);
  await page.waitForSelector("#offline:not([hidden])");
  assert.ok(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active), "the service worker is there, in spite of Trusted Types");
  assert.deepEqual(await refused(), []);
  await page.close();

  const others = ["reference.html", "embedding.html", "gallery/index.html", ...readdirSync("dist/gallery", { withFileTypes: true }).filter((e) => e.isDirectory() && readdirSync(`dist/gallery/${e.name}`).includes("index.html")).map((e) => `gallery/${e.name}/index.html`), ...Object.keys(WIDGETS).map((tag) => `embed.html?widget=${tag}`)];
  const { page: other, refused: broken } = await visit("about:blank");
  for (const path of others) {
    await other.goto(site.url + path, { waitUntil: "load" });
    await other.waitForFunction((tags) => { // as it is printed; one of many plots is enough here (reference.test.js opens each)
      dispatchEvent(new Event("beforeprint"));
      const all = [...document.querySelectorAll(tags)];
      return all.length === 0 || all.some((e) => e.numbers);
    }, { polling: 50 }, Object.keys(WIDGETS).join());
    await frames(other);
    const place = await other.$("div.playground select");
    if (place) for (const tag of Object.keys(WIDGETS)) { await place.select(tag); await frames(other); }
    assert.deepEqual(await broken(), [], path);
  }
  await other.close();
  assert.deepEqual(foreign(), []);
  assert.ok(asked.length > 100 && asked.some((url) => url.endsWith("/sw.js")) && asked.some((url) => url.endsWith(".train.simd.wasm") || url.endsWith(".train.relaxed.wasm")), `${asked.length} requests`);
  console.log(`${asked.length} requests, of another host none`);
});

test("the tutorial in one file, from a disk, asks for nothing at all, and trains within its policy", async () => {
  asked.length = 0;
  const { page, refused } = await visit("about:blank");
  /** @type {string[]} */
  const own = [];
  page.on("request", (r) => { if (!/^(data|blob):/.test(r.url()) && !r.isNavigationRequest()) own.push(r.url()); });
  await page.goto(pathToFileURL(resolve("dist/tutorial.single.html")).href, { waitUntil: "load" });
  await wake(page);
  await page.evaluate(() => { const e = document.querySelector("#trainer"); for (const [n, v] of [["width", "0.125"], ["optimizer", "adam"]]) e.setAttribute(n, v); });
  await page.waitForFunction(() => { const e = document.querySelector("#trainer"); if (e.numbers?.source === "drawn" && e.numbers.status === "idle") e.act("train"); return e.numbers?.step > 3; }, { polling: 200 });
  await page.$eval("#trainer", (e) => { e.act("pause"); e.write("panel", "files"); return e.updateComplete; });
  assert.deepEqual(await refused(), []);
  assert.deepEqual([...foreign(), ...own], []);
  await page.close();
});

test("a mirror is asked when the reader presses the button, not before, and no other", async () => {
  asked.length = 0;
  const { page } = await visit(site.url);
  await page.$eval("#trainer", (e) => e.scrollIntoView());
  await numbersOf(page, "#trainer");
  await page.$eval("#trainer", (e) => { e.write("panel", "digits"); return e.updateComplete; });
  await page.waitForFunction(() => document.querySelector("#trainer").shadowRoot.querySelector("surprisal-sources"));
  await new Promise((done) => setTimeout(done, 500));
  assert.deepEqual(foreign(), [], "the panel is open");
  await page.$eval("#trainer", (e) => [...e.shadowRoot.querySelector("surprisal-sources").shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === "Fetch").click());
  await page.waitForFunction(() => /could not|cannot|none/i.test(document.querySelector("#trainer").shadowRoot.querySelector("surprisal-sources").shadowRoot.querySelector(".says").textContent));
  assert.deepEqual(foreign(), MNIST_MIRRORS.map((m) => `${new URL(m).origin}/`));
  await page.close();
});
