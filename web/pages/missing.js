// Where the engine cannot run the page says so once, and shows what would move as a picture that stands still.
import { missingHere } from "../core/variant.js";
import { WIDGETS } from "../elements/widgets.js";

/** One of pictures/index.json, by web/tools/pictures.js: a figure in a sentence, a picture, a table; null: nothing stands there.
 * @typedef {{ text: string } | { alt: string, size: [number, number], narrow?: [number, number], file: "svg" | "png", title?: string, does?: string } | { rows: string[][] } | null} Still */

const NARROW = "(max-width: 30rem)", DARK = "(prefers-color-scheme: dark)";

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Partial<HTMLElementTagNameMap[T]>} [properties] @param {(Node | string)[]} children */
const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** @param {Extract<Still, { alt: string }>} still @param {number} index */
function picture({ alt, size: [width, height], narrow, file }, index) {
  const { scheme } = document.documentElement.dataset;
  const address = (size = "", dark = false) => `pictures/${index}${size}${dark ? ".dark" : ""}.${file}`;
  /** The first that holds is shown: its size, its scheme, its condition. @type {[string, boolean, string][]} */
  const other = scheme ? [[".narrow", scheme === "dark", NARROW]] : [[".narrow", true, `${NARROW} and ${DARK}`], [".narrow", false, NARROW], ["", true, DARK]];
  const image = made("img", { loading: "lazy", alt, width, height });
  image.src = address("", file === "svg" && scheme === "dark"); // before it is in the page: nothing is asked for twice
  const sources = narrow ? other.map(([size, dark, media]) => { const [w, h] = size ? narrow : [width, height]; return made("source", { srcset: address(size, dark), media, width: w, height: h }); }) : [];
  return made("picture", {}, ...sources, image);
}
/** @param {string[][]} rows the first cell of each names it @param {string} title */
const table = (rows, title) => made("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: title || rows[0].join(", ") }, made("table", {}, ...rows.map(([name, ...cells]) => made("tr", {}, made("th", { scope: "row", textContent: name }), ...cells.map((textContent) => made("td", { textContent, colSpan: cells.length === 1 ? rows[0].length - 1 : 1 }))))));

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
      const title = widget.querySelector('[slot="title"]')?.textContent ?? ("alt" in still ? still.title : undefined) ?? "";
      widget.before(made("figure", { className: "still wide" }, ...(title ? [made("figcaption", { textContent: title })] : []), ...("alt" in still ? [picture(still, i), ...(still.does ? [made("p", { textContent: still.does })] : [])] : [table(still.rows, title)])));
    }
  }
}
