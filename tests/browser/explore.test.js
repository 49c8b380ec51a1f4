// Each widget by mouse, by keyboard alone and by touch, in Chromium and in Firefox: what it shows then is
// what the engine says of where its attributes have come to.
import { after, before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { load } from "../../dist/surprisal.js";
import { numbersOf, start, still } from "./browser.js";

const s = await load();

/** What the engine says of a widget's attributes, by its numbers' names. @type {Record<string, (a: Record<string, any>) => Record<string, number>>} */
const ORACLES = {
  "binary-cross-entropy": ({ p, q, base }) => ({ crossEntropy: s.crossEntropy([1 - p, +p], [1 - q, +q], { base }) }),
  "entropy-view": ({ p, base }) => ({ entropy: s.entropy(s.parse(p), { base }) }),
  "kl-divergence": ({ p, q, range, base }) => {
    const [P, Q] = [s.parse(p), s.parse(q)], o = { base, ...(range && { range: range.split(":").map(Number) }) };
    return { kl: s.kl(P, Q, o), reverse: s.kl(Q, P, o), whole: s.kl(P, Q, { base }), wholeReverse: s.kl(Q, P, { base }), entropy: s.entropy(P, { base }), entropyQ: s.entropy(Q, { base }), crossEntropy: s.crossEntropy(P, Q, { base }) };
  },
  "kl-fit": ({ target, mu, sigma, base }) => { const [P, Q] = [s.parse(target), s.normal(+mu, +sigma)]; return { forward: s.kl(P, Q, { base }), reverse: s.kl(Q, P, { base }) }; },
  "cross-entropy": ({ p, q, base }) => { const [P, Q] = [s.parseOperand(p), s.parseOperand(q)]; return { crossEntropy: s.crossEntropy(P, Q, { base }), kl: s.kl(P, Q, { base }), entropy: s.entropy(P, { base }) }; },
  "gradient-equality": ({ logits, p }) => { const P = s.parseOperand(p), sum = P.reduce((a, b) => a + b, 0); return { crossEntropy: s.softmaxCrossEntropy(logits.split(",").map(Number), P.map((x) => x / sum)).loss }; },
  "divergence-table": ({ p, q, base }) => { const [P, Q] = [s.parseOperand(p), s.parseOperand(q)]; return { kl: s.kl(P, Q, { base }), jensenShannon: s.jensenShannon(P, Q, { base }), wasserstein1: s.wasserstein1(P, Q) }; },
};

/** Handles on charts: the widget, the handle's name, the attribute that follows, a key, and a way for the mouse.
 * @type {[string, string, string, string, [number, number]][]} */
const HANDLES = [
  ["hero", "μ of Q", "q", "ArrowRight", [-50, 0]],
  ["surprisal-curve", "p", "q", "ArrowRight", [60, 0]],
  ["mean-surprise", "Probability of 1 under P", "p", "ArrowUp", [0, -30]],
  ["spread", "σ of P", "p", "ArrowLeft", [-20, 0]],
  ["example-a", "Mean of Q", "q", "ArrowRight", [30, 0]],
  ["example-b", "Last x of the sum", "range", "ArrowLeft", [-90, 0]],
  ["curves", "μ of P", "p", "ArrowRight", [35, 0]],
  ["curves", "σ of Q", "q", "ArrowRight", [25, 0]],
  ["fit", "μ of Q", "mu", "ArrowLeft", [-40, 0]],
  ["fit", "μ of hill 1 of P", "target", "ArrowRight", [20, 0]],
  ["predictions", "Q of dog", "q", "ArrowDown", [0, 40]],
  ["yes-or-no", "Q(1)", "q", "ArrowRight", [45, 0]],
  ["slopes", "θ₁", "logits", "ArrowUp", [0, -25]],
  ["slopes", "Probability of θ₂ under P", "p", "ArrowUp", [0, -20]],
];

for (const which of /** @type {const} */ (["chromium", "firefox"])) describe(which, () => {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let tests;
  /** @type {import("puppeteer-core").Page} */
  let page;
  /** @type {string[]} */
  let errors;
  before(async () => { tests = await start(which); ({ page, errors } = await tests.open()); });
  after(() => tests?.close());

  /** Waits until a widget stands still, then holds its numbers against the engine's. @param {string} id */
  async function check(id) {
    const { tag, attributes, numbers } = await page.waitForFunction((i) => {
      const e = document.getElementById(i);
      return e.numbers && !e.isUpdatePending && { tag: e.localName, attributes: Object.fromEntries(Object.keys(e.meta.attributes).map((n) => [n, e.textOf(n)])), numbers: Object.fromEntries(Object.entries(e.numbers).map(([k, v]) => [k, String(v)])) };
    }, {}, id).then((handle) => handle.jsonValue());
    if (/^[\d.]+$/.test(attributes.base ?? "")) attributes.base = Number(attributes.base);
    for (const [name, value] of Object.entries(ORACLES[tag](attributes))) assert.equal(numbers[name], String(value), `${id}: ${name} of ${JSON.stringify(attributes)}`);
  }
  /** Brings a handle to the middle of the screen; gives its place. @param {string} id @param {string} label @param {boolean} [focus] */
  const handle = (id, label, focus = false) => still(page, () => page.$eval(`#${id}`, (e, wanted, hold) => {
    const found = [...e.shadowRoot.querySelectorAll("surprisal-chart")].flatMap((c) => [...c.shadowRoot.querySelectorAll(".handle")]).find((h) => h.getAttribute("aria-label") === wanted);
    if (!found) throw new Error(`no handle “${wanted}”`);
    found.scrollIntoView({ block: "center", behavior: "instant" });
    if (hold) found.focus();
    const { x, y, width, height } = found.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, width, height };
  }, label, focus));
  const textOf = (/** @type {string} */ id, /** @type {string} */ attribute) => page.$eval(`#${id}`, (e, n) => e.textOf(n), attribute);
  const moved = (/** @type {string} */ id, /** @type {string} */ attribute, /** @type {string} */ from) => page.waitForFunction((i, n, x) => document.getElementById(i).textOf(n) !== x, {}, id, attribute, from);
  const is = (/** @type {string} */ id, /** @type {string} */ attribute, /** @type {string} */ text) => page.waitForFunction((i, n, x) => document.getElementById(i).textOf(n) === x, {}, id, attribute, text);

  for (const [id, label, attribute, key, [dx, dy]] of HANDLES) test(`${id}: “${label}” by key and by mouse`, async () => {
    await numbersOf(page, `#${id}`);
    const author = await textOf(id, attribute);
    const { width, height } = await handle(id, label, true);
    assert.ok(width >= 24 && height >= 24, `a target of ${width} × ${height}`);
    await page.keyboard.press(key);
    await moved(id, attribute, author);
    await check(id);
    await page.keyboard.press("Escape");
    await check(id);
    await page.$eval(`#${id}`, (e, n) => e.reset(n), attribute);
    await is(id, attribute, author);
    await numbersOf(page, `#${id}`);
    const at = await handle(id, label);
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + dx, at.y + dy, { steps: 4 });
    await page.mouse.up();
    await moved(id, attribute, author);
    await check(id);
    const there = await handle(id, label);
    await page.mouse.click(there.x, there.y, { count: 2 });
    await is(id, attribute, author);
    await check(id);
  });

  test("sliders, fields, menus and the unit by keyboard alone", async () => {
    await numbersOf(page, "#measures");
    const focus = (/** @type {string} */ id, /** @type {string} */ path) => page.evaluate((i, p) => {
      let e = document.getElementById(i);
      for (const part of p.split(" / ")) e = e.shadowRoot.querySelector(part);
      e.scrollIntoView({ block: "center", behavior: "instant" });
      e.focus();
    }, id, path);
    await focus("measures", "[data-role=q][data-parameter=mu] / input[type=range]");
    await page.keyboard.press("ArrowRight");
    await is("measures", "q", "poisson(5.2)");
    await check("measures");
    await focus("curves", ".unit select");
    await page.keyboard.type("b"); // bits
    if (which === "firefox") await page.keyboard.press("Enter");
    await is("curves", "base", "bits");
    await check("curves");
    await page.$eval("#curves", (e) => e.write("base", 3));
    await numbersOf(page, "#curves");
    await focus("curves", ".unit input");
    await page.keyboard.down("Shift"); await page.keyboard.press("Home"); await page.keyboard.up("Shift");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await is("curves", "base", "7");
    await check("curves");
    await page.$eval("#curves", (e) => e.reset());
    await numbersOf(page, "#code");
    await focus("code", "input[name=message]");
    await page.keyboard.type("zz ");
    await page.waitForFunction(() => document.getElementById("code").textOf("message").includes("zz "));
    const { crossEntropy, entropy, kl } = await numbersOf(page, "#code");
    assert.ok(Math.abs(crossEntropy - entropy - kl) < 1e-13 && kl > 0);
  });

  test("buttons by keyboard alone", async () => {
    const press = (/** @type {string} */ id, /** @type {string} */ text) => page.$eval(`#${id}`, (e, wanted) => [...e.shadowRoot.querySelectorAll("button")].find((b) => b.textContent.trim() === wanted).focus(), text).then(() => page.keyboard.press("Enter"));
    await numbersOf(page, "#identity");
    await press("identity", "Draw again");
    await is("identity", "seed", "2");
    const m = await numbersOf(page, "#identity");
    assert.ok(Math.abs(m.sum - m.crossEntropy) < 2e-15);
    await numbersOf(page, "#slopes");
    const before = (await numbersOf(page, "#slopes")).kl;
    await press("slopes", "One step downhill");
    await page.waitForFunction((d) => document.querySelector("#slopes").numbers.kl < d, {}, before);
    await numbersOf(page, "#fit");
    await press("fit", "Lower D(Q‖P)");
    await is("fit", "direction", "reverse");
    await press("fit", "One step");
    await moved("fit", "mu", "3");
    await check("fit");
    await press("fit", "Reset");
    await is("fit", "mu", "3");
    await numbersOf(page, "#example-b");
    await press("example-b", "D(Q‖P)");
    await is("example-b", "direction", "reverse");
    await check("example-b");
  });

  test("every kind of distribution has its panel, its sliders and handles, and comes to the engine's figures", async () => {
    for (const { name } of s.families) {
      await page.$eval("#curves", (e, family) => { const select = e.shadowRoot.querySelector(".side select"); select.value = family; select.dispatchEvent(new Event("change")); }, name);
      await page.waitForFunction((family) => document.getElementById("curves").textOf("p").startsWith(`${family}(`), {}, name);
      await check("curves");
      const { sliders, handles } = await page.$eval("#curves", (e) => ({ sliders: e.shadowRoot.querySelectorAll("surprisal-number[data-role=p]").length, handles: [...e.shadowRoot.querySelectorAll("surprisal-chart")].reduce((n, c) => n + c.shadowRoot.querySelectorAll(".handle").length, 0) }));
      assert.ok(sliders >= 1, name);
      assert.ok(handles >= 2, `${name} has ${handles} handles`);
      const before = await textOf("curves", "p");
      const label = await page.$eval("#curves", (e) => { const h = e.shadowRoot.querySelector("surprisal-chart").shadowRoot.querySelector(".handle"); h.focus(); return h.getAttribute("aria-label"); });
      for (let i = 0; i < 30 && (await textOf("curves", "p")) === before; i++) await page.keyboard.press("ArrowUp").then(() => page.keyboard.press("ArrowUp"));
      assert.notEqual(await textOf("curves", "p"), before, `${name}: “${label}” does not move it: ${await page.$eval("#curves", (e) => e.shadowRoot.querySelector("surprisal-chart").shadowRoot.activeElement?.outerHTML)}`);
      await check("curves");
    }
    await page.$eval("#curves", (e) => e.reset());
  });

  test("the console stayed empty", () => assert.deepEqual(errors, []));
});

test("a finger drags handles and bars, and scrolls the page elsewhere", async () => {
  const tests = await start();
  try {
    const { page, errors } = await tests.open("", { width: 390, height: 780 });
    await page.setViewport({ width: 390, height: 780, hasTouch: true, isMobile: true });
    for (const [id, label, attribute, [dx, dy]] of /** @type {[string, string, string, [number, number]][]} */ ([["example-b", "Mean of Q", "q", [40, 0]], ["predictions", "Q of dog", "q", [0, 40]], ["curves", "σ of Q", "q", [15, 0]]])) {
      await numbersOf(page, `#${id}`);
      const before = await page.$eval(`#${id}`, (e, n) => e.textOf(n), attribute);
      const at = await still(page, () => page.$eval(`#${id}`, (e, wanted) => {
        const h = [...e.shadowRoot.querySelectorAll("surprisal-chart")].flatMap((c) => [...c.shadowRoot.querySelectorAll(".handle")]).find((x) => x.getAttribute("aria-label") === wanted);
        h.scrollIntoView({ block: "center", behavior: "instant" });
        const b = h.getBoundingClientRect();
        return { x: b.x + b.width / 2, y: b.y + b.height / 2 };
      }, label));
      await page.touchscreen.touchStart(at.x, at.y);
      for (const f of [0.5, 1]) await page.touchscreen.touchMove(at.x + f * dx, at.y + f * dy);
      await page.touchscreen.touchEnd();
      await page.waitForFunction((i, n, x) => document.getElementById(i).textOf(n) !== x, {}, id, attribute, before);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.deepEqual(errors, []);
  } finally {
    await tests.close();
  }
});
