// How the reader meets each distribution: what it starts as when chosen, and where its sliders run.

import { moved } from "./simplex.js";
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Surprisal} Surprisal */
/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {{ min: number, max: number, softMin: number, softMax: number, step: number, whole: boolean }} Limits */

/** family → what it starts as when the reader chooses it. @type {Record<string, string>} */
export const START = {
  bernoulli: "bernoulli(0.3)", binomial: "binomial(10, 0.5)", poisson: "poisson(4)", geometric: "geometric(0.3)",
  negativeBinomial: "negativeBinomial(5, 0.5)", hypergeometric: "hypergeometric(50, 20, 10)", discreteUniform: "discreteUniform(0, 9)",
  categorical: "categorical([0.2, 0.5, 0.3])", uniform: "uniform(-2, 2)", normal: "normal(0, 1)", halfNormal: "halfNormal(1)",
  logNormal: "logNormal(0, 0.5)", exponential: "exponential(1)", gamma: "gamma(2, 1)", inverseGamma: "inverseGamma(3, 2)",
  chiSquared: "chiSquared(4)", beta: "beta(2, 3)", studentT: "studentT(5, 0, 1)", cauchy: "cauchy(0, 1)", laplace: "laplace(0, 1)",
  logistic: "logistic(0, 1)", gumbel: "gumbel(0, 1)", weibull: "weibull(1.5, 1)", pareto: "pareto(3, 1)", rayleigh: "rayleigh(1)",
  vonMises: "vonMises(0, 1)", continuousBernoulli: "continuousBernoulli(0.3)",
  mixture: "mixture([0.5, 0.5], [normal(-2, 0.7), normal(2, 1)])",
};

/** Parameters whose usual letter is not their name. @type {Record<string, string>} */
const LETTERS = { mu: "μ", sigma: "σ", alpha: "α", beta: "β", lambda: "λ", kappa: "κ", gamma: "γ" };
/** @param {string} name */
export const letterOf = (name) => LETTERS[name] ?? name;

/** 12 → "₁₂" @param {number} n */
const below = (n) => String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);

/** "negativeBinomial" → "negative binomial" @param {string} family */
export const nameOf = (family) => t(`family.${family}`);

/** "Bin(250, 0.008)" the way a sentence says it: binomial(250, 0.008). @param {Distribution} d */
export const describe = (d) => {
  const text = String(d).replaceAll("-", "−").replace(/^(\w+)/, (name) => nameOf(name)); // a name's hyphen is no minus
  return text.length > 40 ? `${text.slice(0, 38)}…` : text;
};

/** The next of 1, 2, 5, 10 … above x. @param {number} x */
export function nice(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return ([1, 2, 5, 10].find((m) => m * power >= x * (1 - 1e-12)) ?? 10) * power;
}
const MOST = 2 ** 53;

/** Where a parameter may go, and where its slider does, for a start value. @param {string} domain @param {number} start @returns {Limits} */
export function limitsOf(domain, start) {
  const reach = nice(Math.max(1, 4 * Math.abs(start)));
  const continuous = { whole: false, step: reach / 100 };
  switch (domain) {
    case "PROBABILITY": case "CHANCE": case "OPEN_CHANCE": {
      const top = start > 0 && start < 0.1 ? nice(4 * start) : 1;
      const step = top / 100, [closed, open] = [domain === "PROBABILITY", domain === "OPEN_CHANCE"];
      return { min: closed ? 0 : 1e-6, max: open ? 1 - 1e-6 : 1, softMin: closed ? 0 : step, softMax: open && top === 1 ? 1 - step : top, step, whole: false };
    }
    case "SHARE": return { min: 0, max: 1, softMin: 0, softMax: 1, step: 0.01, whole: false }; // of a list: all sliders alike
    case "NON_NEGATIVE": return { min: 0, max: 1e9, softMin: 0, softMax: reach, ...continuous };
    case "POSITIVE": return { min: 1e-6, max: 1e9, softMin: continuous.step, softMax: reach, ...continuous };
    case "COUNT": case "UP_TO_FIRST": return { min: 0, max: MOST, softMin: 0, softMax: nice(Math.max(10, 2 * start)), step: 1, whole: true };
    case "INTEGER": case "FROM_FIRST": return { min: -MOST, max: MOST, softMin: -nice(Math.max(10, 2 * Math.abs(start))), softMax: nice(Math.max(10, 2 * Math.abs(start))), step: 1, whole: true };
    default: {
      const wide = nice(Math.max(5, 2 * Math.abs(start)));
      return { min: -1e12, max: 1e12, softMin: -wide, softMax: wide, whole: false, step: wide / 50 };
    }
  }
}

/** One number of a distribution: where it is, nested for lists and mixtures, and what it may be.
 * @typedef {{ path: (string | number)[], letter: string, domain: string, value: number }} Knob */

/** All numbers that make up `d`, in the order that they are written. @param {Surprisal} engine @param {Distribution} d @param {(string | number)[]} [path] @returns {Knob[]} */
export const knobs = (engine, d, path = []) => (engine.families.find((f) => f.name === d.family)?.parameters ?? []).flatMap(({ name, domain }) => {
  const value = /** @type {any} */ (d.parameters[name]), here = [...path, name];
  if (domain === "DISTRIBUTIONS") return value.flatMap((/** @type {Distribution} */ part, /** @type {number} */ i) => knobs(engine, part, [...here, i]).map((k) => ({ ...k, letter: `${k.letter}${below(i + 1)}` })));
  if (typeof value === "number") return [{ path: here, letter: letterOf(name), domain, value }];
  return Array.from(/** @type {number[]} */ (value), (v, i) => ({ path: [...here, i], letter: `${name === "weights" ? "w" : "p"}${below(name === "weights" ? i + 1 : i)}`, domain: "SHARE", value: v }));
});

/** The text of `d` with other values at some paths; probabilities in lists go on to sum to 1. @param {Distribution} d @param {[(string | number)[], number][]} changes @returns {string} */
export function withValues(d, changes) {
  /** @param {any} v @param {[(string | number)[], number][]} within @returns {string} */
  const write = (v, within) => {
    if (within.length === 0) return typeof v === "number" || !("length" in v) ? String(v) : `[${Array.from(v, String).join(", ")}]`;
    if (typeof v === "number") return String(within[0][1]);
    if (!("length" in v)) return withValues(v, within);
    const inside = (/** @type {number} */ i) => within.filter(([[at]]) => at === i).map(([[, ...path], value]) => /** @type {[(string | number)[], number]} */ ([path, value]));
    if (typeof v[0] === "number") return `[${moved(v, /** @type {number} */ (within[0][0][0]), within[0][1]).join(", ")}]`;
    return `[${Array.from(v, (part, i) => write(part, inside(i))).join(", ")}]`;
  };
  return `${d.family}(${Object.entries(d.parameters).map(([key, v]) => write(v, changes.filter(([[name]]) => name === key).map(([[, ...path], value]) => [path, value]))).join(", ")})`;
}

/** What of a distribution can be held on a chart: where it stands, and which parameters follow it to x.
 * step: the least way that changes anything, where parameters are whole numbers.
 * @typedef {{ says: string, spread?: boolean, step?: (p: any) => number, at: (d: Distribution, p: any) => number, to: (x: number, p: any, d: Distribution) => Record<string, number> }} Grip */
/** @type {(to: Grip["to"]) => Grip} */
const mean = (to) => ({ says: "mean", at: (d) => d.mean, to });
/** @type {(name: string) => Grip} */
const place = (name) => ({ says: name, at: (_, p) => p[name], to: (x) => ({ [name]: x }) });
/** `k` widths right of the centre. @type {(name: string, k?: number, centre?: string) => Grip} */
const width = (name, k = 1, centre = "mu") => ({ says: name, spread: true, at: (_, p) => p[centre] + k * p[name], to: (x, p) => ({ [name]: (x - p[centre]) / k }) });
/** One standard deviation right of the mean. @type {(says: string, to: (sd: number, mean: number) => Record<string, number>) => Grip} */
const deviation = (says, to) => ({ says, spread: true, at: (d) => d.mean + Math.sqrt(d.variance), to: (x, _, d) => to(x - d.mean, d.mean) });
const whole = (/** @type {Grip} */ g) => ({ ...g, step: () => 1, to: (/** @type {number} */ x) => Object.fromEntries(Object.entries(g.to(x, {}, /** @type {any} */ (null))).map(([k, v]) => [k, Math.round(v)])) });

/** @type {Record<string, Grip[]>} */
const GRIPS = {
  bernoulli: [mean((x) => ({ p: x }))],
  binomial: [mean((x, { n }) => ({ p: x / n }))],
  poisson: [mean((x) => ({ mu: x }))],
  geometric: [mean((x) => ({ p: 1 / (1 + x) }))],
  negativeBinomial: [mean((x, { r }) => ({ p: r / (r + x) }))],
  hypergeometric: [{ ...mean((x, { population, draws }) => ({ successes: Math.round((x * population) / draws) })), step: ({ population, draws }) => draws / population }],
  discreteUniform: [whole(place("lo")), whole(place("hi"))],
  uniform: [place("lo"), place("hi")],
  normal: [place("mu"), width("sigma")],
  halfNormal: [mean((x) => ({ sigma: x * Math.sqrt(Math.PI / 2) }))],
  logNormal: [{ says: "mu", at: (_, { mu }) => Math.exp(mu), to: (x) => ({ mu: Math.log(x) }) },
    { says: "sigma", spread: true, at: (_, { mu, sigma }) => Math.exp(mu + sigma), to: (x, { mu }) => ({ sigma: Math.log(x) - mu }) }],
  exponential: [mean((x) => ({ rate: 1 / x }))],
  gamma: [mean((x, { shape }) => ({ rate: shape / x })), deviation("shape", (sd, m) => ({ shape: (m / sd) ** 2, rate: m / sd ** 2 }))],
  inverseGamma: [{ says: "scale", at: (_, { shape, scale }) => scale / (shape + 1), to: (x, { shape }) => ({ scale: x * (shape + 1) }) }],
  chiSquared: [mean((x) => ({ df: x }))],
  beta: [mean((x, { alpha, beta }) => ({ alpha: x * (alpha + beta), beta: (1 - x) * (alpha + beta) })),
    deviation("alpha", (sd, m) => { const total = (m * (1 - m)) / sd ** 2 - 1; return { alpha: m * total, beta: (1 - m) * total }; })],
  studentT: [place("mu"), width("sigma")],
  cauchy: [place("mu"), width("gamma")],
  laplace: [place("mu"), width("b")],
  logistic: [place("mu"), width("s", 2)],
  gumbel: [place("mu"), width("beta")],
  weibull: [place("scale")],
  pareto: [place("xm"), { says: "alpha", spread: true, at: (_, { alpha, xm }) => xm * 2 ** (1 / alpha), to: (x, { xm }) => ({ alpha: Math.LN2 / Math.log(x / xm) }) }],
  rayleigh: [mean((x) => ({ sigma: x / Math.sqrt(Math.PI / 2) }))],
  vonMises: [place("mu"), { says: "kappa", spread: true, at: (_, { mu, kappa }) => mu + Math.min(2.9, kappa ** -0.5), to: (x, { mu }) => ({ kappa: (x - mu) ** -2 }) }],
  continuousBernoulli: [place("lambda")],
};

/** @typedef {{ x: number, spread: boolean, says: string, step: number | undefined, drag(x: number): string | null }} Held */

/** The grips of `d`: where each stands, and the text of the distribution after it was dragged (null where it cannot go).
 * @param {Surprisal} engine @param {Distribution} d @returns {Held[]} */
export function gripsOf(engine, d) {
  const of = (/** @type {Distribution} */ part, /** @type {(string | number)[]} */ path) => (GRIPS[part.family] ?? []).map((g) => ({
    x: g.at(part, part.parameters), spread: !!g.spread, says: g.says, step: g.step?.(part.parameters),
    drag: (/** @type {number} */ x) => {
      try {
        const changes = Object.entries(g.to(x, part.parameters, part)).map(([name, v]) => /** @type {[(string | number)[], number]} */ ([[...path, name], Number(v.toPrecision(4))]));
        return String(engine.parse(withValues(d, changes)));
      } catch {
        return null; // out of what the parameter allows
      }
    },
  })).filter((h) => Number.isFinite(h.x));
  return d.family === "mixture" ? /** @type {Distribution[]} */ (d.parameters.components).flatMap((part, i) => of(part, ["components", i])) : of(d, []);
}
