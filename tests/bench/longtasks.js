// In Chromium: the longest task of the page while the panel trains, from the press of Train over the end of an
// epoch, where there is one in that time, and checkpoints.  MNIST's place is taken by 60,000 + 10,000 digits
// of the same size, made of fewer drawn ones, so that this runs where MNIST is missing.
import { defined, numbersOf, start } from "../browser/browser.js";

const NAME = "as large as MNIST";
const RUNS = [
  { data: "drawn", width: "0.25" }, { data: "drawn", width: "1" },
  { data: "kept", width: "0.25" }, { data: "kept", width: "1" },
];

/** Runs in the page. */
async function keepLargeSet(url, name) {
  const m = await import(url);
  const idx = (dims, data) => {
    const file = new Uint8Array(4 + 4 * dims.length + data.length), view = new DataView(file.buffer);
    file.set([0, 0, 8, dims.length]);
    dims.forEach((d, i) => view.setUint32(4 + 4 * i, d));
    file.set(data, 4 + 4 * dims.length);
    return file;
  };
  const few = await m.generateDigits({ count: 2000, seed: 1 });
  const times = (array, n) => { const all = new Uint8Array(n * array.length); for (let i = 0; i < n; i++) all.set(array, i * array.length); return all; };
  const files = [["train", 30], ["t10k", 5]].flatMap(([part, n]) => [
    { name: `${part}-images-idx3-ubyte`, bytes: idx([2000 * n, 28, 28], times(few.images, n)) },
    { name: `${part}-labels-idx1-ubyte`, bytes: idx([2000 * n], times(few.labels, n)) }]);
  await new m.DataSets().keep(name, files);
}

/** @param {{ seconds?: number, runs?: number[] }} [options] runs: the numbers of those to do */
export async function* measureLongTasks({ seconds = 10, runs = [...RUNS.keys()] } = {}) {
  const tests = await start();
  try {
    const { page: first } = await tests.open("icon.svg");
    await first.evaluate(keepLargeSet, `${tests.url}surprisal.js`, NAME);
    await first.close();
    for (const { data, width } of runs.map((i) => RUNS[i])) {
      const { page } = await tests.open();
      await defined(page, "#trainer");
      await page.$eval("#trainer", (e, { data, width, set }) => { e.setAttribute("set", set); e.setAttribute("data", data); e.setAttribute("width", width); }, { data, width, set: NAME });
      await numbersOf(page, "#trainer");
      await page.waitForFunction((data) => document.querySelector("#trainer").numbers.source === data, { timeout: 60_000 }, data);
      await new Promise((done) => setTimeout(done, 1000)); // what led to here has come to rest
      await page.evaluate(() => {
        window.tasks = [];
        window.begun = performance.now();
        new PerformanceObserver((list) => { for (const e of list.getEntries()) window.tasks.push([(e.startTime - window.begun) / 1000, e.duration]); }).observe({ type: "longtask" });
        document.querySelector("#trainer").act("train");
      });
      await page.waitForFunction(() => document.querySelector("#trainer").numbers.step > 1, { timeout: 60_000 });
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      const { tasks, epochs, step } = await page.evaluate(() => ({ tasks: window.tasks, epochs: document.querySelector("#trainer").numbers.epoch, step: document.querySelector("#trainer").numbers.step }));
      yield { bench: "long tasks", data: data === "drawn" ? "drawn" : NAME, width: Number(width), seconds, epochs, step, longest: Math.max(0, ...tasks.map(([, ms]) => ms)), tasks };
      await page.evaluate(() => document.querySelector("#trainer").act("reset"));
      await page.close();
    }
  } finally {
    await tests.close();
  }
}
