// The quick way for entropy, cross-entropy and KL of arrays: block by block into one small room of the
// engine's memory, each summed while it is in the cache, so that no array is ever copied whole.
// Whatever is not plain (an entry of the wrong kind, a sum other than 1, an infinite result) comes
// back as NaN, and the careful way then finds the answer or the words.
import { MEASURES } from "./abi.gen.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./abi.gen.js").Exports} Exports */

const QUICK = ["entropy", "crossEntropy", "kl"];
/** A measure's number among the engine's, where it has a quick way. @type {Map<string, number>} */
const IDS = new Map(QUICK.map((name) => [name, MEASURES.findIndex((m) => m.name === name)]));
/** Under this many entries a loop is quicker than set(). */
const FEW = 24;

/** @param {unknown} x @returns {x is ArrayLike<number>} */
export const isNumberArray = (x) =>
  x instanceof Float64Array || Array.isArray(x) ||
  (ArrayBuffer.isView(x) && !(x instanceof DataView || x instanceof BigInt64Array || x instanceof BigUint64Array));

/** @param {Float64Array} memory @param {number} at @param {ArrayLike<number>} values @param {number} from @param {number} to */
function copy(memory, at, values, from, to) {
  if (Array.isArray(values) || to - from < FEW) {
    for (let i = from; i < to; i++) {
      const value = values[i];
      memory[at + i - from] = typeof value === "number" ? value : NaN;
    }
  } else if (from === 0 && to === values.length) {
    memory.set(values, at);
  } else {
    memory.set(/** @type {Float64Array} */ (values).subarray(from, to), at);
  }
}

export class ArrayLane {
  #engine;
  /** The instance that the room is in. @type {Exports | null} */
  #exports = null;
  #memory = new Float64Array(0);
  #capacity = 0;

  /** @param {Engine} engine */
  constructor(engine) { this.#engine = engine; }

  /** The measure in nats, or NaN: see above. normalise: 0 strict, 1 auto.
   * @param {string} name @param {unknown} P @param {unknown} Q null for entropy @param {number} normalise */
  measure(name, P, Q, normalise) {
    const id = IDS.get(name);
    if (id === undefined || !isNumberArray(P) || (Q !== null && !(isNumberArray(Q) && Q.length === P.length))) return NaN;
    const { exports } = this.#engine, n = P.length;
    if (exports !== this.#exports) {
      this.#exports = exports;
      this.#capacity = exports.abi_array_capacity();
      this.#memory = new Float64Array(0);
    }
    const capacity = this.#capacity;
    if (n === 0 || (n > capacity && normalise !== 0)) return NaN;
    const room = exports.abi_array_room() >>> 0;
    if (room === 0) return NaN;
    if (this.#memory.length === 0) this.#memory = new Float64Array(exports.memory.buffer); // memory that grew detached it
    const memory = this.#memory, p = room / 8, q = p + capacity;
    let value = NaN;
    for (let from = 0; from < n; from += capacity) {
      const to = Math.min(n, from + capacity);
      copy(memory, p, P, from, to);
      if (Q !== null) copy(memory, q, Q, from, to);
      value = exports.abi_array_block(id, room, to - from, normalise, Number(from === 0), Number(to === n));
    }
    return value;
  }
}
