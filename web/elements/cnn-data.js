// The digits to learn from: MNIST where the site has it, else drawn by the engine, a slice at a time
// so that the page stays at hand meanwhile.
import { loadEngine } from "../core/loader.js";
import { drawDigits, loadMnist } from "../train/data.js";

/** @typedef {import("../train/data.js").DataSet} DataSet */
/** @typedef {{ train: DataSet, test: DataSet, source: "mnist" | "drawn" | "own" }} Digits */

const DRAWN = { train: 12_000, test: 2_000 };
const SEEDS = { train: 1, test: 2 };
const SLICE_MS = 12;
const PIXELS = 784;
const hasMnist = typeof SURPRISAL_HAS_MNIST === "boolean" && SURPRISAL_HAS_MNIST;

const breath = () => new Promise((done) => setTimeout(done));

/** @param {import("../core/engine.js").Engine} engine @param {"train" | "test"} which @returns {Promise<DataSet>} */
async function draw(engine, which) {
  const count = DRAWN[which];
  const whole = { images: new Uint8Array(count * PIXELS), labels: new Uint8Array(count), count };
  let slice = 20;
  for (let first = 0; first < count; ) {
    const started = performance.now();
    const part = drawDigits(engine, { count: Math.min(slice, count - first), seed: SEEDS[which], first });
    whole.images.set(part.images, first * PIXELS);
    whole.labels.set(part.labels, first);
    first += part.count;
    slice = Math.max(10, Math.round((slice * SLICE_MS) / Math.max(1, performance.now() - started)));
    await breath();
  }
  return whole;
}

/** @type {Map<string, Promise<Digits>>} */
const kept = new Map();

/** "auto" takes MNIST where this build has it. @param {string} choice @returns {Promise<Digits>} */
export function digitsFor(choice) {
  const source = choice === "auto" ? (hasMnist ? "mnist" : "drawn") : /** @type {"mnist" | "drawn"} */ (choice);
  let promise = kept.get(source);
  if (!promise) {
    promise = source === "mnist"
      ? loadMnist().then((sets) => ({ ...sets, source }))
      : loadEngine("training").then(async (engine) => ({ train: { ...(await draw(engine, "train")), afresh: { seed: SEEDS.train, first: 0 } }, test: await draw(engine, "test"), source }));
    kept.set(source, promise);
    promise.catch(() => kept.delete(source));
  }
  return promise;
}

/** Digits of the reader's own: four IDX files, packed or not, in any order. @param {FileList} files @returns {Promise<Digits>} */
export async function digitsOf(files) { return { ...(await loadMnist([...files])), source: "own" }; }
