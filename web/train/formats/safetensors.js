// safetensors (the format of Hugging Face's library of that name): eight bytes of header length, a
// JSON header, then the tensors' bytes.  Everything is checked before anything is allocated.
import { SurprisalError } from "../../core/errors.js";
import { checkConfig } from "../config.js";

/** @typedef {{ shape: number[], values: Float32Array }} Tensor */

const HEADER_LIMIT = 1 << 20;
/** Version of what `metadata.surprisal` holds. */
const FORMAT = 1;

/** @param {Record<string, Tensor>} tensors @param {Record<string, string>} metadata @returns {Uint8Array} */
export function encode(tensors, metadata) {
  /** @type {Record<string, any>} */
  const header = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors))
    header[name] = { dtype: "F32", shape, data_offsets: [end, (end += values.byteLength)] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8; // the format asks for aligned data, padded by spaces
  const bytes = new Uint8Array(8 + length + end);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  new DataView(bytes.buffer).setUint32(0, length, true);
  for (const [name, { values }] of Object.entries(tensors)) {
    const at = 8 + length + header[name].data_offsets[0];
    const view = new DataView(bytes.buffer, at, values.byteLength);
    values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  }
  return bytes;
}

/** @param {string} what @returns {never} */
const refuse = (what) => { throw new SurprisalError("FORMAT", `not a readable safetensors file: ${what}`, { function: "restore", argument: "bytes" }); };

/** @param {Uint8Array} bytes @returns {{ tensors: Record<string, Tensor>, metadata: Record<string, string> }} */
export function decode(bytes) {
  if (bytes.length < 8) refuse("it ends within its first 8 bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || length > HEADER_LIMIT) refuse("its header claims to be longer than 1 MiB");
  if (8 + length > bytes.length) refuse(`its header claims ${length} bytes, the file has ${bytes.length - 8}`);
  /** @type {any} */
  let header;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    refuse(`its header is not JSON (${/** @type {Error} */ (error).message})`);
  }
  if (header === null || typeof header !== "object" || Array.isArray(header)) refuse("its header is not an object");
  const { __metadata__: metadata = {}, ...entries } = header;
  if (metadata === null || typeof metadata !== "object" || !Object.values(metadata).every((v) => typeof v === "string")) refuse("its metadata are not texts");
  const data = 8 + length;
  let end = 0;
  const inOrder = Object.entries(entries).map(([name, entry]) => {
    const { dtype, shape, data_offsets: offsets } = /** @type {any} */ (entry) ?? {};
    if (dtype !== "F32") refuse(`tensor ${name} is ${String(dtype)}, not F32`);
    if (!Array.isArray(shape) || !shape.every((d) => Number.isSafeInteger(d) && d >= 0)) refuse(`tensor ${name} has no valid shape`);
    if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every((o) => Number.isSafeInteger(o) && o >= 0)) refuse(`tensor ${name} has no valid offsets`);
    if (offsets[1] - offsets[0] !== 4 * shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1)) refuse(`tensor ${name}: its offsets and its shape disagree`);
    return { name, shape: /** @type {number[]} */ (shape), from: Number(offsets[0]), to: Number(offsets[1]) };
  }).sort((a, b) => a.from - b.from);
  for (const { name, from, to } of inOrder) {
    if (from !== end) refuse(`tensor ${name} begins at ${from}, where ${end} is expected`);
    end = to;
  }
  if (data + end !== bytes.length) refuse(`its tensors are ${end} bytes, the file holds ${bytes.length - data}`);
  /** @type {Record<string, Tensor>} */
  const tensors = Object.create(null);
  for (const { name, shape, from, to } of inOrder) {
    const values = new Float32Array((to - from) / 4);
    for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(data + from + 4 * i, true);
    tensors[name] = { shape, values };
  }
  return { tensors, metadata };
}

/** @param {import("../config.js").Config} config @param {import("../session.js").Description} description
 * @param {import("../session.js").State & { progress: import("../loop.js").Progress }} state */
export function writeTrainer(config, description, state) {
  /** @type {Record<string, Tensor>} */
  const tensors = {};
  for (const { name, shape, offset, count } of description.tensors) tensors[name] = { shape, values: state.weights.subarray(offset, offset + count) };
  state.slots.forEach((values, i) => (tensors[`optimizer/slot_${i}`] = { shape: [values.length], values }));
  return encode(tensors, { format: "pt", surprisal: JSON.stringify({ version: FORMAT, config, progress: state.progress }) });
}

/** @param {Uint8Array} bytes */
export function readTrainer(bytes) {
  const { tensors, metadata } = decode(bytes);
  /** @type {any} */
  let kept;
  try {
    kept = JSON.parse(metadata.surprisal ?? "null");
  } catch {
    refuse("its metadata hold no trainer");
  }
  if (kept?.version !== FORMAT) refuse("its metadata hold no trainer of this version");
  const { layers, loss, optimizer, batchSize, seed, workers, width } = kept.config ?? {};
  const config = { ...checkConfig({ layers, loss, optimizer, batchSize, seed, workers }), width: typeof width === "number" ? width : null };
  const p = kept.progress ?? {};
  for (const key of ["epoch", "batch", "step", "samples", "correct"]) if (!Number.isSafeInteger(p[key]) || p[key] < 0) refuse(`its position has no valid ${key}`);
  if (typeof p.lossSum !== "number" || !Number.isFinite(p.lossSum)) refuse("its position has no valid lossSum");
  const slots = [];
  for (let i = 0; `optimizer/slot_${i}` in tensors; i++) slots.push(tensors[`optimizer/slot_${i}`].values);
  const named = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith("optimizer/")));
  const { epoch, batch, step, samples, lossSum, correct } = p;
  return { config, state: { tensors: named, slots, progress: { epoch, batch, step, samples, lossSum, correct } } };
}
