// <cnn-trainer width optimizer …>: the course's network, trained in this tab while you watch.
import { css, html, nothing } from "lit";
import { Trainer } from "../train/trainer.js";
import { courseLayers } from "../train/config.js";
import { turn } from "../train/turn.js";
import { SurprisalElement } from "./base.js";
import { controlStyles, head } from "./controls.js";
import { cnnCharts } from "./cnn-charts.js";
import "./cnn-check.js";
import { digitsFor } from "./cnn-data.js";
import "./cnn-files.js";
import "./cnn-inside.js";
import { Kept, offerText } from "./cnn-kept.js";
import { onFiles, onSave } from "./handed-over.js";
import { layersDiagram, layerStyles } from "./cnn-layers.js";
import { findMistakes, mistakesView, mistakeStyles } from "./cnn-mistakes.js";
import { Run } from "./cnn-run.js";
import { DECISIVE, essentials, moreSettings, optionsOf, settingStyles, writeOptions } from "./cnn-settings.js";
import "./cnn-sources.js";
import { progressView, result, statusText, words } from "./cnn-words.js";
import "./digits.js";
import { integer } from "./format.js";
import { t } from "./strings.js";
import { tabs, tabStyles } from "./tabs.js";
import { PANELS } from "./widgets.js";

const REFRESH_MS = 120;
/** How often a look inside follows the training. */
const LOOK_MS = 1000;
const STRIP = 20;

export class CnnTrainer extends SurprisalElement {
  static tag = "cnn-trainer";
  static styles = [/** @type {any} */ (SurprisalElement.styles), controlStyles, settingStyles, tabStyles, layerStyles, mistakeStyles, css`
    :host { min-height: 46rem; --narrow: 152rem; --middle: 108rem; --wide: 80rem; }
    .digits { margin-bottom: 1rem; } .narrow { display: none; } @container (max-width: 34rem) { .wide { display: none; } .narrow { display: block; } }
    .digits p { font-size: 0.875rem; color: var(--surprisal-muted); min-height: 1.45em; margin-top: 0.375rem; } .digits button { padding: 0; color: var(--surprisal-accent); text-decoration: underline; text-underline-offset: 0.15em; font-size: 0.875rem; }
    .run { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1.25rem 0 0.75rem; }
    .run button { min-width: 6.5rem; min-height: 2.5rem; }
    @container (max-width: 34rem) { .run button { flex: 1; min-width: 0; padding: 0 0.5rem; } }
    .progress { display: grid; gap: 0.375rem; margin-bottom: 1.25rem; }
    .progress progress { appearance: none; width: 100%; height: 0.375rem; border: 0; border-radius: 0.1875rem; overflow: hidden; background: var(--surprisal-grid); }
    progress::-webkit-progress-bar { background: var(--surprisal-grid); } progress::-webkit-progress-value { background: var(--surprisal-accent); } progress::-moz-progress-bar { background: var(--surprisal-accent); }
    .status { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; font-size: 0.875rem; color: var(--surprisal-muted); min-height: 1.45em; }
    @container (max-width: 34rem) { .status, .result { min-height: 2.9em; } .words { min-height: 7.25em; } }
    .status span:first-child { color: var(--surprisal-text); }
    .charts { display: grid; gap: 1.25rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); }
    .result { font-size: 1.0625rem; font-weight: 560; margin-top: 0.75rem; min-height: 1.45em; }
    .status .failure { color: var(--surprisal-error); }
    .offer { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; padding: 0.625rem 0.875rem; margin-bottom: 1rem; background: var(--surprisal-sunken); border-radius: 0.375rem; font-size: 0.875rem; } .offer p { flex: 1 1 16rem; }
  `];

  /** @type {Run | null} */
  #run = null;
  /** @type {import("./cnn-data.js").Digits | null} */
  #digits = null;
  #wanted = "";
  /** @type {unknown} */
  #noDigits = null;
  /** @type {import("./cnn-mistakes.js").Mistakes | null} */
  #mistakes = null;
  /** @type {"counts" | "means"} */
  #shows = "counts";
  /** Tabs that were opened. @type {Set<string>} */
  #opened = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Moves on as the weights do, now and then. */
  #version = 0;
  #looked = 0;
  /** While attributes are made to fit a loaded network. */
  #fitting = false;
  /** What a screen reader is told: changes of state and ends of epochs, no single step. */
  #said = "";
  #trouble = "";
  /** @type {Kept | null} */
  #kept = null;

  async prepare() {
    const beside = () => this.#run && { history: this.#run.history, data: this.textOf("data"), set: this.textOf("set") };
    this.#kept = new Kept(`cnn-trainer/${this.id}`, beside, () => this.requestUpdate());
    await this.#kept.look();
  }

  /** @type {(() => void)[]} */
  #ignore = [];
  connectedCallback() {
    super.connectedCallback();
    /** @param {string} panel @param {string} part @returns {Promise<any>} a tab's element */
    const open = async (panel, part) => {
      await this.#save(); // what trains here is kept before another network or other digits take its place
      this.write("panel", panel);
      await this.updateComplete;
      return this.renderRoot.querySelector(part);
    };
    this.#ignore = [
      onSave(() => this.#save()),
      onFiles(this, /\.(safetensors|h5|hdf5)$/i, async (files) => (await open("files", "surprisal-files"))?.load(files)),
      onFiles(this, /(\.gz|idx\d-ubyte)$/i, async (files) => (await open("digits", "surprisal-sources"))?.take(files[0].name.replace(/[-.].*/, ""), files)),
    ];
  }
  /** Brings what trains to where another visit goes on from. */
  async #save() {
    await this.#run?.pause();
    await this.#kept?.save();
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    for (const end of this.#ignore) end();
  }
  release() {
    this.#drop();
  }

  /** A changed setting is another network: what was learned goes (and stays kept). @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before === now || this.#fitting) return;
    const another = name === "data" || name === "set";
    if (DECISIVE.has(name) || (another && !["done", "loaded"].includes(this.#run?.status ?? "idle"))) this.#startOver();
  }

  #drop() {
    this.#kept?.unwatch();
    this.#run?.dispose();
    this.#run = this.#mistakes = null;
  }
  #startOver() {
    this.#drop();
    this.#said = this.#trouble = "";
    this.requestUpdate();
  }

  /** The digits that the attributes ask for, once. */
  #fetch() {
    const [choice, set] = [this.read("data"), this.read("set")];
    const wanted = `${choice}/${choice === "kept" ? set : ""}`;
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    this.#digits = this.#noDigits = null;
    const settle = (/** @type {() => void} */ how) => { if (this.#wanted === wanted) { how(); this.requestUpdate(); } };
    digitsFor(choice, set).then((digits) => settle(() => {
      this.#digits = digits;
      void this.#run?.test(digits.test).catch(() => {});
    }), (error) => settle(() => { this.#noDigits = error; }));
  }

  /** In a task of its own, once for all that has come until then: charts and tables cost more than a message should. */
  scheduleUpdate() { return this.#run ? turn().then(() => super.scheduleUpdate()) : super.scheduleUpdate(); }

  /** Draws no more often than the eye needs. @param {"step" | "epoch" | "status"} event */
  #changed(event) {
    const run = /** @type {Run} */ (this.#run);
    if (event === "step") {
      this.#timer ??= setTimeout(() => { this.#timer = undefined; this.requestUpdate(); }, REFRESH_MS);
      if (run.status === "paused" || performance.now() - this.#looked > LOOK_MS) this.#look();
      return;
    }
    this.#look();
    if (event === "epoch" && run.tested) this.#said = result(this, run);
    else if (event === "status" && run.status !== "testing") // the end may come before the last epoch's figures were said
      this.#said = [statusText(run, this.read("epochs")), ...(run.status === "done" && run.tested ? [result(this, run)] : [])].join(" ");
    this.requestUpdate();
    void this.updateComplete.then(() => this.announce());
    const { trainer } = run;
    if (event === "epoch" && trainer && this.#digits)
      findMistakes(trainer, this.#digits.test).then((mistakes) => { if (run === this.#run) { this.#mistakes = mistakes; this.requestUpdate(); } }, () => {});
  }
  #look() {
    this.#looked = performance.now();
    this.#version++;
  }

  /** @param {any} trainer */
  #watch = (trainer) => this.#kept?.watch(trainer);

  /** Puts a loaded network in place of what was here. @param {Trainer} trainer @param {import("./cnn-kept.js").Beside | null} [beside] */
  async #adopt(trainer, beside = null) {
    this.#startOver();
    this.#fitting = true;
    writeOptions(this, trainer.config);
    if (beside) for (const name of /** @type {const} */ (["data", "set"])) this.write(name, beside[name]);
    this.#fitting = false;
    this.#run = Run.of(trainer, beside?.history ?? null, (event) => this.#changed(event), this.#watch);
    this.#look();
    this.#said = statusText(this.#run, this.read("epochs"));
    this.requestUpdate();
    await this.updateComplete;
    this.announce();
    if (this.#digits && !this.#run?.tested) await this.#run?.test(this.#digits.test).catch(() => {});
  }

  /** Goes on with what an earlier visit left. */
  async goOn() {
    try {
      const taken = await this.#kept?.take();
      if (taken) await this.#adopt(await Trainer.restore(taken.bytes), taken.beside);
    } catch (error) {
      this.#trouble = t("cnn.kept.failed", { message: /** @type {Error} */ (error).message });
    }
    this.requestUpdate();
  }
  async #forget() {
    await this.#kept?.remove();
    this.requestUpdate();
  }

  /** The digits that this trainer learns from and is tested on. */
  digits() { return this.#digits ? Promise.resolve(this.#digits) : digitsFor(this.read("data"), this.read("set")); }
  /** What the network makes of images now; null before it has learned anything. @param {Uint8Array | Float32Array} images */
  async predict(images) { return this.#run?.trainer && this.#run.learned ? this.#run.trainer.predict(images) : null; }

  /** @param {boolean} [pausing] */
  #train(pausing) {
    if (!this.#digits) return;
    this.#run ??= new Run(optionsOf(this), (event) => this.#changed(event), this.#watch);
    const more = this.#run.whole >= this.read("epochs") ? this.#run.whole : 0;
    void this.#run.start(this.#digits, { epochs: more + this.read("epochs"), accuracy: this.read("stop-accuracy"), minutes: this.read("stop-minutes") }, pausing);
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

  /** A trainer to check: the run's, or one that has learned nothing yet. */
  #subject = async () => {
    const { test } = await this.digits();
    this.#run ??= new Run(optionsOf(this), (event) => this.#changed(event), this.#watch);
    return { trainer: await this.#run.made(), test };
  };

  /** Nats in one chosen unit. */
  get nats() {
    const base = this.read("base");
    const half = Float64Array.of(0.5, 0.5), engine = /** @type {any} */ (this.engine);
    return engine.entropy(half) / engine.entropy(half, { base });
  }

  #data() {
    const digits = this.#digits;
    const says = this.#noDigits ? t("cnn.data.refused", { message: /** @type {Error} */ (this.#noDigits).message })
      : digits ? t(`cnn.data.${digits.source}`, { name: digits.name, train: integer(digits.train.count), test: integer(digits.test.count) }) : t("cnn.data.looking");
    const label = digits ? `${t("cnn.data.sheet")}: ${Array.from(digits.train.labels.subarray(0, STRIP)).join(", ")}` : t("cnn.data.sheet");
    const other = async () => { this.write("panel", "digits"); await this.updateComplete; /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("#tab-digits"))?.focus(); };
    const strip = (/** @type {string} */ name, /** @type {number} */ columns) => html`<surprisal-digits class=${name} .images=${digits?.train.images ?? null} .count=${STRIP} .columns=${columns} label=${label}></surprisal-digits>`;
    return html`<div class="digits">${strip("wide", STRIP)}${strip("narrow", STRIP / 2)}
      <p><span role="status">${says}</span> <button class="quiet controls" @click=${other}>${t("cnn.data.other")}</button></p></div>`;
  }

  #offer() {
    const about = this.#run?.begun && this.#run.status !== "failed" ? null : this.#kept?.offer; // after a failure, too
    const trouble = this.#trouble || this.#kept?.problem;
    return html`${about ? html`<div class="offer controls"><p>${offerText(about)}</p><button @click=${() => this.goOn()}>${t("cnn.kept.use")}</button><button @click=${() => this.#forget()}>${t("cnn.kept.remove")}</button></div>` : nothing}
      ${trouble ? html`<div class="offer" role="status"><p>${trouble}</p></div>` : nothing}`;
  }

  /** @param {Run | null} run */
  #tabs(run) {
    const busy = Boolean(run?.begun), base = this.read("base"), { nats } = this, panel = this.read("panel");
    const learned = Boolean(run?.learned), trainer = run?.trainer ?? null, test = this.#digits?.test ?? null;
    const taken = (/** @type {CustomEvent} */ { detail: { data, set } }) => { this.write("set", set); this.write("data", data); };
    /** @type {Record<string, () => unknown>} */
    const views = {
      network: () => layersDiagram(trainer?.config.layers ?? courseLayers(Number(this.read("width")))),
      mistakes: () => mistakesView({ confusion: run?.tested?.confusion, mistakes: this.#mistakes, shows: this.#shows, show: (what) => { this.#shows = what; this.requestUpdate(); }, base, nats }),
      inside: () => html`<surprisal-inside .trainer=${trainer} .learned=${learned} .version=${panel === "inside" ? this.#version : 0} .test=${test} .digit=${this.read("digit")} .layer=${this.read("layer")} .base=${base} .nats=${nats}
        @choose=${(/** @type {CustomEvent} */ e) => this.write(e.detail.name, e.detail.value)}></surprisal-inside>`,
      digits: () => html`<surprisal-sources .digits=${this.#digits} .choice=${this.read("data")} .set=${this.read("set")} .disabled=${busy && !["done", "loaded"].includes(run?.status ?? "")} @choose=${taken}></surprisal-sources>`,
      settings: () => moreSettings(this, busy),
      files: () => html`<surprisal-files .trainer=${trainer} .learned=${learned} @loaded=${(/** @type {CustomEvent} */ e) => this.#adopt(e.detail.trainer)}></surprisal-files>`,
      check: () => html`<surprisal-check .subject=${this.#subject} .ready=${test !== null && !["starting", "failed"].includes(run?.status ?? "")}></surprisal-check>`,
    };
    return tabs(t("cnn.tabs"), PANELS.map((id) => ({ id, label: t(`cnn.tab.${id}`), view: views[id] })), panel, this.#opened, (id) => this.write("panel", id));
  }

  view() {
    for (const name of Object.keys(this.meta.attributes)) this.read(name);
    this.#fetch();
    const run = this.#run;
    const { status = "idle", last, epochs = [], whole = 0, tested } = run ?? {};
    this.numbers = {
      status, source: this.#digits?.source ?? null, epoch: whole, step: last?.globalStep ?? run?.trainer?.progress.step ?? 0, loss: last?.loss ?? null, meanLoss: last?.meanLoss ?? null, accuracy: last?.meanAccuracy ?? null,
      testLoss: tested?.loss ?? null, testAccuracy: tested?.accuracy ?? null, samplesPerSecond: last?.samplesPerSecond ?? null, parameters: run?.trainer?.description.parameters ?? null,
    };
    const ready = Boolean(this.#digits);
    const [main, name] = /** @type {Record<string, ["train" | "pause" | "resume", string]>} */ ({ running: ["pause", "cnn.pause"], testing: ["pause", "cnn.pause"], paused: ["resume", "cnn.resume"], done: ["train", "cnn.more"], loaded: ["train", "cnn.more"] })[status] ?? ["train", "cnn.train"];
    const own = Boolean(run?.trainer && !this.meta.attributes.width.choices?.includes(String(run.trainer.config.width)));
    return html`${head(this, t("cnn.title"))}
      ${this.#offer()}${this.#data()}${essentials(this, { busy: Boolean(run?.begun), own })}
      <div class="run controls"><button class="primary" ?disabled=${!ready || status === "starting" || status === "failed"} @click=${() => this.act(main)}>${t(name)}</button>
        <button ?disabled=${!ready || !["idle", "loaded", "paused"].includes(status)} @click=${() => this.act("step")}>${t("cnn.step")}</button>
        <button ?disabled=${status === "idle"} @click=${() => this.act("reset")}>${t("cnn.reset")}</button></div>
      ${progressView(run, this.read("epochs"))}<div class="hidden" role="status">${this.#said}</div>
      <div class="charts">${cnnCharts({ curve: run?.curve, epochs, goal: this.read("epochs"), base: this.read("base"), nats: this.nats })}</div>
      <p class="result">${result(this, run)}</p><p class="words">${words(this, run)}</p>
      ${this.#tabs(run)}${this.actions()}`;
  }
}
