// Estimates of entropy and divergence from counts and samples (c/info/estimators.h).
import { Distribution, natsPer, readNumbers, readObject, show, splitSeed } from "./distribution.js";
import { SurprisalError } from "./errors.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./distribution.js").Base} Base */

export class Estimates {
  #engine;
  /** @param {Engine} engine */
  constructor(engine) { this.#engine = engine; }

  /** Runs `call` on arrays and reads `size` numbers in the unit of `base`.
   * @param {string} caller @param {Record<string, ArrayLike<number>>} arrays @param {Base | undefined} base
   * @param {(addresses: number[], out: number) => number} call @param {number} [size] */
  #run(caller, arrays, base, call, size = 1) {
    const divisor = natsPer(base, caller);
    const names = Object.keys(arrays);
    for (const [argument, values] of Object.entries(arrays)) readNumbers(values, caller, argument);
    const engine = this.#engine;
    return engine.scope(() => {
      const addresses = Object.values(arrays).map((values) => engine.put("f64", values));
      const out = engine.alloc("f64", size);
      engine.check(call(addresses, out), {
        name: caller,
        argument: (argument, index, value) => {
          const name = names[argument] ?? "k";
          if (caller === "klMonteCarlo") return { argument: name, message: `${caller}: draw ${index} from P, ${show(value)}, lies where log p/q is no number in doubles; kl(P, Q) integrates there` };
          return index >= 0 && names[argument]
            ? { argument: `${name}[${index}]`, message: `${caller}: ${name}[${index}] cannot be ${show(value)}` }
            : { argument: name, message: `${caller}: ${name} cannot be used here (${show(value)})` };
        },
      });
      return engine.view("f64", out, size).map((x) => x / divisor);
    });
  }

  /** k neighbours must be there: k + 1 values of P (one is the point itself), k of Q.
   * @param {string} caller @param {number} k @param {Record<string, ArrayLike<number>>} among */
  #neighbours(caller, k, among) {
    if (!Number.isInteger(k) || k < 1 || k > 2 ** 31) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: k must be an integer from 1 to 2^31, not ${show(k)}`, { function: caller, argument: "k" });
    Object.entries(among).forEach(([name, values], i) => {
      const n = readNumbers(values, caller, name).length;
      if (n > 0 && k > n - (i === 0 ? 1 : 0)) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: k = ${k} nearest neighbours need at least ${i === 0 ? k + 1 : k} values, but ${name} has n = ${n}`, { function: caller, argument: "k" });
    });
  }

  /** Entropy, in nats or the unit of `base`, from how often each outcome was seen (finite and ≥ 0, not all 0): the plug-in value, or
   * (unless told) with Miller and Madow's correction + (m − 1)/(2N) for its bias, m the outcomes seen, N their number.
   * @param {ArrayLike<number>} counts @param {{ method?: "plug-in" | "miller-madow", base?: Base }} [o] */
  entropy(counts, o) {
    const { method = "miller-madow", base } = readObject(o, "entropy", "options", ["method", "base"]);
    if (method !== "plug-in" && method !== "miller-madow") throw new SurprisalError("INVALID_ARGUMENT", `method must be "plug-in" or "miller-madow", not ${show(method)}`, { function: "entropy", argument: "method" });
    return this.#run("entropy", { counts }, base, ([at], out) => this.#engine.exports.abi_estimate_entropy(at, counts.length, Number(method === "miller-madow"), out))[0];
  }

  /** Differential entropy, in nats or the unit of `base`, from finite values on a line, by the distances to the k-th nearest
   * neighbours (Kozachenko and Leonenko); k is 3 unless given and under the number of values. −Infinity where k + 1
   * values coincide. @param {ArrayLike<number>} values @param {{ k?: number, base?: Base }} [o] */
  differentialEntropy(values, o) {
    const { k = 3, base } = readObject(o, "differentialEntropy", "options", ["k", "base"]);
    this.#neighbours("differentialEntropy", k, { values });
    return this.#run("differentialEntropy", { values }, base, ([at], out) => this.#engine.exports.abi_estimate_entropy_nearest(at, values.length, k, out))[0];
  }

  /** D_KL(P‖Q), in nats or the unit of `base`, from finite values of each on a line; consistent, and not clamped at 0. Where values
   * coincide (rounded data), neighbours are counted instead of measured: always finite. k is 3 unless given.
   * @param {ArrayLike<number>} p @param {ArrayLike<number>} q @param {{ k?: number, base?: Base }} [o] */
  kl(p, q, o) {
    const { k = 3, base } = readObject(o, "kl", "options", ["k", "base"]);
    this.#neighbours("kl", k, { p, q });
    return this.#run("kl", { p, q }, base, ([pAt, qAt], out) => this.#engine.exports.abi_estimate_kl_nearest(pAt, p.length, qAt, q.length, k, out))[0];
  }

  /** D_KL(P‖Q), in nats or the unit of `base`, as the mean of log p/q over `count` draws from P (from 2 to 2^31, 10,000 unless
   * given; seed 0 unless given), with its standard error. Infinity where a draw has Q = 0.
   * @param {Distribution} P @param {Distribution} Q @param {{ count?: number, seed?: number, base?: Base }} [o]
   * @returns {{ value: number, standardError: number }} */
  klMonteCarlo(P, Q, o) {
    const caller = "klMonteCarlo";
    const { count = 10000, seed = 0, base } = readObject(o, caller, "options", ["count", "seed", "base"]);
    for (const [argument, d] of Object.entries({ P, Q })) if (!(d instanceof Distribution)) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: ${argument} must be a distribution, not ${show(d)}`, { function: caller, argument });
    if (P.kind !== Q.kind) throw new SurprisalError("KIND_MISMATCH", `${caller}: ${P.family} is ${P.kind}, ${Q.family} is ${Q.kind}`, { function: caller, argument: "Q" });
    if (!Number.isInteger(count) || count < 2 || count > 2 ** 31) throw new SurprisalError("INVALID_ARGUMENT", `${caller}: count must be an integer from 2 to 2^31, not ${show(count)}`, { function: caller, argument: "count" });
    const [low, high] = splitSeed(seed, caller);
    const [p, q] = [P.encoded, Q.encoded];
    const [value, standardError] = this.#run(caller, { P: p, Q: q }, base, ([pAt, qAt], out) => this.#engine.exports.abi_estimate_kl_monte_carlo(pAt, p.length, qAt, q.length, count, low, high, out), 2);
    return { value, standardError: Math.abs(standardError) };
  }
}
