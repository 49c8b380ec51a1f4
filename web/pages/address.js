// State in the address: every attribute that the reader moved, as ?ID.ATTRIBUTE=TEXT, checked on the way in.
import { SurprisalElement, engine } from "../elements/base.js";
import { defineAll } from "../elements/near.js";
import { t } from "../elements/strings.js";
import { brief } from "../elements/types.js";
import { WIDGETS } from "../elements/widgets.js";
import { keyOf, readQuery } from "./query.js";

/** Changes closer together than this are one entry of the history: a drag is one. */
const ONE_GESTURE_MS = 1200;
const MOST = 2000;
/** Browsers refuse to rewrite the address more often than a few times a second. */
const QUIET_MS = 200;

/** What may have a state: the widgets with an id, defined yet or not. @returns {HTMLElement[]} */
const named = () => /** @type {any} */ ([...document.querySelectorAll(Object.keys(WIDGETS).map((tag) => `${tag}[id]`).join(","))]);
/** Those that have one: before it is defined a widget stands as its author wrote it. */
const widgets = () => named().filter((e) => e instanceof SurprisalElement);

/** The query of what differs from what the page's author wrote. @param {SurprisalElement[]} [some] */
function queryOf(some = widgets()) {
  const query = new URLSearchParams();
  for (const widget of some) for (const name of Object.keys(widget.meta.attributes)) {
    const text = widget.textOf(name);
    if (text !== widget.initial(name) && text.length <= MOST) query.set(keyOf(widget.id, name), text);
  }
  return query;
}
/** @param {URLSearchParams} query @param {string} hash */
const addressOf = (query, hash) => `${location.pathname}${query.size ? `?${query}` : ""}${hash}`;

/** Rewrites the address, where the browser lets a page do so: not in a local file, nor in a sandboxed frame.
 * @param {"pushState" | "replaceState"} how */
function rewrite(how) {
  try {
    history[how](null, "", addressOf(queryOf(), location.hash));
  } catch { /* then links carry the state all the same */ }
}

/** Puts a query into the widgets; what it does not name goes back to the author's. @param {string} search
 * @returns {Promise<string[]>} what was refused, in words */
async function apply(search) {
  const query = new URLSearchParams(search), all = named();
  const { texts, refused } = readQuery(query, all.map(({ id, localName }) => ({ id, attributes: WIDGETS[localName].attributes })), query.size ? await engine() : null);
  if (all.some((e) => !(e instanceof SurprisalElement) && Object.keys(WIDGETS[e.localName].attributes).some((name) => texts.has(keyOf(e.id, name))))) await defineAll();
  for (const widget of widgets()) for (const name of Object.keys(widget.meta.attributes)) {
    const text = texts.get(keyOf(widget.id, name));
    if (text !== undefined) widget.setAttribute(name, text);
    else if (widget.textOf(name) !== widget.initial(name)) widget.reset(name);
  }
  return refused.map(({ key, error }) => `${brief(key)}: ${error?.message ?? t("address.unknown")}`);
}

/** @param {string[]} refused @param {HTMLElement} notice */
function tell(refused, notice) {
  notice.hidden = refused.length === 0;
  notice.querySelector("ul")?.replaceChildren(...refused.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

/** @param {HTMLElement} notice where refused states are told @param {HTMLElement} resetAll the button that resets the page */
export async function keepAddress(notice, resetAll) {
  let applying = false, last = -Infinity; // when the last change was: none yet
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  const write = () => {
    later = undefined;
    rewrite("replaceState");
  };
  const read = async () => {
    applying = true;
    tell(await apply(location.search), notice);
    await Promise.all(widgets().map((w) => w.updateComplete));
    applying = false;
  };
  document.addEventListener("surprisal-change", (event) => {
    const { changed } = /** @type {CustomEvent} */ (event).detail;
    if (applying || changed.length === 0) return;
    const now = performance.now();
    if (now - last > ONE_GESTURE_MS) rewrite("pushState");
    else later ??= setTimeout(write, QUIET_MS);
    last = now;
  });
  addEventListener("popstate", () => { clearTimeout(later); later = undefined; last = -Infinity; void read(); });
  resetAll.addEventListener("click", () => { for (const widget of widgets()) widget.reset(); });
  // a link such as ?example-b.range=0:3#example-b sets a widget where it stands, and can be gone back from
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.('a[href^="?"]');
    if (!(link instanceof HTMLAnchorElement) || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const query = queryOf();
    for (const [key, text] of new URLSearchParams(link.search)) query.set(key, text);
    history.pushState(null, "", addressOf(query, link.hash));
    last = -Infinity;
    void read();
    document.getElementById(link.hash.slice(1))?.scrollIntoView({ block: "nearest" });
  });
  notice.querySelector("button")?.addEventListener("click", () => tell([], notice));
  SurprisalElement.linkOf = (widget) => (widget.id ? new URL(addressOf(queryOf([widget]), `#${widget.id}`), location.href).href : null);
  await read();
}
