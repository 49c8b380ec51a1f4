// <cnn-trainer width optimizer …>: the course's network, trained in this tab while you watch.
import { css, html, nothing } from "lit";
import { OPTIMIZERS } from "../train/config.js";
import { SurprisalElement } from "./base.js";
import { cnnCharts } from "./cnn-charts.js";
import { confusionTable, detailStyles, findWorst, layersTable, worstDigits } from "./cnn-details.js";
import { digitsFor, digitsOf } from "./cnn-data.js";
import { Run } from "./cnn-run.js";
import "./digits.js";
import { unitOf } from "./figure.js";
import { duration, integer, percent, short } from "./format.js";
import "./number-field.js";
import { t } from "./strings.js";

const REFRESH_MS = 120;
/** What the two presets set. @type {Record<string, Record<string, string>>} */
const PRESETS = { course: { optimizer: "adadelta", "learning-rate": "0.001" }, fast: { optimizer: "adam", "learning-rate": "0.001" } };
/** @type {Record<string, string>} */
const WIDTHS = { 0.125: "1/8", 0.25: "1/4", 0.5: "1/2", 1: "1" };

export class CnnTrainer extends SurprisalElement {
  static tag = "cnn-trainer";
  static styles = [/** @type {any} */ (SurprisalElement.styles), detailStyles, css`
    :host { min-height: 46rem; }
    .digits { margin-bottom: 1.25rem; }
    .digits p { font-size: 0.875rem; color: var(--surprisal-muted); min-height: 1.45em; margin-top: 0.375rem; }
    .own input { position: absolute; width: 1px; height: 1px; opacity: 0; } .own span { text-decoration: underline; text-underline-offset: 0.15em; cursor: pointer; color: var(--surprisal-accent); display: inline-block; min-height: 1.5rem; }
    .own input:focus-visible + span { outline: 2px solid var(--surprisal-accent); outline-offset: 2px; } .own input:disabled + span { color: var(--surprisal-muted); cursor: default; }
    .settings { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; align-items: end; }
    .settings input { width: 6rem; }
    @container (max-width: 30rem) {
      .settings { display: grid; grid-template-columns: 1fr 1fr; } .settings > :first-child { grid-column: 1 / -1; }
      .settings input { width: 100%; } .run button { flex: 1; min-width: 0; padding: 0 0.5rem; }
    }
    .preset { display: flex; gap: 0; }
    .preset button { border-radius: 0; margin-inline-start: -1px; font-size: 0.875rem; }
    .preset button:first-of-type { border-radius: 0.375rem 0 0 0.375rem; margin: 0; } .preset button:last-of-type { border-radius: 0 0.375rem 0.375rem 0; }
    .preset button[aria-pressed="true"] { background: var(--surprisal-sunken); border-color: var(--surprisal-text); z-index: 1; position: relative; }
    .run { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1.25rem 0 0.75rem; }
    .run button { min-width: 6.5rem; min-height: 2.5rem; }
    .progress { display: grid; gap: 0.375rem; margin-bottom: 1.25rem; }
    progress { appearance: none; width: 100%; height: 0.375rem; border: 0; border-radius: 0.1875rem; overflow: hidden; background: var(--surprisal-grid); }
    progress::-webkit-progress-bar { background: var(--surprisal-grid); } progress::-webkit-progress-value { background: var(--surprisal-accent); } progress::-moz-progress-bar { background: var(--surprisal-accent); }
    .status { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; font-size: 0.875rem; color: var(--surprisal-muted); min-height: 1.45em; }
    .status span:first-child { color: var(--surprisal-text); }
    .charts { display: grid; gap: 1.25rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
    .result { font-size: 1.0625rem; font-weight: 560; margin-top: 0.75rem; min-height: 1.45em; }
    .failure { color: var(--surprisal-error); }
  `];

  /** @type {Run | null} */
  #run = null;
  /** @type {import("./cnn-data.js").Digits | null} */
  #digits = null;
  #wanted = "";
  /** @type {unknown} */
  #noDigits = null;
  /** @type {import("./cnn-details.js").Worst | null} */
  #worst = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#run?.dispose();
    this.#run = null;
  }

  /** A changed setting is another network: what was learned goes. @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before !== now && name !== "epochs" && name !== "base") this.#startOver();
  }

  #startOver() {
    this.#run?.dispose();
    this.#run = this.#worst = null;
    this.requestUpdate();
  }

  /** The digits that the attribute asks for, once. @param {string} choice */
  #fetch(choice) {
    if (this.#wanted === choice) return;
    this.#wanted = choice;
    this.#digits = this.#noDigits = null;
    digitsFor(choice).then(
      (digits) => { if (this.#wanted === choice) { this.#digits = digits; this.requestUpdate(); } },
      (error) => { if (this.#wanted === choice) { this.#noDigits = error; this.requestUpdate(); } });
  }

  /** The reader's own files; what was there stays where they cannot be read. @param {HTMLInputElement} input */
  async #take(input) {
    if (!input.files?.length) return;
    try {
      const digits = await digitsOf(input.files);
      this.#startOver();
      this.#digits = digits;
      this.#noDigits = null;
    } catch (error) {
      this.#noDigits = error;
    }
    input.value = "";
    this.requestUpdate();
  }

  /** Draws no more often than the eye needs. @param {"step" | "epoch" | "status"} event */
  #changed(event) {
    if (event === "step") {
      this.#timer ??= setTimeout(() => { this.#timer = undefined; this.requestUpdate(); }, REFRESH_MS);
      return;
    }
    this.requestUpdate();
    void this.updateComplete.then(() => this.announce());
    const run = this.#run;
    if (event === "epoch" && run?.trainer && this.#digits)
      findWorst(run.trainer, this.#digits.test).then((worst) => { if (run === this.#run) { this.#worst = worst; this.requestUpdate(); } }, () => {});
  }

  /** Offers the weights as a file. */
  async #save() {
    const bytes = await this.#run?.trainer?.save("safetensors");
    if (!bytes) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([/** @type {any} */ (bytes)]));
    link.download = "surprisal.safetensors";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  /** The digits that this trainer learns from and is tested on. */
  digits() { return this.#digits ? Promise.resolve(this.#digits) : digitsFor(this.read("data")); }
  /** What the network makes of images now; null before it has learned anything. @param {Uint8Array | Float32Array} images */
  async predict(images) { return this.#run?.trainer && this.#run.last ? this.#run.trainer.predict(images) : null; }

  /** @param {boolean} [pausing] */
  #train(pausing) {
    const optimizer = { name: this.read("optimizer"), learningRate: this.read("learning-rate") };
    this.#run ??= new Run({ model: "course", width: Number(this.read("width")), optimizer, seed: this.read("seed") }, (event) => this.#changed(event));
    const goal = this.read("epochs") + (this.#run.status === "done" ? this.#run.epochs.length : 0);
    if (this.#digits) void this.#run.start(this.#digits, goal, pausing);
  }
  /** @param {"train" | "step" | "pause" | "resume" | "reset"} action */
  act(action) {
    const run = this.#run;
    if (action === "reset") this.#startOver();
    else if (action === "pause") void run?.pause();
    else if (action === "resume") void run?.resume();
    else if (action === "step" && run?.status === "paused") void run.step();
    else if (action === "train" || action === "step") this.#train(action === "step");
  }

  #settings() {
    const busy = Boolean(this.#run?.begun);
    const option = (/** @type {string} */ value, /** @type {string} */ now, text = value) => html`<option value=${value} ?selected=${value === now}>${text}</option>`;
    const put = (/** @type {string} */ name) => (/** @type {any} */ e) => this.write(name, e.target.value);
    const { choices = [] } = this.meta.attributes.width;
    const is = (/** @type {string} */ preset) => Object.entries(PRESETS[preset]).every(([name, text]) => this.textOf(name) === text);
    const choose = (/** @type {string} */ preset) => () => { for (const [name, text] of Object.entries(PRESETS[preset])) this.write(name, text); };
    const optimizer = (/** @type {any} */ e) => { this.write("optimizer", e.target.value); this.write("learning-rate", OPTIMIZERS[e.target.value].learningRate); };
    return html`<fieldset class="settings controls" ?disabled=${busy}>
      <div class="field"><span id="preset">${t("cnn.preset")}</span><div class="preset" role="group" aria-labelledby="preset">
        ${Object.keys(PRESETS).map((p) => html`<button aria-pressed=${is(p)} @click=${choose(p)}>${t(`cnn.preset.${p}`)}</button>`)}</div></div>
      <label class="field"><span>${t("cnn.width")}</span><select name="width" @change=${put("width")}>${choices.map((w) => option(w, this.textOf("width"), WIDTHS[w]))}</select></label>
      <label class="field"><span>${t("cnn.optimizer")}</span><select name="optimizer" @change=${optimizer}>${Object.keys(OPTIMIZERS).map((name) => option(name, this.textOf("optimizer"), t(`cnn.${name}`)))}</select></label>
      <label class="field"><span>${t("cnn.rate")}</span><input type="text" inputmode="decimal" name="learning-rate" .value=${this.textOf("learning-rate")} @change=${put("learning-rate")}></label>
      <label class="field"><span>${t("cnn.epochs")}</span><input type="text" inputmode="numeric" name="epochs" .value=${this.textOf("epochs")} @change=${put("epochs")}></label>
    </fieldset>`;
  }

  #data() {
    const digits = this.#digits;
    const count = 20;
    const says = this.#noDigits ? t("cnn.data.refused", { message: /** @type {Error} */ (this.#noDigits).message })
      : digits ? t(`cnn.data.${digits.source}`, { train: integer(digits.train.count), test: integer(digits.test.count) }) : t("cnn.data.looking");
    const label = digits ? `${t("cnn.samples")}: ${Array.from(digits.train.labels.subarray(0, count)).join(", ")}` : t("cnn.samples");
    return html`<div class="digits"><surprisal-digits .images=${digits?.train.images ?? null} .count=${count} .columns=${count} label=${label}></surprisal-digits>
      <p>${says} <label class="own controls"><input type="file" multiple ?disabled=${Boolean(this.#run?.begun)} @change=${(/** @type {any} */ e) => this.#take(e.target)}><span>${t("cnn.data.take")}</span></label></p></div>`;
  }

  #status() {
    const run = this.#run;
    const last = run?.last;
    const epochs = Math.max(this.read("epochs"), run?.epochs.length ?? 0);
    const done = last ? last.epoch - 1 + last.step / last.steps : 0;
    const status = run?.status ?? "idle";
    const text = status === "failed" ? t("cnn.failed", { message: run?.message })
      : status === "done" ? t("cnn.progress.done", { epochs: run?.epochs.length, time: duration(run?.seconds ?? 0) })
      : status === "idle" ? t("cnn.progress.idle") : !last ? t("cnn.progress.starting")
      : status === "testing" ? t("cnn.progress.testing", { epoch: last.epoch })
      : t("cnn.progress", { epoch: last.epoch, epochs, step: last.step, steps: last.steps });
    const speed = last && ["running", "testing", "paused"].includes(status)
      ? `${status === "paused" ? `${t("cnn.paused")} · ` : ""}${t("cnn.speed", { count: short(last.samplesPerSecond, 3) })} · ${t("cnn.left", { time: duration(last.secondsLeft) })}` : "";
    return html`<div class="progress"><progress max=${epochs} .value=${Math.min(epochs, done)} aria-label=${t("cnn.title")}></progress>
      <p class="status"><span class=${status === "failed" ? "failure" : ""} role="status">${status === "running" ? nothing : text}</span>${status === "running" ? html`<span>${text}</span>` : nothing}<span>${speed}</span></p></div>`;
  }

  #words() {
    const last = this.#run?.last;
    const tested = this.#run?.epochs.findLast((e) => e.valAccuracy !== null);
    const guess = short(/** @type {any} */ (this.engine).entropy(new Float64Array(10).fill(0.1)), 4);
    return html`<p class="result">${tested ? t("cnn.test", { accuracy: percent(tested.valAccuracy ?? 0, 2), loss: short((tested.valLoss ?? 0) / this.#nats, 4), unit: unitOf(this.read("base")), epoch: tested.epoch }) : t("cnn.test.none")}</p>
      <p class="words">${last ? `${t("cnn.words.running", { loss: short(last.meanLoss, 3), chance: percent(Math.exp(-last.meanLoss), 1) })} ${t("cnn.words.dropout")}` : t("cnn.words.start", { guess })}</p>`;
  }

  /** Nats in one chosen unit. */
  get #nats() {
    const base = this.read("base");
    const half = Float64Array.of(0.5, 0.5), engine = /** @type {any} */ (this.engine);
    return engine.entropy(half) / engine.entropy(half, { base });
  }

  view() {
    for (const name of Object.keys(this.meta.attributes)) this.read(name);
    this.#fetch(this.read("data"));
    const run = this.#run;
    const { status = "idle", last, epochs = [] } = run ?? {};
    const tested = epochs.at(-1);
    this.numbers = {
      status, source: this.#digits?.source ?? null, epoch: epochs.length, step: last?.globalStep ?? 0, loss: last?.loss ?? null, meanLoss: last?.meanLoss ?? null, accuracy: last?.meanAccuracy ?? null,
      testLoss: tested?.valLoss ?? null, testAccuracy: tested?.valAccuracy ?? null, samplesPerSecond: last?.samplesPerSecond ?? null, parameters: run?.trainer?.description.parameters ?? null,
    };
    const ready = Boolean(this.#digits);
    const [main, name] = /** @type {Record<string, ["train" | "pause" | "resume", string]>} */ ({ running: ["pause", "cnn.pause"], testing: ["pause", "cnn.pause"], paused: ["resume", "cnn.resume"], done: ["train", "cnn.more"] })[status] ?? ["train", "cnn.train"];
    return html`<h3 class="title"><slot name="title">${t("cnn.title")}</slot></h3>
      ${this.#data()}${this.#settings()}
      <div class="run controls"><button class="primary" ?disabled=${!ready || status === "starting" || status === "failed"} @click=${() => this.act(main)}>${t(name)}</button>
        <button ?disabled=${!ready || !["idle", "paused"].includes(status)} @click=${() => this.act("step")}>${t("cnn.step")}</button>
        <button ?disabled=${status === "idle"} @click=${() => this.act("reset")}>${t("cnn.reset")}</button></div>
      ${this.#status()}
      <div class="charts">${cnnCharts({ curve: run?.curve, epochs, goal: this.read("epochs"), base: this.read("base"), nats: this.#nats })}</div>
      ${this.#words()}
      ${layersTable(Number(this.read("width")))}${confusionTable(tested?.confusion)}${worstDigits(this.#worst, this.read("base"), this.#nats)}
      ${this.actions(html`<button class="quiet" ?disabled=${!["done", "paused"].includes(status)} @click=${() => this.#save()}>${t("cnn.save")}</button>`)}`;
  }
}
