// Distributions as values: checked once when made, then evaluated by single calls over whole arrays.
import { DIST_FUNCTIONS, FAMILIES } from "./abi.gen.js";
import { SurprisalError } from "./errors.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {"nats" | "bits" | "dits" | number} Base */
/** @typedef {number | number[] | Float64Array | Distribution[] | readonly number[]} ParameterValue */
/** @typedef {Record<string, ParameterValue>} Parameters */

/** What a parameter may be, in words; keys as in c/dist/dist.h. @type {Record<string, string>} */
export const DOMAINS = {
  REAL: "a finite number",
  POSITIVE: "a finite number > 0",
  NON_NEGATIVE: "a finite number ≥ 0",
  PROBABILITY: "a number from 0 to 1",
  COUNT: "an integer from 0 to 2^53",
  POSITIVE_COUNT: "an integer from 1 to 2^53",
  INTEGER: "an integer from −2^53 to 2^53",
  PROBABILITIES: "an array of numbers from 0 to 1 that sum to 1",
  DISTRIBUTIONS: "an array of distributions of one kind, as long as the weights",
};

/** The divisor that turns nats into `base`. @param {Base} [base] @param {string} [caller] */
export function natsPer(base = "nats", caller = "") {
  if (base === "nats") return 1;
  if (base === "bits") return Math.LN2;
  if (base === "dits") return Math.LN10;
  if (typeof base === "number" && base > 0 && base !== 1 && Number.isFinite(base)) return Math.log(base);
  throw new SurprisalError("INVALID_ARGUMENT", `base must be "nats", "bits", "dits" or a finite number > 0 other than 1, not ${show(base)}`, { function: caller, argument: "base" });
}

/** @param {unknown} value */
export function show(value) {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === undefined || value === null) return String(value);
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return "an array";
  return `a value of type ${typeof value}`;
}

export class Distribution {
  #engine;
  /** family index, count, theta … as in c/dist/dist.h @type {Float64Array} */
  #encoded;
  /** @type {Float64Array | undefined} */
  #moments;

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
          const parameter = family.parameters[family.parameters.length === 1 || index < 0 ? 0 : Math.min(index, family.parameters.length - 1)];
          return { argument: parameter.name, message: domainMessage(family.name, parameter, value) };
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
    if (!one && !Array.isArray(x) && !ArrayBuffer.isView(x))
      throw new SurprisalError("INVALID_ARGUMENT", `${this.family}: a number or an array of numbers is needed, not ${show(x)}`, { function: name, argument: "x" });
    const xs = one ? [x] : /** @type {ArrayLike<number>} */ (x);
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

  /** Natural logarithm of the density or mass. @template {number | ArrayLike<number>} X
   * @param {X} x @returns {X extends number ? number : Float64Array} */
  logDensity(x) { return this.#evaluate("logDensity", x); }
  /** @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  density(x) { return this.#evaluate("density", x); }
  /** P(X ≤ x). @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  cdf(x) { return this.#evaluate("cdf", x); }
  /** P(X > x). @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  sf(x) { return this.#evaluate("sf", x); }
  /** The smallest x with cdf(x) ≥ u. @template {number | ArrayLike<number>} X @param {X} u @returns {X extends number ? number : Float64Array} */
  quantile(u) { return this.#evaluate("quantile", u); }
  /** The smallest x with sf(x) ≤ u. @template {number | ArrayLike<number>} X @param {X} u @returns {X extends number ? number : Float64Array} */
  isf(u) { return this.#evaluate("isf", u); }

  get #summary() {
    const engine = this.#engine;
    return (this.#moments ??= engine.scope(() => {
      const encoded = engine.put("f64", this.#encoded);
      const output = engine.alloc("f64", 6);
      engine.check(engine.exports.abi_dist_moments(encoded, this.#encoded.length, output), { name: this.family, argument: () => ({}) });
      return engine.view("f64", output, 6).slice();
    }));
  }
  /** NaN where it does not exist. */
  get mean() { return this.#summary[0]; }
  get variance() { return this.#summary[1]; }
  /** The least and the greatest value, ±Infinity included. @returns {[number, number]} */
  get support() { return [this.#summary[2], this.#summary[3]]; }
  /** H(P), of a continuous distribution the differential entropy. @param {{ base?: Base }} [options] */
  entropy({ base } = {}) { return this.#summary[4] / natsPer(base, "entropy"); }

  /** `count` draws; the same seed gives the same draws on every platform.
   * @param {number} count @param {{ seed?: number }} [options] @returns {Float64Array} */
  sample(count, { seed = 0 } = {}) {
    const engine = this.#engine;
    if (!Number.isInteger(count) || count < 0) throw new SurprisalError("INVALID_ARGUMENT", `count must be an integer ≥ 0, not ${show(count)}`, { function: "sample", argument: "count" });
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

/** Whole numbers up to 2^53 as two 32-bit halves. @param {number} seed @param {string} caller @returns {[number, number]} */
export function splitSeed(seed, caller) {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new SurprisalError("INVALID_ARGUMENT", `seed must be an integer from 0 to 2^53 − 1, not ${show(seed)}`, { function: caller, argument: "seed" });
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

export class DiscreteDistribution extends Distribution {
  /** log P(X = x) in nats. @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  logpmf(x) { return this.logDensity(x); }
  /** P(X = x). @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  pmf(x) { return this.density(x); }
}

export class ContinuousDistribution extends Distribution {
  /** @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  logpdf(x) { return this.logDensity(x); }
  /** @template {number | ArrayLike<number>} X @param {X} x @returns {X extends number ? number : Float64Array} */
  pdf(x) { return this.density(x); }
}

/** @param {string} family @param {{ name: string, domain: string }} parameter @param {unknown} value */
function domainMessage(family, { name, domain }, value) {
  return `${family}: ${name} must be ${DOMAINS[domain] ?? domain}, not ${show(value)}`;
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
    throw new SurprisalError("UNKNOWN_DISTRIBUTION", `there is no distribution ${show(name)}; there are ${FAMILIES.map((f) => f.name).join(", ")}`, { function: "distribution", argument: "name" });
  const family = FAMILIES[index];
  const allowed = family.parameters.map((p) => p.name);
  const where = (/** @type {string} */ argument) => ({ function: name, argument });
  if (positional.length > allowed.length)
    throw new SurprisalError("INVALID_ARGUMENT", `${name} takes ${allowed.length} parameter${allowed.length === 1 ? "" : "s"} (${allowed.join(", ")}), not ${positional.length}`, { function: name });
  for (const key of Object.keys(named)) {
    const at = allowed.indexOf(key);
    if (at < 0) throw new SurprisalError("INVALID_ARGUMENT", `${name} has no parameter ${show(key)}; it has ${allowed.join(", ")}`, where(key));
    if (at < positional.length) throw new SurprisalError("INVALID_ARGUMENT", `${name}: ${key} is given twice`, where(key));
  }
  /** @type {Parameters} */
  const parameters = {};
  /** @type {number[][]} */
  const parts = [];
  for (const [i, parameter] of family.parameters.entries()) {
    const value = i < positional.length ? positional[i] : named[parameter.name] ?? parameter.default;
    if (value === undefined) throw new SurprisalError("INVALID_ARGUMENT", `${name}: ${parameter.name} is missing; it must be ${DOMAINS[parameter.domain] ?? parameter.domain}`, where(parameter.name));
    const { part, kept } = readParameter(name, parameter, value);
    parameters[parameter.name] = kept;
    parts.push(part);
  }
  if (name === "mixture") {
    const { weights, components } = /** @type {{ weights: Float64Array, components: Distribution[] }} */ (parameters);
    if (weights.length !== components.length)
      throw new SurprisalError("LENGTH_MISMATCH", `mixture: ${weights.length} weights but ${components.length} components`, where("components"));
    if (new Set(components.map((c) => c.kind)).size > 1)
      throw new SurprisalError("KIND_MISMATCH", "mixture: the components must be all discrete or all continuous", where("components"));
    parts.unshift([weights.length]);
  }
  const theta = parts.flat();
  const encoded = Float64Array.of(index, theta.length, ...theta);
  const Kind = kindOf(family, parameters) === "discrete" ? DiscreteDistribution : ContinuousDistribution;
  return new Kind(engine, family, Object.freeze(parameters), encoded);
}

/** @param {string} family @param {{ name: string, domain: string }} parameter @param {ParameterValue} value
 * @returns {{ part: number[], kept: ParameterValue }} */
function readParameter(family, parameter, value) {
  const refuse = (/** @type {unknown} */ bad, note = "") =>
    new SurprisalError("DOMAIN", `${domainMessage(family, parameter, bad)}${note}`, { function: family, argument: parameter.name });
  if (parameter.domain === "DISTRIBUTIONS") {
    if (!Array.isArray(value) || value.length === 0 || !value.every((c) => c instanceof Distribution)) throw refuse(value);
    const components = /** @type {Distribution[]} */ (value);
    return { part: components.flatMap((c) => Array.from(c.encoded)), kept: [...components] };
  }
  if (parameter.domain === "PROBABILITIES") {
    if (!Array.isArray(value) && !(value instanceof Float64Array)) throw refuse(value);
    const numbers = Array.from(/** @type {ArrayLike<number>} */ (value));
    if (numbers.length === 0) throw new SurprisalError("EMPTY", `${family}: ${parameter.name} has no entries`, { function: family, argument: parameter.name });
    const bad = numbers.findIndex((p) => !(typeof p === "number" && p >= 0 && p <= Infinity && Number.isFinite(p)));
    if (bad >= 0) throw refuse(numbers[bad], ` at index ${bad}`);
    return { part: numbers, kept: /** @type {any} */ (Object.freeze(numbers)) };
  }
  if (typeof value !== "number" || !Number.isFinite(value)) throw refuse(value);
  return { part: [value], kept: value };
}
