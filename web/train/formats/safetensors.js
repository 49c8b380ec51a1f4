// safetensors (the format of Hugging Face's library of that name): eight bytes of header length, a
// JSON header, then the tensors' bytes.  Everything is checked before anything is allocated.
import { SurprisalError } from "../../core/errors.js";
import { freshProgress } from "../loop.js";
import { bytesOf, checkTensors, configFrom, failure, layout, sizeOf, utf8 } from "./layout.js";
import { fromBfloat, fromHalf, toHalf } from "./half.js";

/** @typedef {import("./layout.js").Tensor} Tensor */
/** @typedef {{ bytes: number, decode(raw: ArrayBuffer): Float32Array }} Kind bytes of an element */

/** The element types that can be read. @type {Record<string, Kind>} */
const KINDS = {
  F32: { bytes: 4, decode: (raw) => new Float32Array(raw) },
  F16: { bytes: 2, decode: (raw) => fromHalf(new Uint16Array(raw)) },
  BF16: { bytes: 2, decode: (raw) => fromBfloat(new Uint16Array(raw)) },
};
const HEADER_LIMIT = 1 << 20;
/** Version of what `metadata.surprisal` holds. */
const FORMAT = 1;
const SLOT = "optimizer/slot_";
const HALF_END = 65520; // from here on a half is infinite

/** @typedef {{ dtype: "F32" | "F16", shape: number[], bytes: Uint8Array }} Encoded */

/** @param {Record<string, Encoded>} tensors @param {Record<string, string>} metadata @returns {Uint8Array} */
export function encode(tensors, metadata) {
  /** @type {Record<string, any>} */
  const header = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors))
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  const text = utf8(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // the format asks for aligned data, padded by spaces
  const file = new Uint8Array(8 + length + end);
  file.fill(0x20, 8, 8 + length);
  file.set(text, 8);
  new DataView(file.buffer).setUint32(0, length, true);
  for (const [name, { bytes }] of Object.entries(tensors)) file.set(bytes, 8 + length + header[name].data_offsets[0]);
  return file;
}

/** @param {string} what @returns {never} */
const refuse = (what) => { throw failure(`not a readable safetensors file: ${what}`); };

/** A key that one object has twice, of which JSON.parse would keep the second. @param {string} json valid JSON */
function repeatedKey(json) {
  /** @type {Set<string>[]} one an open object or array */
  const open = [];
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token.endsWith(":")) {
      const key = JSON.parse(token.slice(0, -1));
      if (open.at(-1)?.has(key)) return key;
      open.at(-1)?.add(key);
    }
  }
  return null;
}

/** @param {Uint8Array} bytes the file or its beginning @param {number} size of the file */
function readHeader(bytes, size = bytes.length) {
  if (bytes.length < 8) refuse("it ends within its first 8 bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > HEADER_LIMIT) refuse("its header claims to be longer than 1 MiB");
  if (8 + length > size) refuse(`its header claims ${length} bytes, the file has ${size - 8}`);
  /** @type {any} */
  let header;
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch (error) {
    refuse(`its header is not JSON (${/** @type {Error} */ (error).message})`);
  }
  if (header === null || typeof header !== "object" || Array.isArray(header)) refuse("its header is not an object");
  const twice = repeatedKey(text);
  if (twice !== null) refuse(`its header has ${JSON.stringify(twice)} twice`);
  return { header, data: 8 + length };
}

/** @param {string} name @param {any} entry */
function checkEntry(name, entry) {
  const { dtype, shape, data_offsets: offsets } = entry ?? {};
  const kind = typeof dtype === "string" && Object.hasOwn(KINDS, dtype) ? KINDS[dtype] : refuse(`tensor ${name} is ${String(dtype)}, not ${Object.keys(KINDS).join(" or ")}`);
  if (!Array.isArray(shape) || shape.length > 8 || !shape.every((d) => Number.isSafeInteger(d) && d >= 0)) refuse(`tensor ${name} has no valid shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((o) => Number.isSafeInteger(o) && o >= 0)) refuse(`tensor ${name} has no valid offsets`);
  if (offsets[1] - offsets[0] !== kind.bytes * sizeOf(shape)) refuse(`tensor ${name}: its offsets and its shape disagree`);
  return { name, kind, shape: /** @type {number[]} */ (shape), from: Number(offsets[0]), to: Number(offsets[1]) };
}

/** The checked header: shapes at once, values when asked for.
 * @param {Uint8Array} bytes the file or its beginning @param {number} [size] of the file */
function open(bytes, size = bytes.length) {
  const { header, data } = readHeader(bytes, size);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (metadata === null || typeof metadata !== "object" || !Object.values(metadata).every((v) => typeof v === "string")) refuse("its metadata are not texts");
  const list = Object.entries(entries).map(([name, entry]) => checkEntry(name, entry)).sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of list) {
    if (from !== end) refuse(`tensor ${name} begins at ${from}, where ${end} is expected`);
    end = to;
  }
  if (data + end !== size) refuse(`its tensors are ${end} bytes, the file holds ${size - data}`);
  return {
    metadata: /** @type {Record<string, string>} */ (metadata),
    tensors: list.map(({ name, kind, shape, from, to }) => ({ name, shape, values: () => kind.decode(bytes.slice(data + from, data + to).buffer) })),
  };
}

/** @param {Uint8Array} head @param {number} size */
export const checkHead = (head, size) => void open(head, size);

/** @param {Uint8Array} bytes @returns {{ tensors: Record<string, Tensor>, metadata: Record<string, string> }} */
export function decode(bytes) {
  const { metadata, tensors } = open(bytes);
  return { metadata, tensors: Object.fromEntries(tensors.map(({ name, shape, values }) => [name, { shape, values: values() }])) };
}

/** @param {import("./layout.js").Saved} saved @param {import("./index.js").SaveOptions} options */
export function write({ config, state }, { precision = "single", state: withState = precision === "single" }) {
  const wrong = (/** @type {string} */ argument, /** @type {string} */ what) => new SurprisalError("INVALID_ARGUMENT", `${argument} ${what}`, { function: "save", argument });
  if (precision !== "single" && precision !== "half") throw wrong("options.precision", 'must be "single" or "half"');
  if (typeof withState !== "boolean") throw wrong("options.state", "must be true or false");
  if (withState && precision === "half") throw wrong("options.state", "must be false at half precision: training cannot go on exactly from rounded weights");
  /** @type {Record<string, Encoded>} */
  const tensors = {};
  for (const { name, shape, offset, count } of layout(config.layers)) {
    const values = state.weights.subarray(offset, offset + count);
    if (precision === "half" && values.some((v) => Math.abs(v) >= HALF_END)) throw wrong("options.precision", `must be "single": ${name} has values that 16 bits cannot hold`);
    tensors[name] = precision === "half" ? { dtype: "F16", shape, bytes: new Uint8Array(toHalf(values).buffer) } : { dtype: "F32", shape, bytes: bytesOf(values) };
  }
  if (withState) state.slots.forEach((values, i) => (tensors[SLOT + i] = { dtype: "F32", shape: [values.length], bytes: bytesOf(values) }));
  const progress = withState ? state.progress : freshProgress();
  return encode(tensors, { format: "pt", surprisal: JSON.stringify({ version: FORMAT, config, progress }) });
}

/** @param {any} given @returns {import("../loop.js").Progress} */
function checkProgress(given) {
  const p = given ?? {};
  for (const key of ["epoch", "batch", "step", "samples", "correct"]) if (!Number.isSafeInteger(p[key]) || p[key] < 0) refuse(`its position has no valid ${key}`);
  if (typeof p.lossSum !== "number" || !Number.isFinite(p.lossSum)) refuse("its position has no valid lossSum");
  const { epoch, batch, step, samples, lossSum, correct } = p;
  return { epoch, batch, step, samples, lossSum, correct };
}

/** @param {Record<string, string>} metadata @returns {any} */
function readMetadata(metadata) {
  let kept = null;
  try {
    kept = JSON.parse(metadata.surprisal ?? "null");
  } catch {
    refuse("its metadata hold no trainer");
  }
  return kept?.version === FORMAT ? kept : refuse("its metadata hold no trainer of this version");
}

/** Where the training in a file stands, the weights not looked at. @param {Uint8Array} bytes */
export const readProgress = (bytes) => checkProgress(readMetadata(readHeader(bytes).header.__metadata__ ?? {}).progress);

/** @param {Uint8Array} bytes @returns {import("./layout.js").Loaded} */
export function read(bytes) {
  const { tensors, metadata } = open(bytes);
  const kept = readMetadata(metadata);
  const { layers, loss, optimizer, augment, batchSize, seed, workers, width } = kept.config ?? {};
  if (layers === undefined) refuse("its metadata hold no layers");
  const config = { ...configFrom({ layers, loss, optimizer, augment, batchSize, seed, workers }), width: typeof width === "number" ? width : null };
  const progress = checkProgress(kept.progress);

  const weights = tensors.filter(({ name }) => !name.startsWith(SLOT));
  checkTensors(config.layers, Object.fromEntries(weights.map((t) => [t.name, t])));
  const parameters = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const slots = tensors.filter(({ name }) => name.startsWith(SLOT)).sort((a, b) => a.name.localeCompare(b.name));
  slots.forEach(({ name, shape }, i) => {
    if (name !== SLOT + i || i > 1 || sizeOf(shape) !== parameters) refuse(`its optimiser state has another size (${name})`);
  });
  return {
    config,
    state: { tensors: Object.fromEntries(weights.map(({ name, shape, values }) => [name, { shape, values: values() }])), slots: slots.map((s) => s.values()), progress },
  };
}
