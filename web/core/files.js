// Where the files of this build are (wasm, worker): beside its modules, within them, or where the page says.
import { SurprisalError } from "./errors.js";
import { inside } from "./inside.js";

export const isNode = typeof process === "object" && !!process.versions?.node && !("importScripts" in globalThis);

const here = import.meta.url;
/** @type {string | undefined} */
let elsewhere;

/** Takes the files from this folder's address, for a bundler that leaves them behind or a policy that
 * refuses what a module carries within: the package has them under surprisal/files/.
 * @param {string | URL} address */
export function useFiles(address) {
  elsewhere = new URL(address, globalThis.location?.href ?? here).href;
  if (!elsewhere.endsWith("/")) elsewhere += "/";
}

/** @param {string} name */
export const isInside = (name) => elsewhere === undefined && Object.hasOwn(inside, name);
/** @param {string} name */
export const addressOf = (name) => new URL(name, elsewhere ?? here);

/** Addresses that did not give what they should: asked for again, they are asked past every cache. @type {Set<string>} */
const doubted = new Set();
/** @param {string} href */
export const doubt = (href) => void doubted.add(href);

/** @param {URL} url @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function readBytes(url) {
  if (url.protocol === "file:" && isNode) {
    const { readFile } = await import("node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url, doubted.has(url.href) ? { cache: "reload" } : {});
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** @param {string} text gzip in base64 @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

/** The bytes of a file of this build. @param {string} name */
export async function bytesOf(name) {
  if (isInside(name)) return unpack((await inside[name]()).default);
  const url = addressOf(name);
  try {
    return await readBytes(url);
  } catch (cause) {
    throw new SurprisalError("LOAD", `${url.href} could not be loaded: ${/** @type {Error} */ (cause).message}`, { function: "load", cause });
  }
}
