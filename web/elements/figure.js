// A figure as the reader meets it: short and large, with every digit below; digits beyond the error estimate are pale.
import { css, html, nothing } from "lit";
import { full, shortParts, split } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Base} Base */

/** @param {Base} base */
export const unitOf = (base) => (typeof base === "number" ? t("unit.base", { base: full(base) }) : t(`unit.${base}`));

/** @param {number | null} power */
const raised = (power) => (power === null ? nothing : html`&thinsp;×&thinsp;10<sup>${String(power).replace("-", "−")}</sup>`);

/** A few digits. @param {number} value @param {number} [places] */
export function brief(value, places = 4) {
  const { mantissa, power } = shortParts(value, places);
  return html`${mantissa}${raised(power)}`;
}

/** All digits. @param {number} value @param {number} [error] */
export function digits(value, error = 0) {
  const { sure, unsure, power } = split(value, error);
  return html`<data value=${String(value)}>${sure}${unsure ? html`<span class="unsure">${unsure}</span>` : nothing}${raised(power)}</data>`;
}

/** A measurement with its name, unit and method; its digits unfold. @param {unknown} name @param {import("../core/index.js").Measurement} m @param {Base} base @param {string} [role] */
export function figure(name, { value, error, method, reason }, base, role = "d") {
  const note = reason && !Number.isFinite(value) ? t("kl.infinite", { reason }) : html`${t(`kl.method.${method}`)}${error > 0 ? html`, <span class="nowrap">${t("kl.error")} ${brief(error, 1)}</span>` : nothing}`;
  const large = html`<span class="large">${brief(value)}</span> <span class="muted">${unitOf(base)}</span>`;
  return html`<div class="figure"><dt class=${role}>${name}</dt>
    <dd>${Number.isFinite(value) ? html`<details class="full"><summary title=${t("figure.digits")}>${large}</summary><div class="digits">${digits(value, error)}</div></details>` : html`<div>${large}</div>`}
      <div class="note">${note}</div></dd></div>`;
}

/** Tables of class "stack": on narrow screens a block for each row, each cell with its column's name. Roles keep what display takes away. */
export const stackStyles = css`
  @container (max-width: 34rem) {
    .stack, .stack tbody { display: block; } .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .stack tr { display: grid; gap: 0.125rem; padding: 0.5rem 0; border-bottom: 1px solid var(--surprisal-grid); }
    .stack caption, .stack :is(th, td) { display: block; padding: 0; border: 0; text-align: start; }
    .stack td { display: grid; grid-template-columns: var(--label, 7.5rem) minmax(0, 1fr); } .stack td::before { content: attr(data-column); color: var(--surprisal-muted); font-size: 0.8125rem; }
  }
`;

export const figureStyles = css`
  dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9.25rem, 100%), 1fr)); gap: 0.75rem 1rem; margin: 0.375rem 0 0; }
  dl.small .large { font-size: 1.125rem; }
  dt { font-size: 0.9375rem; font-weight: 560; }
  dd { margin: 0; }
  .large { font-size: 1.5rem; font-weight: 600; line-height: 1.2; letter-spacing: -0.01em; white-space: nowrap; }
  .figure summary { display: block; width: max-content; max-width: 100%; padding: 0; min-height: 1.75rem; font: inherit; color: inherit; list-style: none; }
  .figure summary::-webkit-details-marker { display: none; }
  .figure summary .large { text-decoration: underline dotted 1px color-mix(in oklab, var(--surprisal-muted) 60%, transparent); text-underline-offset: 0.25em; }
  .digits { overflow-wrap: anywhere; }
  .unsure { color: color-mix(in oklab, var(--surprisal-muted) 92%, var(--surprisal-ground)); text-decoration: underline dotted 1px; text-underline-offset: 3px; }
  .note { font-size: 0.8125rem; color: var(--surprisal-muted); min-height: 1.45em; text-wrap: pretty; }
  @media print { .full::details-content { content-visibility: visible; block-size: auto; } }
`;
