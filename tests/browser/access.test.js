// Open to everyone: axe-core at WCAG 2.2 AA, zoom and spacing, charts in words and by key, Tab through the whole page.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { WIDGETS } from "../../web/elements/widgets.js";
import { violations } from "./axe.js";
import { rest, start, wake } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

// colours do not hang on the width, nor the layout on colours
for (const [width, scheme] of /** @type {[number, "light" | "dark"][]} */ ([[360, "light"], [1280, "dark"]])) {
  test(`axe finds nothing at ${width}px, ${scheme}`, async () => {
    const { page } = await tests.open("", { width, scheme });
    await wake(page);
    assert.deepEqual(await violations(page), []);
    await page.close();
  });
}

test("axe sees a fault that is put in", async () => {
  const { page } = await tests.open();
  await page.evaluate(() => { document.body.append(Object.assign(document.createElement("img"), { src: "icon.svg" })); });
  assert.ok((await violations(page)).some((v) => v.startsWith("image-alt")));
  await page.close();
});

const FORCED = [{ name: "forced-colors", value: "active" }];
/** The elements of an open page, through shadow trees; handed into the page as text. */
const DEEP = `function deep(root = document) { return [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? deep(e.shadowRoot) : [])]); }`;

test("axe finds nothing where the system forces its colours, and charts take them", async () => {
  const { page } = await tests.open("", { width: 768 });
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { features: FORCED });
  await wake(page);
  assert.equal(await page.evaluate(() => matchMedia("(forced-colors: active)").matches), true);
  assert.deepEqual(await violations(page), []);
  // a veil, a digit's paper: black on black before the roles followed the system
  const paper = await page.$eval("digit-sheet", (e) => { const c = e.shadowRoot.querySelector("surprisal-digits").shadowRoot.querySelector("canvas"); return [...c.getContext("2d").getImageData(0, 0, 1, 1).data]; });
  assert.deepEqual(paper, [255, 255, 255, 255]);
  assert.notEqual(await page.$eval("digit-pad", (e) => getComputedStyle(e.shadowRoot.querySelector('[aria-pressed="true"]')).backgroundColor), await page.$eval("digit-pad", (e) => getComputedStyle(e.shadowRoot.querySelector('[aria-pressed="false"]')).backgroundColor));
  await page.close();
});

test("at 400 % zoom and with wide text spacing nothing is lost and nothing needs scrolling both ways", async () => {
  const { page } = await tests.open("", { width: 320, height: 256 });
  await wake(page);
  const faults = () => page.evaluate(`(() => { ${DEEP}
    const wide = document.documentElement.scrollWidth - innerWidth;
    const parent = (e) => e.assignedSlot ?? e.parentElement ?? e.getRootNode().host;
    const found = wide > 0 ? ["the page scrolls sideways by " + wide] : [];
    for (const e of deep()) {
      const style = getComputedStyle(e), box = e.getBoundingClientRect();
      if (!box.width || !box.height || style.position === "fixed" || style.clipPath !== "none" || e.closest(".katex-mathml")) continue;
      const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      // text cut off by its own box
      if (own && ["hidden", "clip"].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 2) found.push("cut: " + e.localName + "." + e.className + " " + e.textContent.trim().slice(0, 40));
      if (own && ["hidden", "clip"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 2 && e.id !== "menu") found.push("cut: " + e.localName + "." + e.className + " " + e.textContent.trim().slice(0, 40));
      // text beyond the edge, unless a region that scrolls (table, formula, tabs) holds it
      if (own && box.right > innerWidth + 1) { let p = e; while (p && !["auto", "scroll"].includes(getComputedStyle(p).overflowX)) p = parent(p); if (!p) found.push("beyond: " + e.localName + " " + e.textContent.trim().slice(0, 40)); }
    }
    return found; })()`);
  assert.deepEqual(await faults(), []);
  await page.evaluate(`(() => { ${DEEP}
    const spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }";
    const sheet = new CSSStyleSheet(); // a style element is refused by the page's policy
    sheet.replaceSync(spacing);
    for (const root of [document, ...deep().map((e) => e.shadowRoot).filter(Boolean)]) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; })()`);
  assert.deepEqual(await faults(), []);
  await page.close();
});

/** An attribute that changes what an element with charts has to say; those that train say it as they do. @type {Record<string, [string, string]>} */
const MOVES = {
  "kl-divergence": ["q", "poisson(3)"], "entropy-view": ["p", "categorical([0.9, 0.1])"], "cross-entropy": ["q", "0.2, 0.3, 0.5"], "binary-cross-entropy": ["q", "0.9"], "entropy-identity": ["seed", "9"],
  "gradient-equality": ["logits", "2, 0, 1, 0"], "kl-fit": ["mu", "1"], "code-length": ["message", "aaaaaaaaab"],
};
/** Elements without a chart: their figures are text, a table, or pictures that have a name. */
const NO_CHART = ["live-number", "divergence-table", "course-figures", "course-log", "digit-sheet"];

test("of all elements that there are, each has charts that say in words what they show, anew when it changes, or text", async () => {
  const { page } = await tests.open("?trainer.data=drawn&trainer.width=0.125&trainer.optimizer=adam&trainer.epochs=1&race.epochs=1", { width: 900 });
  await wake(page);
  const found = await page.evaluate(async (tags, moves) => {
    const found = {};
    for (const tag of tags) {
      const e = document.createElement(tag);
      document.querySelector("main").append(e);
      await e.activate();
      await e.updateComplete;
      const charts = () => [...e.shadowRoot.querySelectorAll("surprisal-chart")].filter((c) => c.spec);
      const said = () => ({ summaries: charts().map((c) => c.spec.summary).join(" "), labels: charts().map((c) => c.shadowRoot.querySelector(".stage")?.getAttribute("aria-label")).join(" "), words: [...e.shadowRoot.querySelectorAll('[aria-live="polite"], [role="status"]')].map((w) => w.textContent.trim()).join(" ") });
      await Promise.all(charts().map((c) => c.updateComplete));
      const before = said(), count = charts().length;
      let after = null;
      if (moves[tag]) {
        e.setAttribute(...moves[tag]);
        await e.updateComplete;
        await Promise.all(charts().map((c) => c.updateComplete));
        after = said();
      }
      const pictures = [...e.shadowRoot.querySelectorAll("surprisal-digits, canvas")].map((c) => (c.shadowRoot?.querySelector("canvas") ?? c)).filter((c) => !c.closest("[aria-hidden=true]") && c.getClientRects().length).map((c) => c.getAttribute("aria-label") ?? "");
      found[tag] = { count, before, after, pictures, rows: e.shadowRoot.querySelectorAll("table tr").length, text: e.shadowRoot.textContent.trim().length };
      e.remove();
    }
    return found;
  }, Object.keys(WIDGETS), MOVES);
  for (const [tag, { count, before, after, pictures, rows, text }] of Object.entries(found)) {
    assert.equal(count > 0, !NO_CHART.includes(tag), `${tag} has ${count} charts`);
    if (count === 0) { assert.ok(text > 2 && pictures.every((name) => name.length > 5) && (pictures.length || rows > 2 || tag === "live-number"), `${tag}: ${JSON.stringify(pictures)} ${rows}`); continue; }
    assert.match(before.summaries, /\w.*[.?]$/s, tag);
    assert.ok(before.labels.includes(before.summaries.slice(0, 20)), `${tag}: ${before.labels}`);
    if (!after) { assert.ok(["loss-race", "cnn-trainer", "digit-pad"].includes(tag), `${tag} is not moved here`); continue; }
    assert.notEqual(after.summaries, before.summaries, `${tag}: the charts' sentences`);
    assert.notEqual(after.labels, before.labels, `${tag}: the charts' names`);
    assert.notEqual(after.words, before.words, `${tag}: what is read out`);
    assert.match(after.words, /\d/, tag);
  }
  // those that train, once they have
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.source === "drawn");
  await page.evaluate(() => { document.querySelector("#trainer").act("train"); void document.querySelector("#race").start(); }); // once: a second start is a pause
  await page.waitForFunction(() => document.querySelector("#trainer").numbers.step > 20 && document.querySelector("#race").shadowRoot.querySelector("surprisal-chart").spec.series[0].values.length > 5, { polling: 100 });
  const trained = await page.evaluate(async () => {
    const found = [];
    for (const id of ["trainer", "race"]) for (const chart of document.getElementById(id).shadowRoot.querySelectorAll("surprisal-chart")) {
      const stage = chart.shadowRoot.querySelector(".stage"), points = chart.spec.series[0].values.length;
      stage.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true, cancelable: true }));
      await chart.updateComplete;
      found.push({ where: `${id}: ${chart.spec.label}`, points, summary: chart.spec.summary, spoken: chart.shadowRoot.querySelector('[role="status"]').textContent });
    }
    return found;
  });
  assert.ok(trained.filter(({ points }) => points > 0).length >= 2, JSON.stringify(trained));
  for (const { where, points, summary, spoken } of trained) {
    assert.match(summary, /\w.*[.?]$/s, where);
    if (points) assert.match(spoken, /=.*: .*\d/, where);
  }
  await page.close();
});

test("every chart has a name, a sentence, its numbers as a table, and can be read point by point", async () => {
  const { page } = await tests.open();
  await wake(page);
  const told = await page.evaluate(async () => {
    const found = [];
    for (const widget of document.querySelectorAll("main *")) {
      const charts = [...(widget.shadowRoot?.querySelectorAll("surprisal-chart") ?? [])].filter((c) => c.spec);
      const tables = charts.flatMap((c) => (c.spec.table === null ? [] : (c.spec.table ?? c.spec.series).map((s) => s.name)));
      for (const chart of charts) {
        const stage = chart.shadowRoot.querySelector(".stage"), where = `${widget.localName}#${widget.id}: ${chart.spec.label}`;
        const key = (key) => { stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); return chart.updateComplete.then(() => new Promise((done) => setTimeout(done, 0))).then(() => chart.updateComplete).then(() => chart.shadowRoot.querySelector('[role="status"]').textContent); };
        stage.focus();
        const points = chart.spec.kind === "bars" ? chart.spec.x.labels.length : chart.spec.series[0].values.length;
        const [first, second, last] = [await key("Home"), await key("ArrowRight"), await key("End")];
        const left = await key("Escape");
        found.push({ where, label: stage.getAttribute("aria-label"), summary: chart.spec.summary, points, first, second, last, left, missing: chart.spec.series.map((s) => s.name).filter((n) => !tables.includes(n)) });
        const details = chart.shadowRoot.querySelector("details");
        if (details) { details.open = true; await new Promise((done) => setTimeout(done, 0)); await chart.updateComplete; found.at(-1).rows = chart.shadowRoot.querySelectorAll("tbody tr").length; details.open = false; }
      }
    }
    return found;
  });
  assert.ok(told.length >= 18, String(told.length));
  for (const { where, label, summary, points, first, second, last, left, missing, rows } of told) {
    assert.match(summary, /\w.*[.?]$/s, `${where} has no sentence`);
    assert.ok(label.length > summary.length && label.includes(summary), where);
    assert.deepEqual(missing, [], `${where}: not in any table of the widget`);
    if (points === 0) continue; // nothing is trained yet
    assert.match(first, /=.*: .*\d|∞/, where);
    if (points > 1) assert.notEqual(first, second, where);
    if (points > 2) assert.notEqual(last, first, where);
    assert.equal(left, "", where);
    if (rows !== undefined) assert.ok(rows > 0, `${where}: the table is empty`);
  }
  // what the chart says in words stands below it too, and is read out when it changes
  const silent = await page.$$eval("main *", (all) => all.filter((e) => e.shadowRoot?.querySelector("surprisal-chart")).filter((e) => !e.shadowRoot.querySelector('.words[aria-live="polite"], [role="status"]')).map((e) => e.localName));
  assert.deepEqual(silent, []);
  await page.close();
});

test("whatever can be dragged can be moved without dragging too", async () => {
  const { page } = await tests.open();
  await wake(page);
  const fixed = await page.evaluate(async () => {
    const found = [];
    for (const widget of document.querySelectorAll("main *")) for (const chart of widget.shadowRoot?.querySelectorAll("surprisal-chart") ?? []) for (const [i, knob] of [...chart.shadowRoot.querySelectorAll(".handle")].entries()) {
      const state = () => JSON.stringify(Object.keys(widget.meta.attributes).map((a) => widget.textOf(a)));
      const before = state();
      const now = () => chart.shadowRoot.querySelectorAll(".handle")[i];
      for (const key of ["ArrowUp", "ArrowDown", "PageDown"]) { if (state() !== before) break; now()?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })); await widget.updateComplete; }
      if (state() === before) found.push(`${widget.localName}#${widget.id} ${knob.getAttribute("aria-label")}`);
      widget.reset();
      await widget.updateComplete;
    }
    return found;
  });
  assert.deepEqual(fixed, []);
  await page.close();
});

for (const [which, shift] of /** @type {["chromium" | "firefox", boolean][]} */ ([["chromium", false], ["chromium", true], ["firefox", true]])) test(`${which}: ${shift ? "Shift+Tab, from the end to the beginning," : "Tab"} reaches everything, the focus is always to be seen, and nothing holds it`, async () => {
  const browser = which === "chromium" ? tests : await start(which);
  try {
    const { page } = await browser.open("", { width: 1000, height: 700 });
    await wake(page);
    await page.waitForFunction(() => document.querySelector("#trainer").numbers.source); // the last that comes
    await rest(page); // nothing grows under the focus any more
    const wanted = await page.evaluate(`(() => { ${DEEP}
      const all = deep().filter((e) => (e.matches("a[href], button, input, select, textarea, summary, [tabindex]")) && e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !e.closest("details:not([open]) > :not(summary)"));
      // of radio buttons with one name Tab takes one
      const seen = new Set();
      window.wanted = new Set(all.filter((e) => { if (e.type !== "radio") return true; const key = e.name; if (seen.has(key)) return false; seen.add(key); return true; }));
      window.active = () => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return e; };
      window.named = (e) => e.localName + (e.id ? "#" + e.id : "") + "." + e.className + " in " + (e.getRootNode().host?.localName ?? "page") + " " + (e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40);
      window.hiddenFocus = []; window.visited = new Set(); window.first = null; window.last = null;
      window.visit = async () => {
        const e = active();
        // where no window is around the page, going back from its first stop comes in at the end again
        if (!e || e === document.body || e === document.documentElement || (e === first && last?.matches(".skip"))) return "end";
        first ??= e;
        if (visited.has(e)) return "trap: " + named(e) + " after " + named(last);
        visited.add(e);
        last = e;
        wanted.delete(e);
        if (e.type === "radio") for (const o of [...wanted]) if (o.type === "radio" && o.name === e.name) wanted.delete(o);
        const bar = document.querySelector(".bar").getBoundingClientRect().bottom, seen = () => { const b = e.getBoundingClientRect(); return b.bottom >= bar + 4 && b.top <= innerHeight - 4; };
        const inBar = e.closest(".bar, #chapters, .skip");
        const label = e.type === "radio" ? e.closest("label") : null;
        const ring = [e, label].some((x) => x && getComputedStyle(x).outlineStyle !== "none" && parseFloat(getComputedStyle(x).outlineWidth) > 0);
        if (!ring) hiddenFocus.push("no ring: " + named(e));
        for (let frames = 0; frames < 180 && !inBar && !seen(); frames++) await new Promise(requestAnimationFrame); // a browser may scroll a moment later
        if (!inBar && !seen()) hiddenFocus.push("out of sight: " + named(e));
        return "";
      };
      return wanted.size; })()`);
    assert.ok(wanted > 150, String(wanted));
    let end = "";
    for (let i = 0; i < wanted + 60 && !end; i++) {
      if (shift) await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      if (shift) await page.keyboard.up("Shift");
      end = await page.evaluate(() => window.visit());
    }
    assert.equal(end, "end", "the focus did not leave the page");
    assert.deepEqual(await page.evaluate(() => [...window.wanted].map(window.named)), [], "never reached");
    assert.deepEqual(await page.evaluate(() => window.hiddenFocus), []);
    if (shift) assert.ok(await page.evaluate(() => window.last.matches(".skip")), "its first stop is the last");
    await page.close();
  } finally {
    if (which !== "chromium") await browser.close();
  }
});

test("training is announced politely, and not at every step", async () => {
  const { page } = await tests.open("?trainer.epochs=1&trainer.width=0.125");
  await page.$eval("cnn-trainer", (e) => e.scrollIntoView());
  await page.waitForFunction(() => document.querySelector("cnn-trainer")?.numbers?.source);
  await page.$eval("cnn-trainer", (e) => {
    window.said = [];
    const regions = [...e.shadowRoot.querySelectorAll('[role="status"], [aria-live], [role="alert"]')];
    window.loud = regions.filter((r) => r.getAttribute("role") === "alert" || r.getAttribute("aria-live") === "assertive").length;
    for (const region of regions) { let before = region.textContent; new MutationObserver(() => { const now = region.textContent.trim(); if (now && now !== before) window.said.push(now); before = now; }).observe(region, { subtree: true, childList: true, characterData: true }); }
    e.act("train");
  });
  await page.waitForFunction(() => document.querySelector("cnn-trainer").numbers.status === "done");
  await new Promise((done) => setTimeout(done, 300));
  const { said, loud, steps } = await page.evaluate(() => ({ said: window.said, loud: window.loud, steps: document.querySelector("cnn-trainer").numbers.step }));
  assert.equal(loud, 0);
  assert.ok(said.length >= 2 && said.length <= 10 && steps > 50, `${said.length} announcements in ${steps} steps: ${said.join(" | ")}`);
  assert.ok(said.some((s) => /%/.test(s)), said.join(" | "));
  await page.close();
});
