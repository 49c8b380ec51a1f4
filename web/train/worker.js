// The training worker's own side: one engine, one session; in the lead (rank 0) the loop and the team.
import { Engine } from "../core/engine.js";
import { SurprisalError } from "../core/errors.js";
import { checkGradient } from "./gradient-check.js";
import { write } from "./formats/safetensors.js";
import { Loop, freshProgress } from "./loop.js";
import { isSound } from "./look-back.js";
import { noteOf } from "./note.js";
import { answer, give, ownPort, portOf } from "./rpc.js";
import { Session } from "./session.js";
import { BrowserStore } from "./store.js";
import { Team, join } from "./team.js";

/** @type {Engine | null} */
let engine = null;
/** @type {Session | null} */
let session = null;
/** @type {Loop | null} */
let loop = null;
/** @type {Team | null} */
let team = null;
/** @type {BrowserStore | null} */
let store = null;
/** Counts the gradient checks that were called off. */
let calledOff = 0;
/** @type {(event: string, payload: any) => void} */
let emit = () => {};
/** Data sets that were sent once and are named from then on. @type {Map<number, import("./config.js").DataSet>} */
const data = new Map();

const here = () => {
  if (!session || !loop || !team) throw new SurprisalError("STALE_HANDLE", "there is no network in this worker");
  return { session, loop, team };
};
/** @param {number} id */
const kept = (id) => ({ id, set: dataOf(id) });
/** @param {number} id */
const dataOf = (id) => {
  const found = data.get(id);
  if (!found) throw new SurprisalError("INVALID_ARGUMENT", "the data set is not in this worker");
  return found;
};
/** What looks at the network or uses it while training may go on. @template T @param {(_: ReturnType<typeof here>) => T} use */
const between = (use) => here().team.between(() => use(here()));
/** Weights, optimiser state and position, if they are worth keeping; between steps. */
const soundState = () => between(({ team, loop }) => {
  const state = team.state();
  if (!isSound(state)) throw new SurprisalError("DIVERGED", "the network has weights that are no numbers: there is nothing worth keeping", { function: "save" });
  return { ...state, progress: { ...loop.progress } };
});

const handlers = {
  /** @param {{ module: WebAssembly.Module, variant: string, config: import("./config.js").Config, lead: any, members: any[], patience: number }} _
   *   lead: the channel to it, from a member; members: the channels to them, from the lead */
  create({ module, variant, config, lead, members, patience }) {
    engine = new Engine(module, variant);
    session = new Session(engine, config);
    if (lead) join(lead, session, dataOf);
    team = new Team(session, members, (rank, why) => emit("lost", { rank, why }), patience);
    loop = new Loop(team, emit);
    return session.describe();
  },
  /** @param {number} rank */
  lost: (rank) => team?.lose(rank),
  /** Takes a data set in, whole or, where it has no images yet, to be filled. @param {{ id: number, set: import("./config.js").DataSet, length: number }} _ length: of its images */
  keep({ id, set, length }) {
    const images = set.images.length === length ? set.images : new /** @type {any} */ (set.images.constructor)(length);
    data.set(id, { ...set, images });
  },
  /** @param {{ id: number, from: number, part: Uint8Array | Float32Array }} _ */
  fill: ({ id, from, part }) => dataOf(id).images.set(/** @type {any} */ (part), from),
  /** @param {number} id */
  forget: (id) => void data.delete(id),
  /** @param {{ train: number, validation?: number, epochs: number, pauseAfter?: number }} _ */
  fit: ({ train, validation, ...how }) => here().loop.fit({ train: kept(train), validation: validation === undefined ? undefined : kept(validation), ...how }),
  /** For whoever wants to know whether this worker still answers. */
  alive: () => true,
  pause: () => here().loop.pause(),
  resume: () => here().loop.resume(),
  step: () => here().loop.step(),
  abort: () => here().loop.abort(),
  reset() {
    const { session, loop } = here();
    session.reset();
    loop.progress = freshProgress();
  },
  /** @param {number} id */
  async trainOnBatch(id) {
    const { loop, team } = here();
    const set = dataOf(id);
    const { lossSum, correct } = await team.trainBatch(id, set, Uint32Array.from({ length: set.count }, (_, i) => i), loop.progress.step);
    loop.progress.step++;
    await team.rest();
    return { loss: lossSum / set.count, accuracy: correct / set.count };
  },
  /** @param {number} id */
  evaluate: (id) => here().loop.evaluate(kept(id)),
  /** @param {Uint8Array | Float32Array} images */
  predict: (images) => between(({ session }) => session.predict(images)),
  /** @param {{ image: Uint8Array | Float32Array, layer: number }} _ */
  async activation({ image, layer }) {
    const result = await between(({ session }) => session.activation(image, layer));
    return give(result, [result.values.buffer]);
  },
  /** @param {string} name */
  async tensor(name) {
    const result = await between(({ session }) => session.tensor(name));
    return give(result, [result.values.buffer]);
  },
  /** @param {{ data: import("./config.js").DataSet, perTensor: number, images: number }} _ */
  checkGradient({ data, ...options }) {
    const number = calledOff;
    return between(({ session }) => checkGradient(session, /** @type {Engine} */ (engine), data, options, (done, of) => emit("check", { done, of }), () => {
      if (calledOff !== number) throw new DOMException("the check was called off", "AbortError");
    }));
  },
  callOffCheck: () => void calledOff++,
  /** Bytes of wasm memory, the data set not among them. */
  memory: () => here().session.wasmBytes,
  /** Weights, optimiser state and position. */
  async state() {
    const state = await soundState();
    return give(state, [state.weights.buffer, ...state.slots.map((slot) => slot.buffer)]);
  },
  /** What training goes back to when it has diverged. */
  lastGood: () => here().loop.lastGood,
  /** @param {import("./look-back.js").Whole} state */
  goBack({ progress, ...state }) {
    const { session, loop } = here();
    session.goBack(state);
    loop.progress = progress;
  },
  /** Puts the whole trainer into the browser's storage. @param {{ key: string, steps: number, database: string, config: import("./config.js").Config }} _ */
  async store({ key, steps, database, config }) {
    const state = await soundState();
    const bytes = write({ config, state }, {});
    if (store?.name !== database) store = new BrowserStore(database);
    const { size, savedAt, note } = await store.put(key, bytes, bytes.length, noteOf(config, state.progress, steps));
    return { size, savedAt, note };
  },
  /** @param {Parameters<Session["restore"]>[0] & { progress: import("./loop.js").Progress }} state */
  restore(state) {
    const { session, loop } = here();
    session.restore(state);
    loop.progress = { ...state.progress };
  },
};

// no await outside a function: the worker is built as a plain script, which may start where a module may not
void (async () => {
  ({ emit } = answer(portOf(await ownPort()), handlers));
  emit("ready", null);
})();
