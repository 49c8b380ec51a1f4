// Elements that only other elements use are defined together with the first widget: importing a widget's
// class registers nothing, and where another version has defined an element already, that one stays.

/** @type {Map<string, any>} */
const parts = new Map();

/** @param {string} tag @param {any} element */
export const part = (tag, element) => void parts.set(tag, element);

/** @param {string} tag @param {any} element */
export function define(tag, element) {
  if (typeof customElements === "undefined") return;
  for (const [name, made] of [...parts, [tag, element]]) if (!customElements.get(name)) customElements.define(name, made);
}
