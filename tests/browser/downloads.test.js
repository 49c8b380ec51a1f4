// “Download” on every widget: each button is clicked, and the file that arrives is read.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Trainer, load, readyModel } from "../../dist/surprisal.js";
import { LOG } from "../../web/elements/course.js";
import { WIDGETS } from "../../web/elements/widgets.js";
import { newPage, numbersOf, standing, start } from "./browser.js";

/** @typedef {import("puppeteer-core").Page} Page */
/** @typedef {{ chart: string, series: string, x: string, y: string }} Row */
const s = await load();
/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** A page without a policy, which parses what the others gave. @type {Page} */
let parser;
/** @type {import("puppeteer-core").CDPSession} */
let client;
let folder = "";
before(async () => { tests = await start(); parser = await newPage(tests.browser); folder = mkdtempSync(join(tmpdir(), "surprisal-downloads-")); });
after(async () => { await tests.close(); rmSync(folder, { recursive: true }); });

/** The element alone on a page, with its first numbers. @param {string} tag @param {string} [query] */
async function open(tag, query = "") {
  const { page, errors } = await tests.open(`embed.html?widget=${tag}${query}`);
  await page.waitForFunction((t) => customElements.get(t), {}, tag);
  await numbersOf(page, tag);
  client = await page.createCDPSession();
  await client.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, eventsEnabled: true });
  return { page, errors };
}
/** Clicks the button and waits for its file. @param {Page} page @param {string} tag @param {string} kind */
async function click(page, tag, kind) {
  const name = `${tag}.${kind.toLowerCase()}`, path = join(folder, name);
  rmSync(path, { force: true });
  const complete = new Promise((done, failed) => {
    let ours = "";
    client.on("Browser.downloadWillBegin", ({ guid, suggestedFilename }) => { if (suggestedFilename === name) ours = guid; });
    client.on("Browser.downloadProgress", ({ guid, state }) => { if (guid !== ours) return; if (state === "completed") done(undefined); else if (state === "canceled") failed(new Error(`${path} was not saved`)); });
  }).finally(() => client.removeAllListeners());
  const button = await page.evaluateHandle((t, k) => {
    const { shadowRoot } = document.querySelector(t);
    shadowRoot.querySelector(".download").open = true;
    return [...shadowRoot.querySelectorAll(".download button")].find((b) => b.textContent === k);
  }, tag, kind);
  await /** @type {any} */ (button).click();
  await complete;
  return readFileSync(path);
}

/** Rows of RFC 4180. @param {string} text */
function parse(text) {
  assert.ok(text.endsWith("\r\n"));
  const rows = text.slice(0, -2).split("\r\n").map((line) => Array.from(line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g), ([, f]) => (f.startsWith('"') ? f.slice(1, -1).replaceAll('""', '"') : f)).slice(0, line.endsWith(",") ? undefined : -1));
  const [head, ...body] = rows;
  return { head, body: body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]]))) };
}
/** @param {string} got @param {number} want @param {string} what */
const same = (got, want, what, within = 1e-12) => assert.ok(Object.is(Number(got), want) || Math.abs(Number(got) - want) <= within * Math.max(1, Math.abs(want)), `${what}: ${got} is not ${want}`);

/** Every value of every series as the engine has it: by the series' name, what stands at x (and for some, at place i).
 * @type {Record<string, (n: any) => Record<string, (x: number, i: number) => number>>} */
const SERIES = {
  "kl-divergence": () => {
    const [P, Q] = [s.binomial(250, 0.008), s.poisson(2)];
    return { P: (x) => P.pmf(x), Q: (x) => Q.pmf(x), "P · log(P/Q)": (x) => P.pmf(x) * (P.logpmf(x) - Q.logpmf(x)) };
  },
  "entropy-view": () => {
    const P = s.categorical([0.7, 0.2, 0.06, 0.04]);
    return { P: (x) => P.pmf(x), "−log P": (x) => -P.logpmf(x), "P · (−log P)": (x) => -P.pmf(x) * P.logpmf(x) };
  },
  "cross-entropy": () => {
    const [p, q] = [[0, 1, 0], [0.05, 0.85, 0.1]];
    return { P: (x) => p[x], Q: (x) => q[x], "−log Q": (x) => -Math.log(q[x]), "P · (−log Q)": (x) => s.crossEntropy([0, 1, 0].map((v, i) => Number(i === x && v > 0)), q, { normalise: "raw" }) };
  },
  "binary-cross-entropy": () => ({ "−log Q(1) = H(P, Q)": (x) => s.crossEntropy([0, 1], [1 - x, x]), "−log Q(0)": (x) => s.crossEntropy([1, 0], [1 - x, x]) }),
  "entropy-identity": (rows) => {
    const [p, q] = ["P", "Q"].map((name) => rows.filter((/** @type {Row} */ r) => r.series === name).map((/** @type {Row} */ r) => Number(r.y)));
    same(String(p.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b)), 1, "P adds up");
    return { P: (_, i) => p[i], Q: (_, i) => q[i], "H(P)": (_, i) => [0, s.entropy(p)][i], "D(P‖Q)": (_, i) => [0, s.kl(p, q)][i], "H(P, Q)": (_, i) => [s.crossEntropy(p, q), 0][i] };
  },
  "gradient-equality": () => {
    const logits = [1, 0, -1, 0.5], p = [0.1, 0.5, 0.3, 0.1], sum = logits.reduce((a, v) => a + Math.exp(v), 0), q = logits.map((v) => Math.exp(v) / sum);
    const slope = (/** @type {number} */ _, /** @type {number} */ i) => q[i] - p[i];
    return { θ: (_, i) => logits[i], P: (_, i) => p[i], Q: (_, i) => q[i], "∂H(P,Q)/∂θ": slope, "∂D(P‖Q)/∂θ": slope };
  },
  "kl-fit": () => {
    const P = s.parse("mixture([0.55, 0.45], [normal(-2.5, 0.5), normal(2, 0.7)])"), Q = s.normal(3, 0.6);
    return { P: (x) => P.pdf(x), Q: (x) => Q.pdf(x), "D(P‖Q)": () => s.kl(P, Q), "D(Q‖P)": () => s.kl(Q, P) };
  },
  "code-length": () => {
    const text = WIDGETS["code-length"].attributes.message.default, book = WIDGETS["code-length"].attributes.code.default;
    const count = (/** @type {string} */ t, /** @type {string} */ l) => [...t].filter((c) => c === l).length;
    const letters = [...new Set(text)].sort(), all = [...new Set(text + book)].sort();
    const P = all.map((l) => count(text, l) / text.length), Q = all.map((l) => (count(book, l) + 1) / (book.length + all.length));
    const o = { base: /** @type {const} */ ("bits") };
    return { "H(P), needed": () => s.entropy(P, o), "D(P‖Q), wasted": (_, i) => [0, s.kl(P, Q, o)][i], "whole bits": (_, i) => [0, NaN][i],
      "−log P": (_, i) => -Math.log2(count(text, letters[i]) / text.length), "−log Q": (_, i) => -Math.log2(Q[all.indexOf(letters[i])]) };
  },
};
/** What stands in another widget's numbers, by the engine. @type {Record<string, () => Record<string, number>>} */
const NUMBERS = {
  "divergence-table": () => {
    const [P, Q] = [s.binomial(10, 0.5), s.poisson(5)];
    return Object.fromEntries(["kl", "jeffreys", "jensenShannon", "totalVariation", "hellinger", "bhattacharyya", "chiSquare", "wasserstein1"].flatMap((m) => [[m, s.measure(m, P, Q).value], [`${m}Reverse`, s.measure(m, Q, P).value]]));
  },
  "course-figures": () => { const [P, Q] = [s.binomial(250, 0.008), s.poisson(2)]; return { forward: s.kl(P, Q, { range: [0, 9] }), reverse: s.kl(Q, P, { range: [0, 9] }) }; },
  "course-log": () => ({ testLoss: LOG.testLoss, testAccuracy: LOG.testAccuracy, ...Object.fromEntries(["loss", "accuracy", "valLoss", "valAccuracy"].flatMap((name) => /** @type {any} */ (LOG)[name].map((/** @type {number} */ v, /** @type {number} */ i) => [`${name}.${i}`, v]))) }),
  "digit-sheet": () => ({ seed: 1, count: 200 }),
};

/** A picture's size, after its head was looked at. @param {Buffer} bytes */
function png(bytes) {
  assert.deepEqual([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.equal(bytes.toString("latin1", 12, 16), "IHDR");
  assert.equal(bytes.toString("latin1", bytes.length - 8, bytes.length - 4), "IEND");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}
/** Parsed by the browser: its size and what it is made of. @param {string} text */
const svgOf = (text) => parser.evaluate((source) => {
  const svg = new DOMParser().parseFromString(source, "image/svg+xml");
  return { wrong: svg.querySelectorAll("parsererror, script, style, [style], [onload], image").length, root: svg.documentElement.localName, size: ["width", "height"].map((name) => Number(svg.documentElement.getAttribute(name))), paths: svg.querySelectorAll("path").length, words: svg.querySelectorAll("text").length, title: svg.querySelector("title")?.textContent, broken: [...svg.querySelectorAll("path")].filter((p) => /NaN|Infinity|undefined/.test(p.getAttribute("d") ?? "")).length };
}, text);
/** How many colours a picture has. @param {Buffer} bytes */
const colours = (bytes) => parser.evaluate(async (base64) => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  return new Set(new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
}, bytes.toString("base64"));

/** @param {Page} page @param {string} tag */
async function pictures(page, tag) {
  const svg = await svgOf((await click(page, tag, "SVG")).toString());
  assert.deepEqual([svg.wrong, svg.root, svg.broken, svg.title], [0, "svg", 0, tag]);
  assert.ok(svg.paths > 10 && svg.words > 5, JSON.stringify(svg));
  const bytes = await click(page, tag, "PNG");
  assert.deepEqual(png(bytes), svg.size.map((v) => 2 * v), "twice as many pixels");
  assert.ok(await colours(bytes) > 10, "a blank picture");
}
/** @param {string} tag @param {Row[]} rows */
function held(tag, rows) {
  const expected = SERIES[tag](rows), seen = new Set();
  /** @type {Record<string, number>} */
  const place = {};
  for (const { chart, series, x, y } of rows) {
    const key = `${chart}/${series}`, i = (place[key] = (place[key] ?? -1) + 1);
    const named = Object.keys(expected).find((name) => series === name || series.startsWith(`${name}: `) || series.startsWith(`${name}, `)); // P: Binomial(…)
    if (!named) assert.fail(`${tag}: nobody expects ${series}`);
    seen.add(named);
    const want = expected[named](Number(x), i);
    if (!Number.isNaN(want)) same(y, want, `${tag} ${series} at ${x}`);
  }
  assert.deepEqual([...seen].sort(), Object.keys(expected).sort(), `${tag}: a series is missing`);
}

for (const tag of Object.keys(SERIES)) test(`${tag}: SVG, PNG and a CSV of the engine's values`, async () => {
  const { page, errors } = await open(tag);
  await pictures(page, tag);
  const { head, body } = parse((await click(page, tag, "CSV")).toString());
  assert.deepEqual(head, ["chart", "series", "x", "y"]);
  held(tag, /** @type {any} */ (body));
  assert.deepEqual(errors, []);
  await page.close();
});

for (const [tag, numbers] of Object.entries(NUMBERS)) test(`${tag}: ${tag === "digit-sheet" ? "PNG and " : ""}a CSV of its numbers, and no button for what it has not`, async () => {
  const { page, errors } = await open(tag);
  assert.deepEqual(await page.$eval(tag, (e) => [...e.shadowRoot.querySelectorAll(".download button")].map((b) => b.textContent)), tag === "digit-sheet" ? ["PNG", "CSV"] : ["CSV"]);
  const { head, body } = parse((await click(page, tag, "CSV")).toString());
  assert.deepEqual(head, ["name", "value"]);
  const want = numbers();
  assert.deepEqual(body.map((r) => r.name), Object.keys(want));
  for (const { name, value } of body) assert.ok(Object.is(Number(value), want[name]), `${name}: ${value} is not ${want[name]}`);
  if (tag === "digit-sheet") {
    const bytes = await click(page, tag, "PNG");
    assert.deepEqual(png(bytes), [560, 280]);
    assert.ok(await colours(bytes) > 50);
  }
  assert.deepEqual(errors, []);
  await page.close();
});

test("digit-pad: what the network says of a digit, as the same network says in Node", async () => {
  const { page, errors } = await open("digit-pad");
  await page.waitForFunction(() => { const b = document.querySelector("digit-pad").shadowRoot.querySelector(".strip button:not(:disabled)"); b?.click(); return b; });
  await page.waitForFunction(() => document.querySelector("digit-pad").numbers.probabilities);
  await pictures(page, "digit-pad");
  const { body } = parse((await click(page, "digit-pad", "CSV")).toString());
  const image = await page.$eval("digit-pad", (e) => [...e.shadowRoot.querySelector(".seen surprisal-digits").images]);
  const reader = await Trainer.restore(await readyModel());
  const want = await reader.predict(Uint8Array.from(image));
  reader.dispose();
  assert.ok(Math.max(...want) > 0.5);
  const rows = body.filter((r) => r.series.startsWith("Q"));
  assert.equal(rows.length, 10);
  for (const [k, { y }] of rows.entries()) same(y, want[k], `digit ${k}`, 0.01); // the pad's ink has finer shades than the bytes that it shows
  assert.deepEqual(errors, []);
  await page.close();
});

test("cnn-trainer: its curves as it heard of them, and the course's own", async () => {
  const { page, errors } = await open("cnn-trainer", "&width=0.125&data=drawn&epochs=1&optimizer=adam");
  await page.waitForFunction(() => { const e = document.querySelector("cnn-trainer"); if (e.numbers.status === "idle") e.act("train"); return e.numbers.step > 20; }, { polling: 100 });
  await page.$eval("cnn-trainer", (e) => e.act("pause"));
  await standing(page, "cnn-trainer");
  await pictures(page, "cnn-trainer");
  const { body } = parse((await click(page, "cnn-trainer", "CSV")).toString());
  const course = body.filter((r) => r.series === "course, training");
  assert.deepEqual(course.map((r) => Number(r.y)), [...LOG.loss, ...LOG.accuracy]);
  const ours = body.filter((r) => r.series.startsWith("training"));
  const shown = await page.$eval("cnn-trainer", (e) => e.charts.flatMap((c) => [...c.series[0].values]));
  assert.ok(ours.length > 10, String(ours.length));
  assert.deepEqual(ours.map((r) => Number(r.y)), shown);
  assert.deepEqual(errors, []);
  await page.close();
});

test("loss-race: both runs' curves", async () => {
  const { page, errors } = await open("loss-race", "&epochs=1");
  await page.$eval("loss-race", (e) => [...e.shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === "Start both").click());
  await page.waitForFunction(() => document.querySelector("loss-race").numbers.steps > 40, { polling: 100 });
  await pictures(page, "loss-race");
  const { body } = parse((await click(page, "loss-race", "CSV")).toString());
  assert.ok(body.length > 40 && new Set(body.map((r) => r.series)).size === 2, String(body.length));
  for (const { y } of body) assert.ok(Number(y) >= 0 && Number(y) <= 1, y);
  assert.deepEqual(errors, []);
  await page.close();
});

test("no widget is left out", () => {
  const looked = [...Object.keys(SERIES), ...Object.keys(NUMBERS), "digit-pad", "cnn-trainer", "loss-race"];
  assert.deepEqual(Object.keys(WIDGETS).filter((tag) => !looked.includes(tag)), ["live-number"]); // a word of a sentence, without a row of buttons
});
