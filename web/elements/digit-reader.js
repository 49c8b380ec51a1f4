// Who reads a pad: the ready network, one for all pads of a page, and a way of asking that never queues up.
import { readyModel } from "../train/ready.js";
import { Trainer } from "../train/trainer.js";

/** @type {Promise<Trainer> | undefined} */
let ready;
/** The ready network; after a failure the next call tries again. @returns {Promise<Trainer>} */
export function readyNetwork() {
  ready ??= readyModel().then((bytes) => Trainer.restore(bytes)).catch((error) => { ready = undefined; throw error; });
  return ready;
}

/** Asks one thing at a time: what comes while an answer is awaited replaces what waits. */
export class Asker {
  #answer;
  #told;
  #busy = false;
  /** @type {Float32Array | null} */
  #next = null;

  /** @param {(image: Float32Array) => Promise<Float32Array | null>} answer @param {(answer: Float32Array | null, error: unknown) => void} told null where there is no network yet */
  constructor(answer, told) {
    this.#answer = answer;
    this.#told = told;
  }

  /** @param {Float32Array} image [28, 28] */
  async ask(image) {
    this.#next = image;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#next) {
      const now = this.#next;
      this.#next = null;
      /** @type {Float32Array | null} */
      let answer = null;
      /** @type {unknown} */
      let problem = null;
      try {
        answer = await this.#answer(now);
      } catch (error) {
        problem = error;
      }
      if (!this.#next) this.#busy = false;
      this.#told(answer, problem);
    }
  }
  /** Nothing that was asked matters any more. */
  forget() { this.#next = null; }
}
