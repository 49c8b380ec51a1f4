// Trainer: a network that learns in a worker of its own, the same in Node and in browsers.
import { SurprisalError } from "../core/errors.js";
import { isNode, loadModule } from "../core/loader.js";
import { show } from "../core/distribution.js";
import { checkConfig, checkData, CLASSES, PIXELS } from "./config.js";
import { Caller, portOf } from "./rpc.js";

/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ type: "step", epoch: number, step: number, steps: number, globalStep: number, loss: number, accuracy: number,
 *   meanLoss: number, meanAccuracy: number, stepsPerSecond: number, samplesPerSecond: number, secondsLeft: number }} StepEvent */
/** @typedef {{ type: "epoch", epoch: number, loss: number, accuracy: number, valLoss: number | null, valAccuracy: number | null,
 *   confusion: number[][] | null, seconds: number, stepsPerSecond: number }} EpochEvent */

/** Starts the worker beside this module. @returns {Promise<{ worker: any, stop(): void }>} */
async function startWorker() {
  const url = new URL("./surprisal.worker.js", import.meta.url);
  if (isNode) {
    const { Worker: NodeWorker } = await import("node:worker_threads");
    const worker = new NodeWorker(url);
    return { worker, stop: () => void worker.terminate() };
  }
  const worker = new Worker(url, { type: "module" });
  return { worker, stop: () => worker.terminate() };
}

export class Trainer {
  #caller;
  #stop;
  /** @type {WeakMap<object, number>} the ids of data sets that the worker has */
  #sent = new WeakMap();
  #nextData = 1;
  /** @type {((event: StepEvent | EpochEvent) => void) | null} */
  #onEvent = null;
  #disposed = false;
  /** True while a fit() is being iterated. */
  #active = false;
  /** Resolves when the worker has left the last fit(). @type {Promise<unknown>} */
  #fitting = Promise.resolve();
  /** Shapes and sizes of the network: { parameters, layers, tensors, memoryBytes }. */
  description = /** @type {import("./session.js").Description} */ (/** @type {unknown} */ (null));

  /** @param {import("./config.js").Config} config @param {{ worker: any, stop(): void }} started @param {(done: unknown) => void} ready */
  constructor(config, { worker, stop }, ready) {
    this.config = config;
    this.#stop = stop;
    this.#caller = new Caller(portOf(worker), (event, payload) => (event === "ready" ? ready(undefined) : this.#onEvent?.(payload)));
    const lost = (/** @type {any} */ error) => this.#lose(new SurprisalError("WORKER", `the training worker stopped: ${error?.message ?? "unknown cause"}`, { cause: error }));
    if (typeof worker.on === "function") {
      worker.on("error", lost);
      worker.on("exit", () => lost({ message: "it ended" }));
    } else {
      worker.addEventListener("error", lost);
      worker.addEventListener("messageerror", lost);
    }
  }

  /** @param {import("./config.js").TrainerOptions} [options] @returns {Promise<Trainer>} */
  static async create(options = {}) {
    const cores = typeof navigator === "object" && navigator.hardwareConcurrency ? navigator.hardwareConcurrency : isNode ? (await import("node:os")).availableParallelism() : 1;
    const config = checkConfig(options, cores);
    const { module, variant } = await loadModule({ variant: options.variant });
    const started = await startWorker();
    /** @type {Trainer | undefined} */
    let trainer;
    try {
      await new Promise((done, failed) => {
        trainer = new Trainer(config, started, done);
        trainer.#onLost = failed;
      });
      const made = /** @type {Trainer} */ (/** @type {unknown} */ (trainer));
      made.#onLost = null;
      made.description = await made.#caller.call("create", { module, variant, config });
      return made;
    } catch (error) {
      started.stop();
      throw error;
    }
  }

  /** @type {((error: unknown) => void) | null} */
  #onLost = null;
  /** @param {SurprisalError} error */
  #lose(error) {
    if (this.#disposed) return;
    this.#caller.fail(error);
    this.#onLost?.(error);
  }

  /** @param {string} name @param {any} [payload] @param {Transferable[]} [transfer] */
  #call(name, payload, transfer) {
    if (this.#disposed) return Promise.reject(new SurprisalError("STALE_HANDLE", "this trainer was disposed of", { function: name }));
    return this.#caller.call(name, payload, transfer);
  }

  /** Sends a data set once; its number from then on. @param {unknown} data @param {string} argument @param {string} caller */
  async #send(data, argument, caller) {
    const set = checkData(data, argument, caller);
    const key = /** @type {object} */ (data);
    let id = this.#sent.get(key);
    if (id === undefined) {
      id = this.#nextData++;
      await this.#call("keep", { id, set });
      this.#sent.set(key, id);
    }
    return id;
  }

  /** Trains for `epochs` more epochs and tells of every step and every epoch.  Ends early with the
   * signal's reason; leaving the loop stops the training too.
   * @param {DataSet} train
   * @param {{ epochs?: number, validation?: DataSet, signal?: AbortSignal }} [options]
   * @returns {AsyncGenerator<StepEvent | EpochEvent, void, void>} */
  async *fit(train, { epochs = 1, validation, signal } = {}) {
    if (!Number.isInteger(epochs) || epochs < 1) throw new SurprisalError("INVALID_ARGUMENT", `epochs must be an integer ≥ 1, not ${show(epochs)}`, { function: "fit", argument: "epochs" });
    if (this.#active) throw new SurprisalError("BUSY", "training is already under way", { function: "fit" });
    signal?.throwIfAborted();
    this.#active = true;
    await this.idle();

    /** @type {(StepEvent | EpochEvent)[]} */
    const queue = [];
    let wake = () => {};
    let ended = false;
    /** @type {unknown} */
    let failure = null;
    const end = (/** @type {unknown} */ error) => { ended = true; failure ??= error; wake(); };
    const abort = () => end(/** @type {AbortSignal} */ (signal).reason);
    signal?.addEventListener("abort", abort);
    let claim = () => {};
    this.#fitting = new Promise((done) => (claim = () => done(undefined)));
    let started = false;
    try {
      const task = { train: await this.#send(train, "train", "fit"), validation: validation && (await this.#send(validation, "validation", "fit")), epochs };
      if (!ended) {
        this.#onEvent = (event) => { queue.push(event); wake(); };
        started = true;
        this.#call("fit", task).then(() => end(null), end).finally(() => claim());
      }
      for (;;) {
        while (queue.length && !signal?.aborted) yield /** @type {StepEvent | EpochEvent} */ (queue.shift());
        if (ended) break;
        await new Promise((done) => (wake = () => done(undefined)));
      }
      if (failure) throw failure;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#onEvent = null;
      this.#active = false;
      // the worker may be in the middle of a step: whoever needs it at rest awaits idle()
      if (!started) claim();
      else if (!this.#disposed) this.#call("abort").catch(() => {});
    }
  }

  /** Resolves when training that was stopped has really come to rest. */
  async idle() { await this.#fitting; }

  /** One step on a batch of the caller's. @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
   * @returns {Promise<{ loss: number, accuracy: number }>} */
  async trainOnBatch(images, labels) {
    const set = checkData({ images, labels, count: labels?.length }, "images", "trainOnBatch");
    await this.#rest("trainOnBatch");
    return this.#call("trainOnBatch", { set });
  }

  /** @param {DataSet} test @returns {Promise<{ loss: number, accuracy: number, confusion: number[][] }>} */
  async evaluate(test) {
    const id = await this.#send(test, "test", "evaluate");
    return this.#call("evaluate", id);
  }

  /** Probabilities [n, 10]. @param {Uint8Array | Float32Array} images @returns {Promise<Float32Array>} */
  async predict(images) {
    if (!(images instanceof Uint8Array || images instanceof Float32Array) || images.length === 0 || images.length % PIXELS)
      throw new SurprisalError("INVALID_ARGUMENT", `images must be a Uint8Array or Float32Array of n × ${PIXELS} values, n ≥ 1`, { function: "predict", argument: "images" });
    return this.#call("predict", images);
  }

  /** Resolves when the step under way is done and training stands still. @returns {Promise<void>} */
  async pause() { await this.#call("pause"); }
  /** @returns {Promise<void>} */
  async resume() { await this.#call("resume"); }
  /** One step of a paused training. @returns {Promise<void>} */
  async step() { await this.#call("step"); }

  /** Stops training and draws the initial weights again. @returns {Promise<void>} */
  async reset() {
    await this.#call("abort");
    await this.idle();
    await this.#call("reset");
  }

  /** @param {string} caller */
  async #rest(caller) {
    if (this.#active) throw new SurprisalError("BUSY", "training is under way", { function: caller });
    await this.idle();
  }

  /** The network as a file's bytes. @param {"safetensors"} [format] @returns {Promise<Uint8Array>} */
  async save(format = "safetensors") {
    if (format !== "safetensors") throw new SurprisalError("UNSUPPORTED", `format must be "safetensors", not ${show(format)}`, { function: "save", argument: "format" });
    const { writeTrainer } = await import("./formats/safetensors.js");
    return writeTrainer(this.config, this.description, await this.#call("state"));
  }

  /** Goes on where the saved trainer stopped. @param {Uint8Array | ArrayBuffer} bytes
   * @param {{ workers?: number | "auto", variant?: "auto" | "simd" | "relaxed" }} [options] @returns {Promise<Trainer>} */
  static async restore(bytes, options = {}) {
    const { readTrainer } = await import("./formats/safetensors.js");
    const { config, state } = readTrainer(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
    const { layers, loss, optimizer, batchSize, seed, width, workers } = config;
    const trainer = await Trainer.create({ layers, loss, optimizer, batchSize, seed, workers, ...options });
    trainer.config.width = width;
    try {
      await trainer.#call("restore", state);
      return trainer;
    } catch (error) {
      trainer.dispose();
      throw error;
    }
  }

  /** Ends the worker; every later call is refused. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#caller.fail(new SurprisalError("STALE_HANDLE", "this trainer was disposed of"));
    this.#stop();
  }
}

export { CLASSES, PIXELS };
