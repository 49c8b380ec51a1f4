// Reads the tables of c/ (*.def) and writes what both sides of the wasm boundary must agree on:
//   web/core/abi.gen.js, abi.gen.d.ts   the tables, the types of the exports and the ABI hash
//   .build/abi.flags, .build/abi.{numeric,training}.exports   the same hash, and what each module exports
// A .def file is a list of macro calls, NAME(arguments); a nested list of calls is one argument.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** File under c/ → [export name, macro, field names]; "…parameters" is a nested list. */
const TABLES = {
  "base/status.def": ["STATUS", "STATUS", ["name", "message"]],
  "dist/families.def": ["FAMILIES", "FAMILY", ["name", "kind", "support", "formula", "accuracy", "source", "parameters"]],
  "info/measures.def": ["MEASURES", "MEASURE", ["name", "formula"]],
  "abi/dist_functions.def": ["DIST_FUNCTIONS", "DIST_FUNCTION", ["name", "member"]],
  "info/reasons.def": ["REASONS", "REASON", ["name", "text"]],
  "nn/layers.def": ["LAYERS", "LAYER", ["id", "name"]],
  "nn/activations.def": ["ACTIVATIONS", "ACTIVATION", ["id", "name"]],
  "nn/losses.def": ["LOSSES", "LOSS", ["id", "name"]],
  "nn/optimizers.def": ["OPTIMIZERS", "OPTIMIZER", ["id", "name"]],
};
const PARAMETER_FIELDS = ["name", "domain", "default"];

/** The macro calls in `text`: [{ macro, args }], args as source text.
 * @param {string} text
 * @returns {{ macro: string, args: string[] }[]} */
function parseCalls(text) {
  const calls = [];
  let at = 0;
  const call = /\s*([A-Za-z_]\w*)\s*\(/y;
  while (((call.lastIndex = at), call.test(text))) {
    const macro = /** @type {RegExpExecArray} */ (/([A-Za-z_]\w*)\s*\($/.exec(text.slice(at, call.lastIndex)))[1];
    const args = [""];
    let depth = 1;
    for (at = call.lastIndex; depth > 0; at++) {
      const c = text[at];
      if (c === undefined) throw new Error(`unbalanced parentheses in ${macro}(…`);
      if (c === '"') {
        const end = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(at));
        if (!end) throw new Error(`unterminated string in ${macro}(…`);
        args[args.length - 1] += end[0];
        at += end[0].length - 1;
        continue;
      }
      depth += c === "(" ? 1 : c === ")" ? -1 : 0;
      if (depth === 1 && c === ",") args.push("");
      else if (depth > 0) args[args.length - 1] += c;
    }
    calls.push({ macro, args: args.map((a) => a.trim()) });
  }
  if (text.slice(at).trim()) throw new Error(`not a macro call: ${text.slice(at, at + 60)}`);
  return calls;
}

/** @param {string} path */
const read = (path) => readFileSync(`c/${path}`, "utf8").replace(/\/\*[\s\S]*?\*\//g, " ");

/** A literal's value: adjacent strings joined, NAN undefined, a bare word its own name.
 * @param {string} source */
function literal(source) {
  if (source === "NAN") return undefined;
  if (/^-?[\d.]/.test(source)) return Number(source);
  const strings = source.match(/"(?:[^"\\]|\\.)*"/g);
  return strings ? strings.map((s) => JSON.parse(s)).join("") : source;
}

/** @param {string} path */
function readTable(path) {
  const [, macro, fields] = /** @type {[string, string, string[]]} */ (TABLES[/** @type {keyof typeof TABLES} */ (path)]);
  return parseCalls(read(path)).map((call) => {
    if (call.macro !== macro || call.args.length !== fields.length)
      throw new Error(`c/${path}: ${call.macro} with ${call.args.length} arguments, wanted ${macro}(${fields.join(", ")})`);
    return Object.fromEntries(fields.map((field, i) => [
      field,
      field === "parameters"
        ? parseCalls(call.args[i]).map((p) => Object.fromEntries(PARAMETER_FIELDS.map((f, j) => [f, literal(p.args[j])])))
        : literal(call.args[i]),
    ]));
  });
}

/** The modules and the macro that adds to each alone; EXPORT adds to all. */
const MODULES = { numeric: "EXPORT_NUMERIC", training: "EXPORT_TRAINING" };
const exported = parseCalls(read("abi/exports.def")).map(({ macro, args: [type, name, parameters] }) => {
  if (macro !== "EXPORT" && !Object.values(MODULES).includes(macro)) throw new Error(`c/abi/exports.def: ${macro} is no macro of this table`);
  const inside = parameters.slice(1, -1).trim();
  const names = inside === "void" || inside === "" ? [] : inside.split(",").map((p) => {
    const match = /^(.*?)(\w+)$/.exec(p.trim());
    if (!match || /\b(u?int64_t|long|float)\s*$/.test(match[1])) throw new Error(`${name}: cannot pass "${p.trim()}"`);
    return match[2];
  });
  return { macro, type, name, names };
});

const sources = ["abi/exports.def", ...Object.keys(TABLES)].map((p) => read(p).replace(/\s+/g, " "));
const hash = createHash("sha256").update(sources.join("\n")).digest().readUInt32LE(0);

const header = "// Written by web/tools/abi.js from the tables in c/. Do not edit.\n";
let js = `${header}export const ABI_HASH = ${hash};\n`;
let types = `${header}export const ABI_HASH: number;\n`;
for (const [path, [name, , fields]] of Object.entries(TABLES)) {
  js += `export const ${name} = ${JSON.stringify(readTable(path), null, 1)};\n`;
  types += `export const ${name}: { ${/** @type {string[]} */ (fields).map((f) => `${f}: ${f === "parameters"
    ? "{ name: string, domain: string, default?: number }[]" : "string"}`).join(", ")} }[];\n`;
}
types += "/** Pointers are byte offsets, statuses indices into STATUS. */\nexport interface Exports {\n  memory: WebAssembly.Memory;\n  _initialize?(): void;\n";
for (const { type, name, names } of exported)
  types += `  ${name}(${names.map((n) => `${n}_: number`).join(", ")}): ${type === "void" ? "void" : "number"};\n`;
types += "}\n";

mkdirSync(".build", { recursive: true });
writeFileSync("web/core/abi.gen.js", js);
writeFileSync("web/core/abi.gen.d.ts", types);
writeFileSync(".build/abi.flags", `-DSP_ABI_HASH=${hash}u\n`);
for (const [module, own] of Object.entries(MODULES))
  writeFileSync(`.build/abi.${module}.exports`, `${exported.filter(({ macro }) => macro === "EXPORT" || macro === own).map(({ name }) => `_${name}`).join(",")}\n`);
