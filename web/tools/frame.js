// What every page of the site begins with (web/pages/top.html): head, bar, list of sections.  A page's own
// file says what goes there between two lines of dashes, `name: value`, and goes on with its text.
import { readFileSync } from "node:fs";

const top = readFileSync("web/pages/top.html", "utf8");

/** @param {string} file of the page @param {{ root?: string, early?: string }} [parts] the way to the site's folder, and what
 * is to be asked for early @returns {string} the page; a file that begins otherwise stays as it is */
export function framed(file, { root = "", early = "" } = {}) {
  const source = readFileSync(file, "utf8");
  const [start, names, text] = /^---\n(.*?)^---\n(.*)$/ms.exec(source) ?? [];
  if (start === undefined) return source;
  const parts = { root, early, ...Object.fromEntries(names.trim().split("\n").map((line) => line.split(/: (.*)/, 2))) };
  return top.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    if (parts[name] === undefined) throw new Error(`${file} must say its ${name}`);
    return parts[name];
  }) + text;
}
