// axe-core at WCAG 2.2 AA on the pages beside the tutorial, at every width, in both schemes, with forced colours.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { violations } from "./axe.js";
import { frames, start, wake } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** Widths and colours of our own; forced colours, which the system has, hang on no width. @type {[number, "light" | "dark", "none" | "active"][]} */
const STATES = [[360, "light", "none"], [360, "dark", "none"], [768, "light", "none"], [768, "dark", "none"], [1280, "light", "none"], [1280, "dark", "none"], [360, "light", "active"], [1280, "dark", "active"]];

for (const path of ["embedding.html", "reference.html", "gallery/index.html"]) test(`axe finds nothing in ${path} at 360, 768 and 1280 px, light, dark and with forced colours`, async () => {
  const { page } = await tests.open(path);
  if (path !== "embedding.html") await wake(page);
  else { // the playground makes its widget anew, which then waits to be near
    await page.waitForSelector("main kl-divergence");
    await page.$eval("main kl-divergence", (e) => e.scrollIntoView());
    await page.waitForFunction(() => document.querySelector("main kl-divergence")?.numbers);
  }
  const session = await page.createCDPSession();
  /** @type {string[]} */
  const found = [];
  for (const [width, scheme, forced] of STATES) {
    await page.setViewport({ width, height: 900 });
    await session.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }, { name: "forced-colors", value: forced }, { name: "prefers-reduced-motion", value: "reduce" }] });
    assert.deepEqual(await page.evaluate(() => [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches, matchMedia("(forced-colors: active)").matches]), [width, scheme === "dark", forced === "active"]);
    await frames(page); // charts take the new colours and widths
    found.push(...(await violations(page)).map((v) => `${width}px ${scheme} forced ${forced}: ${v}`));
  }
  assert.deepEqual(found, []);
  await page.close();
});
