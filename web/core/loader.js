// Finds, compiles and caches the engine's wasm: beside this module, over the network or from disk.
import { Engine } from "./engine.js";
import { SurprisalError } from "./errors.js";
import { addressOf, bytesOf, doubt, readBytes } from "./files.js";
import { MOST_SHARED, withMemory } from "./memory-section.js";
import { missingHere, runsHere } from "./variant.js";

/** @typedef {"simd" | "relaxed"} Variant */
/** @typedef {"numeric" | "training"} ModuleName what c/abi/exports.def divides the exports into */
/** @typedef {{ variant?: "auto" | Variant, wasm?: WebAssembly.Module | BufferSource | URL | string, isShared?: boolean }} LoadOptions
 *   isShared: with memory that other workers may see, of the file of this build */

/** The variants that this build holds, best first (written in by web/tools/bundle.js). @type {Variant[]} */
const VARIANTS = SURPRISAL_VARIANTS;

/** How every WebAssembly file begins. */
const MAGIC = [0, 0x61, 0x73, 0x6d];

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();

/** @param {string} where @param {() => Promise<Uint8Array<ArrayBuffer>>} read @param {boolean} isShared @returns {Promise<WebAssembly.Module>} */
async function compile(where, read, isShared) {
  try {
    const bytes = await read();
    if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new Error("what came is not WebAssembly (a page of the server's own, perhaps)");
    const shared = isShared ? withMemory(bytes, MOST_SHARED, true) : bytes;
    return await WebAssembly.compile(WebAssembly.validate(shared) ? shared : bytes);
  } catch (cause) {
    const damaged = cause instanceof WebAssembly.CompileError ? "the file is cut short or damaged: " : "";
    throw new SurprisalError("LOAD", `the engine could not be loaded from ${where}: ${damaged}${/** @type {Error} */ (cause).message}`, { function: "load", cause });
  }
}

/** @type {Record<ModuleName, string>} */
const FILES = { numeric: "surprisal", training: "surprisal.train" };

/** @param {ModuleName} name @param {LoadOptions} [options] @returns {Promise<{ module: WebAssembly.Module, variant: Variant }>} */
export async function loadModule(name, { variant = "auto", wasm, isShared = false } = {}) {
  if (variant !== "auto" && !VARIANTS.includes(variant))
    throw new SurprisalError("UNSUPPORTED", `variant must be "auto" or one of ${VARIANTS.map((v) => `"${v}"`).join(", ")}, not "${String(variant)}"`, { function: "load", argument: "variant" });
  const missing = missingHere();
  if (missing) throw new SurprisalError("UNSUPPORTED", `this browser has no ${missing}, which the engine is made of`, { function: "load" });
  if (variant !== "auto" && !runsHere(variant))
    throw new SurprisalError("UNSUPPORTED", `variant "${variant}" does not run here: this engine has no relaxed SIMD; "auto" takes what does`, { function: "load", argument: "variant" });
  const chosen = variant === "auto" ? /** @type {Variant} */ (VARIANTS.find(runsHere)) : variant;
  if (wasm instanceof WebAssembly.Module) return { module: wasm, variant: chosen };
  if (wasm !== undefined && typeof wasm !== "string" && !(wasm instanceof URL)) return { module: await compile("what wasm holds", async () => (ArrayBuffer.isView(wasm) ? new Uint8Array(wasm.buffer, wasm.byteOffset, wasm.byteLength) : new Uint8Array(wasm)), false), variant: chosen };
  const file = `${FILES[name]}.${chosen}.wasm`;
  const { href } = wasm ? new URL(wasm, globalThis.location?.href ?? addressOf(".")) : addressOf(file);
  const key = isShared ? `${href} shared` : href;
  let promise = compiled.get(key);
  if (!promise) {
    promise = compile(href, () => (wasm ? readBytes(new URL(href)) : bytesOf(file)), isShared);
    compiled.set(key, promise);
    promise.catch(() => { compiled.delete(key); doubt(href); }); // a failure is not remembered, nor asked of a cache
  }
  return { module: await promise, variant: chosen };
}

/** @param {ModuleName} name @param {LoadOptions} [options] */
export async function loadEngine(name, options) {
  const { module, variant } = await loadModule(name, options);
  return new Engine(module, variant);
}
