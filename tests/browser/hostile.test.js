// Elements in pages that know nothing of them: other people's styles, tabs, scaled slides, policies, frames.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { WIDGETS } from "../../web/elements/widgets.js";
import { serve } from "../../web/tools/serve.js";
import { numbersOf, start, still } from "./browser.js";

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'";
const TAG = '<link rel="icon" href="data:,"><script type="module" src="dist/surprisal.js"></script>';
const KL = '<kl-divergence id="x" p="binomial(10, 0.5)" q="poisson(4)" range="0:9"></kl-divergence>';

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** @type {Awaited<ReturnType<typeof serve>>} */
let plain, strict;
let folder = "";
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-hostile-"));
  for (const [name, path] of [["dist", "dist"], ["bootstrap", "node_modules/bootstrap/dist"], ["reveal", "node_modules/reveal.js/dist"]]) symlinkSync(resolve(path), join(folder, name));
  plain = await serve({ root: folder });
  strict = await serve({ root: folder, headers: { "content-security-policy": `${POLICY}; require-trusted-types-for 'script'; trusted-types lit-html surprisal` } });
});
after(async () => {
  await tests.close();
  await plain.close();
  await strict.close();
  rmSync(folder, { recursive: true });
});

/** @param {string} html @param {{ server?: typeof plain, script?: string, size?: object }} [options] */
async function host(html, { server = plain, script, size } = {}) {
  writeFileSync(join(folder, "page.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><body>${html}`);
  const { page, errors } = await tests.open("icon.svg", size);
  errors.length = 0;
  if (script) await page.evaluateOnNewDocument(script);
  await page.goto(`${server.url}page.html`, { waitUntil: "load" });
  return { page, errors: () => errors.filter((e) => !e.includes("favicon")) };
}
/** What an element looks like inside: computed styles of its parts. @param {import("puppeteer-core").Page} page */
const looks = (page) => page.$eval("#x", (e) => [e, ...e.shadowRoot.querySelectorAll("h3, button, select, p, dt, dd, legend, section"), ...[...e.shadowRoot.querySelectorAll("surprisal-chart, surprisal-number")].flatMap((part) => [...part.shadowRoot.querySelectorAll(".stage, input, label, figcaption")])].map((part) => {
  const s = getComputedStyle(part);
  return `${part.localName} is ${part.offsetWidth} × ${part.offsetHeight}; ` + ["fontFamily", "fontSize", "fontWeight", "fontStyle", "lineHeight", "letterSpacing", "wordSpacing", "textTransform", "textIndent", "textAlign", "whiteSpace", "color", "webkitTextFillColor", "padding", "borderTopWidth", "borderRadius", "boxSizing", "cursor"].map((k) => `${part.localName} ${k}: ${s[k]}`).join("; ");
}));
const LEAKY = `<style>body, body * { font-family: fantasy; font-size: 31px; line-height: 3; color: red; letter-spacing: 4px; text-transform: uppercase; text-indent: 20px; text-align: right; white-space: pre; word-spacing: 9px; cursor: wait; -webkit-text-fill-color: lime; box-sizing: content-box }
  button, select, h3, p, section { border: 5px solid red !important; padding: 9px !important; border-radius: 0 !important } </style>`;

test("no style leaks in, be it Bootstrap's, a page's for all elements or its size of <html>, and none leaks out", async () => {
  const wide = `<div style="width: 1000px">${KL}</div>`; // whatever margins a page has
  const bare = await host(`${TAG}${wide}<p id="own">own</p>`);
  await numbersOf(bare.page, "#x");
  const want = await looks(bare.page);
  assert.ok(want.length > 15);
  const own = (/** @type {import("puppeteer-core").Page} */ page) => page.$eval("#own", (e) => { const s = getComputedStyle(e); return Array.from(s, (name) => name + s.getPropertyValue(name)).join(); });
  const ownWithout = await host('<p id="own">own</p>').then(async ({ page }) => { const text = await own(page); await page.close(); return text; });
  assert.equal(await own(bare.page), ownWithout, "leaks out");
  for (const [name, html] of [["bootstrap", '<link rel="stylesheet" href="bootstrap/css/bootstrap.min.css">'], ["all", LEAKY], ["10px", "<style>html { font-size: 10px } body { margin: 8px }</style>"], ["62.5 %", "<style>:root { font-size: 62.5% }</style>"], ["24px", "<style>html { font-size: 24px !important }</style>"]]) {
    const { page, errors } = await host(`${html}${TAG}${wide}`);
    await numbersOf(page, "#x");
    assert.deepEqual((await looks(page)).filter((l, i) => l !== want[i]), [], name);
    assert.deepEqual(errors(), []);
    await page.close();
  }
  await bare.page.close();
});

test("a dark page that does not say so gets dark colours, and light ones when it turns light", async () => {
  const { page, errors } = await host(`<style>body { background: #111; }</style>${TAG}${KL}<div style="background: rgb(255 250 240)"><kl-divergence id="light"></kl-divergence></div>`);
  await numbersOf(page, "#x");
  const colour = (/** @type {string} */ id) => page.$eval(id, (e) => getComputedStyle(e).color);
  assert.equal(await colour("#x"), "rgb(232, 234, 237)");
  assert.equal(await colour("#light"), "rgb(26, 29, 33)");
  await page.evaluate(() => { document.body.style.background = "white"; });
  await page.waitForFunction(() => getComputedStyle(document.querySelector("#x")).color === "rgb(26, 29, 33)");
  const themed = await host(`<link rel="stylesheet" href="bootstrap/css/bootstrap.min.css"><script src="data:text/javascript,document.documentElement.dataset.bsTheme='dark'"></script>${TAG}${KL}`);
  await numbersOf(themed.page, "#x");
  assert.equal(await themed.page.$eval("#x", (e) => getComputedStyle(e).color), "rgb(232, 234, 237)");
  assert.deepEqual([...errors(), ...themed.errors()], []);
  await page.close();
  await themed.page.close();
});

test("attributes before or after the upgrade, and properties set before it", async () => {
  const { page, errors } = await host('<script type="module" src="dist/surprisal.js" async></script><kl-divergence id="x"></kl-divergence>', {
    script: `document.addEventListener("DOMContentLoaded", () => { const e = document.querySelector("#x"); if (!customElements.get("kl-divergence")) { e.setAttribute("p", "normal(0, 1)"); e.q = "normal(1, 1)"; } else window.late = true; })` });
  await numbersOf(page, "#x");
  assert.equal(await page.evaluate(() => window.late), undefined, "the page had to be quicker than the script");
  assert.ok(Math.abs((await page.$eval("#x", (e) => e.numbers)).kl - 0.5) < 1e-12);
  await page.$eval("#x", (e) => { e.q = "normal(2, 1)"; return e.updateComplete; });
  assert.equal(await page.$eval("#x", (e) => e.getAttribute("q")), "normal(2, 1)");
  assert.ok(Math.abs((await page.$eval("#x", (e) => e.numbers)).kl - 2) < 1e-12);
  assert.deepEqual(errors(), []);
  await page.close();
});

test("moving keeps training and a gradient check alive, removing ends both; one engine serves all", async () => {
  const { page, errors } = await host(`${TAG}<div id="a"></div><div id="b"></div>`, { script: `
    window.workers = 0; window.instances = 0;
    const W = Worker; window.Worker = class extends W { constructor(...a) { super(...a); workers++; } terminate() { if (!this.gone) { this.gone = true; workers--; } super.terminate(); } };
    const I = WebAssembly.Instance; WebAssembly.Instance = new Proxy(I, { construct(t, a) { instances++; return new I(...a); } });
    const i = WebAssembly.instantiate; WebAssembly.instantiate = (...a) => { instances++; return i(...a); };` });
  await page.evaluate(async () => {
    await customElements.whenDefined("cnn-trainer");
    document.querySelector("#a").innerHTML = '<kl-divergence id="x"></kl-divergence><cross-entropy></cross-entropy><kl-divergence id="y"></kl-divergence>';
  });
  for (const id of ["#x", "cross-entropy", "#y"]) await numbersOf(page, id);
  assert.equal(await page.evaluate(() => window.instances), 1, "engines");
  await page.evaluate(() => { document.querySelector("#a").innerHTML = '<cnn-trainer id="t" width="0.125" data="drawn"></cnn-trainer>'; });
  await numbersOf(page, "#t");
  await page.waitForFunction(() => { const e = document.querySelector("#t"); e.act("train"); return e.numbers.step > 2; }, { polling: 100 });
  const before = await page.$eval("#t", (e) => { document.querySelector("#b").append(e); return e.numbers.step; });
  await page.waitForFunction((n) => document.querySelector("#t").numbers.step > n + 3 && document.querySelector("#t").numbers.status === "running", {}, before);
  assert.equal(await page.evaluate(() => window.workers), 1);
  // moved and looked at in one turn of the page's loop: a quick worker may have its report before the next
  const moved = await page.evaluate(async () => {
    const e = document.querySelector("#t");
    e.act("pause");
    e.panel = "check";
    await e.updateComplete;
    const check = e.shadowRoot.querySelector("surprisal-check");
    window.over = check.run();
    document.querySelector("#a").append(e);
    return { says: check.says, done: !!check.report, busy: !!check.progress };
  });
  assert.deepEqual(moved, { says: "", done: false, busy: true });
  const ended = await page.evaluate(async () => {
    await window.over;
    const check = document.querySelector("#t").shadowRoot.querySelector("surprisal-check");
    return { says: check.says, done: !!check.report, busy: !!check.progress };
  });
  assert.deepEqual(ended, { says: "", done: true, busy: false });
  // removed in the middle of it
  const gone = await page.evaluate(async () => {
    const e = document.querySelector("#t"), check = e.shadowRoot.querySelector("surprisal-check");
    const over = check.run();
    e.remove();
    await over;
    return check.says;
  });
  assert.match(gone, /\w/, "stopped, and says so");
  await page.waitForFunction(() => window.workers === 0);
  assert.deepEqual(errors(), []);
  await page.close();
});

test("inside <details> and hidden tabs an element begins when it is shown, at the right width", async () => {
  const { page, errors } = await host(`${TAG}<details><summary>more</summary>${KL}</details><div id="tab" hidden><kl-divergence id="y"></kl-divergence></div><kl-divergence id="seen"></kl-divergence>`);
  await numbersOf(page, "#seen"); // which began when they would have
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#x").numbers, document.querySelector("#y").numbers]), [null, null]);
  await page.evaluate(() => { document.querySelector("details").open = true; document.querySelector("#tab").hidden = false; });
  for (const id of ["#x", "#y"]) {
    await numbersOf(page, id);
    await page.waitForFunction((id) => { const chart = document.querySelector(id).shadowRoot.querySelector("surprisal-chart"); const c = chart.shadowRoot.querySelector("canvas"); return c.clientWidth > 300 && Math.abs(c.clientWidth - chart.shadowRoot.querySelector(".stage").clientWidth) < 2; }, {}, id);
  }
  assert.deepEqual(errors(), []);
  await page.close();
});

for (const factor of [0.5, 1.3]) test(`pointer positions stay right on a reveal.js slide scaled by ${factor}`, async () => {
  const { page, errors } = await host(`<link rel="stylesheet" href="reveal/reveal.css"><link rel="stylesheet" href="reveal/theme/black.css">
    <div class="reveal"><div class="slides"><section>${KL}</section></div></div>${TAG}<script type="module">import Reveal from "./reveal/reveal.mjs"; const deck = new Reveal({ width: 900, height: 1400, minScale: ${factor}, maxScale: ${factor}, center: false, hash: false }); await deck.initialize(); window.ready = true;</script>`, { size: { width: 1500, height: 2000 } });
  await page.waitForFunction(() => window.ready);
  await numbersOf(page, "#x");
  const at = await still(page, () => page.$eval("#x", (e) => { // once the slide has come to its size
    const chart = e.shadowRoot.querySelector("surprisal-chart"), inner = chart.chart, box = inner.canvas.getBoundingClientRect(), scale = box.width / inner.canvas.offsetWidth;
    const knob = chart.shadowRoot.querySelector(".handle").getBoundingClientRect();
    const place = (i) => ({ x: box.left + inner.scales.x.getPixelForValue(i) * scale, y: box.top + inner.chartArea.bottom * scale - 4 });
    return { scale, colour: getComputedStyle(e).color, knob: { x: knob.left + knob.width / 2, y: knob.top + knob.height / 2 }, three: place(3), seven: place(7) };
  }));
  assert.ok(Math.abs(at.scale / factor - 1) < 0.02, `scaled by ${at.scale}`);
  assert.equal(at.colour, "rgb(232, 234, 237)", "readable on the black theme");
  for (const [name, index] of /** @type {[string, number][]} */ ([["three", 3], ["seven", 7]])) {
    await page.mouse.move(at[name].x, at[name].y);
    await page.waitForFunction((i) => document.querySelector("#x").active === i, {}, index);
  }
  // dragging P's handle to 7 makes its mean 7
  await page.mouse.move(at.knob.x, at.knob.y);
  await page.mouse.down();
  await page.mouse.move(at.seven.x, at.knob.y, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector("#x").textOf("p") !== "binomial(10, 0.5)");
  const p = await page.$eval("#x", (e) => e.read("p").parameters.p);
  assert.ok(Math.abs(p - 0.7) < 0.03, `p = ${p}`);
  assert.deepEqual(errors(), []);
  await page.close();
});

test("two versions on one page: the second leaves the first alone", async () => {
  const { page, errors } = await host(`<script src="dist/surprisal.single.js"></script>${TAG}${KL}`);
  await numbersOf(page, "#x");
  await page.waitForFunction(() => performance.getEntriesByType("resource").filter((r) => /surprisal(\.single)?\.js$/.test(r.name)).length === 2);
  assert.deepEqual(errors(), []);
  await page.close();
});

test("printing: what was never near the screen is drawn or has its fallback, buttons are gone", async () => {
  const { page, errors } = await host(`${TAG}<div style="height: 9000px"></div><kl-divergence id="x"><p id="fallback">0.219 nats</p></kl-divergence>`);
  await page.waitForFunction(() => document.querySelector("#x").shadowRoot);
  const shown = () => page.$eval("#fallback", (e) => e.checkVisibility() && e.assignedSlot !== null && e.getBoundingClientRect().height > 0);
  assert.equal(await shown(), true, "before it runs");
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  await page.waitForFunction(() => document.querySelector("#x").numbers); // the print woke it
  assert.equal(await shown(), false, "once it runs");
  await page.emulateMediaType("print");
  assert.equal(await page.$eval("#x", (e) => [...e.shadowRoot.querySelectorAll("button, select")].filter((b) => b.checkVisibility()).length), 0);
  assert.deepEqual(errors(), []);
  await page.close();
});

test("the strict policy with Trusted Types: elements, tutorial and training run, and no violation is told", async () => {
  const watch = `window.violations = []; document.addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));`;
  const tags = Object.keys(WIDGETS).filter((tag) => tag !== "cnn-trainer");
  const { page, errors } = await host(`${TAG.replace('href="data:,"', 'href="dist/icon.svg"')}${tags.map((t) => `<${t}></${t}>`).join("")}<cnn-trainer id="t" width="0.125" data="drawn"></cnn-trainer>`, { server: strict, script: watch });
  for (const tag of tags) await numbersOf(page, tag);
  await numbersOf(page, "#t");
  await page.waitForFunction(() => { const e = document.querySelector("#t"); e.act("train"); return e.numbers.step > 0; }, { polling: 200 });
  await page.$eval("#t", (e) => e.act("reset"));
  assert.ok((await page.$eval("kl-divergence", async (e) => (await e.toPNG()).size)) > 1000);
  await page.$eval("kl-divergence", (e) => [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === "Embed").click());
  await page.waitForFunction(() => document.querySelector("kl-divergence").shadowRoot.querySelector("surprisal-embed")?.shadowRoot.querySelector("kl-divergence")?.numbers);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(errors(), []);
  const tutorial = await tests.open("icon.svg");
  await tutorial.page.evaluateOnNewDocument(watch);
  for (const path of ["dist/index.html", "dist/reference.html", "dist/embedding.html", "dist/embed.html?widget=kl-fit"]) {
    await tutorial.page.goto(`${strict.url}${path}`, { waitUntil: "networkidle0" });
    assert.deepEqual(await tutorial.page.evaluate(() => window.violations), [], path);
  }
  await page.close();
});

test("integrity.json has the hash of every file, and a browser agrees", async () => {
  const hashes = JSON.parse(readFileSync("dist/integrity.json", "utf8"));
  const { page, errors } = await host(`<link rel="icon" href="data:,"><script type="module" src="dist/surprisal.js" integrity="${hashes["surprisal.js"]}" crossorigin></script>${KL}`);
  await numbersOf(page, "#x");
  assert.deepEqual(errors(), []);
  const wrong = await host(`<script src="dist/surprisal.single.js" integrity="${hashes["surprisal.js"]}"></script>`);
  assert.equal(await wrong.page.evaluate(() => customElements.get("kl-divergence")), undefined);
  assert.ok(wrong.errors().some((e) => e.includes("integrity")));
  await page.close();
});
