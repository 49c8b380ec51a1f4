// The dialog behind a widget's “Embed”: the code to copy, as element or as frame, and what it gives, live.
import { LitElement, css, html, nothing } from "lit";
import { elementCode, frameAddress, frameCode, hasFrames } from "./embed-code.js";
import { define } from "./parts.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

class EmbedDialog extends LitElement {
  static properties = { tag: {}, tall: { type: Number }, how: { state: true }, copied: { state: true } };
  static styles = [theme, css`
    :host { display: contents; }
    dialog { width: min(60rem, calc(100vw - 2rem)); max-height: calc(100dvh - 2rem); border: 1px solid var(--surprisal-rule); border-radius: 0.5rem; padding: 1.25rem; background: var(--surprisal-ground); color: inherit; font: inherit; }
    dialog::backdrop { background: rgb(0 0 0 / 0.45); }
    header { display: flex; justify-content: space-between; gap: 1rem; align-items: start; }
    fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-block: 0 0.75rem; } fieldset label { display: flex; gap: 0.5rem; align-items: center; min-height: 1.75rem; }
    textarea { width: 100%; font: 0.8125rem/1.5 ui-monospace, monospace; color: inherit; background: var(--surprisal-sunken); border: 1px solid var(--surprisal-rule); border-radius: 0.375rem; padding: 0.625rem; resize: vertical; white-space: pre; overflow: auto; }
    .row { display: flex; gap: 0.75rem; align-items: center; margin-block: 0.5rem 1rem; }
    .preview { border: 1px dashed var(--surprisal-rule); border-radius: 0.375rem; padding: 1rem; } iframe { width: 100%; border: 0; display: block; }
    h4 { margin: 0 0 0.5rem; font-size: 0.8125rem; font-weight: 450; color: var(--surprisal-muted); }
  `];

  constructor() {
    super();
    this.tag = "";
    /** @type {Record<string, string>} */
    this.attributes_ = {};
    this.tall = 600;
    this.how = "element";
    this.copied = false;
  }

  get #dialog() { return /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector("dialog")); }
  async show() { await this.updateComplete; this.#dialog.showModal(); }

  async #copy() {
    const area = /** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector("textarea"));
    // without the clipboard (a sandboxed frame) the text is selected, ready to be copied by hand
    try { await navigator.clipboard.writeText(area.value); this.copied = true; setTimeout(() => (this.copied = false), 1500); } catch { area.focus(); area.select(); }
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!changed.has("how") && !changed.has("tag")) return;
    const place = this.renderRoot.querySelector(".live");
    const made = document.createElement(this.how === "element" ? this.tag : "iframe");
    if (made instanceof HTMLIFrameElement) {
      made.setAttribute("sandbox", "allow-scripts");
      made.title = t("embed.preview");
      made.height = String(this.tall);
      made.src = frameAddress(this.tag, this.attributes_);
    } else for (const [name, text] of Object.entries(this.attributes_)) made.setAttribute(name, text);
    place?.replaceChildren(made);
  }

  render() {
    const code = this.how === "element" ? elementCode(this.tag, this.attributes_) : frameCode(this.tag, this.attributes_, this.tall);
    const way = (/** @type {string} */ how) => html`<label><input type="radio" name="how" value=${how} .checked=${this.how === how} @change=${() => (this.how = how)}>${t(`embed.${how}`)}</label>`;
    return html`<dialog aria-label=${t("embed.title")} @close=${() => this.remove()}>
      <header><h3 class="title">${t("embed.title")}</h3><button @click=${() => this.#dialog.close()}>${t("embed.close")}</button></header>
      ${hasFrames ? html`<fieldset>${way("element")}${way("frame")}</fieldset>` : nothing}
      <textarea readonly rows=${this.how === "element" ? 4 : 9} aria-label=${t("embed.code")} spellcheck="false" .value=${code}></textarea>
      <div class="row"><button class="primary" @click=${() => this.#copy()}>${t(this.copied ? "action.copied" : "embed.copy")}</button><span class="muted" role="status">${t(`embed.${this.how}.says`)}</span></div>
      <h4>${t("embed.preview")}</h4><div class="preview live" @surprisal-change=${(/** @type {Event} */ e) => e.stopPropagation()}></div></dialog>`;
  }
}

/** @param {import("./base.js").SurprisalElement} widget @param {Record<string, string>} attributes */
export async function showEmbed(widget, attributes) {
  define("surprisal-embed", EmbedDialog);
  const dialog = /** @type {EmbedDialog} */ (document.createElement("surprisal-embed"));
  Object.assign(dialog, { tag: widget.meta.tag, attributes_: attributes, tall: widget.offsetHeight });
  widget.renderRoot.append(dialog);
  await dialog.show();
}
