// embed.html in frames, the code that “Embed” gives, linked widgets, events and files.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { WIDGETS } from "../../web/elements/widgets.js";
import { HOST } from "../../web/elements/embed-host.js";
import { serve } from "../../web/tools/serve.js";
import { numbersOf, start } from "./browser.js";

const KL = 0.21867216891725084;
/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
let folder = "";
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-embed-"));
  symlinkSync(resolve("dist"), join(folder, "dist"));
  host = await serve({ root: folder });
});
after(async () => {
  await tests.close();
  await host.close();
  rmSync(folder, { recursive: true });
});
/** A page of another origin than the site's. @param {string} html */
async function open(html) {
  writeFileSync(join(folder, "page.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><body>${html}`);
  const { page, errors } = await tests.open("icon.svg");
  await page.goto(`${host.url}page.html`, { waitUntil: "load" });
  errors.length = 0;
  return { page, errors };
}
/** @param {import("puppeteer-core").Page} page */
const code = async (page, how = "element") => {
  await page.$eval("#example-a", (e) => { if (!e.shadowRoot.querySelector("surprisal-embed")) [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === "Embed").click(); });
  await page.waitForFunction(() => document.querySelector("#example-a").shadowRoot.querySelector("surprisal-embed")?.shadowRoot.querySelector("textarea"));
  return page.$eval("#example-a", async (e, how) => {
    const dialog = e.shadowRoot.querySelector("surprisal-embed");
    dialog.shadowRoot.querySelector(`input[value=${how}]`).click();
    await dialog.updateComplete;
    return dialog.shadowRoot.querySelector("textarea").value;
  }, how);
};

test("the code of “Embed” works where it is pasted: a sandboxed frame of another origin, which grows, is lazy, and has no storage", async () => {
  const { page } = await tests.open("", { still: true });
  await numbersOf(page, "#example-a");
  const frame = await code(page, "frame");
  assert.match(frame, /sandbox="allow-scripts"/);
  const preview = await page.waitForFunction(() => document.querySelector("#example-a").shadowRoot.querySelector("surprisal-embed").shadowRoot.querySelector("iframe"));
  assert.match(await preview.evaluate((e) => e.src), /embed\.html\?widget=kl-divergence/);
  await page.close();

  const { page: course, errors } = await open(`<div style="height: 6000px"></div>${frame.replace(/ height="\d+"/, ' height="40"')}`);
  assert.equal(course.frames().filter((f) => f.url().includes("embed.html")).length, 0, "lazy");
  await course.$eval("iframe", (e) => e.scrollIntoView());
  await course.waitForFunction(() => Number(document.querySelector("iframe").height) > 700);
  const inner = course.frames().find((f) => f.url().includes("embed.html"));
  assert.ok(inner);
  await inner.waitForFunction(() => document.querySelector("kl-divergence")?.numbers);
  assert.equal(await inner.evaluate(() => { try { localStorage.length; return "allowed"; } catch { return "refused"; } }), "refused");
  assert.equal(await inner.evaluate(() => globalThis.origin), "null");
  await inner.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight + 1); // no scroll bar, once the frame has heard of its height
  assert.deepEqual(errors, []);
  await course.close();
});

test("the host's script believes no other frame and no other origin", async () => {
  const { page } = await tests.open("");
  await numbersOf(page, "#example-a");
  const frame = await code(page, "frame");
  await page.close();
  const message = JSON.stringify({ surprisal: { version: 1, type: "height", height: 3333 } });
  const { page: course } = await open(`<script>window.heard = 0; addEventListener("message", () => { heard++; });</script>${frame.replace(/ src="[^"]*"/, ' src="about:blank"')}<iframe id="other" srcdoc="<script>parent.postMessage('${message.replaceAll('"', "&quot;")}', '*')</script>"></iframe>`);
  await course.waitForFunction(() => window.heard === 1);
  assert.notEqual(await course.$eval("iframe[data-surprisal]", (e) => e.height), "3333");
  await course.evaluate((m) => { for (const data of [m, "{", "null", JSON.stringify({ surprisal: { version: 2, type: "height", height: 5 } })]) postMessage(data, "*"); }, message);
  await course.waitForFunction(() => window.heard === 5);
  assert.notEqual(await course.$eval("iframe[data-surprisal]", (e) => e.height), "3333");
  await course.close();
});

test("script and element, as “Embed” gives them, show what was shown; training runs in a sandboxed frame", async () => {
  const { page } = await tests.open("");
  await numbersOf(page, "#example-a");
  await page.$eval("#example-a", (e) => { e.p = "binomial(12, 0.5)"; return e.updateComplete; });
  const text = await code(page);
  const { kl } = await page.$eval("#example-a", (e) => e.numbers);
  await page.close();
  const cors = await serve({ root: "dist", headers: { "access-control-allow-origin": "*" } });
  try {
    const { page: course, errors } = await open(text.replace(tests.url, cors.url));
    assert.equal((await numbersOf(course, "kl-divergence")).kl, kl);
    assert.deepEqual(errors, []);
    await course.close();
  } finally {
    await cors.close();
  }
  const { page: course, errors } = await open(`<iframe sandbox="allow-scripts" height="1200" width="900" src="${tests.url}embed.html?widget=cnn-trainer&width=0.125&data=drawn"></iframe>`);
  const inner = await course.waitForFrame((f) => f.url().includes("cnn-trainer"));
  await inner.waitForFunction(() => document.querySelector("cnn-trainer")?.numbers);
  await inner.waitForFunction(() => { const e = document.querySelector("cnn-trainer"); e.act("train"); return e.numbers.step > 0; }, { polling: 200 });
  assert.deepEqual(errors, []);
  await course.close();
});

/** The numbers of a widget that nothing more comes to: what trains says first that it has no digits yet. @param {import("puppeteer-core").Page | import("puppeteer-core").Frame} where @param {string} tag */
const settled = async (where, tag) => (await where.waitForFunction((t) => { const e = document.querySelector(t); return e?.numbers && e.numbers.source !== null && !e.isUpdatePending && e.numbers; }, {}, tag)).jsonValue();

/** Values that an author may have set: what is not the default has to be in the code. @type {Record<string, Record<string, string>>} */
const SET = { "course-figures": { example: "B" }, "entropy-view": { p: "poisson(3)" }, "digit-sheet": { seed: "7", columns: "5" }, "code-length": { message: 'a "quoted" <text> & more' } };
for (const tag of Object.keys(WIDGETS)) test(`${tag}: ${tag === "live-number" ? "stands in a sentence and has no Embed" : "Embed gives code that, pasted, shows the same, and shows it live"}`, async () => {
  const query = new URLSearchParams(SET[tag] ?? {});
  const { page, errors } = await tests.open(`embed.html?widget=${tag}&${query}`);
  await page.waitForFunction((t) => customElements.get(t), {}, tag);
  const shown = await settled(page, tag);
  const opened = await page.$eval(tag, (e) => { const button = [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === "Embed"); button?.click(); return !!button; });
  assert.equal(opened, tag !== "live-number");
  if (opened) {
    await page.waitForFunction((t) => { const n = document.querySelector(t).shadowRoot.querySelector("surprisal-embed")?.shadowRoot.querySelector(".live")?.firstElementChild?.numbers; return n && n.source !== null; }, {}, tag);
    const { code, live } = await page.$eval(tag, (e) => { const { shadowRoot } = e.shadowRoot.querySelector("surprisal-embed"); return { code: shadowRoot.querySelector("textarea").value, live: shadowRoot.querySelector(".live").firstElementChild.numbers }; });
    assert.deepEqual(live, shown, "the preview");
    const frame = await page.$eval(tag, async (e) => { const dialog = e.shadowRoot.querySelector("surprisal-embed"); dialog.shadowRoot.querySelector("input[value=frame]").click(); await dialog.updateComplete; return { code: dialog.shadowRoot.querySelector("textarea").value, src: dialog.shadowRoot.querySelector(".live iframe").src }; });
    assert.ok(frame.code.endsWith(HOST));
    // pasted: the element beside the frame
    const cors = await serve({ root: "dist", headers: { "access-control-allow-origin": "*" } });
    try {
      const { page: course, errors: wrong } = await open(code.replace(tests.url, cors.url) + frame.code.replace('loading="lazy"', ""));
      assert.deepEqual(await settled(course, tag), shown, "the element");
      await course.$eval("iframe", (e) => e.scrollIntoView());
      const inner = await course.waitForFrame((f) => f.url().startsWith(`${tests.url}embed.html`));
      assert.equal(inner.url(), frame.src);
      assert.deepEqual(await settled(inner, tag), shown, "the frame");
      assert.deepEqual(wrong, []);
      await course.close();
    } finally {
      await cors.close();
    }
  }
  assert.deepEqual(errors, []);
  await page.close();
});

test("embed.html says what is wrong with its address", async () => {
  for (const [query, says] of [["", "names no widget"], ["?widget=kl", "no widget “kl”"], ["?widget=__proto__", "no widget"], ["?widget=kl-divergence&nonsense=1", "no attribute nonsense"]]) {
    const { page } = await tests.open(`embed.html${query}`);
    assert.match(await page.$eval("[role=alert]", (e) => e.textContent), new RegExp(says), query);
    await page.close();
  }
});

test("a table follows the kl-divergence that it names, writes through it, and keeps what is its own", async () => {
  const { page, errors } = await tests.open("embed.html?widget=kl-divergence&p=binomial(10, 0.5)&q=poisson(4)");
  await numbersOf(page, "kl-divergence");
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener("surprisal-change", (e) => window.heard.push(e.detail));
    document.querySelector("kl-divergence").id = "lead";
    for (const [tag, attributes] of [["divergence-table", { for: "lead", base: "bits" }], ["kl-divergence", { id: "a", for: "b" }], ["kl-divergence", { id: "b", for: "a" }]]) {
      const made = document.createElement(tag);
      for (const [name, text] of Object.entries(attributes)) made.setAttribute(name, text);
      document.querySelector("main").append(made);
    }
  });
  const table = await numbersOf(page, "divergence-table");
  const lead = await page.$eval("#lead", (e) => e.numbers);
  assert.ok(Math.abs(table.kl * Math.LN2 / lead.whole - 1) < 1e-14);
  await page.$eval("#lead", (e) => { e.q = "poisson(5)"; });
  await page.waitForFunction(() => window.heard.length === 2);
  assert.deepEqual(await page.evaluate(() => window.heard.map((d) => [d.widget, d.changed, d.attributes.q, typeof d.numbers.kl])), [["kl-divergence", ["q"], "poisson(5)", "number"], ["divergence-table", ["q"], "poisson(5)", "number"]]);
  await page.$eval("divergence-table", (e) => e.write("p", "binomial(9, 0.5)"));
  assert.deepEqual(await page.evaluate(() => [document.querySelector("#lead").p, document.querySelector("divergence-table").getAttribute("p")]), ["binomial(9, 0.5)", null]);
  assert.ok((await numbersOf(page, "#a")).kl > 0, "two that follow each other");
  assert.deepEqual(errors, []);
  await page.close();
});

test("SVG, PNG and CSV hold what the widget shows", async () => {
  const { page, errors } = await tests.open("embed.html?widget=kl-divergence&p=binomial(10, 0.5)&q=poisson(4)&range=0:9", { policy: false });
  await numbersOf(page, "kl-divergence");
  const { csv, svg, png, sum, numbers } = await page.$eval("kl-divergence", async (e) => {
    const svg = new DOMParser().parseFromString(e.toSVG(), "image/svg+xml");
    const bitmap = await createImageBitmap(await e.toPNG());
    const { name } = e.charts.flatMap((c) => c.series).find((s) => s.role === "d");
    const rows = e.toCSV().trim().split("\r\n").slice(1).filter((r) => r.includes(`,${name},`) && Number(r.split(",").at(-2)) <= 9);
    return { csv: e.toCSV(), svg: [svg.querySelectorAll("parsererror, [style], script").length, svg.querySelectorAll("path").length, svg.querySelector("title").textContent], png: [bitmap.width, bitmap.height], sum: rows.reduce((s, r) => s + Number(r.split(",").at(-1)), 0), numbers: e.toCSV({ of: "numbers" }) };
  });
  assert.equal(csv.split("\r\n")[0], "chart,series,x,y");
  assert.ok(Math.abs(sum / KL - 1) < 1e-12, `the contributions add up to ${sum}, not to the divergence`);
  assert.equal(svg[0], 0);
  assert.ok(svg[1] > 40);
  assert.ok(png[0] > 1400 && png[1] > 800, String(png));
  assert.match(numbers, /^name,value\r\nkl,0\.21867216891725/);
  assert.deepEqual(errors, []);
  await page.close();
});

test("a snapshot is shown where scripts are off, and gives way where they are on; a bad element is refused", async () => {
  const run = (/** @type {string} */ element) => spawnSync(process.execPath, ["web/tools/snapshot.js", element], { encoding: "utf8" });
  const { stdout, stderr } = run('<kl-divergence p="binomial(10, 0.5)" q="poisson(4)" range="0:9">');
  assert.equal(stderr, "");
  assert.doesNotMatch(stdout, /style=|\n\n/);
  assert.ok(Math.abs(Number(/kl<\/th><td>([^<]+)/.exec(stdout)?.[1]) / KL - 1) < 1e-13);
  writeFileSync(join(folder, "snapshot.html"), `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="dist/surprisal.js"></script><body>${stdout}`);
  for (const scripts of [false, true]) {
    const { page } = await tests.open("icon.svg");
    await page.setJavaScriptEnabled(scripts);
    await page.goto(`${host.url}snapshot.html`, { waitUntil: "load" });
    if (scripts) await numbersOf(page, "kl-divergence");
    const box = await (await page.$("figure svg"))?.boundingBox();
    assert.equal(Boolean(box && box.height > 300 && box.width > 300), !scripts, `scripts: ${scripts}`);
    await page.close();
  }
  for (const [element, says] of [["", "not the start"], ["<kl>", "no widget kl"], ['<kl-divergence r="1">', "no attribute r"]]) assert.match(run(element).stderr, new RegExp(says));
  const wrong = run('<kl-divergence p="zipf(1)">');
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /no distribution "zipf"/);
});
