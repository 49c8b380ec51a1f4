// Pictures of the page, to be looked at: .build/screenshots/NAME-WIDTH-SCHEME.png, and the README's.
//   node tests/browser/screenshots.js [--readme] [selector ...]
import { mkdirSync } from "node:fs";
import { numbersOf, start } from "./browser.js";

const OUT = ".build/screenshots";
const readme = process.argv.includes("--readme");
const selectors = process.argv.slice(2).filter((a) => !a.startsWith("--"));
mkdirSync(OUT, { recursive: true });
const tests = await start();
try {
  if (readme) {
    const { page } = await tests.open("", { width: 1180, height: 980 });
    await numbersOf(page, "#example-b");
    await page.$eval("#example-b", (e) => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 150, behavior: "instant" }));
    await new Promise((done) => setTimeout(done, 600));
    await page.screenshot({ path: /** @type {`${string}.png`} */ ("web/pages/screenshot.png"), captureBeyondViewport: false });
  } else for (const width of [360, 768, 1280]) for (const scheme of /** @type {const} */ (["light", "dark"])) {
    const { page, errors } = await tests.open("", { width, scheme, height: width < 500 ? 780 : 900 });
    await page.screenshot({ path: `${OUT}/top-${width}-${scheme}.png` });
    for (const selector of selectors.length ? selectors : ["#example-a", "#trainer"]) {
      await numbersOf(page, selector);
      await new Promise((done) => setTimeout(done, 500));
      const element = await page.$(selector);
      await element?.screenshot({ path: `${OUT}/${selector.replace(/\W/g, "")}-${width}-${scheme}.png` });
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(width, scheme, wide > 0 ? `scrolls sideways by ${wide}px` : "fits", errors.join("\n"));
    await page.close();
  }
} finally {
  await tests.close();
}
