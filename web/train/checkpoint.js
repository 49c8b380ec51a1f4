// Nothing lost: the trainer's whole state kept in the browser while it learns, so that after a
// reload, a crash or a killed tab the page can offer to go on.
import { SurprisalError } from "../core/errors.js";
import { noteOf } from "./note.js";
import { holdName } from "./one-tab.js";
import { BrowserStore } from "./store.js";

/** @typedef {import("./trainer.js").Trainer} Trainer */
/** @typedef {import("./trainer.js").StepEvent} StepEvent */
/** @typedef {import("./note.js").Note} Note */
/** @typedef {{ bytes: Uint8Array, size: number, savedAt: number, note: Note }} Checkpoint bytes: for Trainer.restore */
/** @typedef {{ every?: number, store?: import("./store.js").Storage, onSaved?: (about: { size: number, savedAt: number, note: Note }) => void,
 *   onProblem?: (message: string) => void }} Options every: seconds from one save to the next while training;
 *   onProblem: storage is full or refused, told once; training goes on */

/** Seconds between saves: with the time a save takes, well within the 10 s that may be lost. */
const EVERY = 4;
/** Seconds until the next attempt where storage was refused. */
const AFTER_FAILURE = 60;

export class Checkpoints {
  #key;
  #options;
  #store;
  /** @type {Trainer | null} */
  #trainer = null;
  #unwatch = () => {};
  /** The name, while a trainer is watched. @type {ReturnType<typeof holdName> | null} */
  #hold = null;
  /** The last step, when it is not kept yet. @type {StepEvent | null} */
  #unsaved = null;
  /** @type {Promise<void> | null} */
  #saving = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  #notBefore = 0;
  #told = false;
  /** Bytes of the checkpoint that is kept; 0: none, as far as is known. */
  size = 0;

  /** @param {string} name one checkpoint is kept under each name @param {Options} [options] */
  constructor(name, options = {}) {
    this.#key = `checkpoint/${name}`;
    this.#options = options;
    this.#store = options.store ?? new BrowserStore();
  }

  /** Keeps this trainer from now on, every few seconds and whenever it comes to rest.
   * @param {Trainer} trainer @returns {() => void} ends it */
  watch(trainer) {
    this.#unwatch();
    this.#trainer = trainer;
    this.#hold = this.#store instanceof BrowserStore ? holdName(this.#key) : null; // tabs share that store alone
    this.#told = false;
    this.#notBefore = performance.now() + this.#every; // not the clock on the wall, which may be set back
    const ignore = trainer.observe((event) => {
      if (event.type === "step") {
        this.#unsaved = event;
        this.#plan();
      } else if (event.type === "reset") this.#unsaved = null;
      else if (event.type === "pause" || event.type === "rest") void this.save();
    });
    const hidden = () => { if (!this.#told) void this.save(); }; // a hidden tab may never be shown again
    globalThis.addEventListener?.("visibilitychange", hidden);
    return (this.#unwatch = () => {
      ignore();
      globalThis.removeEventListener?.("visibilitychange", hidden);
      this.#clearTimer();
      this.#hold?.letGo();
      this.#trainer = this.#unsaved = this.#hold = null;
      this.#unwatch = () => {};
    });
  }

  get #every() { return 1000 * (this.#options.every ?? EVERY); }
  #clearTimer() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Saves when it is time: at once by the step that is late (timers of hidden tabs are slow), or later
   * where no further step comes. */
  #plan() {
    if (this.#saving) return;
    const wait = this.#notBefore - performance.now();
    if (wait <= 0) return void this.save();
    this.#timer ??= setTimeout(() => { this.#timer = null; void this.save(); }, wait);
  }

  /** Keeps the trainer as it is now, if it has learned since the last time. @returns {Promise<void>} */
  async save() {
    if (this.#saving) await this.#saving;
    if (!this.#unsaved || !this.#trainer || this.#saving) return;
    this.#clearTimer();
    this.#saving = this.#write(this.#trainer, this.#unsaved.steps);
    await this.#saving;
    if (this.#unsaved) this.#plan();
  }

  /** @param {Trainer} trainer @param {number} steps */
  async #write(trainer, steps) {
    this.#unsaved = null;
    let pause = this.#every;
    try {
      if (this.#hold && !(await this.#hold.ours)) throw new SurprisalError("BUSY", "another tab is training here too, and what it keeps is not overwritten");
      const { size, savedAt, note } = await this.#put(trainer, steps);
      this.size = size;
      this.#options.onSaved?.({ size, savedAt, note });
    } catch (error) {
      const { code, message } = /** @type {any} */ (error);
      if (["STALE_HANDLE", "WORKER", "DIVERGED"].includes(code)) return; // the trainer is gone, or lost its way; what was kept stays
      pause = 1000 * AFTER_FAILURE;
      if (!this.#told) this.#options.onProblem?.(`Training goes on, but is not kept: ${message}.`);
      this.#told = true;
    } finally {
      this.#saving = null;
      this.#notBefore = performance.now() + pause;
    }
  }

  /** @param {Trainer} trainer @param {number} steps @returns {Promise<{ size: number, savedAt: number, note: Note }>} */
  async #put(trainer, steps) {
    if (this.#store instanceof BrowserStore) { // which the worker reaches too: the page only looks whether it would find it again
      await this.#store.list(this.#key);
      return trainer.keep(this.#key, steps, this.#store.name);
    }
    const bytes = await trainer.save("safetensors");
    const { readProgress } = await import("./formats/safetensors.js");
    return this.#store.put(this.#key, bytes, bytes.length, noteOf(trainer.config, readProgress(bytes), steps)); // further, maybe, than the last event
  }

  /** What is kept, to offer going on with; null where there is nothing, or storage is refused.
   * @returns {Promise<Checkpoint | null>} */
  async latest() {
    try {
      const kept = await this.#store.get(this.#key);
      this.size = kept?.size ?? 0;
      return kept && { bytes: kept.value, size: kept.size, savedAt: kept.savedAt, note: kept.note };
    } catch {
      return null;
    }
  }

  /** Removes what is kept; a trainer that is watched is kept again at its next step. @returns {Promise<void>} */
  async clear() {
    this.#unsaved = null;
    this.#clearTimer();
    await this.#saving;
    await this.#store.remove(this.#key).catch(() => {});
    this.size = 0;
  }
}
