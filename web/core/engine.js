// One instance of the engine: its exports, its memory, its errors.
// Views into the memory are made per use, for memory may grow during any call and detach them;
// scratch is taken inside scope() and is free again when that returns or throws.
import { ABI_HASH, STATUS } from "./abi.gen.js";
import { SurprisalError } from "./errors.js";

/** @typedef {import("./abi.gen.js").Exports} Exports */
/** @typedef {{ name: string, argument(index: number, entry: number, value: number, code: string): { argument?: string, message?: string } }} Describe */

const BYTES = { f64: 8, f32: 4, u32: 4, i32: 4, u8: 1 };
const VIEWS = { f64: Float64Array, f32: Float32Array, u32: Uint32Array, i32: Int32Array, u8: Uint8Array };

/** @param {WebAssembly.Module} module */
function instanceOf(module) {
  try {
    return new WebAssembly.Instance(module, {});
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SurprisalError("NO_MEMORY", `there is no memory for the engine: ${cause.message}`, { function: "load", cause });
  }
}

export class Engine {
  #module;
  /** @type {Exports | null} */
  #exports = null;

  /** @param {WebAssembly.Module} module
   * @param {string} variant */
  constructor(module, variant) {
    this.#module = module;
    this.variant = variant;
    void this.exports;
  }

  /** The exports; a new instance if the last one trapped. @returns {Exports} */
  get exports() {
    if (this.#exports) return this.#exports;
    const exports = /** @type {Exports} */ (/** @type {unknown} */ (instanceOf(this.#module).exports));
    if (typeof exports.abi_hash !== "function" || exports.abi_hash() >>> 0 !== ABI_HASH)
      throw new SurprisalError("LOAD", "the engine (wasm) and this module are of different builds", { function: "load" });
    exports._initialize?.();
    exports.abi_start();
    return (this.#exports = exports);
  }

  /** Runs `body` and gives back all scratch it took.
   * @template T @param {() => T} body @returns {T} */
  scope(body) {
    const { exports } = this;
    const mark = exports.abi_mark();
    try {
      return body();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) {
        this.#exports = null; // a broken invariant: nothing in that memory is to be trusted
        throw new SurprisalError("TRAP", `the engine stopped (${error.message}); it starts anew at the next call`, { cause: error });
      }
      throw error;
    } finally {
      if (this.#exports === exports) exports.abi_release(mark);
    }
  }

  /** Room for `count` numbers; a byte offset.
   * @param {keyof typeof BYTES} type @param {number} count */
  alloc(type, count) {
    const bytes = count * BYTES[type];
    const at = bytes < 2 ** 31 ? this.exports.abi_alloc(bytes) >>> 0 : 0;
    if (at === 0) throw new SurprisalError("NO_MEMORY", `memory cannot grow by ${bytes} bytes`);
    return at;
  }

  /** A view, valid until the next call into the engine.
   * @template {keyof typeof VIEWS} T
   * @param {T} type @param {number} at @param {number} count
   * @returns {InstanceType<typeof VIEWS[T]>} */
  view(type, at, count) {
    return /** @type {any} */ (new VIEWS[type](this.exports.memory.buffer, at, count));
  }

  /** Copies numbers in; a byte offset. @param {keyof typeof BYTES} type @param {ArrayLike<number>} values */
  put(type, values) {
    const at = this.alloc(type, values.length);
    this.view(type, at, values.length).set(values);
    return at;
  }

  /** Throws what a status other than OK says.
   * @param {number} status @param {Describe} [describe] */
  check(status, describe) {
    if (status === 0) return;
    const { name: code, message } = STATUS[status] ?? { name: "UNKNOWN", message: `status ${status}` };
    const [argument, entry, value] = this.view("f64", this.exports.abi_fault() >>> 0, 3);
    const told = describe?.argument(argument, entry, value, code) ?? {};
    throw new SurprisalError(code, told.message ?? message, { function: describe?.name, argument: told.argument });
  }

  /** Bytes of scratch and objects in use (0 between calls when no network lives here). */
  get used() { return this.exports.abi_mark(); }
  /** The largest `used` so far. */
  get peak() { return this.exports.abi_peak(); }
  get memoryBytes() { return this.exports.memory.buffer.byteLength; }
}
