// One training run as the panel sees it: its state, its curves, and what Train, Pause, Step and Start over do.
import { Trainer } from "../train/trainer.js";
import { Curve } from "./curve.js";

/** @typedef {"idle" | "starting" | "running" | "testing" | "paused" | "done" | "failed"} Status */
/** @typedef {import("../train/trainer.js").StepEvent} StepEvent */
/** @typedef {import("../train/trainer.js").EpochEvent} EpochEvent */
/** @typedef {import("../train/config.js").TrainerOptions} TrainerOptions */

export class Run {
  /** @type {Status} */
  status = "idle";
  /** @type {StepEvent | null} */
  last = null;
  /** @type {EpochEvent[]} */
  epochs = [];
  /** loss and accuracy against epochs */
  curve = new Curve(2);
  /** Seconds of training, pauses left out. */
  seconds = 0;
  message = "";
  /** @type {Trainer | null} */
  trainer = null;
  /** @type {AbortController | null} */
  #stop = null;
  #changed;
  #options;
  #disposed = false;

  /** @param {TrainerOptions} options @param {(event: "step" | "epoch" | "status") => void} changed */
  constructor(options, changed) {
    this.#options = options;
    this.#changed = changed;
  }

  get busy() { return ["starting", "running", "testing"].includes(this.status); }
  get begun() { return this.status !== "idle"; }

  /** @param {Status} status */
  #set(status) {
    if (this.status === status || this.#disposed) return;
    this.status = status;
    this.#changed("status");
  }

  /** Trains until `epochs` are complete; `pausing` stops it again after the first step.
   * @param {{ train: any, test: any }} digits @param {number} epochs @param {boolean} [pausing] */
  async start({ train, test }, epochs, pausing = false) {
    if (this.busy || this.#stop) return;
    this.#set("starting");
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    try {
      this.trainer ??= await Trainer.create(this.#options);
      if (this.#disposed) return this.trainer.dispose();
      const left = Math.max(1, epochs - this.epochs.length);
      for await (const event of this.trainer.fit(train, { epochs: left, validation: test, signal })) {
        if (this.#disposed) return;
        if (event.type === "step") {
          this.last = event;
          this.curve.add(event.epoch - 1 + event.step / event.steps, event.loss, event.accuracy);
          if (pausing) {
            pausing = false;
            this.status = "running";
            void this.pause();
          } else if (this.status === "starting") this.#set("running");
          if (event.step === event.steps && this.status === "running") this.#set("testing");
          this.#changed("step");
        } else {
          this.epochs.push(event);
          this.seconds += event.seconds;
          if (this.status === "testing") this.#set("running");
          this.#changed("epoch");
        }
      }
      this.#set("done");
    } catch (error) {
      if (signal.aborted) return;
      this.message = /** @type {Error} */ (error).message;
      this.#set("failed");
    } finally {
      this.#stop = null;
    }
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
