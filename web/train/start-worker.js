// Starts the training worker from wherever its file is: beside this module, on another origin, within this module.
import { addressOf, bytesOf, isInside, isNode } from "../core/files.js";

/** @typedef {{ worker: any, stop(): void }} Started */

const FILE = "surprisal.worker.js";

/** What a page that demands Trusted Types wants instead of an address; its policy is called "surprisal". */
const trusted = (() => {
  /** @type {any} */
  let policy;
  return (/** @type {string} */ address) => {
    const { trustedTypes } = /** @type {any} */ (globalThis);
    if (!trustedTypes) return address;
    // a second copy on the page may not make the policy again: then the page's own rules decide
    try { policy ??= trustedTypes.createPolicy("surprisal", { createScriptURL: (/** @type {string} */ a) => a }); } catch { policy = { createScriptURL: (/** @type {string} */ a) => a }; }
    return policy.createScriptURL(address);
  };
})();

/** @returns {Promise<Started>} */
async function startInNode() {
  const { Worker: NodeWorker } = await import("node:worker_threads");
  const source = isInside(FILE) ? new URL(`data:text/javascript;base64,${Buffer.from(await bytesOf(FILE)).toString("base64")}`) : addressOf(FILE);
  const worker = new NodeWorker(source);
  return { worker, stop: () => void worker.terminate() };
}

/** Browsers start a worker from the page's own origin alone. Its text from elsewhere, or from within, comes
 * as a blob, which has the page's origin; a sandboxed frame's and a local file's is like no other. @returns {Promise<Started>} */
export async function startWorker() {
  if (isNode) return startInNode();
  const url = addressOf(FILE);
  const own = !isInside(FILE) && globalThis.origin !== "null" && url.origin === globalThis.origin;
  const address = own ? url.href : URL.createObjectURL(new Blob([await bytesOf(FILE)], { type: "text/javascript" }));
  const worker = new Worker(trusted(address));
  if (!own) for (const event of ["message", "error"]) worker.addEventListener(event, () => URL.revokeObjectURL(address), { once: true });
  return { worker, stop: () => worker.terminate() };
}
