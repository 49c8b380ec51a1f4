// Every word of a widget comes from the one table: with another table, and another locale, nothing of the
// first language is left.
import { test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { serve } from "../../web/tools/serve.js";
import { numbersOf, start } from "./browser.js";

const WIDGETS = ["binary-cross-entropy", "code-length", "cross-entropy", "divergence-table", "entropy-identity", "entropy-view", "gradient-equality", "kl-divergence", "kl-fit"];

test("with another table of words and another locale, no English and no decimal point is left", async () => {
  mkdirSync(".build", { recursive: true });
  const root = mkdtempSync(join(".build", "words-"));
  const tests = await start();
  const server = await serve({ root });
  try {
    for (const file of readdirSync("dist")) if (file.endsWith(".wasm")) copyFileSync(join("dist", file), join(root, file));
    const variants = JSON.stringify(["simd"]);
    await build({ stdin: { contents: 'import { EN, useStrings } from "./web/elements/strings.js"; useStrings(Object.fromEntries(Object.entries(EN).map(([k, v]) => [k, v.replace(/(\\{\\w+\\})|[a-z]/gi, (c, slot) => slot ?? "ж")]))); await import("./web/elements/register.js");', resolveDir: "." },
      bundle: true, format: "esm", target: "es2022", outfile: join(root, "words.js"), external: ["node:*"], define: { SURPRISAL_VARIANTS: variants, SURPRISAL_HAS_MNIST: "false", SURPRISAL_BUILD: '"site"', SURPRISAL_READY: "null" }, logLevel: "error" });
    writeFileSync(join(root, "index.html"), `<!doctype html><html lang="de"><meta charset="utf-8"><script type="module" src="words.js"></script>${WIDGETS.map((w) => `<${w} id="${w}"></${w}>`).join("")}`);
    const page = await tests.browser.newPage();
    page.on("pageerror", (error) => console.log(String(error)));
    await page.goto(server.url);
    for (const w of WIDGETS) await numbersOf(page, `#${w}`);
    await page.$eval("#kl-divergence", (e) => e.setAttribute("range", "0:5"));
    await numbersOf(page, "#kl-divergence");
    const left = await page.evaluate(() => {
      const found = [], roots = [...document.body.querySelectorAll("*")].flatMap((e) => (e.shadowRoot ? [e.shadowRoot] : []));
      // what the reader wrote, and the reasons that the engine gives in its own words, are no words of a widget
      const look = (text, where) => { if (!/where [PQ] [=>] 0/.test(text)) for (const [word] of text.matchAll(/[a-z]{3,}|\d\.(?!\d{3}\b)\d/gi)) if (!/^(log|softmax|sigma|NaN|SVG|PNG|CSV)$/.test(word)) found.push(`${where}: ${word} in “${text.trim().slice(0, 80)}”`); };
      for (let i = 0; i < roots.length; i++) for (const e of roots[i].querySelectorAll("*")) {
        if (e.shadowRoot) roots.push(e.shadowRoot);
        if (e.localName === "style" || e.closest(".sent, .texts .print")) continue;
        for (const node of e.childNodes) if (node.nodeType === 3) look(node.data, roots[i].host.localName);
        for (const name of ["aria-label", "title", "aria-valuetext", "aria-roledescription"]) if (e.hasAttribute(name)) look(e.getAttribute(name), `${roots[i].host.localName} ${name}`);
      }
      return [...new Set(found)];
    });
    assert.deepEqual(left, []);
  } finally {
    await server.close();
    await tests.close();
    rmSync(root, { recursive: true });
  }
});
