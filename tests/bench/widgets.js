// µs of a whole recomputation of an explorer, for every pair of families that a reader can choose.
import { START } from "../../web/elements/families.js";
import { windowOf } from "../../web/elements/kl-model.js";
import { interleave } from "./median.js";

const PLACES = 512;

/** The same distribution moved: its last number a tenth larger, or the next whole one. @param {any} s @param {string} text */
function moved(s, text) {
  const other = text.replace(/([\d.]+)(?=\D*$)/, (number) => String(s.parse(text).kind === "discrete" && Number.isInteger(Number(number)) ? Number(number) + 1 : 1.1 * Number(number)));
  try { s.parse(other); return other; } catch { return text; } // categories, whose masses would not add up
}

/** What an explorer of P and Q does when a slider moved: a new P, two curves, both divergences, and what each point
 * adds to them. @param {any} s @param {string} p @param {string} q */
function widgetOf(s, p, q) {
  const Q = s.parse(q), [lo, hi] = windowOf([s.parse(p), Q]);
  const x = Float64Array.from({ length: PLACES }, (_, i) => (Q.kind === "discrete" ? Math.ceil(lo) + i : lo + ((hi - lo) * i) / (PLACES - 1)));
  return () => {
    const P = s.parse(p), curves = [P.density(x), Q.density(x)];
    const points = [s.contributions(P, Q, x), s.contributions(Q, P, x)];
    return curves[0][9] + curves[1][9] + points[0][9] + points[1][9] + s.kl(P, Q) + s.kl(Q, P);
  };
}

/** One row for each kind: the families that a reader can choose, with the parameters they begin with, and the
 * microseconds of each pair. @param {any} s @param {number} rounds @param {(run: () => number) => number} timed seconds a call
 */
export async function measureWidgets(s, rounds, timed) {
  const rows = [];
  for (const kind of ["continuous", "discrete"]) {
    const names = Object.keys(START).filter((name) => s.parse(START[name]).kind === kind);
    const pairs = names.flatMap((p, i) => names.slice(0, i + 1).map((q) => [p, q]));
    const times = await interleave(pairs.map(([p, q]) => { const run = widgetOf(s, p === q ? moved(s, START[p]) : START[p], START[q]); return () => timed(run); }), rounds);
    rows.push({ bench: "widget", kind, points: PLACES, pairs: pairs.map((names, i) => ({ names, microseconds: 1e6 * times[i] })) });
  }
  return rows;
}

/** A table of such a row: a line for each family, with its pairs before it. @param {any} row @param {(x: number) => string} figure */
export function tellWidgets({ kind, points, pairs }, figure) {
  const names = [...new Set(pairs.map((/** @type {any} */ p) => p.names[0]))];
  const table = names.map((name, i) => `${name.padEnd(20)}${pairs.filter((/** @type {any} */ p) => p.names[0] === name).map((/** @type {any} */ p) => figure(p.microseconds).padStart(7)).join("")}  ${i + 1}`);
  const worst = pairs.toSorted((/** @type {any} */ a, /** @type {any} */ b) => b.microseconds - a.microseconds);
  return [`widget of ${points} points, ${kind}, µs of each pair`, ...table, " ".repeat(20) + names.map((_, i) => String(i + 1).padStart(7)).join(""),
    `slowest: ${worst.slice(0, 3).map((/** @type {any} */ p) => `${p.names.join(" and ")} ${figure(p.microseconds)}`).join(", ")} µs; over 1 ms: ${worst.filter((/** @type {any} */ p) => p.microseconds > 1000).length} of ${pairs.length}`].join("\n");
}
