// The page in WebKitGTK, Safari's engine: figures, keys, training, and the variant without relaxed SIMD.
import assert from "node:assert/strict";
import { writeFileSync, mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { load } from "../../dist/surprisal.js";
import { serve } from "../../web/tools/serve.js";
import { missing, startWebKit } from "./webkit.js";

const skip = missing() ?? false;
const RIGHT = "\uE014";
/** @type {Awaited<ReturnType<typeof startWebKit>>} */
let webkit;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => {
  if (skip) return;
  server = await serve({ root: "dist" });
  webkit = await startWebKit();
});
after(async () => { await webkit?.close(); await server?.close(); });

/** @param {string} id @returns {Promise<any>} */
async function numbersOf(id) {
  const { page } = webkit;
  await page.until((/** @type {string} */ i) => {
    const e = /** @type {any} */ (document.getElementById(i));
    if (!e?.numbers) e?.scrollIntoView({ block: "center" }); // those above it wake and push it away
    return e?.numbers && !e.isUpdatePending;
  }, id);
  return page.evaluate((/** @type {string} */ i) => /** @type {any} */ (document.getElementById(i)).numbers, id);
}

test("WebKit shows the engine's figures, follows a key and trains", { skip }, async () => {
  const engine = await load();
  const { page } = webkit;
  await page.goto(server.url);
  const range = /** @type {[number, number]} */ ([0, 9]);
  assert.equal((await numbersOf("example-a")).kl, engine.kl(engine.binomial(250, 0.008), engine.poisson(2), { range }));
  await numbersOf("example-b");
  await page.evaluate(() => /** @type {any} */ (document.querySelector("#example-b")).shadowRoot.querySelector("[data-role=q][data-parameter=mu]").shadowRoot.querySelector("input[type=range]").focus());
  await page.press(RIGHT);
  await page.until(() => /** @type {any} */ (document.querySelector("#example-b")).textOf("q") === "poisson(4.2)");
  assert.equal((await numbersOf("example-b")).kl, engine.kl(engine.binomial(10, 0.5), engine.poisson(4.2), { range }));
  await page.evaluate(() => { const e = document.querySelector("#trainer"); for (const [n, v] of [["data", "drawn"], ["width", "0.125"], ["optimizer", "adam"]]) e?.setAttribute(n, v); });
  await numbersOf("trainer");
  await page.until(() => /** @type {any} */ (document.querySelector("#trainer")).numbers.source === "drawn");
  await page.evaluate(() => void /** @type {any} */ (document.querySelector("#trainer")).act("train"));
  await page.until(() => /** @type {any} */ (document.querySelector("#trainer")).numbers.step > 20);
  const { meanLoss } = await page.evaluate(() => /** @type {any} */ (document.querySelector("#trainer")).numbers);
  assert.ok(meanLoss < 2.4, String(meanLoss));
  mkdirSync(".build/screenshots", { recursive: true });
  writeFileSync(".build/screenshots/webkit.png", await page.screenshot());
});

test("WebKit takes the variant without relaxed SIMD, and refuses the other in words", { skip }, async () => {
  const { page } = webkit;
  await page.goto(server.url);
  const got = await page.evaluate(async (/** @type {string} */ url) => {
    const { load } = await import(url);
    const refused = await load({ variant: "relaxed" }).then(() => "taken", (/** @type {Error} */ e) => e.message);
    return { variant: (await load()).variant, refused };
  }, `${server.url}surprisal.js`);
  assert.equal(got.variant, "simd");
  assert.match(got.refused, /relaxed/);
});
