// One IDX file, gzip or plain: known by its content, refused in one sentence that names it, and read
// into memory only once its size is known to be what its header promises.
import { STATUS } from "../core/abi.gen.js";
import { SurprisalError } from "../core/errors.js";

/** @typedef {import("../core/engine.js").Engine} Engine */
/** @typedef {{ name: string, size: number, first(bytes: number): Promise<Uint8Array>, stream(): ReadableStream<Uint8Array> }} IdxFile */
/** @typedef {{ name: string, kind: number, count: number, data: Uint8Array }} IdxContent data: without the header */

export const LABELS = 1;
export const IMAGES = 2;
const HEADER = 16; // bytes that hold either kind's header
const GZIP_MOST = 1032; // deflate cannot expand further than this
const GZIP_LEAST = 1.001; // nor make a file longer than this times its content, and
const GZIP_FRAME = 65_536; // this for names and comments

/** @param {string} code @param {string} message @param {unknown} [cause] */
export const failure = (code, message, cause) => new SurprisalError(code, message, { function: "loadMnist", argument: "source", cause });

/** @param {string} name @param {Blob | Uint8Array} content @returns {IdxFile} */
export function idxFile(name, content) {
  const blob = () => (content instanceof Blob ? content : new Blob([/** @type {any} */ (content)]));
  return {
    name,
    size: content instanceof Blob ? content.size : content.length,
    first: async (bytes) => (content instanceof Blob ? new Uint8Array(await content.slice(0, bytes).arrayBuffer()) : content.subarray(0, bytes)),
    stream: () => blob().stream(),
  };
}

/** What is wrong with a file, in one sentence.
 * @param {string} code @param {number} index @param {number} value */
function sentence(code, index, value) {
  switch (code) {
    case "IDX_MAGIC": return "is not an IDX file of images or labels (its first bytes are another format's)";
    case "IDX_TRUNCATED": return `ends too early: after ${value} bytes its data are not complete`;
    case "IDX_SURPLUS": return "goes on after its data end";
    case "IDX_SHAPE": return `holds images with ${value} ${index === 1 ? "rows" : "columns"}; they must be 28 × 28`;
    case "IDX_LABEL": return `has the label ${value} at position ${index}; labels are 0 to 9`;
    case "EMPTY": return "holds nothing";
    default: return "cannot be read";
  }
}
/** @param {string} code @param {string} name @param {number} [value] */
const malformed = (code, name, value = 0) => failure(code, `${name} ${sentence(code, -1, value)}`);

/** @param {Engine} engine @param {string} name @param {number} status */
function check(engine, name, status) {
  engine.check(status, {
    name: "loadMnist",
    argument: (_, index, value) => ({ argument: name, message: `${name} ${sentence(STATUS[status].name, index, value)}` }),
  });
}

/** kind, count, offset and whole length by the header in `head`; throws what is wrong with it.
 * @param {Engine} engine @param {string} name @param {Uint8Array} head */
function readHeader(engine, name, head) {
  return engine.scope(() => {
    const at = engine.put("u8", head.subarray(0, HEADER));
    const out = engine.alloc("f64", 3);
    const available = Math.min(head.length, HEADER);
    const kind = engine.exports.abi_idx_kind(at, available) || IMAGES;
    check(engine, name, engine.exports.abi_idx_header(at, available, kind, out));
    const [count, offset, length] = engine.view("f64", out, 3);
    return { kind, count, offset, length };
  });
}

/** Inflates no further than the header promises. @param {Engine} engine @param {IdxFile} file @param {AbortSignal} [signal] */
async function inflate(engine, { name, size, stream }, signal) {
  const unzipped = /** @type {ReadableStream<Uint8Array>} */ (stream().pipeThrough(/** @type {any} */ (new DecompressionStream("gzip"))));
  const reader = unzipped.getReader();
  let head = new Uint8Array(0);
  /** @type {Uint8Array | null} */
  let whole = null;
  let filled = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { value, done } = await reader.read();
      if (done) break;
      let chunk = value;
      if (!whole) {
        const joined = new Uint8Array(head.length + chunk.length);
        joined.set(head);
        joined.set(chunk, head.length);
        if (joined.length < HEADER) { head = joined; continue; }
        const { length } = readHeader(engine, name, joined);
        if (length > size * GZIP_MOST) throw malformed("IDX_TRUNCATED", name, size);
        if (size > length * GZIP_LEAST + GZIP_FRAME) throw malformed("IDX_SURPLUS", name);
        whole = new Uint8Array(length);
        chunk = joined;
      }
      if (filled + chunk.length > whole.length) throw malformed("IDX_SURPLUS", name);
      whole.set(chunk, filled);
      filled += chunk.length;
    }
  } catch (cause) {
    reader.cancel().catch(() => {});
    if (cause instanceof SurprisalError || signal?.aborted) throw cause;
    throw failure("GZIP", `${name} is a damaged or incomplete gzip file`, cause);
  }
  return whole ? whole.subarray(0, filled) : head;
}

/** The file's bytes, unpacked. @param {Engine} engine @param {IdxFile} file @param {AbortSignal} [signal] @returns {Promise<Uint8Array>} */
export async function unpack(engine, file, signal) {
  const head = await file.first(HEADER);
  if (head[0] === 0x1f && head[1] === 0x8b) return inflate(engine, file, signal);
  const { length } = readHeader(engine, file.name, head);
  if (length !== file.size) throw malformed(length > file.size ? "IDX_TRUNCATED" : "IDX_SURPLUS", file.name, file.size);
  return file.first(file.size);
}

/** @param {Engine} engine @param {IdxFile} file @param {AbortSignal} [signal] @returns {Promise<IdxContent>} */
export async function parseIdx(engine, file, signal) {
  let bytes;
  try {
    bytes = await unpack(engine, file, signal);
  } catch (cause) {
    if (cause instanceof SurprisalError || signal?.aborted) throw cause;
    throw failure("LOAD", `${file.name} could not be read: ${/** @type {Error} */ (cause).message}`, cause);
  }
  const { kind, count, offset } = readHeader(engine, file.name, bytes);
  engine.scope(() => {
    const at = engine.put("u8", kind === IMAGES ? bytes.subarray(0, HEADER) : bytes);
    const out = engine.alloc("f64", 3);
    check(engine, file.name, kind === IMAGES ? engine.exports.abi_idx_images(at, bytes.length, out) : engine.exports.abi_idx_labels(at, bytes.length, out));
  });
  return { name: file.name, kind, count, data: bytes.subarray(offset) };
}
