// The formats a trainer is saved in and restored from: one table, each entry's code loaded when used.
import { SurprisalError } from "../../core/errors.js";
import { show } from "../../core/distribution.js";
import { failure } from "./layout.js";

/** @typedef {"safetensors" | "keras-h5" | "onnx" | "tfjs"} FormatName */
/** @typedef {{ precision?: "single" | "half", state?: boolean }} SaveOptions for safetensors: the weights' precision
 *   (half takes half the bytes), and whether the optimiser's state and the position go with them (not with half) */
/** @typedef {{ [name: string]: Uint8Array }} Files */
/** @typedef {{ name: FormatName, title: string, extension: string, type: string, options?: string[],
 *   matches?: (bytes: Uint8Array) => boolean,
 *   load(): Promise<{ write(saved: import("./layout.js").Saved, options: SaveOptions): any,
 *     read?(bytes: Uint8Array): import("./layout.js").Loaded | Promise<import("./layout.js").Loaded> }> }} Format
 *   matches: can be read, and is known by these first bytes */

/** @param {number[]} magic */
const begins = (...magic) => (/** @type {Uint8Array} */ bytes) => magic.every((byte, i) => bytes[i] === byte);

/** @type {Format[]} */
export const FORMATS = [
  { name: "keras-h5", title: "Keras 2", extension: ".h5", type: "application/x-hdf5", matches: begins(0x89, 0x48, 0x44, 0x46, 13, 10, 0x1a, 10), load: () => import("./keras-h5.js") },
  { name: "onnx", title: "ONNX", extension: ".onnx", type: "application/octet-stream", load: () => import("./onnx.js") },
  { name: "tfjs", title: "TensorFlow.js layers", extension: ".json", type: "application/json", load: () => import("./tfjs.js") },
  // last: it has no magic number, so what nothing else matches is read as this one
  { name: "safetensors", title: "safetensors", extension: ".safetensors", type: "application/octet-stream", options: ["precision", "state"], matches: () => true, load: () => import("./safetensors.js") },
];

/** Files that are often chosen by mistake, and what to do. @type {[(bytes: Uint8Array) => boolean, string][]} */
const OTHERS = [
  [begins(0x50, 0x4b, 3, 4), "this is a zip archive, as Keras 3 writes .keras files: save the model as mnist.h5 instead"],
  [begins(0x1f, 0x8b), "this is a gzip file: unpack it first"],
  [begins(0x7b), "this is JSON: a TensorFlow.js model cannot be read back, a safetensors or mnist.h5 file can"],
];

/** @param {string} name @param {SaveOptions} options @param {import("./layout.js").Saved["config"]} config
 * @param {() => Promise<import("./layout.js").Saved["state"]>} state
 * @returns {Promise<Uint8Array | Files>} */
export async function write(name, options, config, state) {
  const format = FORMATS.find((f) => f.name === name);
  if (!format) throw new SurprisalError("UNSUPPORTED", `format must be ${FORMATS.map((f) => `"${f.name}"`).join(" or ")}, not ${show(name)}`, { function: "save", argument: "format" });
  const unknown = Object.keys(options ?? {}).find((key) => !format.options?.includes(key));
  if (unknown !== undefined) throw new SurprisalError("INVALID_ARGUMENT", `${name} has no option ${unknown}`, { function: "save", argument: `options.${unknown}` });
  return (await format.load()).write({ config, state: await state() }, options ?? {});
}

/** What a file of any of them holds, recognised by its content. @param {unknown} given */
export async function read(given) {
  // a plain array over the same bytes: a Buffer's slice() would not copy
  const bytes = given instanceof Uint8Array ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : given instanceof ArrayBuffer ? new Uint8Array(given) : null;
  if (!bytes) throw new SurprisalError("INVALID_ARGUMENT", `bytes must be a Uint8Array or an ArrayBuffer, not ${show(given)}`, { function: "restore", argument: "bytes" });
  const other = OTHERS.find(([is]) => is(bytes));
  if (other) throw failure(other[1]);
  const format = /** @type {Format} */ (FORMATS.find((f) => f.matches?.(bytes)));
  const { read: readAs } = await format.load();
  return /** @type {NonNullable<typeof readAs>} */ (readAs)(bytes);
}
