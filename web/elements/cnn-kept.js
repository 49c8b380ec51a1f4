// What the browser keeps of a trainer: checkpoints while it learns, and beside them the curves so far.
import { Checkpoints } from "../train/checkpoint.js";
import { BrowserStore } from "../train/store.js";
import { epochsText } from "./format.js";
import { size } from "./size.js";
import { t } from "./strings.js";

/** @typedef {import("../train/checkpoint.js").Note} Note */
/** @typedef {{ size: number, savedAt: number, note: Note }} About */
/** What goes beside a checkpoint. @typedef {{ history: import("./cnn-run.js").History, data: string, set: string }} Beside */

export class Kept {
  #name;
  #store = new BrowserStore();
  #checkpoints;
  /** What can be gone on with. @type {About | null} */
  offer = null;
  /** Why nothing is kept, if so. */
  problem = "";
  #unwatch = () => {};

  /** @param {string} name one is kept under each name @param {() => Beside | null} beside @param {() => void} changed */
  constructor(name, beside, changed) {
    this.#name = name;
    this.#checkpoints = new Checkpoints(name, {
      store: this.#store,
      onSaved: (about) => {
        this.offer = about;
        const now = beside();
        if (now) this.#store.put(`beside/${name}`, now, 0).catch(() => {}); // the network itself is safe
      },
      onProblem: (message) => { this.problem = message; changed(); },
    });
  }

  /** Looks for what an earlier visit left; the weights are not read yet. */
  async look() {
    try {
      const key = `checkpoint/${this.#name}`;
      this.offer = (await this.#store.list(key)).find((about) => about.key === key) ?? null;
    } catch { /* storage is refused: there is nothing, then */ }
  }

  /** Keeps this trainer from now on. @param {import("../train/trainer.js").Trainer} trainer */
  watch(trainer) {
    this.problem = "";
    this.#unwatch();
    this.#unwatch = this.#checkpoints.watch(trainer);
  }
  /** Resolves when what was learned so far is kept. */
  save() { return this.#checkpoints.save(); }
  unwatch() { this.#unwatch(); this.#unwatch = () => {}; }

  /** The bytes of the offer and what lay beside it. @returns {Promise<{ bytes: Uint8Array, beside: Beside | null } | null>} */
  async take() {
    const [kept, beside] = await Promise.all([this.#checkpoints.latest(), this.#store.get(`beside/${this.#name}`).catch(() => null)]);
    return kept && { bytes: kept.bytes, beside: beside?.value ?? null };
  }
  async remove() {
    this.offer = null;
    await this.#checkpoints.clear();
    await this.#store.remove(`beside/${this.#name}`).catch(() => {});
  }
}

/** How long ago. @param {number} savedAt */
function when(savedAt) {
  const minutes = Math.floor((Date.now() - savedAt) / 60_000);
  if (minutes < 1) return t("cnn.when.seconds");
  if (minutes < 60) return t("cnn.when.minutes", { n: minutes });
  return minutes < 48 * 60 ? t("cnn.when.hours", { n: Math.floor(minutes / 60) }) : t("cnn.when.days", { n: Math.floor(minutes / 1440) });
}

/** The offer in words. @param {About} about */
export function offerText({ size: bytes, savedAt, note: { epochs, step, steps } }) {
  const done = epochsText(epochs);
  const where = step ? t("cnn.kept.where", { epochs: done, step, steps }) : done;
  return t("cnn.kept", { when: when(savedAt), size: size(bytes), where });
}
