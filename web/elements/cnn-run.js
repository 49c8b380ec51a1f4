// One training run as the panel sees it: its state, its curves, and what Train, Pause, Step and Start over do.
import { Trainer } from "../train/trainer.js";
import { Curve } from "./curve.js";

/** @typedef {"idle" | "loaded" | "starting" | "running" | "testing" | "paused" | "done" | "failed"} Status */
/** @typedef {import("../train/trainer.js").StepEvent} StepEvent */
/** @typedef {import("../train/trainer.js").EpochEvent} EpochEvent */
/** @typedef {import("../train/config.js").TrainerOptions} TrainerOptions */
/** When to end: `epochs` complete, this test accuracy reached, so many minutes of training; 0: never.
 * @typedef {{ epochs: number, accuracy?: number, minutes?: number }} Goal */
/** @typedef {{ epochs: EpochEvent[], curve: import("./curve.js").CurveState, seconds: number, steps: number }} History what is kept beside a checkpoint; steps: of one epoch */
/** @typedef {{ loss: number, accuracy: number, confusion: number[][], epoch: number | null }} Tested epoch null: not at the end of one */

export class Run {
  /** @type {Status} */
  status = "idle";
  /** @type {StepEvent | null} */
  last = null;
  /** @type {EpochEvent[]} */
  epochs = [];
  /** @type {Tested | null} */
  tested = null;
  /** Whole epochs done, also before it was loaded. */
  whole = 0;
  /** loss and accuracy against epochs */
  curve = new Curve(2);
  /** Why it is done. @type {"epochs" | "accuracy" | "minutes"} */
  reason = "epochs";
  message = "";
  /** @type {Trainer | null} */
  trainer = null;
  /** Where a loaded one stands. @type {{ epoch: number, step: number } | null} */
  loadedAt = null;
  /** @type {AbortController | null} */
  #stop = null;
  #changed;
  #options;
  #made;
  #disposed = false;
  #seconds = 0;
  #since = 0;

  /** @param {TrainerOptions} options @param {(event: "step" | "epoch" | "status") => void} changed
   * @param {(trainer: Trainer) => void} [made] */
  constructor(options, changed, made = () => {}) {
    this.#options = options;
    this.#changed = changed;
    this.#made = made;
  }

  /** A run that goes on with a trainer from a file or from the browser's storage.
   * @param {Trainer} trainer @param {History | null} history @param {(event: "step" | "epoch" | "status") => void} changed @param {(trainer: Trainer) => void} [made] */
  static of(trainer, history, changed, made) {
    const run = new Run({}, changed, made);
    run.trainer = trainer;
    run.status = "loaded";
    const { epoch, batch, step } = trainer.progress;
    run.whole = epoch;
    run.loadedAt = step ? { epoch: epoch + 1, step: batch } : null;
    if (history) {
      run.epochs = history.epochs.filter((e) => e.epoch <= epoch);
      run.curve = Curve.from(history.curve, epoch + (history.steps ? batch / history.steps : 1));
      run.#seconds = history.seconds;
      run.#learn(run.epochs.at(-1));
    }
    made?.(trainer);
    return run;
  }
  /** @returns {History} */
  get history() { return { epochs: this.epochs, curve: this.curve.state, seconds: this.seconds, steps: this.last?.steps ?? 0 }; }

  get busy() { return ["starting", "running", "testing"].includes(this.status); }
  get begun() { return this.status !== "idle"; }
  /** Has it weights that are worth a look? */
  get learned() { return this.trainer !== null && (this.last !== null || this.status === "loaded" || this.whole > 0); }
  /** Seconds of training and testing, pauses left out. */
  get seconds() { return this.#seconds + (this.#since ? (performance.now() - this.#since) / 1000 : 0); }

  /** @param {Status} status */
  #set(status) {
    if (this.status === status || this.#disposed) return;
    this.#seconds = this.seconds;
    this.status = status;
    this.#since = status === "running" || status === "testing" ? performance.now() : 0;
    this.#changed("status");
  }

  /** @param {EpochEvent | undefined} e */
  #learn(e) {
    if (!e) return;
    this.whole = e.epoch;
    if (e.valLoss !== null && e.valAccuracy !== null && e.confusion) this.tested = { loss: e.valLoss, accuracy: e.valAccuracy, confusion: e.confusion, epoch: e.epoch };
  }

  /** Measures a network that stands still, on these digits. @param {any} test */
  async test(test) {
    if (!this.trainer || this.busy) return;
    const { loss, accuracy, confusion } = await this.trainer.evaluate(test);
    if (this.#disposed || this.busy) return;
    this.tested = { loss, accuracy, confusion, epoch: null };
    this.#changed("epoch");
  }

  /** @param {Goal} goal @returns {"accuracy" | "minutes" | null} */
  #reached({ accuracy = 0, minutes = 0 }) {
    if (accuracy > 0 && this.tested && this.tested.epoch !== null && this.tested.accuracy >= accuracy) return "accuracy";
    return minutes > 0 && this.seconds >= 60 * minutes ? "minutes" : null;
  }

  /** @type {Promise<Trainer> | null} */
  #making = null;
  /** The trainer, made when it is first wanted. @returns {Promise<Trainer>} */
  made() {
    if (this.trainer) return Promise.resolve(this.trainer);
    return (this.#making ??= Trainer.create(this.#options).then((trainer) => {
      if (this.#disposed) {
        trainer.dispose();
        throw new DOMException("the run is over", "AbortError");
      }
      this.trainer = trainer;
      this.#made(trainer);
      return trainer;
    }).finally(() => { this.#making = null; }));
  }

  /** Trains until the goal is reached; `pausing` stands still again after one step.
   * @param {{ train: any, test: any }} digits @param {Goal} goal @param {boolean} [pausing] */
  async start({ train, test }, goal, pausing = false) {
    if (this.busy || this.#stop) return;
    this.#set("starting");
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    try {
      const trainer = await this.made();
      this.reason = "epochs";
      for await (const event of trainer.fit(train, { epochs: Math.max(1, goal.epochs - this.whole), validation: test, signal, pauseAfter: pausing ? 1 : undefined })) {
        if (this.#disposed) return;
        if (event.type === "step") this.#step(event, pausing);
        else {
          this.epochs.push(event);
          this.#learn(event);
          if (this.status === "testing") this.#set("running");
          this.#changed("epoch");
        }
        const reached = this.#reached(goal);
        if (!reached || this.status === "paused" || this.whole >= goal.epochs) continue;
        this.reason = reached;
        break; // ends the training in the worker
      }
      await trainer.idle();
      this.#set("done");
    } catch (error) {
      if (signal.aborted || this.#disposed) return;
      this.message = /** @type {Error} */ (error).message;
      this.#set("failed");
    } finally {
      this.#stop = null;
    }
  }

  /** @param {StepEvent} event @param {boolean} pausing */
  #step(event, pausing) {
    this.last = event;
    this.curve.add(event.epoch - 1 + event.step / event.steps, event.loss, event.accuracy);
    if (this.status === "starting") this.#set(pausing ? "paused" : "running");
    if (event.step === event.steps && this.status === "running") this.#set("testing");
    this.#changed("step");
  }

  async pause() {
    if (!this.busy || !this.trainer) return;
    this.#set("paused");
    await this.trainer.pause();
  }
  async resume() {
    if (this.status !== "paused" || !this.trainer) return;
    this.#set("running");
    await this.trainer.resume();
  }
  /** One more step of a paused run. */
  async step() { if (this.status === "paused") await this.trainer?.step(); }

  /** Ends the run and its worker. */
  dispose() {
    this.#disposed = true;
    this.#stop?.abort();
    this.trainer?.dispose();
    this.trainer = null;
  }
}
