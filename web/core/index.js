// The numeric API: await load() gives one object that holds everything.
import { FAMILIES, MEASURES, REASONS } from "./abi.gen.js";
import { ContinuousDistribution, DiscreteDistribution, Distribution, makeDistribution, natsPer, show } from "./distribution.js";
import { SurprisalError } from "./errors.js";
import { parseValue } from "./grammar.js";
import { loadEngine } from "./loader.js";

export { SurprisalError, Distribution, DiscreteDistribution, ContinuousDistribution };

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./distribution.js").Base} Base */
/** @typedef {Distribution | ArrayLike<number>} Operand a distribution, or the probabilities of 0 … n − 1 */
/** @typedef {{ base?: Base, range?: readonly [number, number], normalise?: "strict" | "auto" | "raw", alpha?: number }} Options */
/** @typedef {{ value: number, error: number, method: "closed-form" | "sum" | "quadrature", reason: string | null }} Measurement */

const METHODS = /** @type {const} */ (["closed-form", "sum", "quadrature"]);
const NORMALISE = ["strict", "auto", "raw"];

/** Measures that are logarithms, and so change with the base. */
const LOGARITHMIC = new Set(["entropy", "crossEntropy", "kl", "jensenShannon", "jeffreys", "bhattacharyya", "renyi"]);

export class Surprisal {
  #engine;

  /** @param {Engine} engine */
  constructor(engine) {
    this.#engine = engine;
    for (const { name } of FAMILIES)
      Object.defineProperty(this, name, { value: (/** @type {any[]} */ ...args) => this.#fromArguments(name, args), enumerable: true });
  }

  get engine() { return this.#engine; }
  get variant() { return this.#engine.variant; }
  /** The table of distributions: name, kind, parameters with domains and defaults, formula, accuracy, source. */
  get families() { return FAMILIES; }
  get measures() { return MEASURES; }

  /** @param {string} name @param {any[]} args */
  #fromArguments(name, args) {
    const last = args.at(-1);
    const named = last !== null && typeof last === "object" && !Array.isArray(last) && !ArrayBuffer.isView(last) && !(last instanceof Distribution);
    return makeDistribution(this.#engine, name, named ? args.slice(0, -1) : args, named ? last : {});
  }

  /** @param {string} name @param {import("./distribution.js").Parameters} [parameters] */
  distribution(name, parameters = {}) { return makeDistribution(this.#engine, name, [], parameters); }

  /** Reads `binomial(n=250, p=0.008)`. @param {string} text @returns {Distribution} */
  parse(text) {
    const made = this.#build(parseValue(text));
    if (made instanceof Distribution) return made;
    throw new SurprisalError("PARSE", `${show(text)} is not a distribution`, { function: "parse", argument: "text" });
  }

  /** Reads a distribution, or an array such as `0.2, 0.8`. @param {string} text @returns {Distribution | Float64Array} */
  parseOperand(text) {
    const made = this.#build(parseValue(text));
    if (made instanceof Distribution) return made;
    if (Array.isArray(made) && made.every((x) => typeof x === "number")) return Float64Array.from(made);
    if (typeof made === "number") return Float64Array.of(made);
    throw new SurprisalError("PARSE", `${show(text)} is neither a distribution nor a list of probabilities`, { function: "parse", argument: "text" });
  }

  /** @param {import("./grammar.js").Value} value @returns {any} */
  #build(value) {
    if (typeof value === "number") return value;
    if (Array.isArray(value)) return value.map((v) => this.#build(v));
    const named = Object.fromEntries(Object.entries(value.named).map(([k, v]) => [k, this.#build(v)]));
    return makeDistribution(this.#engine, value.name, value.positional.map((v) => this.#build(v)), named);
  }

  /** A measure with its error estimate, its method and, where it is infinite, the reason.
   * @param {string} name @param {Operand} P @param {Operand | Options | undefined} [Q] @param {Options} [options]
   * @returns {Measurement} */
  measure(name, P, Q, options) {
    const id = MEASURES.findIndex((m) => m.name === name);
    if (id < 0) throw new SurprisalError("INVALID_ARGUMENT", `there is no measure ${show(name)}; there are ${MEASURES.map((m) => m.name).join(", ")}`, { function: "measure", argument: "name" });
    const alone = name === "entropy";
    const o = /** @type {Options} */ ((alone ? (isOptions(Q) ? Q : options) : options) ?? {});
    if (!alone && (Q === undefined || isOptions(Q))) throw new SurprisalError("INVALID_ARGUMENT", `${name}: Q is missing`, { function: name, argument: "Q" });
    const scale = natsPer(o.base, name);
    const settings = readOptions(name, o);
    const engine = this.#engine;
    const [value, error, method, reason, where] = engine.scope(() => {
      const p = this.#put(P, name, "P");
      const q = alone ? { at: p.at, length: 0, isArray: 0 } : this.#put(/** @type {Operand} */ (Q), name, "Q");
      const optionsAt = engine.put("f64", settings);
      const out = engine.alloc("f64", 5);
      engine.check(engine.exports.abi_measure(id, p.at, p.length, p.isArray, q.at, q.length, q.isArray, optionsAt, out),
        { name, argument: (argument, index, bad) => describeFault(argument, index, bad, P, Q) });
      return engine.view("f64", out, 5).slice();
    });
    const divisor = LOGARITHMIC.has(name) ? scale : 1;
    const text = REASONS[reason]?.text.replaceAll("{x}", show(where)) ?? "";
    return { value: value / divisor, error: error / Math.abs(divisor), method: METHODS[method], reason: text || null };
  }

  /** @param {Operand} operand @param {string} caller @param {string} argument */
  #put(operand, caller, argument) {
    const isArray = !(operand instanceof Distribution);
    if (isArray && !Array.isArray(operand) && !(ArrayBuffer.isView(operand) && !(operand instanceof DataView)))
      throw new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be a distribution or an array of probabilities, not ${show(operand)}`, { function: caller, argument });
    const values = isArray ? /** @type {ArrayLike<number>} */ (operand) : operand.encoded;
    return { at: this.#engine.put("f64", values), length: values.length, isArray: Number(isArray) };
  }

  /** H(P). @param {Operand} P @param {Options} [o] */
  entropy(P, o) { return this.measure("entropy", P, undefined, o).value; }
  /** H(P, Q) = −E_P[log Q]. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  crossEntropy(P, Q, o) { return this.measure("crossEntropy", P, Q, o).value; }
  /** D_KL(P‖Q) = E_P[log P − log Q]. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  kl(P, Q, o) { return this.measure("kl", P, Q, o).value; }
}

/** @param {unknown} value @returns {value is Options} */
const isOptions = (value) => typeof value === "object" && value !== null && !(value instanceof Distribution) && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** lo, hi, alpha, normalise as in c/info/info.h. @param {string} caller @param {Options} o */
function readOptions(caller, { range = [-Infinity, Infinity], normalise = "strict", alpha = 1 }) {
  const refuse = (/** @type {string} */ argument, /** @type {string} */ what, /** @type {unknown} */ got) =>
    new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be ${what}, not ${show(got)}`, { function: caller, argument });
  if (!Array.isArray(range) || range.length !== 2 || !range.every((x) => typeof x === "number") || !(range[0] <= range[1]))
    throw refuse("range", "[lo, hi] with lo ≤ hi", range);
  if (!NORMALISE.includes(normalise)) throw refuse("normalise", '"strict", "auto" or "raw"', normalise);
  if (typeof alpha !== "number" || !(alpha >= 0)) throw refuse("alpha", "a number ≥ 0 (Infinity included)", alpha);
  return [range[0], range[1], alpha, NORMALISE.indexOf(normalise)];
}

/** Words for a fault of abi_measure: argument 0 is P, 1 is Q.
 * @param {number} argument @param {number} index @param {number} value @param {Operand} P @param {any} Q */
function describeFault(argument, index, value, P, Q) {
  const name = argument === 1 ? "Q" : "P";
  const operand = argument === 1 ? Q : P;
  if (operand instanceof Distribution) return { argument: name };
  const length = (/** @type {any} */ x) => x?.length;
  if (index >= 0) return { argument: `${name}[${index}]`, message: `${name}[${index}] is ${show(value)}: probabilities are finite and ≥ 0` };
  if (length(operand) === 0) return { argument: name, message: `${name} has no entries` };
  if (length(P) !== length(Q) && length(P) !== undefined && length(Q) !== undefined && Q !== undefined)
    return { argument: "Q", message: `P has ${length(P)} entries, Q has ${length(Q)}: they must be as many` };
  return { argument: name, message: `${name} sums to ${show(value)}, not to 1 within 1e-9; normalise "auto" divides by the sum, "raw" takes it as it is` };
}

/** Loads the engine. @param {import("./loader.js").LoadOptions} [options] @returns {Promise<Surprisal>} */
export async function load(options) { return new Surprisal(await loadEngine(options)); }
