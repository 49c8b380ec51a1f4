// Elements that only other elements use are defined together with the first widget: importing a widget's
// class registers nothing, and where another version has defined an element already, that one stays.

import { withOwnRem } from "./rem.js";

/** @type {Map<string, any>} */
const parts = new Map();

/** @param {string} tag @param {any} element */
export const part = (tag, element) => void parts.set(tag, element);

/** @param {string} tag @param {any} element */
export function define(tag, element) {
  if (typeof customElements === "undefined") return;
  for (const [name, made] of [...parts, [tag, element]]) {
    if (customElements.get(name)) continue;
    made.styles = withOwnRem(made.styles);
    customElements.define(name, made);
  }
}

/** Calls back when an element that is being disconnected was removed, and not only moved. @param {Element} element @param {() => void} act */
export const whenRemoved = (element, act) => queueMicrotask(() => { if (!element.isConnected) act(); });
