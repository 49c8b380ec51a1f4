// Makes the page: chapters into the shell, formulas into markup (KaTeX here and now, none at run time),
// the style sheet with tokens and fonts in front.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { transform } from "esbuild";
import katex from "katex";
import { forcedTokens, tokens } from "../elements/tokens.js";
import { embedding } from "./embedding.js";
import { framed } from "./frame.js";
import { reference } from "./reference.js";
import { withPolicy } from "./policy.js";
import { linkTerms } from "./terms.js";

const PAGES = "web/pages";
/** P, Q and the divergence keep their colours in formulas too. */
const MACROS = {
  "\\PP": "\\htmlClass{role-p}{P}", "\\QQ": "\\htmlClass{role-q}{Q}", "\\pp": "\\htmlClass{role-p}{p}", "\\qq": "\\htmlClass{role-q}{q}",
  "\\KL": "\\htmlClass{role-d}{D_{\\mathrm{KL}}}(#1\\,\\|\\,#2)",
};
/** The subsets of the two fonts that words need: file in dist/ and where it comes from. @type {[string, string][]} */
export const FONTS = [
  ["inter", ["latin-wght-normal", "greek-wght-normal"]],
  ["source-serif-4", ["latin-wght-normal", "latin-wght-italic", "greek-wght-normal", "greek-wght-italic"]],
].flatMap(([name, subsets]) => /** @type {string[]} */ (subsets).map((s) => /** @type {[string, string]} */ ([`fonts/${name}-${s}.woff2`, `node_modules/@fontsource-variable/${name}/files/${name}-${s}.woff2`])));

/** @param {string} html @param {string} file */
export function renderFormulas(html, file) {
  const render = (/** @type {string} */ source, /** @type {boolean} */ displayMode) => {
    const tex = source.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    try {
      // the source that KaTeX adds to its MathML is read by nobody, and every page would carry it
      return katex.renderToString(tex, { displayMode, macros: { ...MACROS }, output: "htmlAndMathml", trust: ({ command }) => command === "\\htmlClass", strict: "ignore", throwOnError: true }).replace(/<annotation .*?<\/annotation>/gs, "");
    } catch (error) {
      throw new Error(`${file}: ${/** @type {Error} */ (error).message}`);
    }
  };
  return html
    .replace(/\\\[([\s\S]*?)\\\]/g, (_, tex) => `<div class="math-display" tabindex="0" role="group" aria-label="Formula">${render(tex, true)}</div>`)
    // what follows a short formula closely stays on its line
    .replace(/\\\(([\s\S]*?)\\\)([.,:;?!)’]*)/g, (_, tex, after) => (after && tex.length < 26 ? `<span class="nowrap">${render(tex, false)}${after}</span>` : render(tex, false) + after));
}

/** Inline styles (KaTeX writes many, few of them different) as classes: a page's policy may refuse the former.
 * @param {string} html @param {Map<string, string>} classes style → class */
export function withoutInlineStyles(html, classes) {
  return html.replace(/<[a-zA-Z][^<>]*? style="([^"<>]*)"[^<>]*>/g, (tag, style) => {
    const name = classes.get(style) ?? `s${classes.size}`;
    classes.set(style, name);
    const bare = tag.replace(` style="${style}"`, "");
    return / class="/.test(bare) ? bare.replace(' class="', ` class="${name} `) : bare.replace(/^<[\w-]+/, (start) => `${start} class="${name}"`);
  });
}

function chapters() {
  const files = readdirSync(`${PAGES}/chapters`).filter((f) => f.endsWith(".html")).sort();
  const texts = linkTerms(files.map((file) => readFileSync(`${PAGES}/chapters/${file}`, "utf8")));
  return files.map((file, i) => {
    const html = texts[i];
    const [, id, title] = /^<section id="([\w-]+)" data-title="([^"]+)"/.exec(html) ?? [];
    if (!id) throw new Error(`${file} must begin with <section id="…" data-title="…">`);
    return { id, title, html: renderFormulas(html, file) };
  });
}

/** @param {string} out @param {string[]} modules what the page's script imports: asked for at once, not one after another */
export async function makePage(out, modules) {
  mkdirSync(`${out}/fonts`, { recursive: true });
  const all = chapters();
  /** @type {Map<string, string>} */
  const classes = new Map();
  const fill = (/** @type {string} */ html) => withoutInlineStyles(html
    .replace("{{nav}}", () => all.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join(""))
    .replace("{{chapters}}", () => all.map(({ html: text }) => text).join("\n"))
    .replace("{{widgets-nav}}", () => embedding.nav)
    .replace("{{host}}", () => embedding.host)
    .replace("{{widgets}}", () => embedding.sections)
    .replace("{{families-nav}}", () => reference.nav)
    .replace("{{families}}", () => renderFormulas(reference.sections, "c/dist/families.def")), classes);
  const early = `<!--site--><script async src="early.js"></script>\n${modules.map((file) => `<link rel="modulepreload" href="${file}">`).join("\n")}<!--/site-->\n`;
  for (const file of readdirSync(PAGES)) {
    if (file.endsWith(".html") && file !== "top.html")
      writeFileSync(`${out}/${file}`, withPolicy(fill(framed(`${PAGES}/${file}`, { early: file === "index.html" ? early : "" })), file === "embed.html" ? "embed" : "page"));
    if (/\.(svg|png|webmanifest)$/.test(file) || ["scheme.js", "embed.css"].includes(file)) copyFileSync(`${PAGES}/${file}`, `${out}/${file}`);
  }
  for (const [file, path] of FONTS) copyFileSync(path, `${out}/${file}`);
  // of KaTeX's fonts those that the formulas use, as woff2 alone, and in its style sheet no other
  const used = (/** @type {string} */ text) => /(Main-(Regular|Italic|Bold)|Math-Italic|AMS-Regular|Size[1-4]-Regular)\.woff2/.test(text);
  for (const file of readdirSync("node_modules/katex/dist/fonts").filter(used)) copyFileSync(`node_modules/katex/dist/fonts/${file}`, `${out}/fonts/${file}`);
  const formulas = readFileSync("node_modules/katex/dist/katex-swap.css", "utf8").replace(/,\s*url\([^)]*\.(?:woff|ttf)\) format\([^)]*\)/g, "").replace(/@font-face\s*\{[^}]*\}/g, (face) => (used(face) ? face : ""));
  const css = [`:root {\n${tokens}\n}`, readFileSync(`${PAGES}/fonts.css`, "utf8"), formulas, readFileSync(`${PAGES}/styles.css`, "utf8"),
    ...Array.from(classes, ([style, name]) => `.${name} { ${style.split(";").filter((d) => d.trim()).map((d) => `${d} !important`).join("; ")} }`)].join("\n");
  writeFileSync(`${out}/styles.css`, (await transform(css, { loader: "css", minify: true })).code);
}
