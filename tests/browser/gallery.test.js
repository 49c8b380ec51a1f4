// Every example of the gallery, opened: the element shows the engine's own number.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
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
/** Other people's tools, which ./build.sh setup test installs. */
const TOOLS = "tests/browser/gallery";
/** @param {string} name */
const notInstalled = (name) => !existsSync(`${TOOLS}/node_modules/${name}`) && `${name} is not installed: ./build.sh setup test`;
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
  const frame = await page.waitForFrame((f) => f.url().includes("embed.html"));
  await frame.waitForFunction(() => document.querySelector("kl-divergence")?.numbers);
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

test("each Copy button of the index puts its source on the clipboard and says so; where that is refused, the source is selected", async () => {
  const { page, errors } = await tests.open("gallery/index.html");
  await tests.browser.defaultBrowserContext().overridePermissions(new URL(tests.url).origin, ["clipboard-read", "clipboard-write", "clipboard-sanitized-write"]);
  await page.bringToFront();
  await page.waitForSelector("main button.copy");
  const buttons = await page.$$("main button.copy"), sources = Object.entries(EXAMPLES).flatMap(([id, { source: files }]) => files.map((f) => sourceOf(`${id}/${f}`).trim()));
  assert.equal(buttons.length, sources.length);
  const names = await page.$$eval("main button.copy", (all) => all.map((b) => b.getAttribute("aria-label")));
  assert.equal(new Set(names).size, names.length, String(names));
  for (const [i, button] of buttons.entries()) {
    await page.evaluate(() => navigator.clipboard.writeText("not yet"));
    await button.click();
    await page.waitForFunction((b) => b.textContent === "Copied", {}, button);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), sources[i], names[i] ?? "");
  }
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")); });
  for (const [i, button] of buttons.entries()) {
    await button.click();
    await page.waitForFunction((text) => getSelection().toString().trim() === text, {}, sources[i].replace(/\r/g, "")).catch(async () => assert.equal(await page.evaluate(() => getSelection().toString().trim()), sources[i]));
  }
  assert.deepEqual(errors, []);
  await page.close();
});

test("plain HTML: the element, and the frame, which grows to its height", async () => {
  const { page, errors } = await visit("plain");
  same((await numbersOf(page, "kl-divergence")).kl);
  same(await framed(page));
  await page.waitForFunction(() => document.querySelector("iframe").height !== "700");
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
  const tells = (/** @type {number} */ want) => page.waitForFunction((w) => Math.abs(Number(document.querySelector("output").textContent) - w) < 1e-14, {}, want); // when React has had its turn
  await tells(kl);
  await page.focus("input[type=range]");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await tells(moved);
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

test("MyST and Jupyter Book 2, built by mystmd with the components of its themes; the gallery's page is what it writes", { skip: notInstalled("mystmd") }, async () => {
  const book = join(folder, "myst");
  cpSync("web/gallery/myst", book, { recursive: true });
  rmSync(join(book, "index.html"));
  cpSync(`${TOOLS}/template`, join(book, "template"), { recursive: true });
  mkdirSync(join(book, "template/public"));
  symlinkSync(resolve(TOOLS, "node_modules"), join(book, "node_modules"));
  writeFileSync(join(book, "myst.yml"), "version: 1\nproject:\n  title: Lecture notes\nsite:\n  title: Lecture notes\n  template: template\n");
  // in a group of its own, for the template's server outlives the tool
  const built = spawnSync(join(book, "node_modules/.bin/myst"), ["build", "--html"], /** @type {any} */ ({ cwd: book, detached: true, env: { ...process.env, HOST: "127.0.0.1", BASE_URL: "" } }));
  try { process.kill(-built.pid); } catch { /* none is left */ }
  assert.equal(built.status, 0, String(built.stderr));
  const html = readFileSync(join(book, "_build/html/index.html"), "utf8");
  const main = (/** @type {string} */ text) => (/<main>([\s\S]*?)<\/main>/.exec(text)?.[1] ?? "").replace(/ id="[^"]*"/g, "");
  assert.equal(main(source("myst/index.html")), main(html));
  symlinkSync(resolve("dist"), join(book, "_build/html/surprisal"));
  const server = await serve({ root: join(book, "_build/html") });
  try {
    const { page, errors } = await tests.open("icon.svg");
    await page.goto(server.url, { waitUntil: "load" });
    same(await framed(page));
    assert.deepEqual(errors.filter((e) => !/favicon/.test(e)), []);
  } finally {
    await server.close();
  }
  const { page, errors } = await visit("myst");
  same(await framed(page));
  assert.deepEqual(errors, []);
});

test("anywidget: the front end of the Python class in anywidget's own runtime and Jupyter's HTML manager (no server of Jupyter's, no Python beside it)", { skip: notInstalled("anywidget") }, async () => {
  // stand-ins for the two modules: what the class gives them is what is looked at
  writeFileSync(join(folder, "anywidget.py"), "class AnyWidget: pass\n");
  writeFileSync(join(folder, "traitlets.py"), "class _T:\n    def __init__(self, default=None): self.default = default\n    def tag(self, sync): self.sync = sync; return self\nUnicode = List = Dict = _T\n");
  cpSync("web/gallery/anywidget/surprisal_widget.py", join(folder, "surprisal_widget.py"));
  cpSync("dist/surprisal.single.js", join(folder, "surprisal.single.js"));
  const { traits, esm } = JSON.parse(execFileSync("python3", ["-c", "import json; from surprisal_widget import KlDivergence as K; print(json.dumps({'esm': K._esm, 'traits': {n: t.default for n, t in vars(K).items() if getattr(t, 'sync', False)}}))"], { cwd: folder, encoding: "utf8", maxBuffer: 1e8 }));
  const { _tag, _attributes, numbers: _, ...own } = traits;
  assert.deepEqual(own, Object.fromEntries(Object.entries(WIDGETS["kl-divergence"].attributes).map(([name, a]) => [name, a.default])), "traits are the attributes, with their defaults");
  assert.deepEqual([_tag, _attributes], ["kl-divergence", Object.keys(own)]);
  const versions = { _model_module: "anywidget", _model_name: "AnyModel", _model_module_version: "~0.11.*", _view_module: "anywidget", _view_name: "AnyView", _view_module_version: "~0.11.*" };
  // what a notebook saves of a widget
  writeFileSync(join(folder, "state.json"), JSON.stringify({ version_major: 2, version_minor: 0, state: {
    widget: { model_name: "AnyModel", model_module: "anywidget", model_module_version: "~0.11.*", state: { ...versions, _dom_classes: [], layout: "IPY_MODEL_layout", _esm: esm, _anywidget_id: "surprisal_widget.KlDivergence", ...traits, p: "normal(0, 1)", q: "normal(1, 2)" } },
    layout: { model_name: "LayoutModel", model_module: "@jupyter-widgets/base", model_module_version: "2.0.0", state: {} },
  } }));
  await build({ entryPoints: [resolve(TOOLS, "notebook.mjs")], bundle: true, format: "esm", outfile: join(folder, "notebook.js"), loader: { ".css": "empty", ".svg": "text" }, define: { global: "globalThis", "process.env.NODE_ENV": '"production"' }, logLevel: "error" });
  writeFileSync(join(folder, "page.html"), '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script type="module" src="notebook.js"></script>');
  const server = await serve({ root: folder });
  try {
    const { page, errors } = await tests.open("icon.svg");
    await page.goto(`${server.url}page.html`);
    await page.waitForFunction(() => window.show);
    await page.evaluate(async () => window.show(await (await fetch("state.json")).json(), "widget"));
    await page.waitForSelector("kl-divergence");
    same((await numbersOf(page, "kl-divergence")).kl);
    const trait = (/** @type {string} */ name) => page.evaluate((n) => window.model.get(n), name);
    same((await trait("numbers")).kl);
    // Python moves it
    await page.evaluate(() => { window.model.set("q", "normal(2, 2)"); });
    await page.waitForFunction((want) => Math.abs(window.model.get("numbers").kl - want) < 1e-12, {}, moved);
    // the reader moves it
    await page.$eval("kl-divergence", (e) => { e.q = "normal(1, 2)"; });
    await page.waitForFunction((want) => Math.abs(window.model.get("numbers").kl - want) < 1e-12, {}, kl);
    assert.equal(await trait("q"), "normal(1, 2)");
    // the cell is cleared
    assert.equal(await page.evaluate(async () => { for (const view of await Promise.all(Object.values(window.model.views))) view.remove(); return document.querySelector("kl-divergence"); }), null);
    assert.deepEqual(errors, []);
  } finally {
    await server.close();
  }
});
