// What Lit's classes want when they are defined, for the package's modules where there is no DOM (Node, a
// server that renders): enough to import and to hold attributes; nothing is put on the global object.

export const HTMLElement = globalThis.HTMLElement ?? class {
  #attributes = new Map();
  /** @param {string} name */
  getAttribute(name) { return this.#attributes.get(name) ?? null; }
  /** @param {string} name */
  hasAttribute(name) { return this.#attributes.has(name); }
  /** @param {string} name @param {unknown} value */
  setAttribute(name, value) { this.#attributes.set(name, String(value)); }
  /** @param {string} name */
  removeAttribute(name) { this.#attributes.delete(name); }
  dispatchEvent() { return true; }
};
export const document = globalThis.document ?? { createTreeWalker: () => ({}), createComment: () => ({}) };
export const CSSStyleSheet = globalThis.CSSStyleSheet ?? class {};
