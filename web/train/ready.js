// The ready network: trained once on MNIST, kept at half precision, so that there is something to ask
// before anything has been trained.  Its card is ready.md.
import { bytesOf } from "../core/files.js";

/** What its card says of it (written in by web/tools/bundle.js). */
export const READY = SURPRISAL_READY;

/** Its file, for Trainer.restore(). @returns {Promise<Uint8Array>} */
export const readyModel = () => bytesOf("ready.safetensors");
