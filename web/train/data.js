// Data sets: the four IDX files of MNIST and its kin, from wherever they are, and digits that the
// engine draws itself.  Files are known by their content, not by their names.
import { SurprisalError } from "../core/errors.js";
import { addressOf, isNode } from "../core/files.js";
import { loadEngine } from "../core/loader.js";
import { downloadAll } from "./download.js";
import { failure, idxFile, IMAGES, LABELS, parseIdx } from "./idx-file.js";
import { MNIST_FILES } from "./mnist-files.js";

/** @typedef {import("../core/engine.js").Engine} Engine */
/** @typedef {{ images: Uint8Array, labels: Uint8Array, count: number, afresh?: { seed: number, first: number } | null }} DataSet images [count, 28, 28], labels [count] */
/** @typedef {{ train: DataSet, test: DataSet }} DataSets */
/** @typedef {{ name: string, bytes: Uint8Array }} Named */
/** @typedef {import("./download.js").Options} Options */
/** @typedef {import("./idx-file.js").IdxFile} IdxFile */
/** @typedef {string | URL | Iterable<Blob | Named>} Source a directory (in Node), an address that ends in "/", or files */

export const PIXELS = 784;
const NAMES = Object.keys(MNIST_FILES);
const DIGITS_AT_ONCE = 4096; // per call of the engine: 3 MB of scratch

/** Pairs images with labels, the larger set to train on. @param {import("./idx-file.js").IdxContent[]} files @returns {DataSets} */
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

/** The four IDX files of a directory, gzip or plain: those with MNIST's names, else the only four whose
 * names say that they are IDX files.
 * @param {string} directory @param {Options} options @returns {Promise<IdxFile[]>} */
async function readDirectory(directory, { signal, onProgress }) {
  const { readdir, readFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const entries = await readdir(directory).catch((cause) => {
    throw failure("LOAD", `there is no directory ${directory} with the four MNIST files; "npm run mnist" fetches them`, cause);
  });
  const found = NAMES.map((name) => [name, `${name}.gz`].find((n) => entries.includes(n)));
  const missing = NAMES.filter((_, i) => !found[i]);
  const others = entries.filter((name) => /idx[13]-ubyte(\.gz)?$/.test(name));
  const names = missing.length === 0 ? /** @type {string[]} */ (found) : others.length === 4 ? others : [];
  if (names.length === 0) throw failure("LOAD", `${directory} lacks ${missing.join(", ")} (or the same with .gz)`);
  const all = { loaded: 0, total: null };
  return Promise.all(names.map(async (name) => {
    const bytes = await readFile(join(directory, name), { signal });
    all.loaded += bytes.length;
    onProgress?.({ file: name, loaded: bytes.length, total: bytes.length, overall: { ...all } });
    return idxFile(name, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  }));
}

/** @param {Source | undefined} source @param {Options} options @returns {Promise<IdxFile[]>} */
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
    const base = source === undefined ? addressOf("mnist/") : new URL(/** @type {string} */ (source), globalThis.location?.href ?? addressOf("."));
    return (await downloadAll(base, NAMES.map((name) => `${name}.gz`), options)).map(({ name, bytes }) => idxFile(name, bytes));
  }
  if (typeof source !== "object" || source === null || !(Symbol.iterator in source))
    throw failure("INVALID_ARGUMENT", "the source must be a directory, an address or a list of files");
  return [.../** @type {Iterable<any>} */ (source)].map((file, i) => {
    const name = typeof file?.name === "string" && file.name ? file.name : `file ${i + 1}`;
    const content = file instanceof Blob ? file : file?.bytes;
    if (content instanceof Blob || content instanceof Uint8Array) return idxFile(name, content);
    throw failure("INVALID_ARGUMENT", `${name} is neither a File nor { name, bytes }`);
  });
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
    parsed.push(await parseIdx(engine, file, signal));
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
