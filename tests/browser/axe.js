// axe-core in a page, for the tests that ask whether everybody can use it.
import { readFileSync } from "node:fs";

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds against WCAG 2.2 AA, each fault with its places. @param {import("puppeteer-core").Page} page */
export async function violations(page) {
  await page.evaluate(AXE);
  return page.evaluate(async (tags) => (await window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.flat().join(" ")} ${n.failureSummary}`).join("\n   ")}`), RULES);
}
