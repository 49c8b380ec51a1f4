// The quick way for measures of arrays: block by block into one small room of the engine's memory,
// each taken while it is in the cache, so that no array is ever copied whole.  Whatever is not plain
// (an entry of the wrong kind, a sum other than 1, an infinite result) comes back as NaN, and the
// careful way then finds the answer or the words.
import { MEASURES } from "./abi.gen.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./abi.gen.js").Exports} Exports */

const STREAMS = ["entropy", "crossEntropy", "kl"];
/** A measure's number among the engine's, and whether one pass always does. @type {Map<string, { id: number, isStream: boolean }>} */
const KINDS = new Map(MEASURES.map((m, id) => [m.name, { id, isStream: STREAMS.includes(m.name) }]));
/** What a call does, as in exports.def. */
const FIRST = 1, LAST = 2, SUMS = 4, VALUES = 8, ONCE = 16;
/** Under this many entries a loop is quicker than set(). */
const FEW = 24;

/** Whether its buffer was given away, or shrank under it. @param {ArrayBufferView} x */
export function isDetached(x) {
  try {
    return void (/** @type {any} */ (x)).at?.(0);
  } catch {
    return true;
  }
}

/** Of any realm: a frame's arrays are none of this page's classes. @param {unknown} x @returns {x is ArrayLike<number>} */
export const isNumberArray = (x) =>
  (x instanceof Float64Array && x.length > 0) || Array.isArray(x) ||
  (ArrayBuffer.isView(x) && !/^(Data|Big)/.test(/** @type {any} */ (x)[Symbol.toStringTag]) && !isDetached(x));

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

/** Reads four lines of every page (of 512 numbers) that the next block lies in: the processor then goes on fetching
 * them by itself while this block is summed. Where the arrays lie beyond its caches, copying would wait for them.
 * @param {ArrayLike<number>} values @param {number} from @param {number} to */
function fetchAhead(values, from, to) {
  let sum = 0;
  if (values instanceof Float64Array) for (let i = from; i + 48 < to; i += 512) sum += values[i] + values[i + 16] + values[i + 32] + values[i + 48];
  return sum;
}

export class ArrayLane {
  #engine;
  /** What was read ahead, or an optimizing compiler would not read it. */
  #ahead = 0;
  /** The instance that the room is in. @type {Exports | null} */
  #exports = null;
  #memory = new Float64Array(0);
  #capacity = 0;
  #room = 0;

  /** @param {Engine} engine */
  constructor(engine) { this.#engine = engine; }

  /** Looks where the room is: once an instance, and after its memory grew, which detaches the view. Between calls
   * nothing else is in this engine's scratch, so that the room stays where it is. @param {Exports} exports */
  #enter(exports) {
    this.#exports = exports;
    this.#capacity = exports.abi_array_capacity();
    this.#room = exports.abi_array_room() >>> 0;
    this.#memory = new Float64Array(exports.memory.buffer);
  }

  /** The measure in nats, or NaN: see above. normalise: 0 strict, 1 auto.
   * @param {string} name @param {unknown} P @param {unknown} other Q; of entropy nothing @param {number} normalise @param {number} alpha of Rényi */
  measure(name, P, other, normalise, alpha) {
    const kind = KINDS.get(name === "renyi" && alpha === 1 ? "kl" : name);
    const Q = name === "entropy" ? null : isNumberArray(other) ? other : undefined;
    if (kind === undefined || Q === undefined || !isNumberArray(P) || (Q !== null && Q.length !== P.length)) return NaN;
    const { exports } = this.#engine, { id, isStream } = kind, n = P.length;
    if (exports !== this.#exports || this.#memory.length === 0) this.#enter(exports);
    const capacity = this.#capacity, room = this.#room, memory = this.#memory, p = room / 8, q = p + capacity;
    if (n === 0 || room === 0) return NaN;
    if (n <= capacity) {
      copy(memory, p, P, 0, n);
      if (Q !== null) copy(memory, q, Q, 0, n);
      return exports.abi_array_block(id, alpha, room, n, normalise, FIRST | LAST | SUMS | VALUES | ONCE);
    }
    if (isStream && normalise !== 0) return NaN;
    const pass = (/** @type {number} */ task) => {
      let value = 0;
      for (let from = 0; from < n && !Number.isNaN(value); from += capacity) {
        const to = Math.min(n, from + capacity), next = Math.min(n, to + capacity);
        this.#ahead = fetchAhead(P, to, next) + (Q === null ? 0 : fetchAhead(Q, to, next));
        copy(memory, p, P, from, to);
        if (Q !== null) copy(memory, q, Q, from, to);
        value = exports.abi_array_block(id, alpha, room, to - from, normalise, task | (from === 0 ? FIRST : 0) | (to === n ? LAST : 0));
      }
      return value;
    };
    if (isStream) return pass(VALUES);
    const value = pass(ONCE);
    return Number.isNaN(value) && !Number.isNaN(pass(SUMS)) ? pass(VALUES) : value;
  }
}
