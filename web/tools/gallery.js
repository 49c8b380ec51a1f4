// The gallery: each example of web/gallery as a page of the site where it can be one, and the source of all on its index.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { HOST } from "../elements/embed-host.js";
import { framed } from "./frame.js";
import { withPolicy } from "./policy.js";

const FROM = "web/gallery";
/** The plain source files come first; index.html of myst is what the tool writes, that of quarto and mdbook stands for it.
 * @type {Record<string, { title: string, about: string, source: string[], tested: string, page?: boolean, entry?: string, styled?: boolean }>} */
export const EXAMPLES = {
  plain: { title: "Plain HTML", about: "One script and one element; and the same widget in a frame that grows with it.", source: ["index.html"], page: true, tested: "Opened as it is." },
  reveal: { title: "reveal.js", about: "A widget on a slide, which the deck scales; keys belong to whatever has the focus.", source: ["index.html", "slides.mjs"], page: true, entry: "slides.mjs", styled: true, tested: "Built with reveal.js from npm." },
  react: { title: "React 19", about: "No wrapper: attributes and events are JSX.", source: ["app.jsx", "index.html"], page: true, entry: "app.jsx", tested: "Built with React 19 from npm." },
  "jupyter-book": { title: "Jupyter Book 1 and Sphinx", about: "The element as it is in MyST Markdown, the script for all pages in the configuration; put the site’s folder at static/surprisal.", source: ["index.md", "_config.yml", "_toc.yml", "conf.py"], tested: "Built with Sphinx and its MyST parser, on which Jupyter Book 1 stands." },
  myst: { title: "MyST and Jupyter Book 2", about: "They run no scripts of a page’s own: a frame.", source: ["index.md"], page: true, styled: true, tested: "Built with mystmd from npm and the components of its themes; the themes themselves are no package: a bare page stands for them." },
  quarto: { title: "Quarto", about: "A raw block, and the script in the header.", source: ["notes.qmd"], page: true, tested: "The page was written by hand in the form that Quarto documents; Quarto, which neither npm nor Debian has, was not run." },
  mdbook: { title: "mdBook", about: "Raw HTML in a chapter; the one-file build, since mdBook adds plain scripts.", source: ["src/index.md", "book.toml", "src/SUMMARY.md"], page: true, tested: "The page was written by hand in the form that mdBook documents; mdBook, which neither npm nor this Debian has, was not run." },
  ebook: { title: "E-books and paper", about: "What scripts would show is made ahead: the chart as SVG, the numbers as a table; the same inside an element serves PDF and readers without scripts.", source: ["make.sh", "notes.md"], tested: "Built with pandoc; the chapter is opened as XHTML." },
  anywidget: { title: "anywidget", about: "In a notebook: traits are attributes, and the numbers come back to Python.", source: ["surprisal_widget.py"], tested: "Its front end runs in anywidget’s runtime and Jupyter’s HTML manager from npm; its Python half stands on a stand-in for the Python package, which neither npm nor Debian has." },
};

/** An example's file, with the host's side of frames where it is named. @param {string} file */
export const sourceOf = (file) => readFileSync(`${FROM}/${file}`, "utf8").replace("{{host}}", () => HOST);
const escape = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
/** In the sources the site is a folder beside the page; here it lies two folders above. @param {string} html */
const placed = (html) => html.replace(/\b(src|href)="(?:surprisal\/|(?=surprisal\.single\.js"))/g, '$1="../../');

const section = (/** @type {string} */ id) => {
  const { title, about, source, page, tested } = EXAMPLES[id];
  return `<section id="${id}">
<h2>${title}</h2>
<p>${about} <small>${tested}</small>${page ? ` <a href="${id}/index.html">Open it: ${title}</a>` : ""}</p>
${source.map((file) => `<figure class="source"><figcaption><a href="${id}/${file}" download>${file}</a></figcaption><pre tabindex="0" aria-label="${id}/${file}"><code>${escape(sourceOf(`${id}/${file}`).trim())}</code></pre></figure>`).join("\n")}
</section>`;
};

/** @param {string} out the site's folder, with the package in it */
export async function makeGallery(out) {
  for (const [id, { source, page, entry, styled }] of Object.entries(EXAMPLES)) {
    for (const file of new Set([...source, ...(page ? ["index.html"] : [])])) {
      mkdirSync(dirname(`${out}/gallery/${id}/${file}`), { recursive: true });
      const text = sourceOf(`${id}/${file}`);
      writeFileSync(`${out}/gallery/${id}/${file}`, file.endsWith(".html") ? withPolicy(placed(text), styled ? "styled" : "example") : text);
    }
    if (entry) await build({ entryPoints: [`${FROM}/${id}/${entry}`], outdir: `${out}/gallery/${id}`, bundle: true, format: "esm", splitting: false, minify: true, target: "es2022", jsx: "automatic", external: ["node:*"], define: { "process.env.NODE_ENV": '"production"' }, logLevel: "warning", legalComments: "none" });
  }
  const ids = Object.keys(EXAMPLES);
  writeFileSync(`${out}/gallery/index.html`, withPolicy(framed(`${FROM}/index.html`, { root: "../" })
    .replace("{{nav}}", () => ids.map((id) => `<li><a href="#${id}">${EXAMPLES[id].title}</a></li>`).join(""))
    .replace("{{examples}}", () => ids.map(section).join("\n")), "page"));
}
