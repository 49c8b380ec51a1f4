// The ready network: trained once on MNIST, kept beside this module at half precision, so that there is
// something to ask before anything has been trained.  Its card is ready.md.
import { SurprisalError } from "../core/errors.js";
import { addressOf, bytesOf } from "../core/files.js";

const FILE = "ready.safetensors";
/** What its card says of it (written in by web/tools/bundle.js). */
export const READY = SURPRISAL_READY;

/** Its file, for Trainer.restore(). @returns {Promise<Uint8Array>} */
export async function readyModel() {
  try {
    const bytes = /** @type {any} */ (await bytesOf(FILE));
    return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  } catch (cause) {
    throw new SurprisalError("LOAD", `the ready network could not be loaded from ${addressOf(FILE).href}: ${/** @type {Error} */ (cause).message}`, { function: "readyModel", cause });
  }
}
