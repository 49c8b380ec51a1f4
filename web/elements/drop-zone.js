// A place to drop files on, with a button that chooses them for those who do not drop.
import { part } from "./parts.js";
import { LitElement, css, html } from "lit";
import { theme } from "./theme.js";

export class DropZone extends LitElement {
  static properties = { label: {}, action: {}, note: {}, accept: {}, multiple: { type: Boolean }, disabled: { type: Boolean }, over: { state: true } };
  static styles = [theme, css`
    :host { container-type: normal; }
    .zone { border: 1.5px dashed var(--surprisal-rule); border-radius: 0.5rem; padding: 1rem; display: grid; gap: 0.5rem; }
    .zone.over { border-color: var(--surprisal-accent); background: var(--surprisal-sunken); }
    .zone div { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; } small { font-size: 0.8125rem; color: var(--surprisal-muted); }
    input { position: absolute; width: 1px; height: 1px; opacity: 0; pointer-events: none; }
  `];
  constructor() {
    super();
    this.label = this.action = this.note = this.accept = "";
    this.multiple = this.disabled = this.over = false;
  }

  /** @param {FileList | undefined | null} files */
  #give(files) { if (files?.length && !this.disabled) this.dispatchEvent(new CustomEvent("files", { detail: [...files] })); }
  /** @param {DragEvent} e */
  #drag(e) {
    if (this.disabled || !e.dataTransfer?.types.includes("Files")) return;
    e.preventDefault();
    this.over = e.type === "dragover";
    if (e.type === "drop") this.#give(e.dataTransfer.files);
  }

  render() {
    const choose = () => /** @type {HTMLInputElement} */ (this.renderRoot.querySelector("input")).click();
    return html`<div class="zone controls ${this.over ? "over" : ""}" @dragover=${this.#drag} @dragleave=${this.#drag} @drop=${this.#drag}>
      <div><span>${this.label}</span><button ?disabled=${this.disabled} @click=${choose}>${this.action}</button></div>
      <input type="file" tabindex="-1" aria-hidden="true" ?multiple=${this.multiple} accept=${this.accept} @change=${(/** @type {any} */ e) => { this.#give(e.target.files); e.target.value = ""; }}>
      <small>${this.note}</small></div>`;
  }
}
part("surprisal-drop", DropZone);
