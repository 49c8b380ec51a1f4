// A number or a text that is typed: checked before it becomes an attribute, with its own message where it is wrong.
import { part } from "./parts.js";
import { LitElement, css, html } from "lit";
import { signed, unsigned } from "./format.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";
import { TYPES } from "./types.js";

export class Entry extends LitElement {
  static properties = { label: {}, hint: {}, value: {}, disabled: { type: Boolean }, check: { attribute: false }, numeric: { type: Boolean }, invalid: { state: true } };
  static styles = [theme, css`
    :host { container-type: normal; }
    input { width: 100%; } input:disabled { opacity: 0.5; } small { font-size: 0.8125rem; color: var(--surprisal-muted); }
    output { color: var(--surprisal-error); font-size: 0.8125rem; } output:empty { display: none; }
  `];
  constructor() {
    super();
    this.label = this.hint = this.value = this.invalid = "";
    this.disabled = false;
    this.numeric = true;
    /** Throws what is wrong with a text. @type {(text: string) => unknown} */
    this.check = () => {};
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) { if (changed.has("value")) this.invalid = ""; }

  /** @param {HTMLInputElement} field */
  #typed(field) {
    const text = this.numeric ? unsigned(field.value) : field.value.trim();
    try {
      this.check(text);
      this.invalid = "";
      this.value = text;
      this.dispatchEvent(new CustomEvent("entry", { detail: text }));
    } catch (error) {
      this.invalid = t("number.invalid", { label: this.label, what: /** @type {Error} */ (error).message });
    }
  }
  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.key !== "Escape") return;
    this.invalid = "";
    /** @type {HTMLInputElement} */ (e.target).value = this.#shown;
  }
  get #shown() { return this.numeric ? signed(this.value) : this.value; }

  render() {
    return html`<label class="field"><span>${this.label}</span>
      <input type="text" inputmode=${this.numeric ? "decimal" : "text"} autocomplete="off" spellcheck="false" .value=${this.#shown} ?disabled=${this.disabled} aria-invalid=${this.invalid ? "true" : "false"}
        aria-describedby="hint" @keydown=${this.#key} @change=${(/** @type {any} */ e) => this.#typed(e.target)}></label>
      <small id="hint">${this.hint}</small><output role="alert">${this.invalid}</output>`;
  }
}
part("surprisal-entry", Entry);

/** An attribute of a widget as an entry. @param {import("./base.js").SurprisalElement} widget @param {string} name @param {string} label @param {{ disabled?: boolean, hint?: string }} [more] */
export function entry(widget, name, label, { disabled = false, hint = "" } = {}) {
  const attribute = widget.meta.attributes[name];
  const check = (/** @type {string} */ text) => TYPES[attribute.type].read(text, attribute, /** @type {any} */ (widget.engine));
  return html`<surprisal-entry name=${name} label=${label} hint=${hint} .value=${widget.textOf(name)} .check=${check} ?disabled=${disabled} .numeric=${attribute.type !== "text"}
    @entry=${(/** @type {CustomEvent} */ e) => widget.write(name, e.detail)}></surprisal-entry>`;
}
