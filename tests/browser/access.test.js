// axe-core at WCAG 2.2 AA, in both schemes, with every widget awake.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { start, wake } from "./browser.js";

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
before(async () => { tests = await start(); });
after(() => tests?.close());

/** @param {import("puppeteer-core").Page} page */
async function violations(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => (await window.axe.run(document, { runOnly: tags })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.flat().join(" ")} ${n.failureSummary}`).join("\n   ")}`), RULES);
}
for (const scheme of /** @type {const} */ (["light", "dark"])) for (const width of [360, 1280]) {
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
