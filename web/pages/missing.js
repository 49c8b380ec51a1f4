// Where the engine cannot run the page says so once, and shows what would move as a picture that stands still.
import { missingHere } from "../core/variant.js";
import { WIDGETS } from "../elements/widgets.js";

/** One of pictures/index.json, by web/tools/pictures.js: a figure in a sentence, a picture, a table; null: nothing stands there.
 * @typedef {{ text: string } | { alt: string, width: number, height: number, file: "svg" | "png", title?: string, does?: string } | { rows: string[][] } | null} Still */

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Partial<HTMLElementTagNameMap[T]>} [properties] @param {(Node | string)[]} children */
const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** @param {Extract<Still, { alt: string }>} still @param {number} index */
function picture({ alt, width, height, file }, index) {
  const address = (dark = false) => `pictures/${index}${dark ? ".dark" : ""}.${file}`;
  const { scheme } = document.documentElement.dataset;
  const image = made("img", { loading: "lazy", alt, width, height });
  const dark = made("source", { srcset: address(true), media: "(prefers-color-scheme: dark)" });
  image.src = address(file === "svg" && scheme === "dark"); // before it is in the page: nothing is asked for twice
  return made("picture", {}, ...(file === "svg" && !scheme ? [dark] : []), image);
}
/** @param {string[][]} rows the first cell of each names it */
const table = (rows) => made("div", { className: "scroll" }, made("table", {}, ...rows.map(([name, ...cells]) => made("tr", {}, made("th", { scope: "row", textContent: name }), ...cells.map((textContent) => made("td", { textContent }))))));

/** @param {HTMLElement | null} notice where the page says it; where it has no such place, each widget does by itself */
export async function sayWhatIsMissing(notice) {
  const missing = missingHere();
  if (!missing || !notice) return;
  /** @type {HTMLElement} */ (notice.querySelector("span")).textContent = missing;
  notice.hidden = false;
  const widgets = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(Object.keys(WIDGETS).join(",")));
  for (const widget of widgets) if (widget.localName !== "live-number") widget.style.display = "none";
  /** @type {Still[]} only the tutorial has them */
  const stills = SURPRISAL_BUILD !== "site" ? [] : await fetch("pictures/index.json").then((r) => (r.ok ? r.json() : [])).catch(() => []);
  for (const [i, widget] of widgets.entries()) {
    const still = stills[i] ?? null;
    if (widget.localName === "live-number") widget.replaceWith(still && "text" in still ? still.text : "…");
    else if (still && !("text" in still)) {
      const title = widget.querySelector('[slot="title"]')?.textContent ?? ("alt" in still && still.title) ?? "";
      widget.before(made("figure", { className: "still wide" }, ...(title ? [made("figcaption", { textContent: title })] : []), ...("alt" in still ? [picture(still, i), ...(still.does ? [made("p", { textContent: still.does })] : [])] : [table(still.rows)])));
    }
  }
}
