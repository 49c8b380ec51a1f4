// Parts of a widget behind tabs: arrows move between them, what was opened once stays alive behind the others.
import { css, html, nothing } from "lit";

/** @typedef {{ id: string, label: string, view: () => unknown }} Tab */

/** @param {string} label @param {Tab[]} list @param {string} chosen @param {Set<string>} opened those that were chosen before @param {(id: string) => void} choose */
export function tabs(label, list, chosen, opened, choose) {
  opened.add(chosen);
  const key = (/** @type {KeyboardEvent} */ e) => {
    const at = list.findIndex((tab) => tab.id === chosen), last = list.length - 1;
    const to = /** @type {Record<string, number>} */ ({ ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last })[e.key];
    if (to === undefined) return;
    e.preventDefault();
    choose(list[to].id);
    const tab = /** @type {HTMLElement | undefined} */ (/** @type {HTMLElement} */ (e.currentTarget).children[to]);
    tab?.focus();
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  return html`<div class="tabs"><div role="tablist" aria-label=${label} @keydown=${key}>${list.map(({ id, label: text }) => html`<button role="tab" id="tab-${id}" aria-controls="part-${id}" aria-selected=${id === chosen ? "true" : "false"}
      tabindex=${id === chosen ? 0 : -1} @click=${() => choose(id)}>${text}</button>`)}</div>
    ${list.map(({ id, view }) => html`<div role="tabpanel" id="part-${id}" aria-labelledby="tab-${id}" tabindex="0" ?hidden=${id !== chosen}>${opened.has(id) ? view() : nothing}</div>`)}</div>`;
}

export const tabStyles = css`
  .tabs { margin-top: 1.5rem; }
  [role="tablist"] { display: flex; overflow-x: auto; scrollbar-width: thin; border-bottom: 1px solid var(--surprisal-grid); padding: 3px 3px 0; margin-inline: -3px; }
  [role="tab"] { border: 0; border-bottom: 3px solid transparent; border-radius: 0.25rem 0.25rem 0 0; background: none; min-height: 2.5rem; padding: 0 0.75rem; font-size: 0.875rem; color: var(--surprisal-muted); flex: none; }
  [role="tab"][aria-selected="true"] { color: var(--surprisal-text); border-bottom-color: var(--surprisal-accent); font-weight: 600; }
  [role="tabpanel"] { padding-top: 1rem; min-height: 12rem; outline-offset: 4px; }
  @media print { [role="tablist"] { display: none; } }
`;
