// Distributions as values: checked once when made, then evaluated by single calls over whole arrays.
import { DIST_FUNCTIONS, FAMILIES } from "./abi.gen.js";
import { isDetached, isNumberArray } from "./arrays.js";
import { SurprisalError } from "./errors.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** The unit of what is a logarithm: a number is the logarithm's base, > 0 and other than 1; one under 1 turns the sign.
 * @typedef {"nats" | "bits" | "dits" | number} Base */
/** @typedef {number | ArrayLike<number> | readonly Distribution[]} ParameterValue */
/** @typedef {Record<string, ParameterValue>} Parameters */

/** What a parameter may be, in words; keys as in c/dist/dist.h; {first} is the family's first parameter.
 * @type {Record<string, string>} */
export const DOMAINS = {
  REAL: "a finite number",
  POSITIVE: "a finite number > 0",
  NON_NEGATIVE: "a finite number ≥ 0",
  PROBABILITY: "a number from 0 to 1",
  CHANCE: "a number > 0 and ≤ 1",
  OPEN_CHANCE: "a number > 0 and < 1",
  COUNT: "an integer from 0 to 2^53",
  INTEGER: "an integer from −2^53 to 2^53",
  ABOVE_FIRST: "a finite number greater than {first}",
  FROM_FIRST: "an integer from {first} to 2^53",
  UP_TO_FIRST: "an integer from 0 to {first}",
  PROBABILITIES: "an array of numbers from 0 to 1 that sum to 1",
  DISTRIBUTIONS: "an array of distributions of one kind, as long as the weights",
};

/** The divisor that turns nats into `base`. @param {Base} [base] @param {string} [caller] */
export function natsPer(base = "nats", caller = "") {
  if (base === "nats") return 1;
  if (base === "bits") return Math.LN2;
  if (base === "dits") return Math.LN10;
  if (typeof base === "number" && base > 0 && base !== 1 && Number.isFinite(base)) return Math.log(base);
  throw new SurprisalError("INVALID_ARGUMENT", `${caller && `${caller}: `}base must be "nats", "bits", "dits" or a finite number > 0 other than 1, not ${show(base)}`, { function: caller, argument: "base" });
}

/** @param {unknown} value */
export function show(value) {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (ArrayBuffer.isView(value)) return `a ${isDetached(value) ? "detached " : ""}${value.constructor.name}`;
  if (Array.isArray(value)) return "an array";
  if (value instanceof Distribution) return String(value);
  return `a value of type ${typeof value}`;
}

/** A distribution with its parameters, checked. What takes points takes a number and gives a number, or takes an array and
 * gives a Float64Array of as many: NaN at NaN, and numbers as they are else. */
export class Distribution {
  #engine;
  /** family index, count, theta … as in c/dist/dist.h @type {Float64Array} */
  #encoded;
  /** @type {Float64Array | undefined} */
  #moments;
  /** The entropy, which may be a long sum. @type {number | undefined} */
  #nats;

  /** @param {Engine} engine @param {typeof FAMILIES[number]} family
   * @param {Readonly<Parameters>} parameters @param {Float64Array} encoded */
  constructor(engine, family, parameters, encoded) {
    this.#engine = engine;
    this.#encoded = encoded;
    this.family = family.name;
    this.parameters = parameters;
    this.kind = kindOf(family, parameters);
    engine.scope(() => engine.check(
      engine.exports.abi_dist_check(engine.put("f64", encoded), encoded.length),
      {
        name: family.name,
        argument: (_, index, value) => {
          const [first] = family.parameters;
          if (first.domain === "PROBABILITIES") return { argument: first.name, message: `${family.name}: ${first.name} must sum to 1 within 1e-9, and ${index < 0 ? `these sum to ${show(value)}` : `hold ${show(value)} at index ${index}`}` };
          const parameter = family.parameters[Math.max(0, index)];
          return { argument: parameter.name, message: domainMessage(family, parameter, value, parameters) };
        },
      },
    ));
  }

  /** The encoded form, as the engine reads it (a copy). */
  get encoded() { return this.#encoded.slice(); }

  /** @param {string} name @param {number | ArrayLike<number>} x */
  #evaluate(name, x) {
    const engine = this.#engine;
    const one = typeof x === "number";
    const xs = one ? [x] : readNumbers(x, this.family, "x", "a number or an array of numbers");
    const result = engine.scope(() => {
      const encoded = engine.put("f64", this.#encoded);
      const input = engine.put("f64", xs);
      const output = engine.alloc("f64", xs.length);
      engine.check(engine.exports.abi_dist_eval(encoded, this.#encoded.length, DIST_FUNCTIONS.findIndex((f) => f.name === name), input, xs.length, output),
        { name, argument: () => ({ argument: "x" }) });
      return engine.view("f64", output, xs.length).slice();
    });
    return /** @type {any} */ (one ? result[0] : result);
  }

  /** Natural logarithm of the density or mass, in nats; logpdf and logpmf are other names of it. −Infinity outside the support
   * (of counts between the integers, too); at an end of it the limit, Infinity for a gamma of shape < 1 at 0. @template {number | ArrayLike<number>} X
   * @param {X} x @returns {X extends number ? number : Float64Array} */
  logDensity(x) { return this.#evaluate("logDensity", x); }
  /** The density, in 1 over the unit of x, or the mass, from 0 to 1; pdf and pmf are other names of it. 0 outside the support and
   * where it is under 5e-324; at an end of the support the limit, which may be Infinity.
   * @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  density(x) { return this.#evaluate("density", x); }
  /** P(X ≤ x), from 0 to 1, small ones to their last digits, too; of counts at ⌊x⌋. 0 at −Infinity, 1 at Infinity. @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  cdf(x) { return this.#evaluate("cdf", x); }
  /** P(X > x), from 0 to 1, small ones to their last digits, which 1 − cdf has lost. 1 at −Infinity, 0 at Infinity. @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  sf(x) { return this.#evaluate("sf", x); }
  /** The smallest x with cdf(x) ≥ u, u from 0 to 1; the ends of the support at 0 and 1; NaN for other u. Both as doubles: quantile(cdf(k)) = k on the integers, wherever cdf(k) and cdf(k − 1)
   * are more than a few roundings apart. @template {number | ArrayLike<number>} X @param {X} u @returns {X extends number ? number : Float64Array} */
  quantile(u) { return this.#evaluate("quantile", u); }
  /** The smallest x with sf(x) ≤ u, u from 0 to 1; the ends of the support at 1 and 0; NaN for other u. Both as doubles: isf(sf(k)) = k likewise. @template {number | ArrayLike<number>} X @param {X} u @returns {X extends number ? number : Float64Array} */
  isf(u) { return this.#evaluate("isf", u); }

  /** `size` numbers that belong to the distribution as a whole.
   * @param {"abi_dist_moments" | "abi_dist_entropy"} name @param {number} size */
  #whole(name, size) {
    const engine = this.#engine;
    return engine.scope(() => {
      const encoded = engine.put("f64", this.#encoded);
      const output = engine.alloc("f64", size);
      engine.check(engine.exports[name](encoded, this.#encoded.length, output), { name: this.family, argument: () => ({}) });
      return engine.view("f64", output, size).slice();
    });
  }
  get #summary() { return (this.#moments ??= this.#whole("abi_dist_moments", 4)); }
  /** E[X]: Infinity where the integral is, NaN where there is none (Student-t with df ≤ 1, Cauchy). */
  get mean() { return this.#summary[0]; }
  /** E[(X − mean)²]: Infinity where the integral is, NaN where there is no mean. */
  get variance() { return this.#summary[1]; }
  /** The least and the greatest value, ±Infinity included. @returns {[number, number]} */
  get support() { return [this.#summary[2], this.#summary[3]]; }
  /** H(P) in nats or the unit of `base`: from 0 on for counts; of a continuous distribution the differential entropy, of any
   * sign. @param {{ base?: Base }} [options] */
  entropy(options) {
    const divisor = natsPer(readObject(options, "entropy", "options", ["base"]).base, "entropy");
    return (this.#nats ??= this.#whole("abi_dist_entropy", 1)[0]) / divisor;
  }

  /** `count` draws, an integer from 0 to 2^28 − 1; the same seed, an integer from 0 to 2^53 − 1 (0 unless given), gives the same
   * draws on every platform.
   * @param {number} count @param {{ seed?: number }} [options] @returns {Float64Array} */
  sample(count, options) {
    const engine = this.#engine;
    const { seed = 0 } = readObject(options, "sample", "options", ["seed"]);
    if (!Number.isInteger(count) || count < 0 || count >= 2 ** 28) throw new SurprisalError("INVALID_ARGUMENT", `count must be an integer from 0 to 2^28 − 1, not ${show(count)}`, { function: "sample", argument: "count" });
    const [low, high] = splitSeed(seed, "sample");
    return engine.scope(() => {
      const encoded = engine.put("f64", this.#encoded);
      const output = engine.alloc("f64", count);
      engine.check(engine.exports.abi_dist_sample(encoded, this.#encoded.length, low, high, count, output), { name: "sample", argument: () => ({}) });
      return engine.view("f64", output, count).slice();
    });
  }

  /** The text that parse() reads back to an equal distribution. */
  toString() {
    const text = (/** @type {ParameterValue} */ v) => (typeof v === "number" ? String(v) : `[${Array.from(v, String).join(", ")}]`);
    return `${this.family}(${Object.values(this.parameters).map(text).join(", ")})`;
  }
}

/** An array of numbers and nothing else. @param {unknown} values @param {string} caller @param {string} argument @param {string} [what]
 * @returns {ArrayLike<number>} */
export function readNumbers(values, caller, argument, what = "an array of numbers") {
  if (!isNumberArray(values)) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be ${what}, not ${show(values)}`, { function: caller, argument });
  const bad = Array.isArray(values) ? values.findIndex((v) => typeof v !== "number") : -1;
  if (bad >= 0) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must hold numbers only, and holds ${show(values[bad])} at index ${bad}`, { function: caller, argument: `${argument}[${bad}]` });
  return values;
}

/** What names things: an object of the caller's own writing, and no array, Date, Map, boxed number …
 * @param {unknown} value @returns {value is Record<string, any>} */
export const isRecord = (value) => Object.prototype.toString.call(value) === "[object Object]" && !(value instanceof Distribution);

/** Options, or named parameters: an object or nothing; of options, with none but these names.
 * @template T @param {T | undefined} value @param {string} caller @param {string} [argument] @param {readonly string[]} [names] @returns {T} */
export function readObject(value, caller, argument = "options", names) {
  if (value === undefined) return /** @type {T} */ ({});
  if (!isRecord(value))
    throw new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be an object such as { name: value }, not ${show(value)}`, { function: caller, argument });
  const stranger = names && Object.keys(value).find((key) => !names.includes(key));
  if (stranger !== undefined) throw new SurprisalError("INVALID_ARGUMENT", `${caller} has no option ${show(stranger)}; it has ${names?.join(", ")}`, { function: caller, argument: stranger });
  return value;
}

/** Whole numbers up to 2^53 as two 32-bit halves. @param {number} seed @param {string} caller @returns {[number, number]} */
export function splitSeed(seed, caller) {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new SurprisalError("INVALID_ARGUMENT", `seed must be an integer from 0 to 2^53 − 1, not ${show(seed)}`, { function: caller, argument: "seed" });
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

export class DiscreteDistribution extends Distribution {
  /** log P(X = x) in nats: logDensity. −Infinity where x is no integer of the support. @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  logpmf(x) { return this.logDensity(x); }
  /** P(X = x), from 0 to 1: density. 0 where x is no integer of the support. @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  pmf(x) { return this.density(x); }
}

export class ContinuousDistribution extends Distribution {
  /** Natural logarithm of the density: logDensity. −Infinity outside the support.
   * @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  logpdf(x) { return this.logDensity(x); }
  /** The density, in 1 over the unit of x. 0 outside the support; Infinity at a pole.
   * @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  pdf(x) { return this.density(x); }
}

/** What a parameter may be, the first one named with its value where that is known.
 * @param {typeof FAMILIES[number]} family @param {string} domain @param {Readonly<Parameters>} [known] */
export function allowed(family, domain, known = {}) {
  const [{ name }] = family.parameters;
  return DOMAINS[domain].replace("{first}", typeof known[name] === "number" ? `${name} = ${show(known[name])}` : name);
}

/** @param {typeof FAMILIES[number]} family @param {{ name: string, domain: string }} parameter @param {unknown} value @param {Readonly<Parameters>} [known] */
function domainMessage(family, { name, domain }, value, known) {
  return `${family.name}: ${name} must be ${allowed(family, domain, known)}, not ${show(value)}`;
}

/** " Did you mean …?" for a name that is two edits or a letter's case away from one of these.
 * @param {unknown} name @param {readonly string[]} names */
function suggest(name, names) {
  if (typeof name !== "string" || name.length > 40) return "";
  const distance = (/** @type {string} */ a, /** @type {string} */ b) => {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
      row = next;
    }
    return row[b.length];
  };
  const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[^a-z]/g, "");
  const [best] = names.map((n) => ({ n, d: distance(plain(name), plain(n)) })).sort((a, b) => a.d - b.d);
  return best.d <= Math.min(2, plain(name).length / 3) ? `; did you mean ${best.n}?` : "";
}

/** A mixture is of its components' kind.
 * @param {{ name: string, kind: string }} family @param {Readonly<Parameters>} parameters
 * @returns {"discrete" | "continuous"} */
function kindOf(family, parameters) {
  if (family.name === "mixture") return /** @type {Distribution[]} */ (parameters.components)[0].kind;
  return family.kind === "DISCRETE" ? "discrete" : "continuous";
}

/** Makes a distribution of a family from parameters by name, by position, or both.
 * @param {Engine} engine @param {string} name
 * @param {ParameterValue[]} positional @param {Parameters} [named]
 * @returns {Distribution} */
export function makeDistribution(engine, name, positional, named = {}) {
  const index = FAMILIES.findIndex((f) => f.name === name);
  if (index < 0)
    throw new SurprisalError("UNKNOWN_DISTRIBUTION", `there is no distribution ${show(name)}${suggest(name, FAMILIES.map((f) => f.name)) || `; there are ${FAMILIES.map((f) => f.name).join(", ")}`}`, { function: "distribution", argument: "name" });
  const family = FAMILIES[index];
  const names = family.parameters.map((p) => p.name);
  const where = (/** @type {string} */ argument) => ({ function: name, argument });
  if (positional.length > names.length)
    throw new SurprisalError("INVALID_ARGUMENT", `${name} takes ${names.length} parameter${names.length === 1 ? "" : "s"} (${names.join(", ")}), not ${positional.length}`, { function: name });
  for (const key of Object.keys(named)) {
    const at = names.indexOf(key);
    if (at < 0) throw new SurprisalError("INVALID_ARGUMENT", `${name} has no parameter ${show(key)}; it has ${names.join(", ")}`, where(key));
    if (at < positional.length) throw new SurprisalError("INVALID_ARGUMENT", `${name}: ${key} is given twice`, where(key));
  }
  /** @type {Parameters} */
  const parameters = {};
  /** @type {number[][]} */
  const parts = [];
  for (const [i, parameter] of family.parameters.entries()) {
    const { [parameter.name]: byName = parameter.default } = named;
    const value = i < positional.length ? positional[i] : byName;
    if (value === undefined) throw new SurprisalError("INVALID_ARGUMENT", `${name}: ${parameter.name} is missing; it must be ${allowed(family, parameter.domain, parameters)}`, where(parameter.name));
    const { part, kept } = readParameter(family, parameter, value, parameters);
    parameters[parameter.name] = kept;
    parts.push(part);
  }
  if (name === "mixture") {
    const { weights, components } = /** @type {{ weights: Float64Array, components: Distribution[] }} */ (parameters);
    if (weights.length !== components.length)
      throw new SurprisalError("LENGTH_MISMATCH", `mixture: ${weights.length} weights but ${components.length} components`, where("components"));
    const other = components.find((c) => c.kind !== components[0].kind);
    if (other)
      throw new SurprisalError("KIND_MISMATCH", `mixture: the components must be all discrete or all continuous, and ${components[0]} is ${components[0].kind}, ${other} ${other.kind}`, where("components"));
    parts.unshift([weights.length]);
  }
  const theta = parts.flat();
  const encoded = Float64Array.of(index, theta.length, ...theta);
  const Kind = kindOf(family, parameters) === "discrete" ? DiscreteDistribution : ContinuousDistribution;
  return new Kind(engine, family, Object.freeze(parameters), encoded);
}

/** @param {typeof FAMILIES[number]} family @param {{ name: string, domain: string }} parameter @param {ParameterValue} value @param {Parameters} known
 * @returns {{ part: number[], kept: ParameterValue }} */
function readParameter(family, parameter, value, known) {
  const refuse = (/** @type {unknown} */ bad, note = "") =>
    new SurprisalError("DOMAIN", `${domainMessage(family, parameter, bad, known)}${note}`, { function: family.name, argument: parameter.name });
  if (parameter.domain === "DISTRIBUTIONS") {
    if (!Array.isArray(value) || value.length === 0) throw refuse(value);
    const stranger = value.findIndex((c) => !(c instanceof Distribution));
    if (stranger >= 0) throw refuse(value[stranger], ` at index ${stranger}`);
    const components = /** @type {Distribution[]} */ (value);
    return { part: components.flatMap((c) => Array.from(c.encoded)), kept: [...components] };
  }
  if (parameter.domain === "PROBABILITIES") {
    if (!isNumberArray(value)) throw refuse(value);
    const numbers = Array.from(value);
    if (numbers.length === 0) throw new SurprisalError("EMPTY", `${family.name}: ${parameter.name} has no entries`, { function: family.name, argument: parameter.name });
    const bad = numbers.findIndex((p) => !(typeof p === "number" && p >= 0 && Number.isFinite(p)));
    if (bad >= 0) throw refuse(numbers[bad], ` at index ${bad}`);
    return { part: numbers, kept: /** @type {any} */ (Object.freeze(numbers)) };
  }
  if (typeof value !== "number" || !Number.isFinite(value)) throw refuse(value);
  return { part: [value], kept: value };
}
