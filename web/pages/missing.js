// Where the engine cannot run the page says so once, and leaves out what would move.
import { missingHere } from "../core/variant.js";
import { WIDGETS } from "../elements/widgets.js";

/** @param {HTMLElement} notice */
export function sayWhatIsMissing(notice) {
  const missing = missingHere();
  if (!missing) return;
  const name = /** @type {HTMLElement} */ (notice.querySelector("span"));
  name.textContent = missing;
  notice.hidden = false;
  for (const widget of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(Object.keys(WIDGETS).join(",")))) {
    if (widget.localName === "live-number") widget.replaceWith("…");
    else widget.style.display = "none";
  }
}
