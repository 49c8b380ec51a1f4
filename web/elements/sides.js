// The panel of a side: which kind of distribution P or Q is, and a slider with a field for each of its numbers.
import { css, html } from "lit";
import { START, knobs, letterOf, limitsOf, nameOf, nice, withValues, gripsOf } from "./families.js";
import { t } from "./strings.js";
import "./number-field.js";

/** @typedef {import("../core/index.js").Distribution} Distribution */
/** @typedef {import("./base.js").SurprisalElement} Host an element with the attributes of its sides */

/** @param {any} d @returns {d is Distribution} */
const isDistribution = (d) => typeof d?.family === "string";

/** Sets the kind of one side; where the other side is of another sort, it follows. @param {Host} host @param {string} side @param {string} family @param {string[]} others */
function choose(host, side, family, others) {
  const text = START[family];
  const kind = /** @type {any} */ (host.engine).parse(text).kind;
  for (const other of others) if (host.read(other).kind !== kind) {
    host.write(other, text);
    if ("range" in host.meta.attributes) host.write("range", null);
  }
  host.write(side, text);
}

/** @param {Host} host @param {string} side the attribute's name @param {string[]} [others] the other sides, which must stay of the same sort */
export function sidePanel(host, side, others = []) {
  const engine = /** @type {import("../core/index.js").Surprisal} */ (host.engine);
  const letter = side.toUpperCase();
  const d = host.read(side);
  if (!isDistribution(d)) return html`<fieldset class="side"><legend class="hidden">${letter}</legend><header><b class=${side}>${letter}</b> <span>${t("side.list")}</span></header></fieldset>`;
  const author = initialOf(host, side);
  const from = author && author.family === d.family ? author : engine.parse(START[d.family]);
  const start = new Map(knobs(engine, from).map((k) => [k.path.join(), k.value]));
  const option = (/** @type {string} */ name) => html`<option value=${name} ?selected=${name === d.family}>${nameOf(name)}</option>`;
  const of = (/** @type {string} */ kind) => engine.families.filter((f) => f.name in START && (f.name === "mixture" ? "CONTINUOUS" : f.kind) === kind).map((f) => option(f.name));
  return html`<fieldset class="side"><legend class="hidden">${letter}</legend><header><b class=${side}>${letter}</b><span class="swatch ${side}" aria-hidden="true"></span>
    <select aria-label=${t("kl.family", { side: letter })} @change=${(/** @type {any} */ e) => choose(host, side, e.target.value, others)}>
      <optgroup label=${t("side.discrete")}>${of("DISCRETE")}</optgroup><optgroup label=${t("side.continuous")}>${of("CONTINUOUS")}</optgroup></select><span class="print">${nameOf(d.family)}</span></header>
    ${knobs(engine, d).map(({ path, letter: name, domain, value }) => {
      const at = start.get(path.join()) ?? value;
      const { min, max, softMin, softMax, step, whole } = limitsOf(domain, at);
      return html`<surprisal-number data-role=${side} data-parameter=${path.join(".")} label=${name} of=${letter} .value=${value} .initial=${at}
        .min=${min} .max=${max} .softMin=${softMin} .softMax=${softMax} .step=${step} .whole=${whole}
        @surprisal-input=${(/** @type {CustomEvent} */ e) => host.write(side, withValues(d, [[path, e.detail.value]]))}></surprisal-number>`;
    })}</fieldset>`;
}

/** What the author wrote, if it can be read. @param {Host} host @param {string} side */
function initialOf(host, side) {
  try {
    return /** @type {any} */ (host.engine).parse(host.initial(side));
  } catch {
    return null;
  }
}

/** The handles of a side on a chart of densities, in the chart's coordinates.
 * @param {Host} host @param {string} side @param {Distribution} d
 * @param {{ first: number, last: number, shift: number, top: number, high: number, letter?: string }} view window on x, shift of bars' places, the y axis' top, how high flags stand */
export function sideHandles(host, side, d, { first, last, shift, top, high, letter = side.toUpperCase() }) {
  const engine = /** @type {import("../core/index.js").Surprisal} */ (host.engine);
  const clamp = (/** @type {number} */ x) => Math.min(last, Math.max(first, x));
  if (d.family === "categorical") {
    const list = /** @type {number[]} */ (d.parameters.probabilities), sum = list.reduce((a, b) => a + b, 0);
    return list.map((v, i) => ({
      handle: { x: i - shift + (side === "p" ? -0.2 : 0.2), y: v / sum, label: t("side.mass", { x: i, side: letter }), role: side, min: 0, max: 1, step: 0.01 },
      drag: (/** @type {number} */ y) => withValues(d, [[["probabilities", i], y]]),
    })).filter(({ handle }) => handle.x > -1 && handle.x < last - first + 1);
  }
  const fine = nice(Math.min((last - first) / 200, (d.quantile(0.9) - d.quantile(0.1)) / 40 || Infinity)); // suits the window, and a narrow curve in a wide one
  return gripsOf(engine, d).map((g) => {
    const x = clamp(g.x);
    return {
      handle: { axis: /** @type {const} */ ("x"), x: x - shift, y: g.spread ? Math.min(high, Math.max(0.02 * top, d.density(x))) : high, role: side, min: first - shift, max: last - shift, step: g.step ?? fine, origin: g.step ? x - shift : 0,
        label: g.says === "mean" ? t("kl.handle", { side: letter }) : t("side.parameter", { name: letterOf(g.says), side: letter }), text: String(Number(x.toPrecision(3))),
        ...(g.spread ? { small: true } : { letter, stem: true }) },
      drag: (/** @type {number} */ v) => g.drag(v + shift),
    };
  });
}

export const sideStyles = css`
  .side { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.125rem; align-content: start; }
  .side header { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 0.25rem; }
  .side header b { font: italic 600 1.25rem var(--surprisal-serif); width: 1rem; text-align: end; }
  .side select { flex: 1; min-width: 0; }
  .swatch { width: 1.25rem; height: 0.75rem; border-radius: 2px; flex: none; }
  .swatch.p { background: var(--surprisal-p); } .swatch.q { border: 1.5px dashed var(--surprisal-q); background: color-mix(in oklab, var(--surprisal-q) 12%, transparent); }
  @media (forced-colors: active) { .swatch { forced-color-adjust: none; } }
`;
