// Pictures of the whole page, to be looked at: .build/screenshots/WIDTH-SCHEME-CHAPTER-N.png, or of the
// elements that are named; with --readme the README's, the manifest's and the icons.
//   npm run screenshots -- [--readme] [--print] [--width=N] [--scheme=light|dark] [selector ...]
import { mkdirSync, readFileSync } from "node:fs";
import { numbersOf, start, wake } from "./browser.js";

const OUT = ".build/screenshots";
/** No picture is taller than this, in pixels of the page: more would be shrunk to be seen at once. */
const TALLEST = 1600;
const WIDTHS = [360, 768, 1280], SCHEMES = /** @type {const} */ (["light", "dark"]);

const options = Object.fromEntries(process.argv.slice(2).filter((a) => a.startsWith("--")).map((a) => [...a.slice(2).split("="), ""]).map(([name, value]) => [name, value]));
const selectors = process.argv.slice(2).filter((a) => !a.startsWith("--"));
mkdirSync(OUT, { recursive: true });
const tests = await start();

/** @param {import("puppeteer-core").Page} page @param {string} selector @param {string} name */
async function picture(page, selector, name) {
  const { x, y, width, height } = await page.$eval(selector, (e) => { const b = e.getBoundingClientRect(); return { x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height }; });
  for (let top = 0, i = 1; top < height; top += TALLEST, i++)
    await page.screenshot({ path: `${OUT}/${name}-${i}.png`, clip: { x, y: y + top, width, height: Math.min(TALLEST, height - top) }, captureBeyondViewport: true });
}

/** The icons for home screens, from icon.svg: a maskable one fills its square, for the system cuts it. */
async function icons() {
  const svg = readFileSync("web/pages/icon.svg", "utf8");
  const page = await tests.browser.newPage();
  for (const [name, size, full] of /** @type {[string, number, boolean][]} */ ([["180", 180, true], ["192", 192, false], ["512", 512, false], ["maskable-512", 512, true]])) {
    await page.setViewport({ width: size, height: size });
    const drawn = full ? svg.replace('rx="5"', "").replace('viewBox="0 0 24 24"', 'viewBox="0 0 24 24" overflow="visible"').replace(/(<path.*)<\/svg>/s, '<g transform="translate(12 12) scale(0.78) translate(-12 -12)">$1</g></svg>') : svg;
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawn}`);
    await page.screenshot({ path: `web/pages/icon-${name}.png`, omitBackground: true });
  }
}

try {
  if ("readme" in options) {
    const { page } = await tests.open("", { width: 1180, height: 980 });
    await numbersOf(page, "#example-b");
    await page.$eval("#example-b", (e) => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 150, behavior: "instant" }));
    await new Promise((done) => setTimeout(done, 600));
    await page.screenshot({ path: /** @type {`${string}.png`} */ ("web/pages/screenshot.png"), captureBeyondViewport: false });
    await page.setViewport({ width: 390, height: 844 });
    await page.$eval("#example-b", (e) => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 60, behavior: "instant" }));
    await new Promise((done) => setTimeout(done, 600));
    await page.screenshot({ path: /** @type {`${string}.png`} */ ("web/pages/screenshot-narrow.png"), captureBeyondViewport: false });
    await icons();
  } else if ("print" in options) {
    const { page } = await tests.open();
    await wake(page);
    await page.pdf({ path: `${OUT}/page.pdf`, format: "a4", printBackground: true });
  } else for (const width of options.width ? [Number(options.width)] : WIDTHS) for (const scheme of options.scheme ? [/** @type {"light" | "dark"} */ (options.scheme)] : SCHEMES) {
    const { page, errors } = await tests.open("", { width, scheme, height: width < 500 ? 780 : 900 });
    await page.screenshot({ path: `${OUT}/${width}-${scheme}-0-opening.png` });
    await wake(page);
    await new Promise((done) => setTimeout(done, 800));
    const chapters = await page.$$eval("main > section", (all) => all.map((s) => `#${s.id}`));
    for (const [i, selector] of (selectors.length ? selectors : chapters).entries()) await picture(page, selector, `${width}-${scheme}-${selectors.length ? "" : `${i + 1}-`}${selector.replace(/\W/g, "")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(width, scheme, wide > 0 ? `scrolls sideways by ${wide}px` : "fits", errors.join("\n"));
    await page.close();
  }
} finally {
  await tests.close();
}
