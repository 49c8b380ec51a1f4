// What a page that demands Trusted Types wants instead of the address of a script.

/** @type {Map<string, { createScriptURL(address: string): any }>} */
const policies = new Map();

/** @param {string} address of a script of this build @param {string} [name] the policy's, which the page must allow @returns {any} */
export function trusted(address, name = "surprisal") {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return address;
  const plain = { createScriptURL: (/** @type {string} */ a) => a };
  if (!policies.has(name)) {
    // a second copy on the page may not make the policy again: then the page's own rules decide
    try { policies.set(name, trustedTypes.createPolicy(name, plain)); } catch { policies.set(name, plain); }
  }
  return /** @type {typeof plain} */ (policies.get(name)).createScriptURL(address);
}
