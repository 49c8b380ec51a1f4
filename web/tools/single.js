// The tutorial as one file: its style sheet, fonts, script and icon written into the page.
import { readFileSync, writeFileSync } from "node:fs";
import { withPolicy } from "./policy.js";

/** @param {string} type @param {string} file */
const dataUrl = (type, file) => `data:${type};base64,${readFileSync(file).toString("base64")}`;

/** @param {string} out @param {string} script what the page runs, in one plain script */
export function makeSingle(out, script) {
  const folder = "dist";
  const css = readFileSync(`${folder}/styles.css`, "utf8").replace(/url\(([^)]+\.woff2)\)/g, (_, file) => `url(${dataUrl("font/woff2", `${folder}/${file}`)})`);
  const parts = {
    '<link rel="stylesheet" href="styles.css">': `<style>${css}</style>`,
    '<script src="scheme.js"></script>': `<script>${readFileSync(`${folder}/scheme.js`, "utf8")}</script>`,
    '<link rel="icon" href="icon.svg" type="image/svg+xml">': `<link rel="icon" href="${dataUrl("image/svg+xml", `${folder}/icon.svg`)}">`,
    '<script type="module" src="index.js"></script>': "",
    "</body>": () => `<script>${readFileSync(script, "utf8")}</script>\n</body>`,
  };
  // what needs the rest of the site, and what is loaded ahead, has no place in it
  let html = readFileSync(`${folder}/index.html`, "utf8").replace(/<link rel="preload"[^>]*>\n?/g, "").replace(/<!--site-->[\s\S]*?<!--\/site-->/g, "");
  for (const [what, by] of Object.entries(parts)) {
    if (!html.includes(what)) throw new Error(`index.html lacks ${what}, which ${out} replaces`);
    html = html.replace(what, typeof by === "function" ? by : () => by);
  }
  const left = /(?:src|href)="(?!data:|#|\?|https?:)([^"]+)"/.exec(html.replace(/<script>[\s\S]*?<\/script>/g, ""));
  if (left) throw new Error(`${out} still asks for ${left[1]}`);
  writeFileSync(out, withPolicy(html, "single"));
}
