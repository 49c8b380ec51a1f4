// Every function of the numeric module with random arguments of every kind: an answer of the
// documented kind or a SurprisalError with words; never a trap, and no NaN without a reason.
import { load } from "../../../dist/surprisal.js";

const engine = await load({ variant: "simd" });
const SPECIAL = [0, -0, 1, -1, 0.5, 0.1, 1e-300, 5e-324, 1e300, 1e9, 1e15, 2 ** 53, 1e-16, 1 - 2 ** -53, 2, 3, 10, -1e9, Infinity, -Infinity, NaN];

/** Reads arguments off the input's bytes. */
class Source {
  #at = 0;
  /** @param {Uint8Array} bytes */
  constructor(bytes) { this.bytes = bytes; }
  byte() { return this.bytes[this.#at++] ?? 0; }
  /** @template T @param {readonly T[]} list @returns {T} */
  oneOf(list) { return list[this.byte() % list.length]; }
  number() {
    const how = this.byte();
    if (how < 96) return this.oneOf(SPECIAL);
    if (how < 160) return this.byte();
    if (how < 224) return 10 ** ((this.byte() - 128) / 8) * (how & 1 ? -1 : 1);
    return new DataView(Uint8Array.from({ length: 8 }, () => this.byte()).buffer).getFloat64(0);
  }
  numbers(most = 8) { return Array.from({ length: this.byte() % most }, () => this.number()); }
  /** What a caller may hand over by mistake. */
  oddity() { return this.oneOf([undefined, null, "", "normal", {}, [], [[1]], true, 1n, Symbol.iterator, () => 1, new Date(0), new Uint8Array(2), new DataView(new ArrayBuffer(8)), [NaN], ["1"], new Float32Array(3)]); }
  /** @returns {any} mostly the right thing */
  or(/** @type {() => any} */ right) { return this.byte() < 12 ? this.oddity() : right(); }
  distribution() {
    const family = this.oneOf(engine.families);
    const values = family.parameters.map((p) => this.or(() => {
      if (p.domain === "PROBABILITIES") { const raw = this.numbers().map((x) => Math.min(1e9, Math.abs(x))); const sum = raw.reduce((a, b) => a + b, 0); return raw.map((x) => x / sum); }
      if (p.domain === "DISTRIBUTIONS") return [engine.normal(0, 1), engine.parse("normal(3, 0.5)"), engine.laplace(1, 1)].slice(0, this.byte() % 4);
      return this.number();
    }));
    return this.byte() % 2 ? /** @type {any} */ (engine)[family.name](...values) : engine.distribution(family.name, Object.fromEntries(family.parameters.map((p, i) => [p.name, values[i]])));
  }
  probabilities() {
    const raw = this.numbers().map((x) => Math.min(1e9, Math.abs(x)));
    const sum = raw.reduce((a, b) => a + b, 0);
    return this.byte() % 4 ? raw.map((x) => x / sum) : raw;
  }
  operand() { return this.or(() => (this.byte() % 2 ? this.distribution() : this.probabilities())); }
  /** @returns {any} */
  base() { return this.byte() % 3 === 0 ? { base: this.or(() => this.oneOf(["nats", "bits", "dits", 3, 0.5])) } : {}; }
  options() {
    const o = this.base();
    if (this.byte() % 4 === 0) o.range = this.or(() => [this.number(), this.number()]);
    if (this.byte() % 3 === 0) o.normalise = this.or(() => this.oneOf(["strict", "auto", "raw"]));
    if (this.byte() % 2 === 0) o.alpha = this.or(() => this.number());
    return o;
  }
}

/** @param {boolean} holds @param {string} what @param {...unknown} seen */
function invariant(holds, what, ...seen) { if (!holds) throw new Error(`${what}: ${seen.map((x) => (typeof x === "object" ? JSON.stringify(x) : String(x))).join(", ")}`); }

/** @param {Source} s */
function functions(s) {
  const d = s.distribution();
  const x = s.or(() => (s.byte() % 2 ? s.number() : s.numbers()));
  const list = (/** @type {any} */ y) => (typeof y === "number" ? [y] : Array.from(y));
  for (const name of ["logDensity", "density", "cdf", "sf"]) {
    const got = list(/** @type {any} */ (d)[name](x)), given = list(x);
    invariant(got.length === given.length, "as many come back", name, String(d), x);
    given.forEach((g, i) => invariant(Number.isNaN(Number(g)) || !Number.isNaN(got[i]), "NaN", name, String(d), g));
    if (name === "cdf" || name === "sf") invariant(got.every((y) => Number.isNaN(y) || (y >= 0 && y <= 1)), "a probability", name, String(d), x, got);
  }
  const u = Math.abs(s.number()) % 1;
  if (u >= 0) for (const name of ["quantile", "isf"]) invariant(!Number.isNaN(/** @type {any} */ (d)[name](u)), "NaN", name, String(d), u);
  invariant(d.support[0] <= d.support[1], "support", String(d), d.support);
  invariant(Number.isNaN(d.variance) || d.variance >= 0, "variance", String(d), d.variance);
  void [d.mean, d.entropy(s.or(() => s.base()))];
  const draws = d.sample(s.byte() % 8, s.or(() => ({ seed: s.byte() })));
  invariant(draws.every((y) => !Number.isNaN(y)), "a draw is NaN", String(d), draws);
}
/** @param {Source} s */
function measures(s) {
  const name = s.or(() => s.oneOf(engine.measures).name ?? "kl"), P = s.operand(), Q = s.operand(), o = s.or(() => s.options());
  const m = name === "entropy" ? engine.measure(name, P, o) : engine.measure(name, P, Q, o);
  invariant(Number.isFinite(m.value) || m.reason !== null || o?.normalise === "raw" || o?.range !== undefined, "no reason", name, String(P), String(Q), o, m);
  invariant(name === "entropy" || name === "crossEntropy" || o?.range || o?.normalise === "raw" || o?.base < 1 || !(m.value < 0), "negative", name, String(P), String(Q), o, m);
}
/** @param {Source} s */
function rest(s) {
  switch (s.byte() % 6) {
    case 0: return engine.gradient(s.or(() => s.oneOf(["kl", "crossEntropy"])), s.operand(), s.operand(), s.or(() => s.options()));
    case 1: return engine.contributions(s.operand(), s.operand(), s.or(() => s.numbers()), s.or(() => s.base()));
    case 2: {
      const logits = s.or(() => s.numbers()), r = engine.softmaxCrossEntropy(logits, s.or(() => (s.byte() % 2 ? s.byte() % 4 : s.probabilities())), s.or(() => s.base()));
      return invariant(!logits.every?.(Number.isFinite) || (!Number.isNaN(r.loss) && r.gradient.every((g) => !Number.isNaN(g))), "NaN from logits", logits, r);
    }
    case 3: {
      const logit = s.or(() => s.number()), r = engine.binaryCrossEntropy(logit, s.or(() => Math.abs(s.number()) % 1), s.or(() => s.base()));
      return invariant(!Number.isFinite(logit) || !Number.isNaN(r.loss), "NaN from a logit", logit, r);
    }
    case 4: {
      const e = engine.estimate, [a, b] = [s.operand(), s.operand()];
      return s.oneOf([
        () => e.entropy(a, s.or(() => ({ ...s.base(), method: s.oneOf(["plug-in", "miller-madow"]) }))),
        () => e.differentialEntropy(a, s.or(() => ({ ...s.base(), k: s.byte() }))),
        () => e.kl(a, b, s.or(() => ({ ...s.base(), k: s.byte() }))),
        () => e.klMonteCarlo(a, b, s.or(() => ({ ...s.base(), count: 2 + s.byte(), seed: s.byte() }))),
      ])();
    }
    default: return engine.parse(s.or(() => String(s.distribution())));
  }
}

export default {
  longest: 96,
  seeds: () => Array.from({ length: 24 }, (_, i) => Uint8Array.from({ length: 64 }, (_, j) => (i * 37 + j * (2 * i + 91)) & 255)),
  /** @param {Uint8Array} bytes */
  run(bytes) {
    const source = new Source(bytes);
    try {
      source.oneOf([functions, measures, measures, rest])(source);
    } catch (error) {
      const { name, message, code } = /** @type {any} */ (error);
      if (name !== "SurprisalError" || !message || !code) throw error;
    }
  },
};
