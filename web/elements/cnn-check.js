// The engine's gradient held against central differences, on demand. Part of <cnn-trainer>.
import { part, whenRemoved } from "./parts.js";
import { LitElement, css, html, nothing } from "lit";
import { brief } from "./figure.js";
import { integer, short } from "./format.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

/** Test digits that may be used, and how many are. */
const CANDIDATES = 40, IMAGES = 2, PER_TENSOR = 8;

export class GradientCheck extends LitElement {
  static properties = { report: { state: true }, progress: { state: true }, says: { state: true }, ready: { type: Boolean } };
  static styles = [theme, css`
    :host { container-type: inline-size; }
    .about { font-size: 0.875rem; color: var(--surprisal-muted); max-width: 44rem; } .row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin: 0.75rem 0; min-height: 2.25rem; }
    progress { width: 12rem; height: 0.5rem; accent-color: var(--surprisal-accent); } .result { max-width: 44rem; } .scroll { overflow-x: auto; margin-top: 0.75rem; } table { white-space: nowrap; } td { font-size: 0.875rem; }
  `];
  constructor() {
    super();
    /** Gives the trainer to be checked and digits to do it on. @type {(() => Promise<{ trainer: import("../train/trainer.js").Trainer, test: import("../train/data.js").DataSet }>) | null} */
    this.subject = null;
    /** @type {import("../train/gradient-check.js").GradientCheck | null} */
    this.report = null;
    /** @type {{ done: number, of: number } | null} */
    this.progress = null;
    this.says = "";
    this.ready = false;
  }
  /** @type {AbortController | null} */
  #stop = null;
  disconnectedCallback() { super.disconnectedCallback(); whenRemoved(this, () => this.#stop?.abort()); }

  async run() {
    if (this.#stop || !this.subject) return;
    const stop = (this.#stop = new AbortController());
    this.progress = { done: 0, of: 1 };
    this.says = "";
    try {
      const { trainer, test } = await this.subject();
      const count = Math.min(CANDIDATES, test.count);
      const data = { images: test.images.slice(0, 784 * count), labels: test.labels.slice(0, count), count };
      this.report = await trainer.checkGradient(data, { images: IMAGES, perTensor: PER_TENSOR, signal: stop.signal, onProgress: (p) => { this.progress = p; } });
      this.dispatchEvent(new CustomEvent("checked", { detail: this.report }));
    } catch (error) {
      this.says = stop.signal.aborted ? t("cnn.check.cancelled") : t("cnn.check.failed", { message: /** @type {Error} */ (error).message });
    }
    this.progress = this.#stop = null;
  }

  render() {
    const { report, progress } = this;
    return html`<p class="about">${t("cnn.check.about")}</p>
      <div class="row controls">${progress
        ? html`<button @click=${() => this.#stop?.abort()}>${t("cnn.check.cancel")}</button><progress max=${progress.of} .value=${progress.done} aria-label=${t("cnn.check.run")}></progress><span class="muted">${t("cnn.check.running", { done: integer(progress.done), of: integer(progress.of) })}</span>`
        : html`<button ?disabled=${!this.ready} @click=${() => this.run()}>${t(report ? "cnn.check.again" : "cnn.check.run")}</button>`}</div>
      <p class="result" role="status">${this.says || (report ? t("cnn.check.result", { error: short(report.largestError, 2), weights: integer(report.weights), images: integer(report.images) }) : "")}</p>
      ${report ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t("cnn.check.run")}><table><thead><tr><th scope="col">${t("cnn.check.tensor")}</th><th scope="col">${t("cnn.check.tried")}</th><th scope="col">${t("cnn.check.error")}</th><th scope="col">${t("cnn.check.engine")}</th><th scope="col">${t("cnn.check.differences")}</th></tr></thead>
        <tbody>${report.tensors.map((r) => html`<tr><th scope="row" class="tensor">${r.name}</th><td>${integer(r.weights)}</td><td>${brief(r.largestError, 2)}</td><td>${brief(r.engine, 8)}</td><td>${brief(r.differences, 8)}</td></tr>`)}</tbody></table></div>` : nothing}`;
  }
}
part("surprisal-check", GradientCheck);
