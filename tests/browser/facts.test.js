// Every figure that the tutorial promises is found on the page, and it is light to load.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { newPage, start, wake } from "./browser.js";

const FIGURES = [
  2.094332797227328e-5, 2.0943327972273254e-5, 1.0766381413449403e-5, 1.0766381413449322e-5, // as the course prints them
  0.21867216891725103, 0.2787591791935817, 0.16251892949777494, 2.995732273553991, 2.8525747156989896, 3.184719427881523, 0.33214471218253266, 3.184719427881522,
];
const EXACT = [2.0943327971861527e-5, 1.0766381413803494e-5, 0.21867216891725084, 0.27875917919358186, 1.6107397472491006e-5];
const TEXTS = ["0.8962876200675964", "0.817300021648407", "2,380,938", "149,418", "2.2857", "0.8173", "155–169 s", "331–359 ms", "469 steps", "60,000", "mnist.h5", "∞", "0.1625189"];

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

test("every figure of the course and every exact one is on the page", async () => {
  const { page } = await tests.open();
  await wake(page);
  const { values, text } = await page.evaluate(() => {
    const roots = [document], values = [];
    let text = "";
    for (let i = 0; i < roots.length; i++) {
      for (const e of roots[i].querySelectorAll("*")) {
        if (e.shadowRoot) roots.push(e.shadowRoot);
        if (e.tagName === "DATA") values.push(Number(e.value));
      }
      text += (roots[i].body ?? roots[i]).textContent;
    }
    return { values, text };
  });
  for (const figure of FIGURES) assert.ok(values.includes(figure), String(figure));
  for (const figure of EXACT) assert.ok(values.some((v) => Math.abs(v / figure - 1) < 1e-13), String(figure));
  for (const words of TEXTS) assert.ok(text.includes(words), words);
  await page.close();
});

test("the first load is at most 300 KB without data and fonts, and nothing jumps", async () => {
  const page = await newPage(tests.browser);
  await page.setViewport({ width: 1280, height: 900 });
  /** @type {string[]} */
  const files = [];
  page.on("response", (r) => { if (r.url().startsWith(tests.url) && !/fonts\/|mnist\//.test(r.url())) files.push(new URL(r.url()).pathname.slice(1) || "index.html"); });
  await page.evaluateOnNewDocument(() => { window.shift = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: "layout-shift", buffered: true }); });
  await page.evaluateOnNewDocument(() => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined })); // what is kept for later begins a second after
  await page.goto(tests.url, { waitUntil: "networkidle0" });
  await page.waitForFunction(() => document.querySelector("#hero").numbers);
  const bytes = files.reduce((sum, f) => sum + gzipSync(readFileSync(`dist/${f}`)).length, 0);
  console.log(`first load: ${bytes} bytes gzip in ${files.length} files`);
  const once = files.filter((f) => f !== "icon.svg"); // the browser asks for it by itself, when it likes
  assert.equal(new Set(once).size, once.length, `loaded twice: ${once.join(", ")}`);
  assert.ok(bytes <= 300_000, `${bytes}: ${files.join(", ")}`);
  const shift = await page.evaluate(() => window.shift);
  console.log(`layout shift: ${shift}`);
  assert.ok(shift < 0.02, String(shift));
  await page.close();
});
