// npm run snapshot -- '<kl-divergence p="…" q="…">': the element with what readers without scripts see inside
// it: its charts as SVG and its numbers as a table, computed by the engine here. Paste it in place of the bare one.
import { readFileSync } from "node:fs";
import { attributesIn, attributesOf, still, tags } from "./still.js";

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

const [, tag, rest] = /^<([a-z][a-z-]*)((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*)\s*\/?>/.exec(source) ?? refuse(`this is not the start of an element: ${source.slice(0, 80)}`);
const attributes = attributesIn(rest);
if (!(await tags()).includes(tag)) refuse(`there is no widget ${tag}`, `there are ${(await tags()).join(", ")}`);
const known = await attributesOf(tag);
for (const [name] of attributes) if (![...known, "id", "class", "for", "lang"].includes(name)) refuse(`${tag} has no attribute ${name}`, `it has ${known.join(", ")}`);
try {
  console.log(`<${tag}${rest}>\n${(await still(tag, attributes)).toFallback()}\n</${tag}>`);
} catch (error) {
  console.error(`snapshot: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
