// Files over the network, with progress and cancel: one folder's, or MNIST from a mirror, checked by SHA-256.
import { SurprisalError } from "../core/errors.js";
import { loadEngine } from "../core/loader.js";
import { failure, idxFile, unpack } from "./idx-file.js";
import { MNIST_FILES, MNIST_MIRRORS } from "./mnist-files.js";

/** @typedef {{ loaded: number, total: number | null }} Amount in bytes; total is null where it is not known yet */
/** @typedef {Amount & { file: string, overall: Amount }} Progress of that file, as stored, and of all of them */
/** @typedef {{ signal?: AbortSignal, onProgress?: (progress: Progress) => void }} Options */
/** @typedef {{ name: string, bytes: Uint8Array }} Named */

const PATIENCE_MS = 20_000; // until a server's first word

/** The whole of a response. @param {string} url @param {string} name @param {AbortSignal} signal @param {(amount: Amount) => void} tell @param {() => void} answered */
async function download(url, name, signal, tell, answered) {
  try {
    const response = await fetch(url, { signal });
    answered();
    if (!response.ok || !response.body) throw failure("LOAD", `${name} could not be fetched: HTTP ${response.status}`);
    const stated = Number(response.headers.get("content-length"));
    const total = stated > 0 && !response.headers.get("content-encoding") ? stated : null;
    const chunks = [];
    let loaded = 0;
    tell({ loaded, total });
    for (const reader = response.body.getReader(); ;) {
      const { value, done } = await reader.read();
      if (done) break;
      chunks.push(value);
      loaded += value.length;
      tell({ loaded, total });
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  } catch (cause) {
    if (cause instanceof SurprisalError) throw cause;
    if (signal.aborted) throw signal.reason;
    throw failure("LOAD", `${name} could not be fetched: ${/** @type {Error} */ (cause).message}`, cause);
  }
}

/** Files of one folder; the first failure ends them all.
 * @param {URL} base @param {string[]} names @param {Options} [options] @returns {Promise<Named[]>} */
export async function downloadAll(base, names, { signal, onProgress } = {}) {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(/** @type {AbortSignal} */ (signal).reason);
  signal?.addEventListener("abort", abort);
  const late = setTimeout(() => stop.abort(failure("LOAD", `${base.host} does not answer`)), PATIENCE_MS);
  /** @type {Map<string, Amount>} */
  const amounts = new Map();
  try {
    return await Promise.all(names.map(async (name) => ({
      name,
      bytes: await download(new URL(name, base).href, name, stop.signal, (amount) => {
        amounts.set(name, amount);
        const all = [...amounts.values()];
        const known = all.length === names.length && all.every((a) => a.total !== null);
        const sum = (/** @type {"loaded" | "total"} */ what) => all.reduce((n, a) => n + Number(a[what]), 0);
        onProgress?.({ file: name, ...amount, overall: { loaded: sum("loaded"), total: known ? sum("total") : null } });
      }, () => clearTimeout(late)),
    })));
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    clearTimeout(late);
    signal?.removeEventListener("abort", abort);
  }
}

/** Refuses what is not MNIST's own file. @param {import("../core/engine.js").Engine} engine @param {Named} file @param {string} sha256 @param {AbortSignal} [signal] */
async function verify(engine, { name, bytes }, sha256, signal) {
  const plain = await unpack(engine, idxFile(name, bytes), signal);
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", /** @type {any} */ (plain)));
  const got = Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
  if (got !== sha256) throw failure("LOAD", `${name} is not MNIST’s: its SHA-256 is ${got}`);
}

/** MNIST's four files from the first mirror that gives them away whole: for loadMnist() and DataSets.keep().
 * @param {Options & { mirrors?: string[] }} [options] mirrors: folders' addresses, each ending in "/" @returns {Promise<Named[]>} */
export async function fetchMnist({ mirrors = MNIST_MIRRORS, ...options } = {}) {
  if (!globalThis.crypto?.subtle) throw failure("UNSUPPORTED", "files can be fetched and checked only by a page that came over https or from this machine; choose the four files instead");
  const engine = await loadEngine("training");
  const reasons = [];
  for (const mirror of mirrors) {
    const base = new URL(mirror);
    try {
      const files = await downloadAll(base, Object.keys(MNIST_FILES).map((name) => `${name}.gz`), options);
      for (const file of files) await verify(engine, file, MNIST_FILES[file.name.slice(0, -3)], options.signal);
      return files;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof SurprisalError)) throw error;
      reasons.push(`${base.host}: ${error.message}`);
    }
  }
  throw failure("LOAD", `MNIST could not be fetched from any of ${mirrors.length} mirrors (${reasons.join("; ")})`);
}
