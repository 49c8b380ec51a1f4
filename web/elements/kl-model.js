// The numbers behind kl-divergence: what the engine says of P and Q, and the places to draw.

/** @typedef {import("../core/index.js").Surprisal} Surprisal */
/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {import("../core/index.js").Measurement} Measurement */
/** @typedef {import("../core/index.js").Base} Base */

const BARS = 240;
const POINTS = 401;
const TAIL = 2e-4;
/** How far the window reaches out to show the place of an infinity. */
const REACH = 12;

/** Where to look: all but small tails of both, and the range with a little around it. @param {Distribution[]} sides @param {[number, number] | null} [range] @returns {[number, number]} */
export function windowOf(sides, range = null) {
  let lo = Math.min(...sides.map((d) => d.quantile(TAIL))), hi = Math.max(...sides.map((d) => d.isf(TAIL)));
  const discrete = sides[0].kind === "discrete";
  if (!discrete) { // heavy tails must not flatten the middle
    const middle = sides.map((d) => d.quantile(0.5)), widths = sides.map((d) => d.quantile(0.9) - d.quantile(0.1));
    lo = Math.max(lo, Math.min(...middle) - 4 * Math.max(...widths));
    hi = Math.min(hi, Math.max(...middle) + 4 * Math.max(...widths));
    const margin = 0.04 * (hi - lo) || 1; // the ends of a uniform are to be seen
    [lo, hi] = [lo - margin, hi + margin];
  }
  if (range) {
    const around = discrete ? 2 : 0.05 * (hi - lo);
    const least = Math.max(-Infinity, Math.min(...sides.map((d) => d.support[0])));
    if (Number.isFinite(range[0])) lo = Math.min(lo, Math.max(discrete ? least : -Infinity, range[0] - around));
    if (Number.isFinite(range[1])) hi = Math.max(hi, range[1] + around);
  }
  return discrete ? [Math.ceil(lo), Math.max(Math.ceil(lo), Math.min(Math.floor(hi), Math.ceil(lo) + BARS - 1))] : [lo, hi > lo ? hi : lo + 1];
}

/** What a chart shows along x and how high, kept calm: it stays while it suits, and it never moves while
 * a handle is held, for the handle would run away from the pointer. */
export class Frame {
  held = false;
  #key = "";
  /** @type {[number, number]} */
  #span = [0, 0];
  #top = 0;

  /** @param {string} key what is shown: another thing gets a frame of its own @param {[number, number]} want @returns {[number, number]} */
  span(key, want) {
    const [lo, hi] = this.#span;
    const suits = key === this.#key && (this.held || (want[0] >= lo && want[1] <= hi && want[1] - want[0] > 0.6 * (hi - lo)));
    if (!suits) this.#span = want;
    if (key !== this.#key) this.#top = 0;
    this.#key = key;
    return [this.#span[0], this.#span[1]];
  }
  /** @param {number} want */
  height(want) {
    if (!(this.#top && (this.held || (want <= this.#top && want > 0.6 * this.#top)))) this.#top = want;
    return this.#top;
  }
}

/** @param {Distribution} d @param {[number, number]} window */
export const placesIn = (d, [lo, hi]) => (d.kind === "discrete"
  ? Float64Array.from({ length: hi - lo + 1 }, (_, i) => lo + i)
  : Float64Array.from({ length: POINTS }, (_, i) => lo + ((hi - lo) * i) / (POINTS - 1)));

/** Of D(Q‖P): the reason names the operands by their places; here they bear each other's names. @param {Measurement} m */
export const swapped = (m) => ({ ...m, reason: m.reason && m.reason.replace(/\b[PQ]\b/g, (c) => (c === "P" ? "Q" : "P")) });

/** The x that a reason names. @param {Measurement} m */
const placeOf = (m) => Number(/x = (-?[\d.e+]+)/.exec(m.reason ?? "")?.[1] ?? NaN);

/** How many nats one unit of `base` is. @param {Surprisal} engine @param {Base} base */
export const natsIn = (engine, base) => (base === "nats" ? 1 : engine.entropy([0.5, 0.5]) / engine.entropy([0.5, 0.5], { base }));

/** @param {Surprisal} engine @param {Distribution} P @param {Distribution} Q @param {[number, number] | null} range @param {Base} base @param {"forward" | "reverse"} direction whose contributions @param {Frame} frame */
export function compute(engine, P, Q, range, base, direction, frame) {
  const both = (/** @type {{ range?: [number, number], base: Base }} */ o) => ({ forward: engine.measure("kl", P, Q, o), reverse: swapped(engine.measure("kl", Q, P, o)) });
  const whole = both({ base });
  const window = frame.span(`${P.family} ${Q.family}`, windowOf([P, Q], range));
  const where = placeOf(whole[direction]);
  if (P.kind === "discrete" && where > window[1] && where <= window[1] + REACH) window[1] = where;
  const x = placesIn(P, window);
  const missing = (/** @type {Distribution} */ d) => (range ? d.cdf(d.kind === "discrete" ? range[0] - 1 : range[0]) + d.sf(range[1]) : 0);
  return {
    P, Q, x, p: P.density(x), q: Q.density(x), contributions: direction === "forward" ? engine.contributions(P, Q, x, { base }) : engine.contributions(Q, P, x, { base }),
    cut: range ? both({ range, base }) : null, whole, range, base, direction,
    /** Where an infinity lies that the window does not reach. */
    beyond: where > window[1] ? where : null,
    missing: { p: missing(P), q: missing(Q) }, nats: natsIn(engine, base),
    entropy: { p: engine.measure("entropy", P, undefined, { base }), q: engine.measure("entropy", Q, undefined, { base }) },
    crossEntropy: engine.measure("crossEntropy", P, Q, { base }),
  };
}
