// Every example of the gallery, opened: the element shows the engine's own number.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../../dist/npm/index.js";
import { WIDGETS } from "../../web/elements/widgets.js";
import { EXAMPLES, sourceOf } from "../../web/tools/gallery.js";
import { serve } from "../../web/tools/serve.js";
import { numbersOf, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
let folder = "", kl = NaN, moved = NaN;
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-gallery-"));
  const s = await load();
  kl = s.kl(s.normal(0, 1), s.normal(1, 2));
  moved = s.kl(s.normal(0, 1), s.normal(2, 2));
  assert.ok(kl > 0.3 && moved > kl);
});
after(async () => {
  await tests.close();
  rmSync(folder, { recursive: true });
});

/** @param {string} path */
const source = (path) => readFileSync(`web/gallery/${path}`, "utf8");
/** The number is the engine's. @param {unknown} got */
const same = (got, want = kl) => assert.ok(typeof got === "number" && Math.abs(got - want) <= 1e-14 * want, `${got} is not ${want}`);
/** @param {string} id */
async function visit(id) {
  const { page, errors } = await tests.open(`gallery/${id}/index.html`);
  return { page, errors };
}
/** The frame's widget, once it has numbers. @param {import("puppeteer-core").Page} page */
async function framed(page) {
  await page.$eval("iframe", (e) => e.scrollIntoView());
  const frame = await page.waitForFrame((f) => f.url().includes("embed.html"), { timeout: 20_000 });
  await frame.waitForFunction(() => document.querySelector("kl-divergence")?.numbers, { timeout: 20_000 });
  return frame.$eval("kl-divergence", (e) => e.numbers.kl);
}
/** The one line of the source that holds `what` is in the page as it is. @param {string} text @param {string} page @param {RegExp} what */
function carried(text, page, what) {
  const [line] = what.exec(text) ?? [];
  assert.ok(line && source(page).includes(line), `${page} lacks ${line}`);
}

test("the index shows each folder of the gallery with its source, and says how it was tested", async () => {
  assert.deepEqual(readdirSync("web/gallery", { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort(), Object.keys(EXAMPLES).sort());
  const { page, errors } = await tests.open("gallery/index.html");
  for (const [id, { source: files, tested }] of Object.entries(EXAMPLES)) {
    const shown = await page.$eval(`#${id}`, (e) => ({ text: e.innerText, code: [...e.querySelectorAll("pre")].map((p) => p.textContent) }));
    assert.ok(shown.text.includes(tested), id);
    assert.deepEqual(shown.code, files.map((f) => sourceOf(`${id}/${f}`).trim()));
  }
  const links = await page.$$eval("main a", (all) => all.map((a) => a.href));
  for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  assert.ok(links.length > Object.keys(EXAMPLES).length);
  const { page: from } = await tests.open("embedding.html");
  assert.equal(await from.$$eval('a[href="gallery/index.html"]', (a) => a.length), 1);
  assert.deepEqual(errors, []);
});

test("plain HTML: the element, and the frame, which grows to its height", async () => {
  const { page, errors } = await visit("plain");
  same((await numbersOf(page, "kl-divergence")).kl);
  same(await framed(page));
  await page.waitForFunction(() => document.querySelector("iframe").height !== "700", { timeout: 10_000 });
  const { told, is } = await page.$eval("iframe", (e) => ({ told: Number(e.height), is: e.getBoundingClientRect().height }));
  assert.ok(told > 300 && Math.abs(told - is) < 1, `${told} ${is}`);
  assert.deepEqual(errors, []);
});

test("reveal.js, built: a slide; keys pressed in the widget do not turn it", async () => {
  const { page, errors } = await visit("reveal");
  await page.waitForSelector(".reveal.ready");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelectorAll("section")[1].classList.contains("present"));
  same((await numbersOf(page, "kl-divergence")).kl);
  await page.$eval("kl-divergence", (e) => e.shadowRoot.querySelector("button, input, summary").focus());
  await page.keyboard.press("ArrowLeft");
  assert.equal(await page.evaluate(() => document.querySelectorAll("section")[1].classList.contains("present")), true);
  assert.deepEqual(errors, []);
});

test("React 19, built: JSX sets attributes and hears the events, without a wrapper", async () => {
  const { page, errors } = await visit("react");
  await page.waitForSelector("kl-divergence");
  same((await numbersOf(page, "kl-divergence")).kl);
  const told = () => page.$eval("output", (e) => Number(e.textContent));
  same(await told());
  await page.focus("input[type=range]");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((want) => Math.abs(Number(document.querySelector("output").textContent) - want) < 1e-12, { timeout: 10_000 }, moved);
  same(await told(), moved);
  same((await numbersOf(page, "kl-divergence")).kl, moved);
  assert.deepEqual(errors, []);
});

test("Jupyter Book 1, built by Sphinx and its MyST parser", { skip: spawnSync("/usr/bin/python3", ["-c", "import myst_parser"]).status !== 0 && "python3-myst-parser is not installed: ./build.sh setup test" }, async () => {
  cpSync("web/gallery/jupyter-book", join(folder, "book/"), { recursive: true });
  mkdirSync(join(folder, "book/static/surprisal"), { recursive: true });
  for (const file of readdirSync("dist")) if (/^(surprisal\.(js|worker|simd|relaxed)|chunk|surprisal\.train|fonts)/.test(file)) cpSync(join("dist", file), join(folder, "book/static/surprisal", file), { recursive: true });
  execFileSync("/usr/bin/python3", ["-m", "sphinx", "-q", "-W", "-b", "html", join(folder, "book"), join(folder, "book/out")], { stdio: ["ignore", "ignore", "pipe"] });
  const html = readFileSync(join(folder, "book/out/index.html"), "utf8");
  assert.match(html, /<script type="module" src="_static\/surprisal\/surprisal\.js"><\/script>/);
  const server = await serve({ root: join(folder, "book/out") });
  try {
    const { page, errors } = await tests.open("icon.svg");
    await page.goto(server.url, { waitUntil: "load" });
    same((await numbersOf(page, "kl-divergence")).kl);
    assert.deepEqual(errors.filter((e) => !/favicon/.test(e)), []);
  } finally {
    await server.close();
  }
});

for (const [id, file, lines] of /** @type {[string, string, RegExp[]][]} */ ([
  ["quarto", "notes.qmd", [/<script type="module".*<\/script>/, /<kl-divergence.*<\/kl-divergence>/]],
  ["mdbook", "src/index.md", [/<kl-divergence.*<\/kl-divergence>/]],
])) test(`${id}: a page written by hand in the form that the tool documents (the tool was not run)`, async () => {
  for (const what of lines) carried(source(`${id}/${file}`), `${id}/index.html`, what);
  if (id === "mdbook") assert.ok(source("mdbook/index.html").includes(`<script src="${/additional-js = \["(.*)"\]/.exec(source("mdbook/book.toml"))?.[1]}"></script>`));
  const { page, errors } = await visit(id);
  same((await numbersOf(page, "kl-divergence")).kl);
  assert.deepEqual(errors, []);
});

test("MyST and Jupyter Book 2: a page written by hand in the form that the tool documents (the tool was not run)", async () => {
  const [, address] = /:::\{iframe\} (\S+)/.exec(source("myst/index.md")) ?? [];
  assert.ok(source("myst/index.html").includes(`src="${address.replaceAll("&", "&amp;")}"`));
  const { page, errors } = await visit("myst");
  same(await framed(page));
  assert.deepEqual(errors, []);
});

test("anywidget: the front end of the Python class, against a model of the documented form (Jupyter was not run)", async () => {
  // stand-ins for the two modules: what the class gives them is what is looked at
  writeFileSync(join(folder, "anywidget.py"), "class AnyWidget: pass\n");
  writeFileSync(join(folder, "traitlets.py"), "class _T:\n    def __init__(self, default=None): self.default = default\n    def tag(self, sync): self.sync = sync; return self\nUnicode = List = Dict = _T\n");
  cpSync("web/gallery/anywidget/surprisal_widget.py", join(folder, "surprisal_widget.py"));
  cpSync("dist/surprisal.single.js", join(folder, "surprisal.single.js"));
  const { traits, esm } = JSON.parse(execFileSync("python3", ["-c", "import json; from surprisal_widget import KlDivergence as K; print(json.dumps({'esm': K._esm, 'traits': {n: t.default for n, t in vars(K).items() if getattr(t, 'sync', False)}}))"], { cwd: folder, encoding: "utf8", maxBuffer: 1e8 }));
  const { _tag, _attributes, numbers: _, ...own } = traits;
  assert.deepEqual(own, Object.fromEntries(Object.entries(WIDGETS["kl-divergence"].attributes).map(([name, a]) => [name, a.default])), "traits are the attributes, with their defaults");
  assert.deepEqual([_tag, _attributes], ["kl-divergence", Object.keys(own)]);
  writeFileSync(join(folder, "esm.js"), esm);
  writeFileSync(join(folder, "page.html"), '<!doctype html><link rel="icon" href="data:,"><div id="el"></div>');
  const server = await serve({ root: folder });
  try {
    const { page, errors } = await tests.open("icon.svg");
    await page.goto(`${server.url}page.html`);
    await page.evaluate(async (state) => {
      const on = new Map();
      window.saved = [];
      window.model = {
        get: (k) => state[k],
        set(k, v) { if (state[k] === v) return; state[k] = v; for (const f of on.get(`change:${k}`) ?? []) f(); },
        on: (e, f) => { on.set(e, [...(on.get(e) ?? []), f]); },
        off: (e, f) => { on.set(e, (on.get(e) ?? []).filter((g) => g !== f)); },
        save_changes: () => window.saved.push({ ...state }),
        listeners: () => [...on.values()].flat().length,
      };
      // a notebook imports the text, not a file
      const text = await (await fetch("esm.js")).text();
      const { default: front } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
      window.end = await front.render({ model: window.model, el: document.getElementById("el") });
    }, { ...traits, p: "normal(0, 1)", q: "normal(1, 2)" });
    same((await numbersOf(page, "kl-divergence")).kl);
    const saved = () => page.evaluate(() => window.saved.at(-1));
    same((await saved()).numbers.kl);
    // Python moves it
    await page.evaluate(() => window.model.set("q", "normal(2, 2)"));
    await page.waitForFunction((want) => Math.abs(window.saved.at(-1).numbers.kl - want) < 1e-12, { timeout: 10_000 }, moved);
    // the reader moves it
    await page.$eval("kl-divergence", (e) => { e.q = "normal(1, 2)"; });
    await page.waitForFunction((want) => Math.abs(window.saved.at(-1).numbers.kl - want) < 1e-12, { timeout: 10_000 }, kl);
    assert.equal((await saved()).q, "normal(1, 2)");
    assert.deepEqual(await page.evaluate(() => { window.end(); return [document.querySelector("kl-divergence"), window.model.listeners()]; }), [null, 0]);
    assert.deepEqual(errors, []);
  } finally {
    await server.close();
  }
});
