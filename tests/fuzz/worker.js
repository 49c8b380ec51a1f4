// One target, fuzzed in a thread of its own: inputs that reach a new block of code are kept and
// mutated further.  The input at hand lies in shared memory, so that whoever watches can save it
// when this thread hangs or dies.
import { readdirSync, readFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { Coverage } from "./coverage.js";
import { mutate, random } from "./mutate.js";

const { name, seconds, seed, shared, folders, keep } = workerData;
const state = new Int32Array(shared, 0, 2); // executions, length of the input
const window = new Uint8Array(shared, 8);
const { default: target } = await import(`./targets/${name}.js`);
const words = (target.words ?? []).map((/** @type {string | Uint8Array} */ w) => (typeof w === "string" ? new TextEncoder().encode(w) : w));

/** @param {Uint8Array} bytes */
async function execute(bytes) {
  window.set(bytes.subarray(0, window.length));
  Atomics.store(state, 1, bytes.length);
  Atomics.add(state, 0, 1);
  await target.run(bytes);
}

const corpus = folders.flatMap((/** @type {string} */ folder) => (existsSync(folder) ? readdirSync(folder).sort().map((f) => new Uint8Array(readFileSync(join(folder, f)))) : []));
corpus.push(...(await target.seeds?.() ?? []));
if (corpus.length === 0) corpus.push(new Uint8Array(0));
const coverage = new Coverage((url) => url.startsWith("file:") && /\/(dist|web)\//.test(url) && !url.includes("node_modules"));
const below = random(seed);
/** The smallest inputs that still reach every block, to the folder of those kept for good, up to so many bytes. @param {number} most */
async function keepFew(most) {
  const few = [];
  for (const bytes of corpus.sort((a, b) => a.length - b.length)) {
    await execute(bytes);
    const fresh = coverage.take();
    note(fresh);
    if (fresh.size === 0 || bytes.length > most) continue;
    few.push(bytes);
    most -= bytes.length;
  }
  corpus.splice(0, Infinity, ...few);
  mkdirSync(folders[0], { recursive: true });
  for (const f of readdirSync(folders[0])) rmSync(join(folders[0], f));
  for (const bytes of few) store(folders[0], bytes);
}

/** @param {string} folder @param {Uint8Array} bytes */
const store = (folder, bytes) => writeFileSync(join(folder, createHash("sha256").update(bytes).digest("hex").slice(0, 16)), bytes);

/** Executions between two looks at the coverage, which cost more than most inputs do. */
const BATCH = 32;

const note = (/** @type {Iterable<string>} */ blocks) => { for (const block of blocks) coverage.seen.add(block); };
/** A target's patience: seconds after which its own reader gives an input up. @param {boolean} done */
const tell = (done) => parentPort?.postMessage({ patience: target.patience ?? 0, blocks: coverage.seen.size, corpus: corpus.length, done });
tell(false);
if (keep) await keepFew(keep);
else for (const bytes of corpus) await execute(bytes);
note(coverage.take());
const at = folders.at(-1);
mkdirSync(at, { recursive: true });
for (const end = keep ? 0 : Date.now() + 1000 * seconds; Date.now() < end; ) {
  const batch = Array.from({ length: BATCH }, () => mutate(corpus[below(corpus.length)], corpus[below(corpus.length)], words, target.longest ?? 4096, below));
  for (const bytes of batch) await execute(bytes);
  const fresh = coverage.take();
  if (fresh.size === 0) continue;
  for (const bytes of batch) { // again one by one: the first that reaches a fresh block is kept for it
    if (fresh.size === 0) break;
    await execute(bytes);
    const reached = [...coverage.take()].filter((block) => fresh.delete(block));
    if (reached.length === 0) continue;
    note(reached);
    corpus.push(bytes);
    store(at, bytes);
  }
  note(fresh); // what did not happen a second time
  tell(false);
}
tell(true);
