// Every word of a widget comes from the one table: with another table, and another locale, nothing of the
// first language is left.
import { test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { serve } from "../../web/tools/serve.js";
import { PANELS, WIDGETS } from "../../web/elements/widgets.js";
import { newPage, numbersOf, start } from "./browser.js";

/** What a page of ours says of the ready network; its words are no words of a widget. */
const READY = { parameters: 149_418, bytes: 300_000, testAccuracy: 0.9948, testLoss: 0.0163, seed: 1, command: "npm run train" };

/** Runs in the page: what is left of English, or written with a decimal point, in all widgets and their parts. */
function leftOvers() {
  const found = [], roots = [...document.body.querySelectorAll("*")].flatMap((e) => (e.shadowRoot ? [e.shadowRoot] : []));
  // what the reader wrote, names of data sets, and the reasons that the engine gives in its own words, are no words of a widget
  const look = (text, where) => { if (!/where [PQ] [=>] 0/.test(text)) for (const [word] of text.matchAll(/[a-z]{3,}|\d\.(?!\d{3}\b)\d/gi)) if (!/^(log|softmax|sigma|NaN|SVG|PNG|CSV|MNIST|Fashion)$/.test(word)) found.push(`${where}: ${word} in “${text.trim().slice(0, 80)}”`); };
  for (let i = 0; i < roots.length; i++) for (const e of roots[i].querySelectorAll("*")) {
    if (e.shadowRoot) roots.push(e.shadowRoot);
    if (e.localName === "style" || e.closest(".sent, .texts .print, pre, .tensor")) continue;
    for (const node of e.childNodes) if (node.nodeType === 3) look(node.data, roots[i].host.localName);
    for (const name of ["aria-label", "title", "aria-valuetext", "aria-roledescription", "placeholder", "alt"]) if (e.hasAttribute(name)) look(e.getAttribute(name), `${roots[i].host.localName} ${name}`);
    if (e.localName === "input" && e.inputMode === "decimal") look(e.value, `${roots[i].host.localName} field`);
  }
  return [...new Set(found)];
}

test("with another table of words and another locale, no English and no decimal point is left", async () => {
  mkdirSync(".build", { recursive: true });
  const root = mkdtempSync(join(".build", "words-"));
  const tests = await start();
  const server = await serve({ root });
  try {
    for (const file of readdirSync("dist")) if (/\.wasm$|worker\.js$|\.safetensors$/.test(file)) copyFileSync(join("dist", file), join(root, file));
    const variants = JSON.stringify(["simd"]);
    await build({ stdin: { contents: 'import { EN, useStrings } from "./web/elements/strings.js"; useStrings(Object.fromEntries(Object.entries(EN).map(([k, v]) => [k, v.replace(/(\\{\\w+\\})|[a-z]/gi, (c, slot) => slot ?? "ж")]))); await import("./web/elements/register.js");', resolveDir: "." },
      bundle: true, format: "esm", target: "es2022", outfile: join(root, "words.js"), external: ["node:*"], define: { SURPRISAL_VARIANTS: variants, SURPRISAL_HAS_MNIST: "false", SURPRISAL_BUILD: '"site"', SURPRISAL_READY: JSON.stringify(READY) }, logLevel: "error" });
    const own = { "cnn-trainer": 'data="drawn" width="0.125" optimizer="adam" epochs="1"', "loss-race": 'epochs="1"' };
    writeFileSync(join(root, "index.html"), `<!doctype html><html lang="de"><meta charset="utf-8"><script type="module" src="words.js"></script>${Object.keys(WIDGETS).map((w) => `<${w} id="${w}" ${own[w] ?? ""}></${w}>`).join("")}`);
    const page = await newPage(tests.browser);
    page.on("pageerror", (error) => console.log(String(error)));
    await page.goto(server.url);
    for (const w of Object.keys(WIDGETS)) await numbersOf(page, `#${w}`);
    await page.$eval("#kl-divergence", (e) => e.setAttribute("range", "0:5"));
    await numbersOf(page, "#kl-divergence");
    assert.deepEqual(await page.evaluate(leftOvers), [], "as they come");

    const trainer = (/** @type {string} */ condition) => page.waitForFunction(`(() => { const n = document.querySelector("#cnn-trainer").numbers; return n && ${condition}; })()`, { polling: 100 });
    await trainer("n.source === 'drawn'");
    await page.waitForFunction(() => document.querySelector("#digit-pad").shadowRoot.querySelector(".strip button:enabled")); // its samples are there
    await page.$eval("#digit-pad", (e) => e.shadowRoot.querySelectorAll(".strip button")[3].click());
    await page.$eval("#cnn-trainer", (e) => e.act("step"));
    await trainer("n.status === 'paused'");
    assert.deepEqual(await page.evaluate(leftOvers), [], "after a step");
    await page.$eval("#cnn-trainer", (e) => e.act("resume"));
    await page.$eval("#loss-race", (e) => e.start());
    await trainer("n.status === 'done'");
    await page.waitForFunction(() => document.querySelector("#loss-race").numbers.status === "done");
    for (const panel of PANELS) {
      await page.$eval("#cnn-trainer", (e, p) => { e.write("panel", p); return e.updateComplete; }, panel);
      assert.deepEqual(await page.evaluate(leftOvers), [], `with ${panel} open`);
    }
    await page.waitForFunction(() => document.querySelector("#cnn-trainer").shadowRoot.querySelector(".worst"));
    await page.$eval("#cnn-trainer", (e) => e.shadowRoot.querySelector("surprisal-check").run());
    await page.waitForFunction(() => document.querySelector("#digit-pad").numbers.best !== null);
    assert.deepEqual(await page.evaluate(leftOvers), [], "after training, a check and a reading");
  } finally {
    await server.close();
    await tests.close();
    rmSync(root, { recursive: true });
  }
});
