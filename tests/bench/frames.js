// In Chromium: how long a step of a slider takes from the event to the drawn charts, beside a plain
// JavaScript recomputation of the same sums; what the page loads first.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { numbersOf, start } from "../browser/browser.js";
import { median } from "./median.js";

/** Widget, the slider's parameter, and the values that it goes through. @type {{ name: string, id: string, set?: Record<string, string>, slider: string, from: number, to: number, plain: "discrete" | "normal" }[]} */
const DRAGS = [
  { name: "binomial and Poisson, cut off", id: "example-a", slider: "[data-role=q][data-parameter=mu]", from: 1.5, to: 3, plain: "discrete" },
  { name: "binomial and Poisson", id: "example-b", set: { range: "" }, slider: "[data-role=q][data-parameter=mu]", from: 3, to: 6, plain: "discrete" },
  { name: "two normals", id: "curves", slider: "[data-role=q][data-parameter=mu]", from: -1, to: 2, plain: "normal" },
  { name: "normal and Student t", id: "curves", set: { p: "studentT(5, 0, 1)" }, slider: "[data-role=q][data-parameter=mu]", from: -1, to: 2, plain: "normal" },
  { name: "a normal and two hills", id: "fit", slider: "[data-role=q][data-parameter=mu]", from: -2, to: 2, plain: "normal" },
];

/** Runs in the page: the slider moves `drags` times; each time from the event until the charts are drawn. */
async function dragInPage({ id, slider, from, to, drags, plain }) {
  const widget = document.getElementById(id);
  const range = widget.shadowRoot.querySelector(slider).shadowRoot.querySelector("input[type=range]");
  const charts = [...widget.shadowRoot.querySelectorAll("surprisal-chart")];
  const canvases = charts.map((c) => c.shadowRoot.querySelector("canvas"));
  const stateOf = () => Array.from(widget.attributes, (a) => a.value).join();
  const times = [], recompute = [], plainTimes = [];
  for (let i = 0; i < drags; i++) {
    await new Promise(requestAnimationFrame);
    const stood = stateOf();
    range.value = String(from + ((to - from) * (i + 1)) / drags);
    const begun = performance.now();
    range.dispatchEvent(new Event("input"));
    await widget.updateComplete;
    if (stateOf() === stood) continue; // less than the slider's own step: nothing to draw
    await Promise.all(charts.map((c) => c.updateComplete));
    for (const c of canvases) c.getContext("2d").getImageData(0, 0, 1, 1); // what was asked for is drawn now
    times.push(performance.now() - begun);
    const again = performance.now();
    widget.view();
    recompute.push(performance.now() - again);
    const js = performance.now();
    let sum = 0;
    if (plain === "discrete") {
      const lg = [0];
      for (let k = 1; k <= 400; k++) lg[k] = lg[k - 1] + Math.log(k);
      const n = 250, p = 0.008, mu = from + i / drags;
      for (let x = 0; x <= n; x++) {
        const a = Math.exp(lg[n] - lg[x] - lg[n - x] + x * Math.log(p) + (n - x) * Math.log1p(-p)), b = Math.exp(x * Math.log(mu) - mu - lg[x]);
        if (a > 0) sum += a * Math.log(a / b) - a * Math.log(a) - a * Math.log(b);
        if (b > 0 && a > 0) sum += b * Math.log(b / a) - b * Math.log(b);
      }
    } else for (let j = 0; j < 401; j++) {
      const x = -8 + (16 * j) / 400, mu = from + i / drags;
      const a = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI), b = Math.exp(-0.125 * (x - mu) ** 2) / Math.sqrt(8 * Math.PI);
      sum += (a * Math.log(a / b) + b * Math.log(b / a) - a * Math.log(a) - b * Math.log(b) - a * Math.log(b)) * 0.04;
    }
    if (Number.isNaN(sum)) throw new Error("the plain sums are NaN");
    plainTimes.push(performance.now() - js);
  }
  return { times, recompute, plainTimes };
}

/** @param {{ drags?: number }} [options] */
export async function measureFrames({ drags = 60 } = {}) {
  const tests = await start();
  const rows = [];
  try {
    const first = await tests.browser.newPage();
    /** @type {string[]} */
    const files = [];
    first.on("response", (r) => { if (r.url().startsWith(tests.url) && !/fonts\/|mnist\//.test(r.url())) files.push(new URL(r.url()).pathname.slice(1) || "index.html"); });
    await first.setViewport({ width: 1280, height: 900 });
    await first.goto(tests.url, { waitUntil: "networkidle0" });
    rows.push({ bench: "first load", bytes: files.reduce((sum, f) => sum + gzipSync(readFileSync(`dist/${f}`)).length, 0), files: files.length });
    await first.close();

    const { page } = await tests.open();
    for (const { name, id, set = {}, slider, from, to, plain } of DRAGS) {
      await numbersOf(page, `#${id}`);
      await page.$eval(`#${id}`, (e, attributes) => { e.reset(); for (const [n, v] of Object.entries(attributes)) e.setAttribute(n, v); }, set);
      await numbersOf(page, `#${id}`);
      await page.evaluate(dragInPage, { id, slider, from, to, drags: 10, plain }); // warm
      const { times, recompute, plainTimes } = await page.evaluate(dragInPage, { id, slider, from, to, drags, plain });
      rows.push({ bench: "frame", name, milliseconds: median(times), p95: times.slice().sort((a, b) => a - b)[Math.floor(0.95 * times.length)], recompute: median(recompute), plain: median(plainTimes) });
    }
    await page.close();
  } finally {
    await tests.close();
  }
  return rows;
}
