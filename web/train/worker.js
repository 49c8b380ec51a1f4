// The training worker's own side: one engine, one session, one loop.
import { Engine } from "../core/engine.js";
import { SurprisalError } from "../core/errors.js";
import { Loop, freshProgress } from "./loop.js";
import { answer, portOf } from "./rpc.js";
import { Session } from "./session.js";

/** @type {Session | null} */
let session = null;
/** @type {Loop | null} */
let loop = null;
/** Data sets that were sent once and are named from then on. @type {Map<number, import("./config.js").DataSet>} */
const data = new Map();

const here = () => {
  if (!session || !loop) throw new SurprisalError("STALE_HANDLE", "there is no network in this worker");
  return { session, loop };
};
/** @param {number} id */
const dataOf = (id) => {
  const found = data.get(id);
  if (!found) throw new SurprisalError("INVALID_ARGUMENT", "the data set is not in this worker");
  return found;
};

const handlers = {
  /** @param {{ module: WebAssembly.Module, variant: string, config: import("./config.js").Config }} _ */
  create({ module, variant, config }) {
    session = new Session(new Engine(module, variant), config);
    loop = new Loop(session, emit);
    return session.describe();
  },
  /** @param {{ id: number, set: import("./config.js").DataSet }} _ */
  keep: ({ id, set }) => void data.set(id, set),
  /** @param {number} id */
  forget: (id) => void data.delete(id),
  /** @param {{ train: number, validation?: number, epochs: number }} _ */
  fit: ({ train, validation, epochs }) => here().loop.fit({ train: dataOf(train), validation: validation === undefined ? undefined : dataOf(validation), epochs }),
  pause: () => here().loop.pause(),
  resume: () => here().loop.resume(),
  step: () => here().loop.step(),
  abort: () => here().loop.abort(),
  reset() {
    const { session, loop } = here();
    session.reset();
    loop.progress = freshProgress();
  },
  /** @param {{ set: import("./config.js").DataSet }} _ */
  async trainOnBatch({ set }) {
    const { session, loop } = here();
    const { lossSum, correct } = await session.trainBatch(set, Uint32Array.from({ length: set.count }, (_, i) => i), loop.progress.step);
    loop.progress.step++;
    return { loss: lossSum / set.count, accuracy: correct / set.count };
  },
  /** @param {number} id */
  evaluate: (id) => here().loop.evaluate(dataOf(id)),
  /** @param {Uint8Array | Float32Array} images */
  predict: (images) => here().session.predict(images),
  /** Weights, optimiser state and position. */
  state() {
    const { session, loop } = here();
    return { ...session.state(), progress: { ...loop.progress } };
  },
  /** @param {Parameters<Session["restore"]>[0] & { progress: import("./loop.js").Progress }} state */
  restore(state) {
    const { session, loop } = here();
    session.restore(state);
    loop.progress = { ...state.progress };
  },
};

const port = "importScripts" in globalThis || typeof self !== "undefined" ? self : (await import("node:worker_threads")).parentPort;
const { emit } = answer(portOf(port), handlers);
emit("ready", null);
