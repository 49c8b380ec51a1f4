// One script tag and one element, in pages that are not ours: another origin, a folder of it, a file on a disk.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { serve } from "../../web/tools/serve.js";
import { defined, numbersOf, start } from "./browser.js";

const KL = 0.21867216891725084; // D(binomial(10, 0.5) ‖ poisson(4)) over 0 … 9, which other tests hold to 50 digits
const ELEMENTS = '<kl-divergence p="binomial(10, 0.5)" q="poisson(4)" range="0:9"></kl-divergence><cnn-trainer width="0.125" data="drawn"></cnn-trainer>';

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
let folder = "";
/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-tag-"));
  host = await serve({ root: folder });
});
after(async () => {
  await tests.close();
  await host.close();
  rmSync(folder, { recursive: true });
});

/** @param {string} name @param {string} html */
const write = (name, html) => {
  writeFileSync(join(folder, name), html);
  return pathToFileURL(join(folder, name)).href;
};
/** A page of an origin of its own. @param {string} name @param {string} html */
const publish = (name, html) => { write(name, html); return `${host.url}${name}`; };
/** Opens an address; tells of what went wrong and of all that was asked for. @param {string} address */
async function visit(address) {
  const { page, errors } = await tests.open("reference.html");
  errors.length = 0;
  /** @type {string[]} */
  const asked = [];
  page.on("request", (r) => { if (!r.url().startsWith(tests.url) || !r.url().endsWith("icon.svg")) asked.push(r.url()); }); // that of the page before
  await page.goto(address, { waitUntil: "load" });
  return { page, errors, asked };
}
/** The figure is right, the font is there, and the worker trains. @param {import("puppeteer-core").Page} page */
async function lives(page, trainer = "cnn-trainer") {
  await defined(page, trainer);
  await numbersOf(page, trainer);
  await page.waitForFunction((s) => { const e = document.querySelector(s); e.act("train"); return e.numbers.step > 0; }, { polling: 200 }, trainer);
  await page.$eval(trainer, (e) => e.act("reset"));
  assert.ok(await page.evaluate(() => document.fonts.load('16px "Inter Variable"').then((faces) => faces.length > 0 && faces.every((f) => f.status === "loaded"))), "the font");
}

test("surprisal.js from a folder of another origin, which allows it", async () => {
  mkdirSync(join(folder, "a/b"), { recursive: true });
  symlinkSync(resolve("dist"), join(folder, "a/b/dist"));
  const other = await serve({ root: folder, headers: { "access-control-allow-origin": "*" } });
  try {
    const { page, errors, asked } = await visit(publish("course.html", `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${other.url}a/b/dist/surprisal.js"></script>${ELEMENTS}`));
    const { kl } = await numbersOf(page, "kl-divergence");
    assert.ok(Math.abs(kl / KL - 1) < 1e-13, String(kl));
    await lives(page);
    assert.deepEqual(asked.filter((a) => a.startsWith("http") && !a.startsWith(`${other.url}a/b/dist/`)), [`${host.url}course.html`]);
    assert.deepEqual(errors, []);
  } finally {
    await other.close();
  }
});

test("surprisal.single.js alone beside a page on a disk: wasm, worker and fonts are inside", async () => {
  writeFileSync(join(folder, "surprisal.single.js"), readFileSync("dist/surprisal.single.js"));
  const { page, errors, asked } = await visit(write("notes.html", `<!doctype html><script src="surprisal.single.js"></script>${ELEMENTS}`));
  const { kl } = await numbersOf(page, "kl-divergence");
  assert.ok(Math.abs(kl / KL - 1) < 1e-13, String(kl));
  await lives(page);
  assert.equal(await page.evaluate(async () => (await Surprisal.load()).entropy([0.5, 0.5], { base: "bits" })), 1);
  assert.deepEqual(asked.filter((a) => !/^(blob|data):/.test(a)).map((a) => a.split("/").at(-1)), ["notes.html", "surprisal.single.js"]);
  assert.deepEqual(errors, []);
  // HDF5 is inside too
  const magic = await page.evaluate(async () => {
    const trainer = await Surprisal.Trainer.create({ width: 0.125 });
    const bytes = await trainer.save("keras-h5");
    (await Surprisal.Trainer.restore(bytes)).dispose();
    trainer.dispose();
    return Array.from(bytes.subarray(1, 4), (b) => String.fromCharCode(b)).join("");
  });
  assert.equal(magic, "HDF");
});

test("surprisal.single.js from an origin that says nothing of other origins", async () => {
  const { page, errors } = await visit(publish("single.html", `<!doctype html><link rel="icon" href="data:,"><script src="${tests.url}surprisal.single.js"></script>${ELEMENTS}`));
  assert.ok(Math.abs((await numbersOf(page, "kl-divergence")).kl / KL - 1) < 1e-13);
  assert.deepEqual(errors, []);
});

test("tutorial.single.html from a disk asks for nothing else, computes, trains and shows the state of a link", async () => {
  writeFileSync(join(folder, "tutorial.single.html"), readFileSync("dist/tutorial.single.html"));
  const { page, errors, asked } = await visit(`${pathToFileURL(join(folder, "tutorial.single.html")).href}?example-b.q=poisson(3)`);
  const { kl } = await numbersOf(page, "#example-a");
  assert.ok(kl > 0 && kl < 1, String(kl));
  await lives(page, "#trainer");
  assert.equal(await page.$eval("#example-b", (e) => e.getAttribute("q")), "poisson(3)");
  await page.$eval("#example-b", (e) => { e.p = "binomial(9, 0.5)"; return e.updateComplete; }); // a local file's address cannot be rewritten
  assert.deepEqual(asked.filter((a) => !/^(blob|data):/.test(a)).map((a) => a.split("/").at(-1)), ["tutorial.single.html?example-b.q=poisson(3)"]);
  assert.deepEqual(errors, []);
});
