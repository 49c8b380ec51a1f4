// How the reader meets each distribution: what it starts as when chosen, and where its sliders run.

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

/** "negativeBinomial" → "negative binomial" @param {string} family */
export const nameOf = (family) => family.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`).replace("student t", "Student t").replace("poisson", "Poisson").replace("bernoulli", "Bernoulli");

/** "Bin(250, 0.008)" the way a sentence says it: binomial(250, 0.008). @param {Distribution} d */
export const describe = (d) => {
  const text = String(d).replace(/^(\w+)/, (name) => nameOf(name));
  return (text.length > 40 ? `${text.slice(0, 38)}…` : text).replaceAll("-", "−");
};

/** The next of 1, 2, 5, 10 … above x. @param {number} x */
function nice(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return ([1, 2, 5, 10].find((m) => m * power >= x * (1 - 1e-12)) ?? 10) * power;
}
const MOST = 2 ** 53;

/** Where a parameter may go, and where its slider does, for a start value. @param {string} domain @param {number} start @returns {Limits} */
export function limitsOf(domain, start) {
  const reach = nice(Math.max(1, 4 * Math.abs(start)));
  const continuous = { whole: false, step: reach / 100 };
  switch (domain) {
    case "PROBABILITY": {
      const top = start > 0 && start < 0.1 ? nice(4 * start) : 1;
      return { min: 0, max: 1, softMin: 0, softMax: top, step: top / 100, whole: false };
    }
    case "NON_NEGATIVE": return { min: 0, max: 1e9, softMin: 0, softMax: reach, ...continuous };
    case "POSITIVE": return { min: 1e-6, max: 1e9, softMin: continuous.step, softMax: reach, ...continuous };
    case "COUNT": return { min: 0, max: MOST, softMin: 0, softMax: nice(Math.max(10, 2 * start)), step: 1, whole: true };
    case "POSITIVE_COUNT": return { min: 1, max: MOST, softMin: 1, softMax: nice(Math.max(10, 2 * start)), step: 1, whole: true };
    case "INTEGER": return { min: -MOST, max: MOST, softMin: -nice(Math.max(10, 2 * Math.abs(start))), softMax: nice(Math.max(10, 2 * Math.abs(start))), step: 1, whole: true };
    default: {
      const wide = nice(Math.max(5, 2 * Math.abs(start)));
      return { min: -1e12, max: 1e12, softMin: -wide, softMax: wide, whole: false, step: wide / 50 };
    }
  }
}

/** The parameters that are single numbers: those that get a slider. @param {Surprisal} engine @param {Distribution} d */
export const scalars = (engine, d) => (engine.families.find((f) => f.name === d.family)?.parameters ?? []).filter((p) => typeof d.parameters[p.name] === "number");

/** The text of `d` with one parameter changed. @param {Distribution} d @param {string} name @param {number} value */
export const withParameter = (d, name, value) => `${d.family}(${Object.entries(d.parameters).map(([key, v]) => (key === name ? value : Array.isArray(v) ? `[${v}]` : v)).join(", ")})`;

/** A mean or centre that the reader drags → the parameter that follows it. @type {Record<string, [string, (x: number, p: Record<string, any>) => number]>} */
const FOLLOWS = {
  bernoulli: ["p", (x) => x], binomial: ["p", (x, { n }) => x / n], poisson: ["mu", (x) => x], geometric: ["p", (x) => 1 / (1 + x)],
  negativeBinomial: ["p", (x, { r }) => r / (r + x)], normal: ["mu", (x) => x], laplace: ["mu", (x) => x], logistic: ["mu", (x) => x], cauchy: ["mu", (x) => x],
  gumbel: ["mu", (x) => x], studentT: ["mu", (x) => x], exponential: ["rate", (x) => 1 / x], gamma: ["rate", (x, { shape }) => shape / x],
};
/** Where that handle stands: the mean, or the centre where there is none. @param {Distribution} d */
export const centreOf = (d) => (["cauchy", "gumbel", "studentT"].includes(d.family) ? /** @type {number} */ (d.parameters.mu) : d.mean);

/** The text of `d` after its centre was dragged to x; null where nothing follows or x is out of reach. @param {Surprisal} engine @param {Distribution} d @param {number} x */
export function draggedTo(engine, d, x) {
  const follows = FOLLOWS[d.family];
  if (!follows) return null;
  const text = withParameter(d, follows[0], Number(follows[1](x, d.parameters).toPrecision(3)));
  try {
    engine.parse(text);
    return text;
  } catch {
    return null;
  }
}
/** @param {Distribution} d */
export const canDrag = (d) => d.family in FOLLOWS && Number.isFinite(centreOf(d));
