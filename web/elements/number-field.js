// A number that the reader changes: a slider and a field, always in step.
// Arrows nudge, Shift makes it big steps, Escape restores, double-click resets.
import { part } from "./parts.js";
import { LitElement, css, html } from "lit";
import { full, parseNumber } from "./format.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

export class NumberField extends LitElement {
  static properties = {
    label: {}, of: {}, value: { type: Number }, min: { type: Number }, max: { type: Number }, step: { type: Number },
    initial: { type: Number }, whole: { type: Boolean }, scale: {}, softMin: { type: Number }, softMax: { type: Number }, invalid: { state: true },
  };
  static styles = [theme, css`
    :host { container-type: normal; --role: var(--surprisal-accent); }
    :host([data-role="p"]) { --role: var(--surprisal-p); } :host([data-role="q"]) { --role: var(--surprisal-q); } :host([data-role="d"]) { --role: var(--surprisal-d); }
    div { display: grid; grid-template-columns: minmax(2.25rem, auto) minmax(4rem, 1fr) 5.5rem; gap: 0.25rem 0.625rem; align-items: center; }
    label { font-family: var(--surprisal-serif); font-style: italic; font-size: 1.0625rem; color: var(--role); text-align: end; overflow-wrap: anywhere; }
    label.word { font: 400 0.8125rem/1.2 var(--surprisal-sans); color: var(--surprisal-muted); }
    input[type="text"] { width: 100%; min-height: 2rem; text-align: end; border-color: color-mix(in oklab, var(--surprisal-rule) 60%, transparent); }
    input[type="text"]:hover { border-color: var(--surprisal-rule); }
    output { grid-column: 1 / -1; color: var(--surprisal-error); font-size: 0.8125rem; }
    output:empty { display: none; }
    input[type="range"] { appearance: none; width: 100%; height: 1.75rem; margin: 0; background: none; cursor: grab; touch-action: pan-y; }
    input[type="range"]:active { cursor: grabbing; }
    input[type="range"]::-webkit-slider-runnable-track { height: 0.25rem; border-radius: 0.125rem;
      background: linear-gradient(to right, var(--role) var(--fill), color-mix(in oklab, var(--surprisal-rule) 45%, transparent) var(--fill)); }
    input[type="range"]::-moz-range-track { height: 0.25rem; border-radius: 0.125rem; background: color-mix(in oklab, var(--surprisal-rule) 45%, transparent); }
    input[type="range"]::-moz-range-progress { height: 0.25rem; border-radius: 0.125rem; background: var(--role); }
    input[type="range"]::-webkit-slider-thumb { appearance: none; width: 1.25rem; height: 1.25rem; margin-top: -0.5rem; border-radius: 50%;
      border: 2px solid var(--role); background: var(--surprisal-ground); box-shadow: 0 1px 3px rgb(0 0 0 / 0.2); }
    input[type="range"]::-moz-range-thumb { width: 1rem; height: 1rem; border-radius: 50%; border: 2px solid var(--role); background: var(--surprisal-ground); box-shadow: 0 1px 3px rgb(0 0 0 / 0.2); }
    input[type="range"]:hover::-webkit-slider-thumb { background: color-mix(in oklab, var(--role) 18%, var(--surprisal-ground)); }
    @media (forced-colors: active) { input[type="range"] { appearance: auto; } }
    @media print { div { display: block; } label { display: none; } }
  `];

  constructor() {
    super();
    this.label = "";
    /** Read by screen readers before the label: whose parameter it is. */
    this.of = "";
    this.value = 0;
    this.min = 0;
    this.max = 1;
    /** Where the slider ends, while the field goes on to max. @type {number | undefined} */
    this.softMax = undefined;
    /** Where it begins. @type {number | undefined} */
    this.softMin = undefined;
    this.step = 0.01;
    /** What a double-click goes back to. @type {number | undefined} */
    this.initial = undefined;
    this.whole = false;
    /** "linear" or "log" */
    this.scale = "linear";
    /** Greek letters and single letters are set as mathematics, words as words. */
    this.invalid = "";
  }

  /** The value when the reader came: what Escape goes back to. @type {number | undefined} */
  #before;

  get #top() { return Math.max(this.min, Math.min(this.max, this.softMax ?? this.max)); }
  get #bottom() { return Math.max(this.min, this.softMin ?? this.min); }
  /** Value → slider position. @param {number} x */
  #place(x) { return this.scale === "log" ? Math.log(Math.max(x, this.#bottom)) : x; }
  /** @param {number} x */
  #snap(x) {
    const stepped = this.scale === "log" ? Number(x.toPrecision(3)) : Number((Math.round(x / this.step) * this.step).toPrecision(12));
    return Math.min(this.max, Math.max(this.min, this.whole ? Math.round(stepped) : stepped));
  }

  /** @param {number} value */
  #set(value) {
    this.invalid = "";
    if (value === this.value) return;
    this.value = value;
    this.dispatchEvent(new CustomEvent("surprisal-input", { bubbles: true, composed: true, detail: { value } }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    const inField = /** @type {HTMLInputElement} */ (event.target).type === "text";
    if (event.key === "Escape" && this.#before !== undefined) {
      event.preventDefault();
      this.#set(this.#before);
      this.#show();
    } else if (direction && !event.ctrlKey && !event.metaKey && !event.altKey && !(inField && (event.key === "ArrowLeft" || event.key === "ArrowRight"))) {
      event.preventDefault();
      const times = direction * (event.shiftKey ? 10 : 1);
      this.#set(this.scale === "log" ? this.#snap(this.value * 1.05 ** times) : this.#snap(this.value + times * this.step));
      this.#show();
    } else if (!inField && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      this.#set(event.key === "Home" ? this.#bottom : this.#top);
    } else if (inField && event.key === "Enter") this.#typed(/** @type {HTMLInputElement} */ (event.target));
  }
  /** Puts the value's text into the field, even while the reader types there. */
  #show() {
    const field = /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector("input[type=text]"));
    if (field) field.value = full(this.value);
  }
  /** @param {HTMLInputElement} field */
  #typed(field) {
    const text = field.value, value = parseNumber(text);
    if (!(value >= this.min && value <= this.max) || (this.whole && !Number.isInteger(value)))
      this.invalid = t(this.whole ? "error.integer" : "error.number", { min: full(this.min), max: full(this.max), text });
    else this.#set(value);
  }

  render() {
    const [lo, hi, at] = [this.#bottom, this.#top, this.value].map((x) => this.#place(x));
    const fill = Math.min(100, Math.max(0, ((at - lo) / (hi - lo)) * 100));
    const name = this.of ? `${this.of}: ${this.label}` : this.label;
    const focus = () => (this.#before = this.value);
    const restart = () => { if (this.initial !== undefined) { this.#set(this.initial); this.#show(); } };
    return html`<div @keydown=${this.#key} @focusin=${focus} title=${t("number.keys")}>
      <label for="field" class=${this.label.length > 2 ? "word" : ""} @dblclick=${restart}>${this.label}</label>
      <input type="range" step="any" aria-label=${name} aria-valuetext=${full(this.value)} min=${lo} max=${hi} .value=${String(at)} .style=${`--fill: ${fill}%`}
        @dblclick=${restart}
        @input=${(/** @type {any} */ e) => { const place = Number(e.target.value); this.#set(this.#snap(this.scale === "log" ? Math.exp(place) : place)); this.#show(); }}>
      <input type="text" id="field" inputmode=${this.whole ? "numeric" : "decimal"} autocomplete="off" spellcheck="false" aria-label=${name}
        aria-invalid=${this.invalid ? "true" : "false"} .value=${full(this.value)}
        @change=${(/** @type {any} */ e) => this.#typed(e.target)}>
      <span class="print">${this.label} = ${full(this.value)}</span>
      <output role="alert">${this.invalid && t("number.invalid", { label: this.label, what: this.invalid })}</output></div>`;
  }
}
part("surprisal-number", NumberField);
