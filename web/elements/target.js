// A density to be fitted: one distribution, or a mixture of several, as a list of masses on a grid.
import { parseValue } from "../core/grammar.js";
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Surprisal} Surprisal */
/** @typedef {{ weights: number[], parts: import("../core/index.js").Distribution[] }} Target */

/** @param {any} value a parsed value @returns {string} */
const textOf = (value) => (Array.isArray(value) ? `[${value.map(textOf).join(", ")}]` : typeof value === "number" ? String(value)
  : `${value.name}(${[...value.positional.map(textOf), ...Object.entries(value.named).map(([k, v]) => `${k}=${textOf(v)}`)].join(", ")})`);

/** @param {Surprisal} engine @param {string} text @returns {Target} */
export function readTarget(engine, text) {
  const value = /** @type {any} */ (parseValue(text));
  const [weights, components] = value?.name === "mixture" ? [value.named.weights ?? value.positional[0], value.named.components ?? value.positional[1]] : [[1], [value]];
  if (!Array.isArray(weights) || !Array.isArray(components) || weights.length !== components.length || !weights.every((w) => typeof w === "number" && w >= 0) || !weights.some(Boolean))
    throw new Error(t("error.target", { text }));
  const parts = components.map((c) => engine.parse(textOf(c)));
  if (parts.some((d) => d.kind !== "continuous")) throw new Error(t("error.target", { text }));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { weights: weights.map((w) => w / sum), parts };
}

/** The target's density at each x. @param {Target} target @param {Float64Array} x */
export function densityOf({ weights, parts }, x) {
  const out = new Float64Array(x.length);
  parts.forEach((d, k) => d.density(x).forEach((v, i) => (out[i] += weights[k] * v)));
  return out;
}

/** Where the target and a little more lies. @param {Target} target @returns {[number, number]} */
export function reachOf({ parts }) {
  const lo = Math.min(...parts.map((d) => d.quantile(1e-4))), hi = Math.max(...parts.map((d) => d.isf(1e-4)));
  return [lo - 0.15 * (hi - lo), hi + 0.15 * (hi - lo)];
}
