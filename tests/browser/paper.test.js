// Where no script runs: e-books and PDF show the chart and the numbers that were made ahead.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { load } from "../../dist/npm/index.js";
import { serve } from "../../web/tools/serve.js";
import { start } from "./browser.js";

const ELEMENT = '<kl-divergence p="normal(0, 1)" q="normal(1, 2)">';
/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
let folder = "", snapshot = "";
/** @type {number[]} */
let values = [];
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-paper-"));
  snapshot = execFileSync(process.execPath, ["web/tools/snapshot.js", ELEMENT], { encoding: "utf8" });
  const s = await load(), [P, Q] = [s.normal(0, 1), s.normal(1, 2)];
  values = [s.kl(P, Q), s.kl(Q, P), P.entropy(), Q.entropy(), s.crossEntropy(P, Q)];
});
after(async () => {
  await tests.close();
  rmSync(folder, { recursive: true });
});
const missing = (/** @type {string} */ tool) => spawnSync(tool, ["-v"]).error !== undefined && `${tool} is not installed: ./build.sh setup test`;

/** A book's chapter, as a reader of e-books parses it: strictly. @param {string} name @param {string} book */
async function chapter(name, book) {
  const out = join(folder, name);
  execFileSync("python3", ["-m", "zipfile", "-e", book, out]);
  const { page, errors } = await tests.open("icon.svg");
  await page.setJavaScriptEnabled(false);
  await page.goto(pathToFileURL(join(out, "EPUB/text/ch001.xhtml")).href);
  const found = await page.evaluate(() => {
    const picture = document.querySelector("svg, img"), { width, height } = picture?.getBoundingClientRect() ?? { width: 0, height: 0 };
    return {
      type: document.contentType, wrong: document.querySelectorAll("parsererror, script, iframe, button").length, size: [width, height],
      drawn: picture?.querySelectorAll("path").length, picture: picture?.getAttribute("src") ?? "",
      outside: [...document.querySelectorAll("[src], [href]")].map((e) => e.getAttribute("src") ?? e.getAttribute("href")).filter((a) => /^(https?:|\/)/.test(a)),
      rows: Object.fromEntries([...document.querySelectorAll("table tr")].map((r) => [r.querySelector("th").textContent.trim(), Number(r.querySelector("td").textContent)])),
      empty: [...document.querySelectorAll("kl-divergence")].filter((e) => !e.textContent.trim()).length,
      text: document.body.textContent,
    };
  });
  await page.close();
  assert.deepEqual(errors, []);
  return { found, out };
}
/** @param {any} found */
function holds(found, inline = true) {
  assert.equal(found.type, "application/xhtml+xml");
  assert.deepEqual([found.wrong, found.empty, found.outside], [0, 0, []]);
  if (inline) assert.ok(found.drawn > 15 && found.size[0] > 300 && found.size[1] > 200, `no chart: ${found.drawn} paths, ${found.size}`);
  for (const value of values) assert.ok(Object.values(found.rows).some((v) => Math.abs(v / value - 1) < 1e-14), `${value} is not in ${JSON.stringify(found.rows)}`);
  assert.match(found.text, /How far apart\?/);
}

test("the gallery's e-book holds chart and numbers", { skip: missing("pandoc") }, async () => {
  const book = join(folder, "notes.epub");
  // npm run snapshot, without the build that comes first there: others are reading what it would write
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npm"), `#!/bin/sh\n[ "$1 $2 $3 $4" = "run --silent snapshot --" ] && shift 4 && exec "${process.execPath}" web/tools/snapshot.js "$@"\n`, { mode: 0o755 });
  execFileSync("sh", ["web/gallery/ebook/make.sh", book], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } });
  const { found, out } = await chapter("made", book);
  holds(found);
  assert.match(readFileSync(join(out, "EPUB/content.opf"), "utf8"), /ch001_xhtml"[^>]*properties="svg"/, "the book says that it has SVG");
});

test("a page of HTML with the snapshot, made into an e-book, does too", { skip: missing("pandoc") }, async () => {
  writeFileSync(join(folder, "page.html"), `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notes</title><script type="module" src="surprisal/surprisal.js"></script></head><body><h1>How far apart?</h1>${snapshot}</body></html>`);
  const book = join(folder, "page.epub");
  execFileSync("pandoc", ["page.html", "-o", book], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const { found, out } = await chapter("page", book);
  holds(found, false);
  // pandoc takes the SVG out into a file of its own (2.17 writes its viewBox in small letters there, by which it is not scaled)
  assert.match(found.picture, /^\.\.\/media\/.*\.svg$/);
  const svg = readFileSync(join(out, "EPUB/text", found.picture), "utf8");
  assert.ok((svg.match(/<path/g) ?? []).length > 15 && svg.includes("Density under P and Q"));
});

for (const scripts of [false, true]) test(`a PDF of the page, scripts ${scripts ? "on: the widget as it stands" : "off: what was made ahead"}`, { skip: missing("pdftotext") }, async () => {
  const { page, errors } = await tests.open("icon.svg");
  await page.setJavaScriptEnabled(scripts);
  writeFileSync(join(folder, "paper.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,"><script type="module" src="dist/surprisal.js"></script><h1>How far apart?</h1><div style="height: 6000px"></div>${snapshot}`);
  symlinkSync(resolve("dist"), join(folder, "dist"));
  const server = await serve({ root: folder });
  try {
    await page.goto(`${server.url}paper.html`, { waitUntil: "load" });
    if (scripts) await page.waitForFunction(() => document.querySelector("kl-divergence").shadowRoot);
    if (scripts) await page.evaluate(() => { dispatchEvent(new Event("beforeprint")); });
    if (scripts) await page.waitForFunction(() => document.querySelector("kl-divergence")?.numbers);
    const file = join(folder, "page.pdf");
    await page.pdf({ path: file, format: "A4" });
    const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    // on the page the last digits of a figure stand in small type, which the text of a PDF keeps together
    for (const value of values) assert.ok(text.replace(/[\s\u202f\u2009]/g, "").includes(String(value).slice(0, 7)), `${value} is not in the PDF: ${text}`);
    assert.equal(/Reset|Embed|Download/.test(text), false, "buttons on paper");
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
    await server.close();
    rmSync(join(folder, "dist"));
  }
});
