// Where the digits come from: drawn, built in, dropped, fetched, kept. Part of <cnn-trainer>.
import { part, whenRemoved } from "./parts.js";
import { LitElement, css, html, nothing } from "lit";
import { downloadAll, fetchMnist } from "../train/download.js";
import { MNIST_FILES } from "../train/mnist-files.js";
import { hasMnist, ownSets, removeSet, takeFiles } from "./cnn-data.js";
import "./digits.js";
import "./drop-zone.js";
import "./entry.js";
import { integer } from "./format.js";
import { size } from "./size.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

const SHEET = 100;
/** Sets that a page may fetch: who gives them away lets other sites read them. @type {{ name: string, address: string | null }[]} */
const REMOTE = [
  { name: "MNIST", address: null }, // from any of its mirrors, checked
  { name: "Fashion-MNIST", address: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/" },
];
const OTHER = "other";

export class Sources extends LitElement {
  static properties = { digits: { attribute: false }, choice: {}, set: {}, disabled: { type: Boolean }, kept: { state: true }, says: { state: true }, name: { state: true }, remote: { state: true }, address: { state: true }, progress: { state: true } };
  static styles = [theme, css`
    :host { container-type: inline-size; }
    .two { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); align-items: start; }
    fieldset { display: grid; gap: 0.25rem; } legend { margin-bottom: 0.25rem; }
    .choice { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: center; min-height: 2rem; } .choice label { display: inline-flex; gap: 0.5rem; align-items: center; min-height: 1.75rem; }
    input[type="radio"] { width: 1.125rem; height: 1.125rem; margin: 0; accent-color: var(--surprisal-accent); }
    .stack { display: grid; gap: 0.75rem; } .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; } .row > .grow { flex: 1 1 12rem; } select { width: 100%; }
    h4 { font-size: 0.875rem; font-weight: 560; margin: 0; }
    surprisal-digits { margin-top: 1rem; box-shadow: 0 0 0 1px var(--surprisal-grid); }
    .says { min-height: 1.45em; font-size: 0.875rem; overflow-wrap: anywhere; }
    progress { width: 100%; height: 0.5rem; accent-color: var(--surprisal-accent); }
  `];

  constructor() {
    super();
    /** @type {import("./cnn-data.js").Digits | null} */
    this.digits = null;
    this.choice = "auto";
    this.set = "";
    this.disabled = false;
    /** @type {{ name: string, size: number | null }[]} */
    this.kept = [];
    this.says = "";
    this.name = t("cnn.data.mine");
    this.remote = REMOTE[0].name;
    this.address = "";
    /** @type {{ loaded: number, total: number | null } | null} */
    this.progress = null;
  }
  /** @type {AbortController | null} */
  #fetching = null;

  connectedCallback() { super.connectedCallback(); void this.#list(); }
  disconnectedCallback() { super.disconnectedCallback(); whenRemoved(this, () => this.#fetching?.abort()); }
  async #list() { this.kept = await ownSets(); }

  /** @param {string} data @param {string} [set] */
  #choose(data, set = "") { this.dispatchEvent(new CustomEvent("choose", { detail: { data, set } })); }

  /** Takes files in and uses them; what was there stays where they cannot be read. @param {string} name @param {Iterable<any>} files */
  async take(name, files) {
    const list = [...files];
    this.says = t("cnn.data.reading", { count: list.length });
    try {
      const problem = await takeFiles(name, list);
      this.says = problem ? t("cnn.data.unkept", { name, message: problem }) : t("cnn.data.taken", { name });
      this.#choose("kept", name);
    } catch (error) {
      this.says = t("cnn.data.refused", { message: /** @type {Error} */ (error).message });
    }
    await this.#list();
  }

  /** @param {string} name */
  async #remove(name) {
    await removeSet(name);
    this.says = t("cnn.data.removed", { name });
    if (this.choice === "kept" && this.set === name) this.#choose("auto");
    await this.#list();
  }

  async #fetch() {
    const stop = (this.#fetching = new AbortController());
    const options = { signal: stop.signal, onProgress: (/** @type {import("../train/download.js").Progress} */ p) => { this.progress = p.overall; } };
    this.progress = { loaded: 0, total: null };
    this.says = "";
    try {
      const known = REMOTE.find((r) => r.name === this.remote);
      const address = known ? known.address : this.address.trim();
      if (address !== null && !/^https?:\/\/\S/.test(address)) throw new Error(t("cnn.data.address.wrong"));
      const files = address === null ? await fetchMnist(options) : await downloadAll(new URL(address.endsWith("/") ? address : `${address}/`), Object.keys(MNIST_FILES).map((n) => `${n}.gz`), options);
      this.progress = null;
      await this.take(known?.name ?? new URL(address ?? "").host, files);
    } catch (error) {
      this.says = stop.signal.aborted ? t("cnn.data.cancelled") : t("cnn.data.unfetched", { message: /** @type {Error} */ (error).message });
    } finally {
      this.progress = this.#fetching = null;
    }
  }

  #choices() {
    const source = this.digits?.source;
    const radio = (/** @type {string} */ data, /** @type {string} */ set, /** @type {string} */ text, /** @type {unknown} */ more = nothing) => html`<div class="choice"><label><input type="radio" name="source" ?disabled=${this.disabled}
      .checked=${this.choice === data && (data !== "kept" || this.set === set) || this.choice === "auto" && data === source} @change=${() => this.#choose(data, set)}>${text}</label>${more}</div>`;
    return html`<fieldset><legend>${t("cnn.data.from")}</legend>${radio("drawn", "", t("cnn.data.choice.drawn"))}${hasMnist ? radio("mnist", "", t("cnn.data.choice.mnist")) : nothing}
      ${this.kept.map(({ name, size: bytes }) => radio("kept", name, bytes === null ? t("cnn.data.choice.memory", { name }) : t("cnn.data.choice.kept", { name, size: size(bytes) }),
        html`<button class="quiet" ?disabled=${this.disabled && this.set === name} @click=${() => this.#remove(name)}>${t("cnn.data.remove", { name })}</button>`))}</fieldset>`;
  }

  #remote() {
    const busy = this.progress !== null;
    const percent = this.progress?.total ? this.progress.loaded / this.progress.total : undefined;
    return html`<h4>${t("cnn.data.fetch")}</h4><div class="row"><label class="field grow"><span>${t("cnn.data.set")}</span><select ?disabled=${busy} @change=${(/** @type {any} */ e) => { this.remote = e.target.value; }}>
        ${REMOTE.map(({ name }) => html`<option value=${name} ?selected=${name === this.remote}>${name}</option>`)}<option value=${OTHER} ?selected=${this.remote === OTHER}>${t("cnn.data.address.other")}</option></select></label>
      ${this.remote === OTHER ? html`<surprisal-entry class="grow" label=${t("cnn.data.address")} .numeric=${false} .value=${this.address} @entry=${(/** @type {CustomEvent} */ e) => { this.address = e.detail; }}></surprisal-entry>` : nothing}
      ${busy ? html`<button @click=${() => this.#fetching?.abort()}>${t("cnn.data.cancel")}</button>` : html`<button ?disabled=${this.disabled} @click=${() => this.#fetch()}>${t("cnn.data.get")}</button>`}</div>
      ${busy && this.progress ? html`<div><progress max="1" .value=${percent ?? nothing} aria-label=${t("cnn.data.fetch")}></progress><span class="muted">${this.progress.total
        ? t("cnn.data.fetching.of", { loaded: size(this.progress.loaded), total: size(this.progress.total) }) : t("cnn.data.fetching", { loaded: size(this.progress.loaded) })}</span></div>` : nothing}`;
  }

  render() {
    const count = Math.min(SHEET, this.digits?.train.count ?? SHEET);
    const label = this.digits ? `${t("cnn.data.sheet")}: ${Array.from(this.digits.train.labels.subarray(0, count), integer).join(", ")}` : t("cnn.data.sheet");
    return html`<div class="two controls">${this.#choices()}
      <div class="stack"><surprisal-entry label=${t("cnn.data.name")} .numeric=${false} .value=${this.name} .check=${(/** @type {string} */ text) => { if (!text) throw new Error("…"); }} @entry=${(/** @type {CustomEvent} */ e) => { this.name = e.detail; }}></surprisal-entry>
        <surprisal-drop label=${t("cnn.data.drop")} action=${t("cnn.data.choose")} note=${t("cnn.data.drop.note")} multiple ?disabled=${this.disabled} @files=${(/** @type {CustomEvent} */ e) => this.take(this.name, e.detail)}></surprisal-drop>${this.#remote()}</div></div>
      <p class="says" role="status">${this.says}</p>
      <surprisal-digits .images=${this.digits?.train.images ?? null} .count=${count} .columns=${20} label=${label}></surprisal-digits>`;
  }
}
part("surprisal-sources", Sources);
