// Controls that several widgets share: the head with its unit, a choice between a few words, tasks' buttons.
import { css, html, nothing } from "lit";
import { full, parseNumber } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("./base.js").SurprisalElement} SurprisalElement */

/** Where a reader who wants another base begins. */
const OTHER_BASE = 3;

/** The title, and at its right the unit where the widget has one. @param {SurprisalElement} host @param {unknown} title */
export function head(host, title) {
  return html`<header class="head"><h3 class="title"><slot name="title">${title}</slot></h3>${"base" in host.meta.attributes ? basePicker(host) : nothing}</header>`;
}

/** nats, bits, dits or any base. @param {SurprisalElement} host */
export function basePicker(host) {
  const base = host.read("base");
  const other = typeof base === "number";
  const choose = (/** @type {any} */ e) => host.write("base", e.target.value === "other" ? OTHER_BASE : e.target.value);
  const type = (/** @type {any} */ e) => {
    const value = parseNumber(e.target.value);
    if (value > 0 && value !== 1 && Number.isFinite(value)) host.write("base", value);
    else e.target.value = full(base);
  };
  return html`<span class="unit controls"><select aria-label=${t("kl.base")} @change=${choose}>${["nats", "bits", "dits"].map((b) => html`<option value=${b} ?selected=${b === base}>${t(`unit.${b}`)}</option>`)}<option value="other" ?selected=${other}>${t("kl.base.other")}</option></select>${
    other ? html`<input type="text" inputmode="decimal" size="4" aria-label=${t("kl.base.number")} .value=${full(base)} @change=${type}>` : nothing}</span>`;
}

/** A few words, of which one is chosen. @param {SurprisalElement} host @param {string} attribute @param {string} label @param {[string, unknown][]} options value, words */
export function choice(host, attribute, label, options) {
  const now = host.textOf(attribute);
  return html`<div class="choice" role="group" aria-label=${label}>${options.map(([value, words]) => html`<button aria-pressed=${now === value} @click=${() => host.write(attribute, value)}>${words}</button>`)}</div>`;
}

export const controlStyles = css`
  .head { display: flex; align-items: start; gap: 0.75rem; margin-bottom: 0.75rem; } .head .title { flex: 1; margin: 0.25rem 0 0; }
  .unit { display: flex; gap: 0.375rem; } .unit select { min-height: 2rem; font-size: 0.875rem; } .unit input { width: 4rem; min-height: 2rem; }
  .choice { display: flex; }
  .choice button { border-radius: 0; margin-inline-start: -1px; font-size: 0.875rem; flex: 0 1 auto; }
  .choice button:first-of-type { border-radius: 0.375rem 0 0 0.375rem; margin: 0; } .choice button:last-of-type { border-radius: 0 0.375rem 0.375rem 0; }
  .choice button[aria-pressed="true"] { background: var(--surprisal-sunken); border-color: var(--surprisal-text); position: relative; z-index: 1; }
  .split { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem 2rem; }
  @container (min-width: 46rem) { .split { grid-template-columns: minmax(0, 1fr) 19rem; align-items: start; } }
`;
