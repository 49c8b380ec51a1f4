// What every widget is: attributes are the truth, one update per frame, one event per change,
// a clear message in place where an attribute is wrong, and no work before it comes near the screen.
import { LitElement, html, nothing } from "lit";
import { load } from "../core/index.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";
import { TYPES } from "./types.js";
import { WIDGETS } from "./widgets.js";

/** @typedef {import("../core/index.js").Surprisal} Surprisal */

/** @type {Promise<Surprisal> | undefined} */
let loading;
/** The engine that all widgets of a page share. */
export const engine = () => (loading ??= load().catch((error) => { loading = undefined; throw error; }));

/** Thrown by read(): which attribute is wrong, and how. */
class AttributeError extends Error {
  /** @param {string} attribute @param {Error} cause */
  constructor(attribute, cause) {
    super(t("error.attribute", { attribute, message: cause.message }), { cause });
    this.attribute = attribute;
  }
}

export class SurprisalElement extends LitElement {
  static tag = "";
  /** @type {any} */
  static styles = theme;
  static get attributes() { return WIDGETS[this.tag].attributes; }
  static get observedAttributes() { return [...super.observedAttributes, ...Object.keys(this.attributes)]; }
  /** The address that shows a widget as it stands, where the page keeps one. @type {(widget: SurprisalElement) => string | null} */
  static linkOf = () => null;
  static define() {
    for (const name of Object.keys(this.attributes)) {
      const property = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
      if (property in this.prototype) continue;
      Object.defineProperty(this.prototype, property, {
        get() { return this.textOf(name); },
        set(value) { this.write(name, value); },
      });
    }
    if (!customElements.get(this.tag)) customElements.define(this.tag, /** @type {any} */ (this));
  }

  /** What the widget shows now, as plain numbers; null before the first time. @type {Record<string, any> | null} */
  numbers = null;
  /** @type {Surprisal | null} */
  engine = null;
  /** @type {Map<string, { text: string, value: any }>} */
  #read = new Map();
  /** What its author wrote. @type {Map<string, string | null>} */
  #initial = new Map();
  /** @type {Set<string>} */
  #changed = new Set();
  /** @type {unknown} */
  #failure = null;
  #active = false;
  /** @type {IntersectionObserver | undefined} */
  #observer;

  get meta() { return /** @type {typeof SurprisalElement} */ (this.constructor); }

  connectedCallback() {
    super.connectedCallback();
    if (this.#initial.size === 0) for (const name of Object.keys(this.meta.attributes)) this.#initial.set(name, this.getAttribute(name));
    if (this.#active) return;
    const wake = () => { this.#observer?.disconnect(); removeEventListener("beforeprint", wake); this.activate(); };
    addEventListener("beforeprint", wake);
    this.#observer = new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) wake(); }, { rootMargin: "600px 0px" });
    this.#observer.observe(this);
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** Loads the engine and shows the widget; called when it comes near the screen. */
  async activate() {
    if (this.#active) return;
    this.#active = true;
    try {
      this.engine = await engine();
      await this.prepare();
      this.#failure = null;
    } catch (error) {
      this.#active = false;
      this.#failure = error;
    }
    this.requestUpdate();
  }
  /** For subclasses: what must be there before the first view. */
  async prepare() {}

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before === now || !(name in this.meta.attributes)) return;
    if (this.hasUpdated) this.#changed.add(name);
    this.requestUpdate();
  }

  /** The attribute's text, or its default. @param {string} name */
  textOf(name) { return this.getAttribute(name) ?? this.meta.attributes[name].default; }

  /** The attribute's value, checked; throws what is wrong with it. @param {string} name @returns {any} */
  read(name) {
    const attribute = this.meta.attributes[name];
    const text = this.textOf(name);
    const kept = this.#read.get(name);
    if (kept?.text === text) return kept.value;
    try {
      const value = TYPES[attribute.type].read(text, attribute, /** @type {Surprisal} */ (this.engine));
      this.#read.set(name, { text, value });
      return value;
    } catch (error) {
      throw new AttributeError(name, /** @type {Error} */ (error));
    }
  }

  /** Sets an attribute from a value; writing what stands there does nothing. @param {string} name @param {any} value */
  write(name, value) {
    const text = TYPES[this.meta.attributes[name].type].write(value);
    if (text !== this.textOf(name)) this.setAttribute(name, text);
  }

  /** Back to what the author of the page wrote: all of it, or one attribute. @param {string} [only] */
  reset(only) {
    for (const [name, text] of this.#initial) {
      if (only !== undefined && only !== name) continue;
      if (text === null) this.removeAttribute(name);
      else this.setAttribute(name, text);
    }
  }
  /** The text that the author wrote, or the default. @param {string} name */
  initial(name) { return this.#initial.get(name) ?? this.meta.attributes[name].default; }

  /** For subclasses: computes this.numbers and returns the view. @returns {unknown} */
  view() { return nothing; }

  render() {
    if (this.#failure) return this.#failed(this.#failure);
    if (!this.engine) return html`<div class="waiting" role="status">${t("loading")}</div>`;
    try {
      return this.view();
    } catch (error) {
      this.numbers = null;
      return this.#failed(error);
    }
  }

  /** The quiet row at the end: reset, link, and what the widget adds. @param {unknown} [more] */
  actions(more = nothing) {
    const link = SurprisalElement.linkOf(this);
    const copy = async (/** @type {any} */ e) => {
      const button = e.currentTarget;
      await navigator.clipboard?.writeText(SurprisalElement.linkOf(this) ?? "").then(() => {
        button.textContent = t("action.copied");
        setTimeout(() => (button.textContent = t("action.copy")), 1500);
      }, () => prompt(t("action.copy"), SurprisalElement.linkOf(this) ?? ""));
    };
    return html`<div class="actions"><button class="quiet" @click=${() => this.reset()}>${t("action.reset")}</button>${link ? html`<button class="quiet" @click=${copy} .textContent=${t("action.copy")}></button>` : nothing}${more}</div>`;
  }

  /** @param {unknown} error */
  #failed(error) {
    const attribute = error instanceof AttributeError ? error.attribute : undefined;
    if (!attribute) console.warn(error);
    const restore = () => {
      if (attribute !== undefined) this.removeAttribute(attribute);
      else if (!this.engine) this.activate();
      else for (const name of Object.keys(this.meta.attributes)) this.removeAttribute(name);
    };
    return html`<div class="error" role="alert"><b aria-hidden="true">▲</b><div>
      <b>${t("error.title")}</b><p>${/** @type {Error} */ (error).message}</p>
      <p class="actions"><button @click=${restore}>${t("error.reset")}</button></p></div></div>`;
  }

  /** @param {Map<PropertyKey, unknown>} properties */
  updated(properties) {
    super.updated(properties);
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    if (this.numbers) this.announce(changed);
  }

  /** The one event that a change makes. @param {string[]} changed names of attributes */
  announce(changed = []) {
    const attributes = Object.fromEntries(Object.keys(this.meta.attributes).map((name) => [name, this.textOf(name)]));
    this.dispatchEvent(new CustomEvent("surprisal-change", { bubbles: true, composed: true, detail: { widget: this.meta.tag, changed, attributes, numbers: this.numbers } }));
  }
}
