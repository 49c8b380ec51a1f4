// The network as a file, in and out. Part of <cnn-trainer>.
import { part } from "./parts.js";
import { LitElement, css, html } from "lit";
import { Trainer } from "../train/trainer.js";
import "./drop-zone.js";
import { integer } from "./format.js";
import { size } from "./size.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

/** Format → what it is called when it is saved. @type {[import("../train/formats/index.js").FormatName, string][]} */
const FORMATS = [["safetensors", "mnist.safetensors"], ["keras-h5", "mnist.h5"], ["onnx", "mnist.onnx"], ["tfjs", "model.json"]];

/** No network that can be made here is as large: such a file is refused unread. */
const MOST_BYTES = 500_000_000;

/** @param {string} name @param {Uint8Array} bytes */
function download(name, bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([/** @type {any} */ (bytes)]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export class NetworkFiles extends LitElement {
  static properties = { trainer: { attribute: false }, learned: { type: Boolean }, says: { state: true }, busy: { state: true } };
  static styles = [theme, css`
    :host { container-type: inline-size; }
    .two { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); align-items: start; }
    ul { list-style: none; margin: 0.5rem 0 0; padding: 0; display: grid; gap: 0.5rem; } li { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0.75rem; align-items: center; font-size: 0.875rem; color: var(--surprisal-muted); } li button { font-size: 0.875rem; color: var(--surprisal-text); }
    h4 { font-size: 0.875rem; font-weight: 560; margin: 0; } .says { min-height: 1.45em; margin-top: 0.75rem; font-size: 0.875rem; overflow-wrap: anywhere; }
  `];
  constructor() {
    super();
    /** @type {Trainer | null} */
    this.trainer = null;
    this.learned = false;
    this.says = "";
    this.busy = false;
  }

  /** @param {string} begun @param {() => Promise<string>} work gives what to say at the end @param {(error: Error) => string} failed */
  async #work(begun, work, failed) {
    this.busy = true;
    this.says = begun;
    try {
      this.says = await work();
    } catch (error) {
      this.says = failed(/** @type {Error} */ (error));
    }
    this.busy = false;
  }

  /** @param {import("../train/formats/index.js").FormatName} format @param {string} name */
  save(format, name) {
    const { trainer } = this;
    if (!trainer) return;
    return this.#work(t("cnn.files.saving", { name }), async () => {
      const saved = await trainer.save(format);
      const files = saved instanceof Uint8Array ? { [name]: saved } : saved;
      for (const [file, bytes] of Object.entries(files)) download(file, bytes);
      return t("cnn.files.saved", { name: Object.keys(files).join(", "), size: size(Object.values(files).reduce((sum, b) => sum + b.length, 0)) });
    }, ({ message }) => t("cnn.files.failed", { message }));
  }

  /** Takes a network out of a file; the one that is here stays where that fails. @param {File[]} files */
  load(files) {
    const [file] = files;
    if (files.length > 1) return void (this.says = t("cnn.files.refused", { name: files.map((f) => f.name).join(", "), message: t("cnn.files.one") }));
    return this.#work(t("cnn.files.loading", { name: file.name }), async () => {
      if (file.size > MOST_BYTES) throw new Error(t("cnn.files.large", { size: size(file.size) }));
      const trainer = await Trainer.restore(new Uint8Array(await file.arrayBuffer()));
      this.dispatchEvent(new CustomEvent("loaded", { detail: { trainer } }));
      return t("cnn.files.loaded", { name: file.name, count: integer(trainer.description.parameters) });
    }, ({ message }) => t("cnn.files.refused", { name: file.name, message }));
  }

  render() {
    return html`<div class="two controls"><div><h4>${t("cnn.files.save")}</h4>
      <ul>${FORMATS.map(([format, name]) => html`<li><button data-format=${format} aria-describedby="for-${format}" ?disabled=${!this.learned || this.busy} @click=${() => this.save(format, name)}>${t(`cnn.files.${format}`)}</button><span id="for-${format}">${t(`cnn.files.${format}.for`)}</span></li>`)}</ul></div>
      <surprisal-drop label=${t("cnn.files.load")} action=${t("cnn.files.choose")} note=${t("cnn.files.load.note")} accept=".safetensors,.h5,.hdf5" ?disabled=${this.busy} @files=${(/** @type {CustomEvent} */ e) => this.load(e.detail)}></surprisal-drop></div>
      <p class="says" role="status">${this.says || (this.learned ? "" : t("cnn.files.none"))}</p>`;
  }
}
part("surprisal-files", NetworkFiles);
