// design.md's directions of dependency, read from the #includes and imports themselves.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** What each room may use besides itself. @type {Record<string, string[]>} */
const MAY_USE = {
  "c/base": [],
  "c/num": ["c/base"],
  "c/dist": ["c/num", "c/base"],
  "c/info": ["c/dist", "c/num", "c/base"],
  "c/kern": ["c/base"],
  "c/nn": ["c/kern", "c/base"],
  "c/data": ["c/kern", "c/base"],
  "c/abi": ["c/base", "c/num", "c/dist", "c/info", "c/kern", "c/nn", "c/data"],
  "web/core": [],
  "web/train": ["web/core"],
  "web/elements": ["web/core", "web/train"],
  "web/pages": ["web/elements", "web/core", "web/train"],
  "web/tools": ["web/core", "web/train", "web/elements", "web/pages", "web"],
  "web": ["web/core", "web/train", "web/elements"],
};
/** Words of the source text that a room must not use. @type {[RegExp, RegExp, string][]} */
const NEVER = [
  [/^c\//, /\b(printf|fprintf|fopen|malloc|calloc|realloc|exit|abort)\s*\(/, "I/O, malloc and exit stay out of the engine"],
  [/^web\/(core|train)\//, /\b(document|window)\./, "no DOM below the elements"],
  [/^web\/elements\//, /\bmemory\.buffer\b/, "elements do not touch wasm memory"],
];

/** What distributions share: the interface, and what any discrete or any continuous one can use. */
const SHARED_BY_FAMILIES = /^c\/dist\/(dist|discrete|continuous)\.h$/;

/** @param {string} folder @returns {string[]} */
const filesUnder = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? filesUnder(path) : [path];
});
/** @param {string} file */
const roomOf = (file) => Object.keys(MAY_USE).filter((room) => file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
/** Comments hold words, not dependencies. @param {string} text */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

/** @param {string} file @param {string} text @returns {string[]} files that `file` names */
export function dependencies(file, text) {
  const found = [];
  if (/\.(c|h|def)$/.test(file)) for (const [, path] of text.matchAll(/#include "([^"]+)"/g)) found.push(existsSync(join("c", path)) ? join("c", path) : join(dirname(file), path));
  else for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) found.push(normalize(join(dirname(file), path)));
  return found;
}

/** @param {string} file @param {string} text @returns {string[]} what is wrong */
export function violations(file, text) {
  const room = roomOf(file);
  const code = withoutComments(text);
  const wrong = dependencies(file, code)
    .map((path) => [path, roomOf(path)])
    .filter(([, used]) => used && used !== room && !MAY_USE[room].includes(used))
    .map(([path]) => `${file} reaches into ${path}`);
  for (const [where, what, why] of NEVER) if (where.test(file) && what.test(code)) wrong.push(`${file}: ${why}`);
  if (room === "c/dist" && !/(registry|mixture)\.c$/.test(file)) {
    const own = new Set(Array.from(code.matchAll(/const sp_family (sp_family_\w+)\s*=/g), (m) => m[1]));
    for (const [name] of code.matchAll(/\bsp_family_(?!id\b)[a-z]\w*/g)) if (!own.has(name)) wrong.push(`${file} knows ${name}, a second distribution`);
  }
  return wrong;
}

const sources = [...filesUnder("c"), ...filesUnder("web")].filter((f) => /\.(c|h|def|js)$/.test(f) && !f.includes(".gen."));

test("every source file belongs to a room", () => {
  assert.deepEqual(sources.filter((f) => !roomOf(f)), []);
  assert.ok(sources.length > 20);
});
test("no room reaches where it may not", () => assert.deepEqual(sources.flatMap((f) => violations(f, readFileSync(f, "utf8"))), []));
test("the check sees a forbidden include, import and call", () => {
  assert.equal(violations("c/base/probe.c", '#include "dist/dist.h"').length, 1);
  assert.equal(violations("c/nn/probe.c", '#include "info/info.h"').length, 1);
  assert.equal(violations("web/core/probe.js", 'import { x } from "../elements/x.js";').length, 1);
  assert.equal(violations("web/train/probe.js", 'const x = await import("../pages/index.js");').length, 1);
  assert.equal(violations("c/dist/probe.c", "const sp_family sp_family_probe = {0}; void f(void) { g(&sp_family_normal); }").length, 1);
  assert.equal(violations("c/num/probe.c", "void f(void) { exit(1); }").length, 1);
});
test("the top level holds nothing else", () => {
  const allowed = new Set(["c", "web", "tests", "build.sh", "package.json", "package-lock.json", "README.md", "LICENSE", "dist", "node_modules"]);
  assert.deepEqual(readdirSync(".").filter((name) => !name.startsWith(".") && !allowed.has(name)), []);
});
