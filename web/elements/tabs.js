// Parts of a widget behind tabs: arrows move between them, what was opened once stays alive behind the others.
import { css, html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";

/** @typedef {{ id: string, label: string, view: () => unknown }} Tab */

/** How much of its neighbour is seen beside a tab that was brought into view. */
const PEEK = 24;
/** The tab that each list has brought into view. @type {WeakMap<Element, string>} */
const shown = new WeakMap();

/** Scrolls the list, and nothing else, to a tab that was chosen: by a key, by the address, by a click on its edge.
 * @param {Element | undefined} list @param {string} chosen */
function reveal(list, chosen) {
  if (!list || shown.get(list) === chosen) return;
  shown.set(list, chosen);
  requestAnimationFrame(() => {
    const [whole, tab] = [list, list.querySelector('[aria-selected="true"]')].map((e) => e?.getBoundingClientRect());
    if (!whole || !tab) return;
    const after = tab.right + PEEK - whole.right, before = tab.left - PEEK - whole.left;
    list.scrollLeft += before < 0 ? before : Math.max(0, after);
  });
}

/** @param {string} label @param {Tab[]} list @param {string} chosen @param {Set<string>} opened those that were chosen before @param {(id: string) => void} choose */
export function tabs(label, list, chosen, opened, choose) {
  opened.add(chosen);
  const key = (/** @type {KeyboardEvent} */ e) => {
    const at = list.findIndex((tab) => tab.id === chosen), last = list.length - 1;
    const to = /** @type {Record<string, number>} */ ({ ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last })[e.key];
    if (to === undefined) return;
    e.preventDefault();
    choose(list[to].id);
    /** @type {HTMLElement | undefined} */ (/** @type {HTMLElement} */ (e.currentTarget).children[to])?.focus();
  };
  return html`<div class="tabs"><div role="tablist" aria-label=${label} @keydown=${key} ${ref((e) => reveal(e, chosen))}>${list.map(({ id, label: text }) => html`<button role="tab" id="tab-${id}" aria-controls="part-${id}" aria-selected=${id === chosen ? "true" : "false"}
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
