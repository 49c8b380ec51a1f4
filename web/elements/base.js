// What every widget is: attributes are the truth, one update per frame, one event per change,
// a clear message in place where an attribute is wrong, and no work before it comes near the screen.
import { LitElement, html, nothing } from "lit";
import { load } from "../core/index.js";
import { watchScheme } from "./chart-theme.js";
import { fallbackOf, numbersCsv, offer, pngOf, seriesCsv, specsOf, svgOf } from "./export.js";
import { define, whenRemoved } from "./parts.js";
import { schemeBehind } from "./scheme.js";
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

/** The property that mirrors an attribute. @param {string} name */
export const propertyOf = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
/** What a widget that follows another one listens for. */
const HEARD = ["surprisal-change", "surprisal-ready"];

export class SurprisalElement extends LitElement {
  static tag = "";
  /** @type {any} */
  static styles = theme;
  /** The kinds of file that its “Download” offers; those without charts have no picture. @type {("SVG" | "PNG" | "CSV")[]} */
  static files = ["SVG", "PNG", "CSV"];
  static get attributes() { return WIDGETS[this.tag].attributes; }
  static get observedAttributes() { return [...super.observedAttributes, ...Object.keys(this.attributes)]; }
  /** The address that shows a widget as it stands, where the page keeps one. @type {(widget: SurprisalElement) => string | null} */
  static linkOf = () => null;
  static define() {
    for (const name of Object.keys(this.attributes)) {
      const property = propertyOf(name);
      if (property in this.prototype) continue;
      Object.defineProperty(this.prototype, property, {
        get() { return this.textOf(name); },
        set(value) { this.write(name, value); },
      });
    }
    define(this.tag, this);
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
  /** @type {(() => void) | undefined} */
  #unwatch;
  /** @type {CustomStateSet | undefined} */
  #states;
  #shown = /** @type {unknown} */ (nothing);
  #asking = false;
  #ready = false;

  get meta() { return /** @type {typeof SurprisalElement} */ (this.constructor); }

  connectedCallback() {
    super.connectedCallback();
    for (const property of Object.keys(this.meta.attributes).map(propertyOf)) if (Object.hasOwn(this, property)) { // set before the upgrade
      const value = /** @type {any} */ (this)[property];
      delete /** @type {any} */ (this)[property];
      /** @type {any} */ (this)[property] = value;
    }
    if (this.#initial.size === 0) for (const name of Object.keys(this.meta.attributes)) this.#initial.set(name, this.getAttribute(name));
    this.#matchScheme();
    this.#unwatch = watchScheme(() => this.#matchScheme());
    for (const event of HEARD) document.addEventListener(event, this.#heard);
    if (this.#active) return;
    addEventListener("beforeprint", this.#wake);
    this.#observer = new IntersectionObserver((entries) => { if (entries.some((e) => e.isIntersecting)) this.#wake(); }, { rootMargin: "600px 0px" });
    this.#observer.observe(this);
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#asleep();
    this.#unwatch?.();
    for (const event of HEARD) document.removeEventListener(event, this.#heard);
    whenRemoved(this, () => this.release());
  }
  /** For subclasses: gives back what it holds (workers, timers), when it was removed and not only moved. */
  release() {}

  #asleep() { this.#observer?.disconnect(); removeEventListener("beforeprint", this.#wake); }
  #wake = () => { this.#asleep(); void this.activate(); };

  /** Takes the colours that suit what is painted behind it: a dark page may not say so in color-scheme. */
  #matchScheme() {
    try { this.#states ??= this.attachInternals().states; } catch { return; /* too old a browser: color-scheme alone decides */ }
    for (const scheme of ["light", "dark"]) this.#states?.delete(scheme);
    const scheme = schemeBehind(this);
    if (scheme) this.#states?.add(scheme);
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

  /** The widget that `for` names: its attributes count where this one has none of its own. @returns {SurprisalElement | null} */
  get leader() {
    if (!this.hasAttribute("for") || "for" in this.meta.attributes) return null;
    const leader = /** @type {Document} */ (this.getRootNode()).getElementById?.(this.getAttribute("for") ?? "");
    return leader instanceof SurprisalElement && leader !== this ? leader : null;
  }
  /** Who leads in one attribute. @param {string} name */
  #leaderIn(name) {
    if (this.hasAttribute(name)) return null;
    const { leader } = this;
    return leader && name in leader.meta.attributes ? leader : null;
  }
  /** A leader has changed: what follows it changes too. @type {(e: Event) => void} */
  #heard = (e) => {
    if (!this.hasAttribute("for") || e.composedPath()[0] !== this.leader) return;
    for (const name of /** @type {CustomEvent} */ (e).detail?.changed ?? []) if (name in this.meta.attributes && this.#leaderIn(name)) this.#changed.add(name);
    this.requestUpdate();
  };

  /** The attribute's text, or that of the widget it follows, or its default. @param {string} name @returns {string} */
  textOf(name) {
    const own = this.getAttribute(name);
    if (own !== null || this.#asking) return own ?? this.meta.attributes[name].default;
    this.#asking = true; // two that follow each other end here
    try { return this.#leaderIn(name)?.textOf(name) ?? this.meta.attributes[name].default; } finally { this.#asking = false; }
  }

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
    if (text === this.textOf(name)) return;
    const leader = this.#leaderIn(name);
    if (leader) leader.write(name, value);
    else this.setAttribute(name, text);
  }

  /** Back to what the author of the page wrote: all of it, or one attribute. @param {string} [only] */
  reset(only) {
    for (const [name, text] of this.#initial) {
      if (only !== undefined && only !== name) continue;
      if (text === null) this.removeAttribute(name);
      else this.setAttribute(name, text);
      this.#leaderIn(name)?.reset(name);
    }
  }
  /** The text that the author wrote, or the default. @param {string} name */
  initial(name) { return this.#initial.get(name) ?? this.meta.attributes[name].default; }

  /** For subclasses: computes this.numbers and returns the view. @returns {unknown} */
  view() { return nothing; }

  render() {
    if (this.#failure) return this.#failed(this.#failure);
    if (!this.engine) return html`<slot><div class="waiting" role="status">${t("loading")}</div></slot>`;
    try {
      return (this.#shown = this.view());
    } catch (error) {
      this.numbers = null;
      return this.#failed(error);
    }
  }

  /** The quiet row at the end: reset where the reader can change something, link, code, files. @param {{ reset?: boolean }} [options] */
  actions({ reset = true } = {}) {
    const link = SurprisalElement.linkOf(this);
    const copy = async (/** @type {any} */ e) => {
      const button = e.currentTarget;
      await navigator.clipboard?.writeText(SurprisalElement.linkOf(this) ?? "").then(() => {
        button.textContent = t("action.copied");
        setTimeout(() => (button.textContent = t("action.copy")), 1500);
      }, () => prompt(t("action.copy"), SurprisalElement.linkOf(this) ?? ""));
    };
    return html`<div class="actions">${reset ? html`<button class="quiet" @click=${() => this.reset()}>${t("action.reset")}</button>` : nothing}${link ? html`<button class="quiet" @click=${copy} .textContent=${t("action.copy")}></button>` : nothing}
      <button class="quiet" @click=${async () => (await import("./embed-dialog.js")).showEmbed(this, this.#account([]).attributes)}>${t("action.embed")}</button>
      <details class="download"><summary>${t("action.download")}</summary>${this.meta.files.map((kind) => html`<button class="quiet" @click=${() => this.download(kind)}>${kind}</button>`)}</details></div>`;
  }

  /** The charts as they stand. */
  get charts() { return specsOf(this.#shown); }
  get #heading() { return this.querySelector?.('[slot="title"]')?.textContent?.trim() || this.meta.tag; }
  /** The charts as one picture that stands by itself. @param {{ scheme?: "light" | "dark", width?: number }} [options] */
  toSVG(options) { return svgOf(this.charts, { title: this.#heading, ...options }); }
  /** What the charts show, one row a value; of "numbers", or where there are no charts, what the widget says. @param {{ of?: "series" | "numbers" }} [options] */
  toCSV({ of } = {}) { return of === "numbers" || (of === undefined && this.charts.length === 0) ? numbersCsv(this.numbers ?? {}) : seriesCsv(this.charts); }
  /** The same picture in pixels, twice as many as it is wide. @param {{ scheme?: "light" | "dark" }} [options] */
  async toPNG({ scheme = "light" } = {}) { return pngOf(this.charts, scheme, getComputedStyle(this).fontFamily); }
  /** What to write inside the element for readers without scripts: charts and numbers, as it stands. */
  toFallback() {
    const told = Object.entries(this.meta.attributes).filter(([name, a]) => this.textOf(name) !== a.default || ["distribution", "operand", "target"].includes(a.type)).map(([name]) => `${name} = ${this.textOf(name)}`);
    return fallbackOf(this.charts, this.numbers ?? {}, [this.meta.tag, told.join("; ")].filter(Boolean).join(": "));
  }
  /** @param {string} kind SVG, PNG or CSV */
  async download(kind) {
    const name = `${this.id || this.meta.tag}.${kind.toLowerCase()}`;
    if (kind === "SVG") offer(name, this.toSVG(), "image/svg+xml");
    else if (kind === "PNG") offer(name, await this.toPNG(), "image/png");
    else offer(name, this.toCSV(), "text/csv;charset=utf-8");
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
    if (!this.#ready && this.numbers) {
      this.#ready = true;
      this.dispatchEvent(new CustomEvent("surprisal-ready", { bubbles: true, composed: true, detail: this.#account([]) }));
    }
    if (this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    if (this.numbers) this.announce(changed);
  }

  /** @param {string[]} changed */
  #account(changed) {
    const attributes = Object.fromEntries(Object.keys(this.meta.attributes).map((name) => [name, this.textOf(name)]));
    return { widget: this.meta.tag, changed, attributes, numbers: this.numbers };
  }
  /** The one event that a change makes. @param {string[]} changed names of attributes */
  announce(changed = []) {
    this.dispatchEvent(new CustomEvent("surprisal-change", { bubbles: true, composed: true, detail: this.#account(changed) }));
  }
}
