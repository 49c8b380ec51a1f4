// The formats a trainer is saved in and restored from: one table, each entry's code loaded when used.
import { SurprisalError } from "../../core/errors.js";
import { show } from "../../core/distribution.js";
import { failure } from "./layout.js";

/** No network that can be made here has a file as large, its optimiser's state included. */
const MOST_BYTES = 1e9;
/** Enough of a file to know it and its header by. */
const HEAD = (1 << 20) + 8;

/** @typedef {"safetensors" | "keras-h5" | "onnx" | "tfjs"} FormatName */
/** @typedef {{ precision?: "single" | "half", state?: boolean }} SaveOptions for safetensors: the weights' precision
 *   (half takes half the bytes), and whether the optimiser's state and the position go with them (not with half) */
/** @typedef {{ [name: string]: Uint8Array }} Files */
/** @typedef {{ name: FormatName, title: string, extension: string, type: string, options?: string[],
 *   matches?: (bytes: Uint8Array) => boolean,
 *   load(): Promise<{ checkHead?(head: Uint8Array, size: number): void, write(saved: import("./layout.js").Saved, options: SaveOptions): any,
 *     read?(bytes: Uint8Array): import("./layout.js").Loaded | Promise<import("./layout.js").Loaded> }> }} Format
 *   matches: can be read, and is known by these first bytes; checkHead: refuses by a file's beginning and size */

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

/** @param {unknown} given @returns {{ size: number, first(bytes: number): Promise<Uint8Array> }} */
function source(given) {
  if (given instanceof Blob) return { size: given.size, first: async (bytes) => new Uint8Array(await given.slice(0, bytes).arrayBuffer()) };
  // a plain array over the same bytes: a Buffer's slice() would not copy
  const bytes = given instanceof Uint8Array ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : given instanceof ArrayBuffer ? new Uint8Array(given) : null;
  if (!bytes) throw new SurprisalError("INVALID_ARGUMENT", `bytes must be a Uint8Array, an ArrayBuffer or a Blob, not ${show(given)}`, { function: "restore", argument: "bytes" });
  return { size: bytes.length, first: async (length) => bytes.subarray(0, length) };
}

/** What a file of any of them holds, recognised by its content; of a Blob nothing but its beginning is
 * read before that and its size are found in order. @param {unknown} given */
export async function read(given) {
  const { size, first } = source(given);
  const head = await first(HEAD);
  const other = OTHERS.find(([is]) => is(head));
  if (other) throw failure(other[1]);
  if (size > MOST_BYTES) throw failure(`the file has ${size} bytes, more than a file of any network here`);
  const format = /** @type {Format} */ (FORMATS.find((f) => f.matches?.(head)));
  const { read: readAs, checkHead } = await format.load();
  checkHead?.(head, size);
  const loaded = await /** @type {NonNullable<typeof readAs>} */ (readAs)(await first(size));
  const arrays = [...Object.entries(loaded.state.tensors).map(([name, { values }]) => /** @type {const} */ ([name, values])), ...loaded.state.slots.map((values) => /** @type {const} */ (["optimizer", values]))];
  const sick = arrays.find(([, values]) => !values.every(Number.isFinite));
  if (sick) throw failure(`the file’s weights are no use: ${sick[0]} holds values that are not finite numbers`);
  return loaded;
}
