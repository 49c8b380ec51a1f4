// What training goes back to when it diverges: the weights, the optimiser's state and the position of a
// few steps ago, known to be good because a step from there had a loss that is a number.
import { SurprisalError } from "../core/errors.js";

/** @typedef {import("./session.js").State & { progress: import("./loop.js").Progress }} Whole */

/** Steps from one look to the next. */
const EVERY = 50;

/** @param {import("./session.js").State} state whether every number of it is one */
export function isSound({ weights, slots }) {
  let signs = 0; // an exponent of ones only, of an infinity or a NaN, carries into the sign
  for (const values of [weights, ...slots]) {
    const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
    for (let i = 0; i < bits.length; i++) signs |= (bits[i] & 0x7f800000) + 0x800000;
  }
  return signs >= 0;
}

export class LookBack {
  #team;
  /** @type {Whole | null} */
  #good = null;
  /** Good if the next loss is. @type {Whole | null} */
  #candidate = null;
  /** Arrays for the next looks. @type {import("./session.js").State[]} */
  #free = [];
  /** How often the weights had changed at the end of the last training, whose copy is the last of those arrays. */
  #end = -1;

  /** @param {import("./team.js").Team} team */
  constructor(team) { this.#team = team; }

  /** Another training begins: what was good before it is not its own. */
  begin() {
    for (const state of [this.#good, this.#candidate]) if (state) this.#free.unshift(state);
    this.#good = this.#candidate = null;
  }

  /** Before a step. @param {import("./loop.js").Progress} progress */
  before(progress) {
    if (this.#candidate === null && this.#good && progress.step < this.#good.progress.step + EVERY) return;
    const asAtEnd = this.#end === this.#team.session.changes, state = this.#free.pop();
    this.#candidate = { ...(asAtEnd && state ? state : this.#team.state(state)), progress: { ...progress } };
    this.#end = -1;
    if (!asAtEnd && !isSound(this.#candidate)) throw this.#diverged(progress.step, "a weight is no number");
  }
  /** After it. @param {number} loss @param {import("./loop.js").Progress} progress */
  after(loss, { step }) {
    if (!Number.isFinite(loss)) throw this.#diverged(step, `the loss is ${loss}`);
    if (!this.#candidate) return;
    if (this.#good) this.#free.push(this.#good);
    [this.#good, this.#candidate] = [this.#candidate, null];
  }
  /** After the last step of all. @param {import("./loop.js").Progress} progress */
  atEnd({ step }) {
    const state = this.#team.state(this.#free.pop());
    this.#free.push(state);
    if (!isSound(state)) throw this.#diverged(step, "a weight is no number");
    this.#end = this.#team.session.changes;
  }

  /** What to go back to; where nothing has proved good, what it began with. @returns {Whole | null} */
  get last() { return this.#good ?? this.#candidate; }

  /** @param {number} step @param {string} what */
  #diverged(step, what) {
    const { learningRate, name } = this.#team.session.config.optimizer;
    const back = this.last?.progress.step ?? 0;
    const advice = back === 0 && step <= 1 ? "see whether the images are numbers from 0 to 1 and" : "";
    return new SurprisalError("DIVERGED", `training stopped at step ${step}: ${what}. The weights of step ${back}, the last good ones, are kept; ${advice ? `${advice} ` : ""}take a smaller learning rate than ${learningRate}${name === "sgd" ? ", or less momentum" : ""}`, { function: "fit", argument: "optimizer.learningRate" });
  }
}
