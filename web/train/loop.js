// The training loop, as it runs inside the worker: epochs of shuffled batches, validation after each,
// and between any two batches a look at what the other side has asked for.
import { SurprisalError } from "../core/errors.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ epoch: number, batch: number, step: number, samples: number, lossSum: number, correct: number }} Progress
 *   epoch: whole epochs done; batch: batches done of the one under way; step: updates since the start;
 *   the rest: sums over the epoch under way. */

const EVALUATION_CHUNK = 256;

/** A turn of the event loop: messages that have come are handled before this resolves. */
const turn = (() => {
  if (typeof setImmediate === "function") return () => new Promise((done) => setImmediate(done));
  const { port1, port2 } = new MessageChannel();
  /** @type {((value: unknown) => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.(undefined);
  return () => new Promise((done) => { waiting.push(done); port2.postMessage(0); });
})();

/** @returns {Progress} */
export const freshProgress = () => ({ epoch: 0, batch: 0, step: 0, samples: 0, lossSum: 0, correct: 0 });

export class Loop {
  #session;
  #emit;
  progress = freshProgress();
  #running = false;
  #paused = false;
  #stepsAllowed = 0;
  #aborted = false;
  #wake = () => {};
  #atRest = () => {};
  #resting = false;

  /** @param {Session} session @param {(event: string, payload: any) => void} emit */
  constructor(session, emit) {
    this.#session = session;
    this.#emit = emit;
  }

  get running() { return this.#running; }

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

  /** Runs until `epochs` more epochs are complete (the first may have begun before).
   * @param {{ train: DataSet, validation?: DataSet, epochs: number }} task */
  async fit({ train, validation, epochs }) {
    if (this.#running) throw new SurprisalError("BUSY", "training is already under way", { function: "fit" });
    this.#running = true;
    this.#aborted = false;
    this.#paused = false;
    this.#stepsAllowed = 0;
    try {
      const { batchSize } = this.#session.config;
      const steps = Math.ceil(train.count / batchSize);
      if (this.progress.batch > steps) throw new SurprisalError("INVALID_ARGUMENT", `the epoch under way has done ${this.progress.batch} steps, this data set has only ${steps}`, { function: "fit", argument: "train" });
      for (let done = 0; done < epochs; done++) await this.#epoch(train, validation, steps, epochs - done);
    } finally {
      this.#running = false;
      this.#atRest();
    }
  }

  /** @param {DataSet} train @param {DataSet | undefined} validation @param {number} steps @param {number} epochsLeft */
  async #epoch(train, validation, steps, epochsLeft) {
    const { progress } = this;
    const { batchSize } = this.#session.config;
    const order = this.#session.shuffle(progress.epoch, train.count);
    const clock = new Clock();
    const firstBatch = progress.batch;
    while (progress.batch < steps) {
      clock.stop();
      await this.#checkpoint();
      clock.start();
      const from = progress.batch * batchSize;
      const n = Math.min(batchSize, train.count - from);
      const { lossSum, correct } = await this.#session.trainBatch(train, order.subarray(from, from + n), progress.step);
      progress.step++;
      progress.batch++;
      progress.samples += n;
      progress.lossSum += lossSum;
      progress.correct += correct;
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

  /** @param {DataSet} data @returns {Promise<{ loss: number, accuracy: number, confusion: number[][] }>} */
  async evaluate(data) {
    const confusion = Array.from({ length: 10 }, () => new Array(10).fill(0));
    let lossSum = 0, correct = 0;
    for (let from = 0; from < data.count; from += EVALUATION_CHUNK) {
      const n = Math.min(EVALUATION_CHUNK, data.count - from);
      const part = this.#session.evaluate(data, from, n, confusion);
      lossSum += part.lossSum;
      correct += part.correct;
      await turn();
      if (this.#running && this.#aborted) throw new DOMException("training was stopped", "AbortError");
    }
    return { loss: lossSum / data.count, accuracy: correct / data.count, confusion };
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
