// Trainer: a network that learns in a worker of its own, the same in Node and in browsers.
import { SurprisalError } from "../core/errors.js";
import { isNode } from "../core/files.js";
import { loadModule } from "../core/loader.js";
import { show } from "../core/distribution.js";
import { checkConfig, checkData, CLASSES, PIXELS } from "./config.js";
import { freshProgress } from "./loop.js";
import { Caller, canShare, portOf } from "./rpc.js";
import { onLoss, startWorker } from "./start-worker.js";
import { turn } from "./turn.js";
import { PATIENCE, watch } from "./watchdog.js";

/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ type: "step", epoch: number, step: number, steps: number, globalStep: number, loss: number, accuracy: number,
 *   meanLoss: number, meanAccuracy: number, stepsPerSecond: number, samplesPerSecond: number, secondsLeft: number }} StepEvent */
/** @typedef {{ type: "epoch", epoch: number, loss: number, accuracy: number, valLoss: number | null, valAccuracy: number | null,
 *   confusion: number[][] | null, seconds: number, stepsPerSecond: number }} EpochEvent */

/** @typedef {StepEvent | EpochEvent | { type: "pause" | "rest" | "reset" }} TrainerEvent rest: fit() has come to its end */

/** Images that are copied or sent in one go: at 784 bytes each 0.8 MB, a millisecond or two of whoever waits. */
const SLICE = 1024;

/** Slice after slice, and after each whatever else has come. @param {Uint8Array | Float32Array} images
 * @param {(from: number, part: Uint8Array | Float32Array) => void | Promise<void>} use from: where the part begins */
async function inSlices(images, use) {
  for (let from = 0; from < images.length; from += SLICE * PIXELS) {
    await use(from, images.subarray(from, from + SLICE * PIXELS));
    await turn();
  }
}

/** A copy that all workers see. @param {Uint8Array | Float32Array} images */
async function shareable(images) {
  if (images.buffer instanceof SharedArrayBuffer) return images;
  const copy = new /** @type {any} */ (images.constructor)(new SharedArrayBuffer(images.byteLength));
  await inSlices(images, (from, part) => copy.set(part, from));
  return copy;
}

export class Trainer {
  /** The callers of the workers, the lead first; a lost one is null. @type {(Caller | null)[]} */
  #callers = [];
  /** @type {(() => void)[]} */
  #stops = [];
  /** @type {WeakMap<object, Promise<number>>} the numbers of data sets that the workers have, or are being sent */
  #sent = new WeakMap();
  #nextData = 1;
  /** @type {((event: StepEvent | EpochEvent) => void) | null} */
  #onEvent = null;
  /** @type {(progress: { done: number, of: number }) => void} */
  #onCheck = () => {};
  #disposed = false;
  /** @type {Set<(event: TrainerEvent) => void>} */
  #observers = new Set();
  /** True while a fit() is being iterated. */
  #active = false;
  /** Resolves when the worker has left the last fit(). @type {Promise<unknown>} */
  #fitting = Promise.resolve();
  /** Shapes and sizes of the network: { parameters, layers, tensors, memoryBytes }. */
  description = /** @type {import("./session.js").Description} */ (/** @type {unknown} */ (null));
  /** Where it stood when it was made: at the start, or where the file stopped. */
  progress = freshProgress();
  /** Why workers were given up, in order. @type {{ rank: number, why: string }[]} */
  lostWorkers = [];

  /** How many seconds of silence a worker that trains is given. */
  static patience = PATIENCE;

  /** @param {import("./config.js").Config} config */
  constructor(config) { this.config = config; }

  /** @param {import("./config.js").TrainerOptions} [options] @returns {Promise<Trainer>} */
  static async create(options = {}) {
    const cores = typeof navigator === "object" && navigator.hardwareConcurrency ? navigator.hardwareConcurrency : isNode ? (await import("node:os")).availableParallelism() : 1;
    const config = checkConfig(options, cores);
    const isShared = config.workers > 1 && canShare();
    try {
      return await Trainer.#of(config, options.variant, isShared);
    } catch (error) { // memory that is shared takes all the addresses that it may ever need; without, the bits are the same
      if (!isShared || /** @type {any} */ (error).code !== "NO_MEMORY") throw error;
      return Trainer.#of(config, options.variant, false);
    }
  }

  /** @param {import("./config.js").Config} config @param {import("./config.js").TrainerOptions["variant"]} wanted @param {boolean} isShared */
  static async #of(config, wanted, isShared) {
    const { module, variant } = await loadModule("training", { variant: wanted, isShared });
    const trainer = new Trainer(config);
    try {
      await Promise.all(Array.from({ length: config.workers }, (_, rank) => trainer.#start(rank)));
      const channels = Array.from({ length: config.workers - 1 }, () => new MessageChannel());
      const members = channels.map((c) => c.port1);
      const descriptions = await Promise.all([
        trainer.#caller.call("create", { module, variant, config, lead: null, members, patience: PATIENCE.seconds }, members),
        ...channels.map(({ port2 }, i) => trainer.#callers[i + 1]?.call("create", { module, variant, config, lead: port2, members: [], patience: PATIENCE.seconds }, [port2])),
      ]);
      trainer.description = descriptions[0];
      return trainer;
    } catch (error) {
      trainer.dispose();
      throw error;
    }
  }

  /** Starts worker number `rank` and waits until it listens. @param {number} rank @returns {Promise<void>} */
  async #start(rank) {
    const { worker, stop } = await startWorker();
    this.#stops[rank] = stop;
    await new Promise((ready, failed) => {
      this.#callers[rank] = new Caller(portOf(worker), (event, payload) => {
        if (event === "ready") ready(undefined);
        else if (event === "check") this.#onCheck(payload);
        else if (event === "lost") this.#giveUp(payload.rank, payload.why);
        else {
          this.#onEvent?.(payload);
          this.#tell(payload);
        }
      });
      onLoss(worker, (error) => {
        const why = `the training worker stopped: ${error?.message ?? "unknown cause"}`;
        failed(new SurprisalError("WORKER", why));
        this.#lose(rank, why);
      });
    });
  }

  /** A worker is gone: without the lead nothing goes on, without another the lead does its work.
   * @param {number} rank @param {string} why */
  #lose(rank, why) {
    if (this.#disposed || !this.#callers[rank]) return;
    if (rank === 0) for (const caller of this.#callers) caller?.fail(new SurprisalError("WORKER", why));
    else {
      this.#giveUp(rank, why);
      this.#caller.call("lost", rank).catch(() => {});
    }
  }
  /** @param {number} rank @param {string} why */
  #giveUp(rank, why) {
    const caller = this.#callers[rank];
    if (!caller) return;
    this.#callers[rank] = null;
    caller.fail(new SurprisalError("WORKER", why));
    this.lostWorkers.push({ rank, why });
    this.#stops[rank]();
  }

  /** Ends worker number `rank` as a crash would: for trying out what happens then. @param {number} rank */
  crash(rank) { this.#lose(rank, "ended on request"); this.#stops[rank]?.(); }

  get #caller() { return /** @type {Caller} */ (this.#callers[0]); }

  /** @param {string} name @param {any} [payload] @param {Transferable[]} [transfer] */
  #call(name, payload, transfer) {
    if (this.#disposed) return Promise.reject(new SurprisalError("STALE_HANDLE", "this trainer was disposed of", { function: name }));
    return this.#caller.call(name, payload, transfer);
  }
  /** The same call in every worker; a member's failure only costs that member. @param {string} name @param {any} [payload]
   * @param {Transferable[]} [transfer] moves to the one worker, is copied to several */
  async #callAll(name, payload, transfer) {
    await Promise.all([this.#call(name, payload, this.config.workers === 1 ? transfer : []), ...this.#callers.slice(1).map((caller, i) =>
      caller?.call(name, payload).catch((error) => this.#lose(i + 1, error.message)))]);
  }

  /** Sends a data set once; its number from then on. @param {unknown} data @param {string} argument @param {string} caller */
  async #send(data, argument, caller) {
    const set = checkData(data, argument, caller);
    const key = /** @type {object} */ (data);
    let sending = this.#sent.get(key);
    if (!sending) {
      sending = this.#sendNow(this.#nextData++, set);
      this.#sent.set(key, sending);
      sending.catch(() => this.#sent.delete(key));
    }
    return sending;
  }
  /** A large set in slices, so that whoever calls is never held up for long. @param {number} id @param {DataSet} set */
  async #sendNow(id, set) {
    const images = this.config.workers > 1 && canShare() ? await shareable(set.images) : set.images;
    const whole = images.length <= SLICE * PIXELS || (canShare() && images.buffer instanceof SharedArrayBuffer);
    await this.#callAll("keep", { id, set: { ...set, images: whole ? images : images.slice(0, 0) }, length: images.length });
    if (!whole) await inSlices(images, (from, part) => {
      const copy = part.slice();
      return this.#callAll("fill", { id, from, part: copy }, [copy.buffer]); // moved, it is nothing to be collected here
    });
    return id;
  }

  /** Trains for `epochs` more epochs and tells of every step and every epoch.  Ends early with the
   * signal's reason; leaving the loop stops the training too.  With `pauseAfter` it stands still after
   * so many steps, until resume() or step().
   * @param {DataSet} train
   * @param {{ epochs?: number, validation?: DataSet, signal?: AbortSignal, pauseAfter?: number }} [options]
   * @returns {AsyncGenerator<StepEvent | EpochEvent, void, void>} */
  async *fit(train, { epochs = 1, validation, signal, pauseAfter } = {}) {
    if (!Number.isInteger(epochs) || epochs < 1) throw new SurprisalError("INVALID_ARGUMENT", `epochs must be an integer ≥ 1, not ${show(epochs)}`, { function: "fit", argument: "epochs" });
    if (pauseAfter !== undefined && (!Number.isInteger(pauseAfter) || pauseAfter < 0)) throw new SurprisalError("INVALID_ARGUMENT", `pauseAfter must be an integer ≥ 0, not ${show(pauseAfter)}`, { function: "fit", argument: "pauseAfter" });
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
    let started = false, unwatch = () => {};
    try {
      const task = { train: await this.#send(train, "train", "fit"), validation: validation && (await this.#send(validation, "validation", "fit")), epochs, pauseAfter };
      if (!ended) {
        this.#onEvent = (event) => { queue.push(event); wake(); };
        started = true;
        unwatch = watch(() => this.#call("alive"), (seconds) => {
          this.#lose(0, `the training worker has not answered for ${seconds} s, and was ended`);
          this.#stops[0]?.();
        });
        this.#call("fit", task).catch((error) => this.#goBack(error)).then(() => end(null), end).finally(() => { claim(); this.#tell({ type: "rest" }); });
      }
      for (;;) {
        while (queue.length && !signal?.aborted) yield /** @type {StepEvent | EpochEvent} */ (queue.shift());
        if (ended) break;
        await new Promise((done) => (wake = () => done(undefined)));
      }
      if (failure) throw failure;
    } finally {
      unwatch();
      signal?.removeEventListener("abort", abort);
      this.#onEvent = null;
      this.#active = false;
      // the worker may be in the middle of a step: whoever needs it at rest awaits idle()
      if (!started) claim();
      else if (!this.#disposed) this.#call("abort").catch(() => {});
    }
  }

  /** After a loss that is no number: the last good weights, in every worker. @param {any} error @returns {Promise<never>} the error */
  async #goBack(error) {
    const good = error.code === "DIVERGED" && (await this.#call("lastGood"));
    if (good) await this.#callAll("goBack", good);
    throw error;
  }

  /** Resolves when training that was stopped has really come to rest. */
  async idle() { await this.#fitting; }

  /** One step on a batch of the caller's. @param {Uint8Array | Float32Array} images @param {Uint8Array} labels
   * @returns {Promise<{ loss: number, accuracy: number }>} */
  async trainOnBatch(images, labels) {
    await this.#rest("trainOnBatch");
    const id = await this.#send({ images, labels, count: labels?.length }, "images", "trainOnBatch");
    try {
      return await this.#call("trainOnBatch", id);
    } finally {
      await this.#callAll("forget", id);
    }
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

  /** What layer number `layer` makes of one image of 784 values: [height, width, channels], the last layer's
   * the probabilities.  @param {Uint8Array | Float32Array} image @param {number} layer
   * @returns {Promise<{ values: Float32Array, shape: [number, number, number] }>} */
  async activations(image, layer) {
    const refuse = (/** @type {string} */ argument, /** @type {string} */ what) => new SurprisalError("INVALID_ARGUMENT", `${argument} must be ${what}`, { function: "activations", argument });
    if (!(image instanceof Uint8Array || image instanceof Float32Array) || image.length !== PIXELS) throw refuse("image", `a Uint8Array or Float32Array of ${PIXELS} values`);
    const last = this.config.layers.length - 1;
    if (!Number.isInteger(layer) || layer < 0 || layer > last) throw refuse("layer", `an integer from 0 to ${last}, not ${show(layer)}`);
    return this.#call("activation", { image: image.slice(), layer });
  }

  /** A copy of a tensor of description.tensors, such as "conv2d/kernel". @param {string} name
   * @returns {Promise<{ values: Float32Array, shape: number[] }>} */
  async weights(name) { return this.#call("tensor", name); }

  /** Holds the engine's gradient on the first `images` of a data set that stand clear of ReLU's kinks, dropout left
   * out, against central differences of a loss that plain loops compute in double precision, for about `perTensor`
   * weights of each tensor.  Relative errors are
   * |engine − differences| / max(|engine|, |differences|, a thousandth of the tensor's largest).
   * @param {DataSet} data 1 to 100 images @param {{ perTensor?: number, images?: number, signal?: AbortSignal, onProgress?: (progress: { done: number, of: number }) => void }} [options]
   * @returns {Promise<import("./gradient-check.js").GradientCheck>} */
  async checkGradient(data, { perTensor = 10, images = 4, signal, onProgress = () => {} } = {}) {
    const set = checkData(data, "data", "checkGradient");
    const limited = (/** @type {string} */ argument, /** @type {unknown} */ value, /** @type {number} */ most) => {
      if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > most) throw new SurprisalError("INVALID_ARGUMENT", `${argument} must be an integer from 1 to ${most}, not ${show(value)}`, { function: "checkGradient", argument });
    };
    limited("data.count", set.count, 100);
    limited("images", images, 100);
    limited("perTensor", perTensor, 1000);
    signal?.throwIfAborted();
    const callOff = () => { this.#call("callOffCheck").catch(() => {}); };
    signal?.addEventListener("abort", callOff);
    this.#onCheck = onProgress;
    try {
      return await this.#call("checkGradient", { data: { ...set, images: set.images.slice(), labels: set.labels.slice(), afresh: null }, perTensor, images });
    } catch (error) {
      signal?.throwIfAborted(); // with its own reason
      throw error;
    } finally {
      signal?.removeEventListener("abort", callOff);
      this.#onCheck = () => {};
    }
  }

  /** Resolves when the step under way is done and training stands still. @returns {Promise<void>} */
  async pause() {
    await this.#call("pause");
    this.#tell({ type: "pause" });
  }
  /** @returns {Promise<void>} */
  async resume() { await this.#call("resume"); }
  /** One step of a paused training. @returns {Promise<void>} */
  async step() { await this.#call("step"); }

  /** Stops training and draws the initial weights again. @returns {Promise<void>} */
  async reset() {
    await this.#call("abort");
    await this.idle();
    await this.#callAll("reset");
    this.#tell({ type: "reset" });
  }

  /** Tells of every step and epoch as it is done, and of each pause, end and reset, whoever iterates fit().
   * @param {(event: TrainerEvent) => void} observer @returns {() => void} ends it */
  observe(observer) {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }
  /** @param {TrainerEvent} event */
  #tell(event) { for (const observer of this.#observers) observer(event); }

  /** @param {string} caller */
  async #rest(caller) {
    if (this.#active) throw new SurprisalError("BUSY", "training is under way", { function: caller });
    await this.idle();
  }

  /** The network as a file's bytes; of "tfjs" as two files by name.
   * @template {import("./formats/index.js").FormatName} [F="safetensors"]
   * @param {F} [format] @param {import("./formats/index.js").SaveOptions} [options]
   * @returns {Promise<F extends "tfjs" ? import("./formats/index.js").Files : Uint8Array>} */
  async save(format, options = {}) {
    const { write } = await import("./formats/index.js");
    return /** @type {any} */ (await write(format ?? "safetensors", options, this.config, () => this.#call("state")));
  }

  /** The same file as save() makes, written into the browser's storage by the worker itself: megabytes that the
   * page need neither see nor wait for.  Resolves once they are there.
   * @param {string} key @param {number} steps of an epoch, for the note @param {string} database a BrowserStore's name
   * @returns {Promise<{ size: number, savedAt: number, note: import("./checkpoint.js").Note }>} */
  async keep(key, steps, database) { return this.#call("store", { key, steps, database, config: this.config }); }

  /** Bytes of wasm memory, one number a worker; data sets lie outside it. @returns {Promise<number[]>} */
  async memoryBytes() {
    const live = this.#callers.filter((c) => c !== null);
    return Promise.all([this.#call("memory"), ...live.slice(1).map((c) => c.call("memory"))]);
  }

  /** Goes on where the saved trainer stopped: from a safetensors file, or from Keras 2's mnist.h5.
   * Nothing is made of a file that is damaged or does not fit. @param {Uint8Array | ArrayBuffer | Blob} bytes
   * @param {{ workers?: number | "auto", variant?: "auto" | "simd" | "relaxed" }} [options] @returns {Promise<Trainer>} */
  static async restore(bytes, options = {}) {
    const { read } = await import("./formats/index.js");
    const { config, state } = await read(bytes);
    const { layers, loss, optimizer, augment, batchSize, seed, width, workers } = config;
    const trainer = await Trainer.create({ layers, loss, optimizer, augment, batchSize, seed, workers, ...options });
    trainer.config.width = width;
    trainer.progress = { ...state.progress };
    try {
      await trainer.#callAll("restore", state);
      return trainer;
    } catch (error) {
      trainer.dispose();
      throw error;
    }
  }

  /** Ends the workers; every later call is refused. */
  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const caller of this.#callers) caller?.fail(new SurprisalError("STALE_HANDLE", "this trainer was disposed of"));
    for (const stop of this.#stops) stop?.();
  }
}

export { CLASSES, PIXELS };
