// Data sets: the four IDX files of MNIST and its kin, from wherever they are, and digits that the
// engine draws itself.  Files are known by their content, not by their names.
import { STATUS } from "../core/abi.gen.js";
import { SurprisalError } from "../core/errors.js";
import { isNode, loadEngine } from "../core/loader.js";

/** @typedef {import("../core/engine.js").Engine} Engine */
/** @typedef {{ images: Uint8Array, labels: Uint8Array, count: number, afresh?: { seed: number, first: number } | null }} DataSet images [count, 28, 28], labels [count] */
/** @typedef {{ train: DataSet, test: DataSet }} DataSets */
/** @typedef {{ name: string, bytes: Uint8Array }} Named */
/** @typedef {{ file: string, loaded: number, total: number | null }} Progress bytes of that file, as stored */
/** @typedef {{ signal?: AbortSignal, onProgress?: (progress: Progress) => void }} Options */
/** @typedef {string | URL | Iterable<Blob | Named>} Source a directory (in Node), an address that ends in "/", or files */

export const PIXELS = 784;
const LABELS = 1;
const IMAGES = 2;
const HEADER = 16; // bytes that hold either kind's header
const GZIP_MOST = 1032; // deflate cannot expand further than this
const NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
const DIGITS_AT_ONCE = 4096; // per call of the engine: 3 MB of scratch

/** @param {string} code @param {string} message @param {unknown} [cause] */
const failure = (code, message, cause) => new SurprisalError(code, message, { function: "loadMnist", argument: "source", cause });

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

/** @param {Engine} engine @param {string} name @param {number} status */
function check(engine, name, status) {
  engine.check(status, {
    name: "loadMnist",
    argument: (_, index, value) => ({ argument: name, message: `${name} ${sentence(STATUS[status].name, index, value)}` }),
  });
}

/** count, offset and whole length by the header in `head`; throws what is wrong with it.
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

/** Inflates no further than the header promises. @param {Engine} engine @param {Named} file @param {AbortSignal} [signal] */
async function inflate(engine, { name, bytes }, signal) {
  const reader = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
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
        if (length > bytes.length * GZIP_MOST) throw failure("IDX_TRUNCATED", `${name} ${sentence("IDX_TRUNCATED", -1, bytes.length)}`);
        whole = new Uint8Array(length);
        chunk = joined;
      }
      if (filled + chunk.length > whole.length) throw failure("IDX_SURPLUS", `${name} ${sentence("IDX_SURPLUS", -1, 0)}`);
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

/** @param {Engine} engine @param {Named} file @param {AbortSignal} [signal] */
async function parse(engine, file, signal) {
  const zipped = file.bytes[0] === 0x1f && file.bytes[1] === 0x8b;
  const bytes = zipped ? await inflate(engine, file, signal) : file.bytes;
  const { kind, count, offset } = readHeader(engine, file.name, bytes);
  engine.scope(() => {
    const at = engine.put("u8", kind === IMAGES ? bytes.subarray(0, HEADER) : bytes);
    const out = engine.alloc("f64", 3);
    check(engine, file.name, kind === IMAGES ? engine.exports.abi_idx_images(at, bytes.length, out) : engine.exports.abi_idx_labels(at, bytes.length, out));
  });
  return { name: file.name, kind, count, data: bytes.slice(offset) };
}

/** Pairs images with labels, the larger set to train on. @param {Awaited<ReturnType<typeof parse>>[]} files @returns {DataSets} */
function pair(files) {
  const list = files.map((f) => f.name).join(", ") || "nothing";
  const images = files.filter((f) => f.kind === IMAGES);
  const labels = files.filter((f) => f.kind === LABELS);
  if (images.length !== 2 || labels.length !== 2)
    throw failure("INVALID_ARGUMENT", `four files are needed, images and labels to train on and to test with; these are ${images.length} of images and ${labels.length} of labels (${list})`);
  const isTest = (/** @type {string} */ name) => /t10k|test/i.test(name);
  const order = (/** @type {typeof files} */ a) => a.sort((x, y) => y.count - x.count || Number(isTest(x.name)) - Number(isTest(y.name)));
  order(images);
  order(labels);
  const sets = images.map(({ name, count, data }, i) => {
    if (labels[i].count !== count)
      throw failure("IDX_COUNT_MISMATCH", `${name} holds ${count} images and ${labels[i].name} ${labels[i].count} labels: they must be as many`);
    return { images: data, labels: labels[i].data, count };
  });
  return { train: sets[0], test: sets[1] };
}

/** The whole of a response, with progress. @param {string} url @param {string} name @param {Options} options */
async function download(url, name, { signal, onProgress }) {
  let response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw failure("LOAD", `${name} could not be fetched: ${/** @type {Error} */ (cause).message}`, cause);
  }
  if (!response.ok || !response.body) throw failure("LOAD", `${name} could not be fetched: HTTP ${response.status}`);
  const stated = Number(response.headers.get("content-length"));
  const total = stated > 0 && !response.headers.get("content-encoding") ? stated : null;
  const chunks = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    onProgress?.({ file: name, loaded, total });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The IDX files of a directory, gzip or plain; what else lies there is not looked at.
 * @param {string} directory @param {Options} options @returns {Promise<Named[]>} */
async function readDirectory(directory, { signal, onProgress }) {
  const { readdir, readFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const entries = await readdir(directory).catch((cause) => {
    throw failure("LOAD", `there is no directory ${directory} with the four MNIST files; "npm run mnist" fetches them`, cause);
  });
  const names = NAMES.map((name) => [name, `${name}.gz`].find((n) => entries.includes(n)));
  const missing = NAMES.filter((_, i) => !names[i]);
  if (missing.length) throw failure("LOAD", `${directory} lacks ${missing.join(", ")} (or the same with .gz)`);
  return Promise.all(names.map(async (name) => {
    const bytes = await readFile(join(directory, /** @type {string} */ (name)), { signal });
    onProgress?.({ file: /** @type {string} */ (name), loaded: bytes.length, total: bytes.length });
    return { name: /** @type {string} */ (name), bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) };
  }));
}

/** @param {Source | undefined} source @param {Options} options @returns {Promise<Named[]>} */
async function gather(source, options) {
  const isAddress = source instanceof URL || (typeof source === "string" && (!isNode || /^(https?|file|blob|data):/.test(source)));
  if (isNode && !isAddress && (source === undefined || typeof source === "string"))
    return readDirectory(source ?? process.env.MNIST_DIR ?? ".mnist", options);
  if (source instanceof URL && source.protocol === "file:" && isNode) {
    const { fileURLToPath } = await import("node:url");
    return readDirectory(fileURLToPath(source), options);
  }
  if (source === undefined || isAddress) {
    // relative to this module when nothing is said, else to the page
    const base = source === undefined ? new URL("./mnist/", import.meta.url) : new URL(/** @type {string} */ (source), globalThis.location?.href ?? import.meta.url);
    return Promise.all(NAMES.map(async (name) => ({ name: `${name}.gz`, bytes: await download(new URL(`${name}.gz`, base).href, `${name}.gz`, options) })));
  }
  if (typeof source !== "object" || source === null || !(Symbol.iterator in source))
    throw failure("INVALID_ARGUMENT", "the source must be a directory, an address or a list of files");
  return Promise.all([.../** @type {Iterable<any>} */ (source)].map(async (file, i) => {
    const name = typeof file?.name === "string" && file.name ? file.name : `file ${i + 1}`;
    if (file instanceof Blob) return { name, bytes: new Uint8Array(await file.arrayBuffer()) };
    if (file?.bytes instanceof Uint8Array) return { name, bytes: file.bytes };
    throw failure("INVALID_ARGUMENT", `${name} is neither a File nor { name, bytes }`);
  }));
}

/** Real digits (or any 28 × 28 set of ten classes in IDX files), gzip or plain.
 *
 * In Node from a directory (default $MNIST_DIR, else .mnist), in browsers from an address (default
 * mnist/ beside this module) or from four files in any order.  A file that is malformed is named in
 * one sentence, and nothing is given back then.
 * @param {Source} [source] @param {Options} [options] @returns {Promise<DataSets>} */
export async function loadMnist(source, options = {}) {
  const { signal } = options;
  signal?.throwIfAborted();
  const [engine, files] = await Promise.all([loadEngine("training"), gather(source, options)]);
  const parsed = [];
  for (const file of files) {
    signal?.throwIfAborted();
    parsed.push(await parse(engine, file, signal));
  }
  return pair(parsed);
}

/** Digits first … first + count − 1 of a seed, drawn by that engine.
 * @param {Engine} engine @param {{ count: number, seed?: number, first?: number }} which @returns {DataSet} */
export function drawDigits(engine, { count, seed = 1, first = 0 }) {
  const whole = { count, seed, first };
  for (const [argument, value] of Object.entries(whole)) {
    const most = argument === "seed" ? Number.MAX_SAFE_INTEGER : argument === "count" ? 2 ** 24 : 2 ** 32 - 1;
    const least = argument === "count" ? 1 : 0;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new SurprisalError("INVALID_ARGUMENT", `${argument} must be an integer from ${least} to ${most}, not ${String(value)}`, { function: "generateDigits", argument });
  }
  const images = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  for (let done = 0; done < count; done += DIGITS_AT_ONCE) {
    const part = Math.min(DIGITS_AT_ONCE, count - done);
    engine.scope(() => {
      const imagesAt = engine.alloc("u8", part * PIXELS);
      const labelsAt = engine.alloc("u8", part);
      engine.exports.abi_digits(seed % 2 ** 32, Math.floor(seed / 2 ** 32), (first + done) % 2 ** 32, part, imagesAt, labelsAt);
      images.set(engine.view("u8", imagesAt, part * PIXELS), done * PIXELS);
      labels.set(engine.view("u8", labelsAt, part), done);
    });
  }
  return { images, labels, count };
}

/** Handwriting-like digits that the engine draws: number i of a seed is always the same digit.
 * With `afresh`, training on them takes `count` new digits in every epoch: first … first + count − 1
 * in the first one, and so on.
 * @param {{ count: number, seed?: number, first?: number, afresh?: boolean }} which @returns {Promise<DataSet>} */
export async function generateDigits({ afresh = false, ...which }) {
  const drawn = drawDigits(await loadEngine("training"), which);
  return afresh ? { ...drawn, afresh: { seed: which.seed ?? 1, first: which.first ?? 0 } } : drawn;
}
