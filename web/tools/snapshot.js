// npm run snapshot -- '<kl-divergence p="…" q="…">': the element with what readers without scripts see inside
// it: its charts as SVG and its numbers as a table, computed by the engine here. Paste it in place of the bare one.
import { readFileSync } from "node:fs";

const USAGE = `usage: npm run snapshot -- '<kl-divergence p="binomial(10, 0.5)" q="poisson(4)">'   (or - to read the element from the input)`;
/** @param {string} message @returns {never} */
function refuse(message, usage = USAGE) {
  console.error(`snapshot: ${message}\n${usage}`);
  process.exit(2);
}

const given = process.argv.slice(2);
if (given.includes("--help")) { console.log(USAGE); process.exit(0); }
if (given.length !== 1) refuse(given.length ? "one element at a time" : "no element was given");
const source = (given[0] === "-" ? readFileSync(0, "utf8") : given[0]).trim();

/** @param {string} text */
const plain = (text) => text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const [, tag, rest] = /^<([a-z][a-z-]*)((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/.exec(source) ?? refuse(`this is not the start of an element: ${source.slice(0, 80)}`);
const attributes = Array.from(rest.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g), ([, name, a, b, c]) => /** @type {[string, string]} */ ([name, plain(a ?? b ?? c ?? "")]));

const elements = await import(new URL("../../dist/npm/elements/index.js", import.meta.url).href);
const { load } = await import(new URL("../../dist/npm/index.js", import.meta.url).href);
const made = Object.values(elements).find((e) => e?.tag === tag) ?? refuse(`there is no widget ${tag}`, `there are ${Object.values(elements).map((e) => e?.tag).filter(Boolean).join(", ")}`);
void made.observedAttributes; // Lit makes a class ready when it is defined; here nothing defines it
const element = new made();
for (const name of attributes.map(([n]) => n)) if (!(name in made.attributes) && !["id", "class", "for", "lang"].includes(name)) refuse(`${tag} has no attribute ${name}`, `it has ${Object.keys(made.attributes).join(", ")}`);
for (const [name, text] of attributes) element.setAttribute(name, text);
element.engine = await load();
try {
  element.view(); // throws what is wrong
  element.render();
  console.log(`<${tag}${rest}>\n${element.toFallback()}\n</${tag}>`);
} catch (error) {
  console.error(`snapshot: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
