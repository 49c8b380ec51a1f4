// The digits to learn from: MNIST where the site has it, drawn by the engine (a slice at a time, so that
// the page stays at hand meanwhile), or a set that the reader brought or fetched, kept in the browser.
import { SurprisalError } from "../core/errors.js";
import { loadEngine } from "../core/loader.js";
import { drawDigits, loadMnist } from "../train/data.js";
import { DataSets } from "../train/store.js";
import { t } from "./strings.js";

/** @typedef {import("../train/data.js").DataSet} DataSet */
/** @typedef {{ train: DataSet, test: DataSet, source: "mnist" | "drawn" | "kept", name?: string }} Digits */

const DRAWN = { train: 12_000, test: 2_000 };
const SEEDS = { train: 1, test: 2 };
const SLICE_MS = 12;
const PIXELS = 784;
export const hasMnist = typeof SURPRISAL_HAS_MNIST === "boolean" && SURPRISAL_HAS_MNIST;

const breath = () => new Promise((done) => setTimeout(done));
const sets = new DataSets();

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

/** @returns {Promise<Digits>} */
async function drawn() {
  const engine = await loadEngine("training");
  return { train: { ...(await draw(engine, "train")), afresh: { seed: SEEDS.train, first: 0 } }, test: await draw(engine, "test"), source: "drawn" };
}

/** @param {string} name @returns {Promise<Digits>} */
async function keptSet(name) {
  const files = await sets.files(name);
  if (!files) throw new SurprisalError("LOAD", t("cnn.data.gone", { name }));
  return { ...(await loadMnist(files)), source: "kept", name };
}

/** @type {Map<string, Promise<Digits>>} */
const ready = new Map();

/** "auto" takes MNIST where this build has it. @param {string} choice @param {string} [name] of a kept set @returns {Promise<Digits>} */
export function digitsFor(choice, name = "") {
  const source = choice === "auto" ? (hasMnist ? "mnist" : "drawn") : choice;
  const key = source === "kept" ? `kept/${name}` : source;
  let promise = ready.get(key);
  if (!promise) {
    promise = source === "mnist" ? loadMnist().then((both) => ({ ...both, source: /** @type {const} */ ("mnist") })) : source === "kept" ? keptSet(name) : drawn();
    ready.set(key, promise);
    promise.catch(() => ready.delete(key));
  }
  return promise;
}

/** Takes IDX files in under a name and keeps them in the browser; throws what is wrong with them, and changes nothing then.
 * @param {string} name @param {Iterable<File | import("../train/data.js").Named>} files @returns {Promise<string | null>} why they are not kept */
export async function takeFiles(name, files) {
  const list = [...files];
  const digits = { ...(await loadMnist(list)), source: /** @type {const} */ ("kept"), name };
  let problem = null;
  try {
    await sets.keep(name, list);
  } catch (error) {
    problem = /** @type {Error} */ (error).message;
  }
  ready.set(`kept/${name}`, Promise.resolve(digits));
  return problem;
}

/** @returns {Promise<{ name: string, size: number | null }[]>} size: null where it is not kept beyond this visit */
export async function ownSets() {
  const kept = await sets.list().catch(() => []);
  const here = [...ready.keys()].filter((key) => key.startsWith("kept/")).map((key) => key.slice(5)).filter((name) => !kept.some((k) => k.name === name));
  return [...kept, ...here.map((name) => ({ name, size: null }))];
}

/** @param {string} name */
export async function removeSet(name) {
  ready.delete(`kept/${name}`);
  await sets.remove(name).catch(() => {});
}
