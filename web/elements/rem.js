// Lengths by the reader's own text size: in the elements' style sheets 1rem is that, and not the size that a
// page gives to <html> (10px and 62.5% are common).
import { unsafeCSS } from "lit";

/** What 1rem is in a page that leaves <html> alone: "medium" is the size that the reader has chosen. @type {number | undefined} */
let reader;
function readersSize() {
  const probe = document.createElement("span");
  probe.style.cssText = "position: absolute; font: medium sans-serif";
  document.documentElement.append(probe);
  const size = parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  return size;
}

/** In a media query a rem is the reader's anyway. @param {string} text */
const ownRem = (text) => text.replace(/@media[^{]*|(-?\d*\.?\d+)rem\b/g, (found, n) => (n === undefined ? found : `${n * (reader ??= readersSize())}px`));

/** One of ours for one of theirs: what elements share stays one sheet. @type {Map<import("lit").CSSResult, import("lit").CSSResult>} */
const made = new Map();

/** @param {any} styles of an element class, in lists of any depth @returns {any} */
export function withOwnRem(styles) {
  if (Array.isArray(styles)) return styles.map(withOwnRem);
  if (styles && !made.has(styles)) made.set(styles, unsafeCSS(ownRem(styles.cssText)));
  return made.get(styles);
}
