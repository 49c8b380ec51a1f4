// The training loop, as it runs inside the worker: epochs of shuffled batches, validation after each,
// and between any two batches a look at what the other side has asked for.
import { SurprisalError } from "../core/errors.js";
import { LookBack } from "./look-back.js";
import { turn } from "./turn.js";

/** @typedef {import("./team.js").Team} Team */
/** @typedef {{ id: number, set: import("./config.js").DataSet }} Kept a data set and its number in every worker */
/** @typedef {{ epoch: number, batch: number, step: number, samples: number, lossSum: number, correct: number }} Progress
 *   epoch: whole epochs done; batch: batches done of the one under way; step: updates since the start;
 *   the rest: sums over the epoch under way. */

/** @returns {Progress} */
export const freshProgress = () => ({ epoch: 0, batch: 0, step: 0, samples: 0, lossSum: 0, correct: 0 });

export class Loop {
  #team;
  #emit;
  progress = freshProgress();
  /** @type {LookBack | null} */
  #back = null;
  #running = false;
  #paused = false;
  #stepsAllowed = 0;
  #aborted = false;
  #wake = () => {};
  #atRest = () => {};
  #resting = false;

  /** @param {Team} team @param {(event: string, payload: any) => void} emit */
  constructor(team, emit) {
    this.#team = team;
    this.#emit = emit;
  }

  get running() { return this.#running; }
  /** What the last fit() goes back to if it diverged. */
  get lastGood() { return this.#back?.last ?? null; }

  /** Resolves once no batch is under way. */
  pause() {
    this.#paused = true;
    if (!this.#running || this.#resting) return;
    return new Promise((done) => (this.#atRest = () => done(undefined)));
  }
  resume() { this.#paused = false; this.#wake(); }
  /** One batch, then pause. */
  step() { this.#paused = true; this.#stepsAllowed++; this.#wake(); }
  abort() { this.#aborted = true; this.#wake(); }

  /** Between batches: other messages first, then waits while paused. */
  async #checkpoint() {
    await turn();
    while (this.#paused && this.#stepsAllowed === 0 && !this.#aborted) {
      this.#resting = true;
      this.#atRest();
      await new Promise((done) => (this.#wake = () => done(undefined)));
      this.#resting = false;
    }
    if (this.#aborted) throw new DOMException("training was stopped", "AbortError");
    if (this.#stepsAllowed > 0) this.#stepsAllowed--;
  }

  /** Runs until `epochs` more epochs are complete (the first may have begun before); stands still after
   * `pauseAfter` steps where that is given.
   * @param {{ train: Kept, validation?: Kept, epochs: number, pauseAfter?: number }} task */
  async fit({ train, validation, epochs, pauseAfter }) {
    if (this.#running) throw new SurprisalError("BUSY", "training is already under way", { function: "fit" });
    this.#running = true;
    this.#back ??= new LookBack(this.#team);
    this.#back.begin();
    this.#aborted = false;
    this.#paused = pauseAfter !== undefined;
    this.#stepsAllowed = pauseAfter ?? 0;
    try {
      const { batchSize } = this.#team.session.config;
      const steps = Math.ceil(train.set.count / batchSize);
      if (this.progress.batch > steps) throw new SurprisalError("INVALID_ARGUMENT", `the epoch under way has done ${this.progress.batch} steps, this data set has only ${steps}`, { function: "fit", argument: "train" });
      for (let done = 0; done < epochs; done++) await this.#epoch(train, validation, steps, epochs - done);
      this.#back.atEnd(this.progress);
    } finally {
      await this.#team.rest();
      this.#running = false;
      this.#atRest();
    }
  }

  /** @param {Kept} train @param {Kept | undefined} validation @param {number} steps @param {number} epochsLeft */
  async #epoch(train, validation, steps, epochsLeft) {
    const { progress } = this;
    const back = /** @type {LookBack} */ (this.#back);
    const { batchSize } = this.#team.session.config;
    const order = this.#team.session.shuffle(progress.epoch, train.set.count);
    const { afresh, count } = train.set;
    if (afresh) for (let i = 0; i < count; i++) order[i] += afresh.first + progress.epoch * count; // modulo 2³²
    const clock = new Clock();
    const firstBatch = progress.batch;
    while (progress.batch < steps) {
      clock.stop();
      await this.#checkpoint();
      clock.start();
      const from = progress.batch * batchSize;
      const n = Math.min(batchSize, train.set.count - from);
      back.before(progress);
      const { lossSum, correct } = await this.#team.trainBatch(train.id, train.set, order.subarray(from, from + n), progress.step);
      progress.step++;
      progress.batch++;
      progress.samples += n;
      progress.lossSum += lossSum;
      progress.correct += correct;
      back.after(lossSum / n, progress);
      const stepsPerSecond = (progress.batch - firstBatch) / clock.seconds;
      this.#emit("step", {
        type: "step", epoch: progress.epoch + 1, step: progress.batch, steps, globalStep: progress.step,
        loss: lossSum / n, accuracy: correct / n,
        meanLoss: progress.lossSum / progress.samples, meanAccuracy: progress.correct / progress.samples,
        stepsPerSecond, samplesPerSecond: stepsPerSecond * batchSize,
        secondsLeft: (steps - progress.batch + steps * (epochsLeft - 1)) / stepsPerSecond,
      });
    }
    const seconds = clock.seconds;
    const stepsPerSecond = (steps - firstBatch) / seconds;
    const tested = validation ? await this.evaluate(validation) : null;
    if (tested) back.after(tested.loss, progress);
    progress.epoch++;
    const event = {
      type: "epoch", epoch: progress.epoch,
      loss: progress.lossSum / progress.samples, accuracy: progress.correct / progress.samples,
      valLoss: tested?.loss ?? null, valAccuracy: tested?.accuracy ?? null, confusion: tested?.confusion ?? null,
      seconds, stepsPerSecond,
    };
    Object.assign(progress, { batch: 0, samples: 0, lossSum: 0, correct: 0 });
    this.#emit("epoch", event);
  }

  /** @param {Kept} data */
  evaluate({ id, set }) {
    return this.#team.evaluate(id, set, () => {
      if (this.#running && this.#aborted) throw new DOMException("training was stopped", "AbortError");
    });
  }
}

/** Seconds spent running, pauses left out. */
class Clock {
  #sum = 0;
  #since = 0;
  #on = false;
  start() { if (!this.#on) { this.#on = true; this.#since = performance.now(); } }
  stop() { if (this.#on) { this.#on = false; this.#sum += performance.now() - this.#since; } }
  get seconds() { return Math.max(1e-9, (this.#sum + (this.#on ? performance.now() - this.#since : 0)) / 1000); }
}
