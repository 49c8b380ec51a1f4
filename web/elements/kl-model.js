// The numbers behind kl-divergence: what the engine says of P and Q, and the places to draw.

/** @typedef {import("../core/index.js").Surprisal} Surprisal */
/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {import("../core/index.js").Measurement} Measurement */
/** @typedef {import("../core/index.js").Base} Base */

const BARS = 240;
const POINTS = 401;
const TAIL = 2e-4;

/** Where to look: the range, or all but small tails of both. @param {Distribution} P @param {Distribution} Q @param {[number, number] | null} range @returns {[number, number]} */
export function windowOf(P, Q, range) {
  const los = [P, Q].map((d) => d.quantile(TAIL)), his = [P, Q].map((d) => d.isf(TAIL));
  let lo = Math.min(...los), hi = Math.max(...his);
  if (P.kind === "continuous") { // heavy tails must not flatten the middle
    const middle = [P, Q].map((d) => d.quantile(0.5)), widths = [P, Q].map((d) => d.quantile(0.9) - d.quantile(0.1));
    const centre = [Math.min(...middle), Math.max(...middle)];
    lo = Math.max(lo, centre[0] - 4 * Math.max(...widths));
    hi = Math.min(hi, centre[1] + 4 * Math.max(...widths));
  }
  if (range) [lo, hi] = [Number.isFinite(range[0]) ? range[0] : lo, Number.isFinite(range[1]) ? range[1] : hi];
  return P.kind === "discrete" ? [Math.ceil(lo), Math.max(Math.ceil(lo), Math.min(Math.floor(hi), Math.ceil(lo) + BARS - 1))] : [lo, hi > lo ? hi : lo + 1];
}

/** @param {Distribution} P @param {[number, number]} window */
export const placesIn = (P, [lo, hi]) => (P.kind === "discrete"
  ? Float64Array.from({ length: hi - lo + 1 }, (_, i) => lo + i)
  : Float64Array.from({ length: POINTS }, (_, i) => lo + ((hi - lo) * i) / (POINTS - 1)));

/** Of D(Q‖P): the reason names the operands by their places; here they bear each other's names. @param {Measurement} m */
const swapped = (m) => ({ ...m, reason: m.reason && m.reason.replace(/\b[PQ]\b/g, (c) => (c === "P" ? "Q" : "P")) });

/** @param {Surprisal} engine @param {Distribution} P @param {Distribution} Q @param {[number, number] | null} range @param {Base} base */
export function compute(engine, P, Q, range, base) {
  const both = (/** @type {{ range?: [number, number], base: Base }} */ o) => ({ forward: engine.measure("kl", P, Q, o), reverse: swapped(engine.measure("kl", Q, P, o)) });
  const nats = base === "nats" ? 1 : engine.measure("kl", [1, 0], [0.5, 0.5]).value / engine.measure("kl", [1, 0], [0.5, 0.5], { base }).value;
  const x = placesIn(P, windowOf(P, Q, range));
  const missing = (/** @type {Distribution} */ d) => (range ? d.cdf(d.kind === "discrete" ? range[0] - 1 : range[0]) + d.sf(range[1]) : 0);
  return {
    P, Q, x, p: P.density(x), q: Q.density(x), contributions: engine.contributions(P, Q, x, { base }),
    cut: range ? both({ range, base }) : null, whole: both({ base }),
    missing: { p: missing(P), q: missing(Q) }, nats,
    entropy: engine.measure("entropy", P, undefined, { base }), crossEntropy: engine.measure("crossEntropy", P, Q, { base }),
  };
}
