// The numeric API: await load() gives one object that holds everything.
import { FAMILIES, MEASURES, REASONS } from "./abi.gen.js";
import { ArrayLane, isNumberArray } from "./arrays.js";
import { ContinuousDistribution, DiscreteDistribution, Distribution, isRecord, makeDistribution, natsPer, readNumbers, readObject, show } from "./distribution.js";
import { SurprisalError } from "./errors.js";
import { Estimates } from "./estimate.js";
import { parseValue, place } from "./grammar.js";
import { loadEngine } from "./loader.js";

export { SurprisalError, Distribution, DiscreteDistribution, ContinuousDistribution };

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./distribution.js").Base} Base */
/** @typedef {Distribution | ArrayLike<number>} Operand a distribution, or the probabilities of 0 … n − 1 */
/** @typedef {object} Options
 * @property {Base} [base] the unit of what is a logarithm; nats unless given
 * @property {readonly [number, number]} [range] lo ≤ hi: the raw sum or integral over lo ≤ x ≤ hi, nothing renormalised, and so of any sign
 * @property {"strict" | "auto" | "raw"} [normalise] of arrays: "strict" (unless given) demands a sum of 1 within 1e-9, "auto" takes any;
 *   both divide by the sum; "raw" takes the numbers as they are
 * @property {number} [alpha] Rényi's order, from 0 to Infinity; 1 unless given */
/** @typedef {object} Measurement
 * @property {number} value in nats or the unit of `base`; Infinity is an answer
 * @property {number} error how far off the value may be, in its unit: proven for sums, an estimate for integrals
 * @property {"closed-form" | "sum" | "quadrature"} method
 * @property {string | null} reason why the value is infinite: where Q vanishes, or the moment that is missing */

const METHODS = /** @type {const} */ (["closed-form", "sum", "quadrature"]);
const NORMALISE = ["strict", "auto", "raw"];
const OPTIONS = ["base", "range", "normalise", "alpha"];
const ONLY_BASE = ["base"];
/** A measure's number among the engine's. @type {Map<unknown, number>} */
const IDS = new Map(MEASURES.map(({ name }, id) => [name, id]));

/** Measures that are logarithms, and so change with the base. */
const LOGARITHMIC = new Set(["entropy", "crossEntropy", "kl", "jensenShannon", "jeffreys", "bhattacharyya", "renyi"]);

/** Relative error of the measures of arrays (c/info/array.h). */
const ARRAY_ERROR = 4e-15;

/** The engine: distributions, and what measures and compares them. P and Q are distributions or arrays of probabilities, entries
 * finite and ≥ 0, both discrete or both continuous. All that is a logarithm is in nats or the unit of `base`; 0 · log 0 = 0. */
export class Surprisal {
  #engine;
  #arrays;

  /** @param {Engine} engine */
  constructor(engine) {
    this.#engine = engine;
    this.#arrays = new ArrayLane(engine);
    /** Entropy and divergence from counts and samples. */
    this.estimate = new Estimates(engine);
    for (const { name } of FAMILIES)
      Object.defineProperty(this, name, { value: (/** @type {any[]} */ ...args) => this.#fromArguments(name, args), enumerable: true });
  }

  get engine() { return this.#engine; }
  get variant() { return this.#engine.variant; }
  /** The table of measures: name and formula. */
  get measures() { return MEASURES; }
  /** The table of distributions: name, kind, parameters with domains and defaults, formula, accuracy, source. */
  get families() { return FAMILIES; }

  /** @param {string} name @param {any[]} args */
  #fromArguments(name, args) {
    const last = args.at(-1);
    const named = isRecord(last);
    return makeDistribution(this.#engine, name, named ? args.slice(0, -1) : args, named ? last : {});
  }

  /** One of `families` by its name, parameters by theirs: the same as `s.binomial({ n: 250, p: 0.008 })`.
   * @param {string} name @param {import("./distribution.js").Parameters} [parameters] @param {never[]} more */
  distribution(name, parameters = {}, ...more) {
    if (more.length) throw new SurprisalError("INVALID_ARGUMENT", `distribution takes a name and an object of parameters; ${show(more[0])} is too much`, { function: "distribution" });
    return makeDistribution(this.#engine, name, [], readObject(parameters, "distribution", "parameters"));
  }

  /** Reads `binomial(250, 0.008)` or `binomial(n=250, p=0.008)`, what `String(distribution)` writes. @param {string} text @returns {Distribution} */
  parse(text) {
    const made = this.#build(parseValue(text), text);
    if (made instanceof Distribution) return made;
    throw new SurprisalError("PARSE", `${show(text)} is not a distribution`, { function: "parse", argument: "text" });
  }

  /** Reads a distribution, or an array such as `0.2, 0.8`. @param {string} text @returns {Distribution | Float64Array} */
  parseOperand(text) {
    const made = this.#build(parseValue(text), text);
    if (made instanceof Distribution) return made;
    if (Array.isArray(made) && made.length === 0) throw new SurprisalError("EMPTY", "the list of probabilities has no entries", { function: "parse", argument: "text" });
    if (Array.isArray(made) && made.every((x) => typeof x === "number")) return Float64Array.from(made);
    if (typeof made === "number") return Float64Array.of(made);
    throw new SurprisalError("PARSE", `${show(text)} is neither a distribution nor a list of probabilities`, { function: "parse", argument: "text" });
  }

  /** @param {import("./grammar.js").Value} value @param {string} text @returns {any} */
  #build(value, text) {
    if (typeof value === "number") return value;
    if (Array.isArray(value)) return value.map((v) => this.#build(v, text));
    const named = Object.fromEntries(Object.entries(value.named).map(([k, v]) => [k, this.#build(v, text)]));
    const positional = value.positional.map((v) => this.#build(v, text));
    try {
      return makeDistribution(this.#engine, value.name, positional, named);
    } catch (error) {
      if (!(error instanceof SurprisalError)) throw error;
      const number = FAMILIES.find((f) => f.name === value.name)?.parameters.findIndex((p) => p.name === error.argument) ?? -1;
      const at = value.places[error.argument ?? ""] ?? value.places[number] ?? value.at;
      throw new SurprisalError(error.code, `${error.message} ${place(text, at)}`, { function: error.function ?? undefined, argument: error.argument ?? "text", index: at, cause: error });
    }
  }

  /** Hands P, Q and the options over, and reads `size` numbers back; shared by all that compare.
   * @template T @param {string} name @param {Operand} P @param {Operand | undefined} Q nothing for entropy @param {Options} o @param {number} size
   * @param {(sides: [number, number, number, number, number, number], options: number, out: number) => number} call
   * @returns {Float64Array} */
  #compare(name, P, Q, o, size, call) {
    const settings = readOptions(name, o);
    const engine = this.#engine;
    return engine.scope(() => {
      const p = this.#put(P, name, "P");
      const q = name === "entropy" ? { at: p.at, length: 0, isArray: 0 } : this.#put(Q, name, "Q");
      const optionsAt = engine.put("f64", settings);
      const out = engine.alloc("f64", size);
      engine.check(call([p.at, p.length, p.isArray, q.at, q.length, q.isArray], optionsAt, out),
        { name, argument: (argument, index, bad, code) => describeFault(name, code, argument, index, bad, P, Q) });
      return engine.view("f64", out, size).slice();
    });
  }

  /** @param {string} name @param {string} caller */
  #measureId(name, caller) {
    const id = IDS.get(name);
    if (id === undefined) throw new SurprisalError("INVALID_ARGUMENT", `there is no measure ${show(name)}; there are ${MEASURES.map((m) => m.name).join(", ")}`, { function: caller, argument: "name" });
    return id;
  }

  /** A measure with its error estimate, its method and, where it is infinite, the reason.
   * @param {string} name @param {Operand} P @param {Operand | Options | undefined} [Q] none for entropy @param {Options} [options]
   * @returns {Measurement} */
  measure(name, P, Q, options) {
    const id = this.#measureId(name, "measure");
    const alone = name === "entropy";
    const o = /** @type {Options} */ (readObject(alone && options === undefined && !isOperand(Q) ? Q : options, name, "options", OPTIONS));
    const quick = this.#quick(name, P, Q, o);
    if (quick) return quick;
    if (!alone && (Q === undefined || isRecord(Q))) throw new SurprisalError("INVALID_ARGUMENT", `${name}: Q is missing`, { function: name, argument: "Q" });
    const scale = natsPer(o.base, name);
    const [value, error, method, reason, where] = this.#compare(name, P, /** @type {Operand} */ (Q), o, 5,
      (sides, optionsAt, out) => this.#engine.exports.abi_measure(id, ...sides, optionsAt, out));
    const divisor = LOGARITHMIC.has(name) ? scale : 1;
    const text = REASONS[reason]?.text.replaceAll("{x}", show(where)) ?? "";
    return { value: value / divisor, error: error / Math.abs(divisor), method: METHODS[method], reason: text || null };
  }

  /** The measure by the quick way, or null. @param {string} name @param {unknown} P @param {unknown} Q @param {Options} o @returns {Measurement | null} */
  #quick(name, P, Q, { base, range, alpha = 1, normalise = "strict" }) {
    if (range !== undefined || !(typeof alpha === "number" && alpha >= 0) || (normalise !== "strict" && normalise !== "auto")) return null;
    const nats = this.#arrays.measure(name, P, Q, normalise === "auto" ? 1 : 0, alpha);
    if (Number.isNaN(nats)) return null;
    const scale = natsPer(base, name), value = LOGARITHMIC.has(name) ? nats / scale : nats;
    return { value, error: ARRAY_ERROR * Math.abs(value), method: "sum", reason: null };
  }

  /** @param {Operand | undefined} operand @param {string} caller @param {string} argument */
  #put(operand, caller, argument) {
    const isArray = !(operand instanceof Distribution);
    const values = isArray ? readNumbers(operand, caller, argument, "a distribution or an array of probabilities") : operand.encoded;
    return { at: this.#engine.put("f64", values), length: values.length, isArray: Number(isArray) };
  }

  /** The measure's value alone. @param {string} name @param {Operand} P @param {Operand | undefined} Q @param {Options} [o] */
  #value(name, P, Q, o) {
    const nats = o === undefined ? this.#arrays.measure(name, P, Q, 0, 1) : NaN; // what options cost would show in short arrays
    return Number.isNaN(nats) ? this.measure(name, P, Q, o).value : nats;
  }

  /** H(P) = −Σ p log p ≥ 0; of continuous distributions −∫ p log p, of any sign. @param {Operand} P @param {Options} [o] */
  entropy(P, o) { return this.#value("entropy", P, undefined, o); }
  /** H(P, Q) = −E_P[log Q]; Infinity where D_KL is. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  crossEntropy(P, Q, o) { return this.#value("crossEntropy", P, Q, o); }
  /** D_KL(P‖Q) = E_P[log P − log Q], from 0 to Infinity, which it is where P > 0 and Q = 0, or where P lacks a moment that
   * log Q needs (`measure` says which). @param {Operand} P @param {Operand} Q @param {Options} [o] */
  kl(P, Q, o) { return this.#value("kl", P, Q, o); }
  /** The mean of both divergences to the midpoint (P + Q)/2: from 0 to log 2. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  jensenShannon(P, Q, o) { return this.#value("jensenShannon", P, Q, o); }
  /** D_KL(P‖Q) + D_KL(Q‖P), from 0 to Infinity. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  jeffreys(P, Q, o) { return this.#value("jeffreys", P, Q, o); }
  /** ½ Σ |p − q|, from 0 to 1, of no unit. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  totalVariation(P, Q, o) { return this.#value("totalVariation", P, Q, o); }
  /** √(½ Σ (√p − √q)²), from 0 to 1, of no unit. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  hellinger(P, Q, o) { return this.#value("hellinger", P, Q, o); }
  /** −log Σ √(p q), from 0 to Infinity, which it is where P and Q share no x. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  bhattacharyya(P, Q, o) { return this.#value("bhattacharyya", P, Q, o); }
  /** Σ (p − q)² / q, from 0 to Infinity, of no unit; Infinity where P > 0 and Q = 0. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  chiSquare(P, Q, o) { return this.#value("chiSquare", P, Q, o); }
  /** log(Σ p^α q^(1−α)) / (α − 1), from 0 to Infinity; α = 1 is D_KL, 0 is −log Q(P > 0), Infinity the log of the largest
   * p/q. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  renyi(P, Q, o) { return this.#value("renyi", P, Q, o); }
  /** ∫ |F_P − F_Q|, in the unit of x, on positions 0 … n − 1 for arrays; Infinity where a mean is. @param {Operand} P @param {Operand} Q @param {Options} [o] */
  wasserstein1(P, Q, o) { return this.#value("wasserstein1", P, Q, o); }

  /** The derivatives of a measure by Q's parameters, by name; by the entries where Q is an array (of kl and crossEntropy; by
   * parameters of jensenShannon, jeffreys, totalVariation, hellinger and chiSquare, too). Over all x: a range
   * has no say. NaN where the measure is infinite (`measure` says why) and for parameters that have no derivative
   * (counts such as n); ±Infinity where the derivative is beyond the doubles.
   * @param {string} name @param {Operand} P @param {Operand} Q @param {Options} [o]
   * @returns {Record<string, number | number[] | Record<string, any>[]> | Float64Array} */
  gradient(name, P, Q, o) {
    const id = this.#measureId(name, "gradient");
    const options = readObject(o, "gradient", "options", OPTIONS);
    const divisor = LOGARITHMIC.has(name) ? natsPer(options.base, "gradient") : 1;
    const size = Q instanceof Distribution ? Q.encoded.length - 2 : Q?.length ?? 0;
    const values = this.#compare("gradient", P, Q, options, size, (sides, optionsAt, out) => this.#engine.exports.abi_gradient(id, ...sides, optionsAt, out)).map((g) => g / divisor);
    return Q instanceof Distribution ? nameGradient(Q, values) : values;
  }

  /** The share p log(p/q) of D_KL(P‖Q) at each x (of arrays: at each index), in the unit of `base`: of either sign, 0 where P
   * has nothing, Infinity where only Q has nothing, NaN at NaN.
   * @param {Operand} P @param {Operand} Q @param {ArrayLike<number>} x @param {{ base?: Base }} [o] @returns {Float64Array} */
  contributions(P, Q, x, o) {
    const engine = this.#engine;
    const divisor = natsPer(readObject(o, "contributions", "options", ONLY_BASE).base, "contributions");
    readNumbers(x, "contributions", "x");
    return this.#compare("contributions", P, Q, {}, x.length, (sides, _, out) => engine.exports.abi_contributions(...sides, engine.put("f64", x), x.length, out)).map((c) => c / divisor);
  }

  /** Cross-entropy of softmax(logits) against a label or a distribution over the classes, from the
   * logits themselves: exact for logits of ±1e4 and far beyond. Logits are finite, or −Infinity (a class that cannot be) beside
   * a finite one; a label is an integer from 0 to n − 1. The loss is from 0 to Infinity, the gradient by each logit, softmax − target,
   * both in the unit of `base`.
   * @param {ArrayLike<number>} logits @param {number | ArrayLike<number>} target @param {{ base?: Base }} [o]
   * @returns {{ loss: number, gradient: Float64Array }} */
  softmaxCrossEntropy(logits, target, o) {
    const engine = this.#engine;
    const caller = "softmaxCrossEntropy";
    const divisor = natsPer(readObject(o, caller, "options", ONLY_BASE).base, caller);
    readNumbers(logits, caller, "logits");
    const targets = typeof target === "number" ? [target] : readNumbers(target, caller, "target", "a label or an array of probabilities");
    const n = logits.length, isLabel = typeof target === "number";
    if (!isLabel && n > 0 && targets.length !== n) // the engine takes one entry for a label
      throw new SurprisalError("LENGTH_MISMATCH", `${caller}: target has ${targets.length} entries, logits ${n}`, { function: caller, argument: "target" });
    if (isLabel && n === 1 && target > 0) // and a label of one class for its probability
      throw new SurprisalError("INVALID_ARGUMENT", `${caller}: the label must be an integer from 0 to 0, not ${show(target)}`, { function: caller, argument: "target" });
    return engine.scope(() => {
      const at = engine.put("f64", logits);
      const targetAt = engine.put("f64", targets);
      const loss = engine.alloc("f64", 1);
      const gradient = engine.alloc("f64", Math.max(1, logits.length));
      engine.check(engine.exports.abi_softmax_cross_entropy(at, logits.length, targetAt, targets.length, loss, gradient), {
        name: caller,
        argument: (argument, index, value) => {
          const where = argument === 1 ? "target" : "logits", at = `${where}[${index}]`;
          if (index < 0 && n === 0) return { argument: where, message: `${caller}: logits is empty` };
          if (index < 0) return { argument: where, message: `${caller}: the probabilities in target must sum to 1 (within 1e-9), not ${show(value)}` };
          if (argument === 0) return { argument: at, message: `${caller}: ${at} must be finite, or -Infinity beside a finite one, not ${show(value)}` };
          return { argument: at, message: isLabel ? `${caller}: the label must be an integer from 0 to ${n - 1}, not ${show(value)}` : `${caller}: ${at} must be a probability, not ${show(value)}` };
        },
      });
      return { loss: engine.view("f64", loss, 1)[0] / divisor, gradient: engine.view("f64", gradient, logits.length).map((g) => g / divisor) };
    });
  }

  /** Cross-entropy of a Bernoulli with that logit, of any size (±Infinity included), against the probability y of a 1, from 0
   * to 1. The loss is from 0 to Infinity, the gradient by the logit, 1/(1 + e^−logit) − y, both in the unit of `base`.
   * @param {number} logit @param {number} y @param {{ base?: Base }} [o] @returns {{ loss: number, gradient: number }} */
  binaryCrossEntropy(logit, y, o) {
    const engine = this.#engine;
    const caller = "binaryCrossEntropy";
    const divisor = natsPer(readObject(o, caller, "options", ONLY_BASE).base, caller);
    for (const [argument, value] of Object.entries({ logit, y }))
      if (typeof value !== "number") throw new SurprisalError("INVALID_ARGUMENT", `${argument} must be a number, not ${show(value)}`, { function: caller, argument });
    return engine.scope(() => {
      const out = engine.alloc("f64", 2);
      engine.check(engine.exports.abi_binary_cross_entropy(logit, y, out, out + 8), {
        name: caller,
        argument: (argument, _, value) => (argument === 1
          ? { argument: "y", message: `${caller}: y must be a probability from 0 to 1, not ${show(value)}` }
          : { argument: "logit", message: `${caller}: logit must be a number, not ${show(value)}` }),
      });
      const [loss, gradient] = engine.view("f64", out, 2);
      return { loss: loss / divisor, gradient: gradient / divisor };
    });
  }
}

/** The flat gradient by theta as { parameter: derivative }, nested for mixtures (c/dist/dist.h).
 * @param {Distribution} Q @param {Float64Array} flat @returns {Record<string, any>} */
function nameGradient(Q, flat) {
  if (Q.family === "categorical") return { probabilities: Array.from(flat) };
  if (Q.family !== "mixture") return Object.fromEntries(Object.keys(Q.parameters).map((name, i) => [name, flat[i]]));
  const components = /** @type {Distribution[]} */ (Q.parameters.components);
  let at = 1 + components.length;
  return {
    weights: Array.from(flat.subarray(1, at)),
    components: components.map((component) => {
      const size = component.encoded.length;
      at += size;
      return nameGradient(component, flat.subarray(at - size + 2, at));
    }),
  };
}

/** @param {unknown} value */
const isOperand = (value) => value instanceof Distribution || isNumberArray(value);

/** What is wrong with a range, or nothing. @param {any} range */
function faultOfRange(range) {
  if (!Array.isArray(range)) return show(range);
  if (range.length !== 2) return `an array of ${range.length}`;
  const bad = range.findIndex((x) => typeof x !== "number" || Number.isNaN(x));
  if (bad >= 0) return `[${range.map(show).join(", ")}], whose ${bad ? "hi" : "lo"} is ${Number.isNaN(range[bad]) ? "NaN" : `${show(range[bad])} and not a number`}`;
  return range[0] > range[1] ? `[${range.join(", ")}], which is upside down` : "";
}

/** lo, hi, alpha, normalise as in c/info/info.h. @param {string} caller @param {Options} o */
function readOptions(caller, { range = [-Infinity, Infinity], normalise = "strict", alpha = 1 }) {
  const refuse = (/** @type {string} */ argument, /** @type {string} */ what, /** @type {string} */ got) =>
    new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be ${what}, not ${got}`, { function: caller, argument });
  const fault = faultOfRange(range);
  if (fault) throw refuse("range", "[lo, hi], two numbers with lo ≤ hi", fault);
  if (!NORMALISE.includes(normalise)) throw refuse("normalise", '"strict", "auto" or "raw"', show(normalise));
  if (typeof alpha !== "number" || !(alpha >= 0)) throw refuse("alpha", "a number ≥ 0 (Infinity included)", show(alpha));
  return [range[0], range[1], alpha, NORMALISE.indexOf(normalise)];
}

/** Words for a fault of what compares: argument 0 is P, 1 is Q, 2 the options (entry -1 the measure).
 * @param {string} caller @param {string} code @param {number} argument @param {number} index @param {number} value @param {Operand} P @param {any} Q */
function describeFault(caller, code, argument, index, value, P, Q) {
  if (argument === 2 && index < 0)
    return { argument: "name", message: `${caller}: there is none of ${MEASURES[value].name} here, but of kl and crossEntropy` };
  if (argument === 2) {
    const option = ["range", "range", "alpha", "normalise"][index];
    return { argument: option, message: option && `${caller}: ${option} cannot be ${show(value)} here` };
  }
  const name = argument === 1 ? "Q" : "P";
  const operand = argument === 1 ? Q : P;
  const length = (/** @type {any} */ x) => (x instanceof Distribution ? undefined : x?.length);
  const kind = (/** @type {any} */ x) => x.kind ?? "discrete"; // an array has none
  if (code === "KIND_MISMATCH") return { argument: name, message: `${caller}: P is ${kind(P)}, Q is ${kind(Q)}: they cannot be compared` };
  if (operand instanceof Distribution) return { argument: name };
  if (index >= 0) return { argument: `${name}[${index}]`, message: `${name}[${index}] is ${show(value)}: probabilities are finite and ≥ 0` };
  if (length(operand) === 0) return { argument: name, message: `${name} has no entries` };
  if (length(P) !== undefined && length(Q) !== undefined && length(P) !== length(Q))
    return { argument: "Q", message: `P has ${length(P)} entries, Q has ${length(Q)}: they must be as many` };
  if (Number.isNaN(value)) return { argument: name };
  return { argument: name, message: `${name} sums to ${show(value)}, not to 1 within 1e-9; normalise "auto" divides by the sum, "raw" takes it as it is` };
}

/** Loads the engine: the variant that runs best here, or the one named; from this build's file, or from `wasm` (a module,
 * its bytes or its address). Throws SurprisalError with the code LOAD or UNSUPPORTED. @param {import("./loader.js").LoadOptions} [options] @returns {Promise<Surprisal>} */
export async function load(options) { return new Surprisal(await loadEngine("numeric", readObject(options, "load", "options", ["variant", "wasm"]))); }
