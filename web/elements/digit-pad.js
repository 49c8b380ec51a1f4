// <digit-pad for="id of a cnn-trainer" network label base>: write a digit and see what a network makes of it.
import { css, html, nothing } from "lit";
import { loadEngine } from "../core/loader.js";
import { drawDigits } from "../train/data.js";
import { turn } from "../train/turn.js";
import { READY } from "../train/ready.js";
import { SurprisalElement } from "./base.js";
import { controlStyles, head } from "./controls.js";
import "./chart.js";
import { coloursOf, watchScheme } from "./chart-theme.js";
import { SIDE } from "./digit-frame.js";
import { Ink } from "./digit-ink.js";
import { padStyles } from "./digit-pad-styles.js";
import { pictureOf } from "./digit-picture.js";
import { Asker, readyNetwork } from "./digit-reader.js";
import { onFiles } from "./handed-over.js";
import "./digits.js";
import { brief, figureStyles, unitOf } from "./figure.js";
import { fixed, integer, percent, short } from "./format.js";
import { t } from "./strings.js";

const PIXELS = SIDE * SIDE;
const CLASSES = Array.from({ length: 10 }, (_, i) => i);
const PEN = 22 / 280; // of the pad's side: in a digit that fills it, about MNIST's own width
const SAMPLES_SEED = 11;
const LEAST_NATS = 103; // the surprisal of the smallest probability that 32 bits hold, rounded down
/** What a key or a button does to the drawing. @type {Record<string, { key: string, sign: string, by: Partial<import("./digit-frame.js").Nudge> }>} */
const NUDGES = {
  left: { key: "ArrowLeft", sign: "←", by: { x: -1 } }, right: { key: "ArrowRight", sign: "→", by: { x: 1 } }, up: { key: "ArrowUp", sign: "↑", by: { y: -1 } }, down: { key: "ArrowDown", sign: "↓", by: { y: 1 } },
  back: { key: "<", sign: "↺", by: { turn: -5 } }, turn: { key: ">", sign: "↻", by: { turn: 5 } }, smaller: { key: "-", sign: "−", by: { size: 1 / 1.06 } }, larger: { key: "+", sign: "+", by: { size: 1.06 } },
};
/** The same keys without Shift. @type {Record<string, string>} */
const ALSO = { ",": "<", ".": ">", "=": "+", "_": "-", "−": "-" };

/** [28, 28] of 0 … 1 as bytes. @param {Float32Array} image */
const bytesOf = (image) => Uint8Array.from(image, (v) => Math.round(255 * v));

/** @typedef {{ best: number | null, probabilities: number[] | null, entropy: number | null, surprisals: number[] | null, label: number | null,
 *   crossEntropy: number | null, network: "ready" | "trainer" }} Measured entropy and the rest in the chosen unit */

export class DigitPad extends SurprisalElement {
  static tag = "digit-pad";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, padStyles];

  #ink = new Ink();
  /** What the network is shown now. @type {Float32Array | null} */
  #seen = null;
  /** @type {Float32Array | null} */
  #answer = null;
  #problem = "";
  /** The pointer that draws. @type {number | null} */
  #pointer = null;
  /** Ten digits, one of each class in order. @type {{ images: Uint8Array, page: number } | null} */
  #samples = null;
  /** The sample that was taken last, as page and class. */
  #taken = "";
  #frame = 0;
  #asker = new Asker((image) => this.#network(image), (answer, problem) => this.#told(answer, problem));
  /** @type {(() => void) | undefined} */
  #unwatch;
  #ignore = () => {};

  /** The trainer of this page whose network can read. @returns {any} */
  get reader() { return (this.textOf("for") && document.getElementById(this.textOf("for"))) || document.querySelector("cnn-trainer"); }
  get #usesTrainer() { return this.read("network") === "trainer" && Boolean(this.reader); }
  get #canvas() { return /** @type {HTMLCanvasElement | null} */ (this.renderRoot.querySelector(".board canvas")); }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("surprisal-change", this.#learned);
    this.#unwatch = watchScheme(() => this.#paint());
    this.#ignore = onFiles(this, /\.(png|jpe?g)$/i, ([file]) => this.show(file));
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("surprisal-change", this.#learned);
    this.#unwatch?.();
    this.#ignore();
  }
  async prepare() {
    readyNetwork().catch((error) => this.#told(null, error)); // on its way while the reader looks
    await this.#turnTo(0);
  }
  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before !== now && (name === "network" || name === "for") && this.hasUpdated) this.#ask();
  }
  /** The network above has learned on. @param {Event} e */
  #learned = (e) => {
    if (e.target !== this.reader) return;
    if (this.textOf("network") === "trainer") this.#ask();
    else void turn().then(() => this.requestUpdate()); // what the network above draws comes first
  };

  /** @param {number} page */
  async #turnTo(page) {
    const { images, labels } = drawDigits(await loadEngine("training"), { count: 10, seed: SAMPLES_SEED, first: 10 * page });
    const sorted = new Uint8Array(images.length);
    labels.forEach((label, i) => sorted.set(images.subarray(i * PIXELS, (i + 1) * PIXELS), label * PIXELS));
    this.#samples = { images: sorted, page };
    this.requestUpdate();
  }

  // ---- what the reader does ---------------------------------------------------------------------

  /** @param {PointerEvent} e @returns {import("./digit-ink.js").Point} */
  #point(e) {
    const box = /** @type {HTMLCanvasElement} */ (this.#canvas).getBoundingClientRect();
    const pressure = e.pointerType === "pen" && e.pressure > 0 ? 0.45 + 1.1 * e.pressure : 1;
    return { x: (e.clientX - box.left) / box.width, y: (e.clientY - box.top) / box.height, width: PEN * pressure };
  }
  /** @param {PointerEvent} e */
  #pen(e) {
    if (e.type === "pointerdown") {
      if (this.#pointer !== null || e.button !== 0 || !e.isPrimary) return;
      this.#pointer = e.pointerId;
      /** @type {HTMLElement} */ (e.currentTarget).setPointerCapture(e.pointerId);
      this.#ink.begin(this.#point(e));
    } else if (e.pointerId !== this.#pointer) return;
    else if (e.type === "pointermove") {
      const all = e.getCoalescedEvents?.() ?? [];
      this.#ink.extend((all.length ? all : [e]).map((one) => this.#point(one)));
    } else this.#pointer = null;
    this.#changed();
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.altKey) return;
    const control = e.ctrlKey || e.metaKey;
    const key = ALSO[e.key] ?? e.key;
    const nudge = Object.values(NUDGES).find((n) => n.key === key);
    if (control && key.toLowerCase() === "z") this.#undo();
    else if (control) return;
    else if (nudge) this.#nudge(nudge.by, e.shiftKey && key.startsWith("Arrow") ? 4 : 1);
    else if (key === "Escape") { this.#ink.restore(); this.#changed(); }
    else if (key === "Delete" || key === "Backspace") this.clear();
    else if (/^\d$/.test(key)) void this.#take(Number(key));
    else return;
    e.preventDefault();
  }

  /** @param {Partial<import("./digit-frame.js").Nudge>} by @param {number} [times] */
  #nudge({ x = 0, y = 0, ...rest }, times = 1) {
    this.#ink.nudge({ x: x * times, y: y * times, ...rest });
    this.#changed();
  }
  #undo() {
    this.#ink.undo();
    this.#changed();
  }
  clear() {
    this.#ink.clear();
    this.#changed();
  }
  /** The sample of a class; asked for again, the next one. @param {number} label */
  async #take(label) {
    if (this.#samples && this.#taken === `${this.#samples.page}/${label}`) await this.#turnTo(this.#samples.page + 1);
    if (!this.#samples) return;
    this.#taken = `${this.#samples.page}/${label}`;
    this.#ink.take(Float32Array.from(this.#samples.images.subarray(label * PIXELS, (label + 1) * PIXELS), (v) => v / 255));
    this.write("label", String(label));
    this.#changed();
  }

  /** Takes a picture of a digit in place of the drawing. @param {Blob} blob */
  async show(blob) {
    try {
      const picture = await pictureOf(blob);
      if (!picture) throw new Error(t("pad.picture.empty"));
      this.#taken = "";
      this.#ink.take(picture);
      this.write("label", "");
      this.#changed();
    } catch (error) {
      this.#told(null, new Error(t("pad.picture.refused", { message: /** @type {Error} */ (error).message })));
    }
  }

  /** The drawing is another: shown and read at the next frame. */
  #changed() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#seen = this.#ink.seen();
      this.#paint();
      if (!this.#seen) { this.#answer = null; this.#problem = ""; this.#asker.forget(); }
      this.requestUpdate();
      this.#ask();
    });
  }
  #paint() {
    const canvas = this.#canvas;
    const c = canvas?.getContext("2d");
    if (!canvas || !c) return;
    c.clearRect(0, 0, canvas.width, canvas.height);
    this.#ink.paint(c, canvas.width, coloursOf(this).text);
  }

  // ---- what the network says --------------------------------------------------------------------

  /** @param {Float32Array} image @returns {Promise<Float32Array | null>} */
  async #network(image) { return this.#usesTrainer ? this.reader.predict(image) : (await readyNetwork()).predict(image); }
  #ask() {
    if (this.#seen) void this.#asker.ask(this.#seen);
    else this.requestUpdate();
  }
  /** @param {Float32Array | null} answer @param {unknown} problem */
  #told(answer, problem) {
    this.#answer = this.#seen && answer;
    this.#problem = problem ? /** @type {Error} */ (problem).message : "";
    this.requestUpdate();
    if (this.#pointer === null && this.#seen) void this.updateComplete.then(() => this.announce());
  }

  // ---- what is shown ----------------------------------------------------------------------------

  /** @returns {Measured} */
  #measure() {
    const base = this.read("base");
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const Q = this.#answer && Float64Array.from(this.#answer);
    const options = { base, normalise: /** @type {const} */ ("auto") };
    const label = this.read("label") === "" ? null : Number(this.read("label"));
    const surprisals = Q && CLASSES.map((k) => engine.crossEntropy(CLASSES.map((j) => Number(j === k)), Q, options));
    return {
      best: Q ? Q.indexOf(Math.max(...Q)) : null, probabilities: Q && Array.from(Q), entropy: Q && engine.entropy(Q, options),
      surprisals, label, crossEntropy: surprisals && label !== null ? surprisals[label] : null, network: this.#usesTrainer ? "trainer" : "ready",
    };
  }

  #readers() {
    const trainer = this.reader;
    const now = this.#usesTrainer;
    const says = now ? (trainer.numbers?.step ? t("pad.by.trained", { steps: integer(trainer.numbers.step) }) : t("pad.by.untrained")) : t("pad.by.ready", { accuracy: percent(READY.testAccuracy, 1) });
    const choice = (/** @type {string} */ name, /** @type {boolean} */ pressed) => html`<button aria-pressed=${pressed} @click=${() => this.write("network", name)}>${t(`pad.network.${name}`)}</button>`;
    return html`<div class="readers">${trainer ? html`<span class="muted" id="readers">${t("pad.network")}</span><div class="segments controls" role="group" aria-labelledby="readers">${choice("ready", !now)}${choice("trainer", now)}</div>` : nothing}<span class="muted">${says}</span></div>`;
  }

  #board() {
    const seen = this.#seen;
    const nudge = (/** @type {[string, typeof NUDGES[string]]} */ [name, { sign, by }]) => html`<button aria-label=${t(`pad.nudge.${name}`)} title=${t(`pad.nudge.${name}`)} ?disabled=${!seen} @click=${() => this.#nudge(by)}>${sign}</button>`;
    return html`<div class="left"><div class="board" tabindex="0" role="application" aria-roledescription=${t("pad.role")} aria-label=${t("pad.label")} aria-describedby="keys"
        @keydown=${this.#key} @pointerdown=${this.#pen} @pointermove=${this.#pen} @pointerup=${this.#pen} @pointercancel=${this.#pen} @contextmenu=${(/** @type {Event} */ e) => e.preventDefault()}>
        <canvas width="560" height="560" aria-hidden="true"></canvas>${this.#ink.empty ? html`<span class="hint" aria-hidden="true">${t("pad.here")}</span>` : nothing}</div>
      <div class="tools controls"><button ?disabled=${!this.#ink.canUndo} @click=${() => this.#undo()}>${t("pad.undo")}</button><button ?disabled=${this.#ink.empty} @click=${() => this.clear()}>${t("pad.clear")}</button>
        <div class="seen"><surprisal-digits .images=${seen ? bytesOf(seen) : new Uint8Array(PIXELS)} .count=${1} .columns=${1} label=${t("pad.seen")}></surprisal-digits><span class="muted">${t("pad.seen")}</span></div></div>
      <div class="nudges controls" role="group" aria-label=${t("pad.nudge")}>${Object.entries(NUDGES).map(nudge)}</div>
      <p class="keys muted" id="keys">${t("pad.keys")}</p></div>`;
  }

  #sampleStrip() {
    const samples = this.#samples;
    return html`<div class="samples controls"><span class="muted">${t("pad.samples")}</span><div class="strip">${CLASSES.map((k) => html`<button aria-label=${t("pad.sample", { digit: k })} ?disabled=${!samples} @click=${() => this.#take(k)}>
      <surprisal-digits .images=${samples?.images.subarray(k * PIXELS, (k + 1) * PIXELS) ?? null} .count=${1} .columns=${1} aria-hidden="true"></surprisal-digits></button>`)}</div>
      <button class="quiet" ?disabled=${!samples} @click=${() => this.#turnTo((samples?.page ?? 0) + 1)}>${t("pad.others")}</button></div>`;
  }

  /** The ready network's card. @param {any} base */
  #about(base) {
    const loss = short(READY.testLoss / this.#nats, 3);
    return html`<details class="about"><summary>${t("pad.about")}</summary><p>${t("pad.about.text", { parameters: integer(READY.parameters), size: `${integer(READY.bytes / 1000)} kB`, accuracy: percent(READY.testAccuracy, 2), loss, unit: unitOf(base) })}</p>
      <p>${t("pad.about.command", { seed: READY.seed })}</p><pre tabindex="0"><code>${READY.command}</code></pre></details>`;
  }

  /** The label that the reader meant, and how surprised the network would be by each. @param {Measured} n @param {any} base */
  #labels(n, base) {
    const says = (/** @type {number} */ h) => (h === Infinity ? `> ${integer(LEAST_NATS / this.#nats)}` : h < 0.01 ? `< ${fixed(0.01, 2)}` : fixed(h, h < 10 ? 2 : 1));
    return html`<fieldset class="labels controls"><legend>${t("pad.meant", { unit: unitOf(base) })}</legend><div class="ten">${CLASSES.map((k) => html`<label data-best=${k === n.best}>
      <input type="radio" name="label" value=${k} .checked=${k === n.label} @change=${() => this.write("label", String(k))} @click=${(/** @type {Event} */ e) => { if (k === n.label && /** @type {any} */ (e).detail > 0) this.write("label", ""); }}>
      <b>${k}</b><span>${n.surprisals ? says(n.surprisals[k]) : "–"}</span></label>`)}</div></fieldset>`;
  }
  /** Nats in one chosen unit. */
  get #nats() {
    const half = Float64Array.of(0.5, 0.5), engine = /** @type {any} */ (this.engine);
    return engine.entropy(half) / engine.entropy(half, { base: this.read("base") });
  }

  /** @param {Measured} n @param {any} base */
  #figures(n, base) {
    const figure = (/** @type {unknown} */ name, /** @type {number | null} */ value, /** @type {string} */ note) => html`<div class="figure"><dt>${name}</dt><dd><span class="large">${value === null ? "–" : brief(value, 3)}</span> <span class="muted">${value === null ? "" : unitOf(base)}</span><div class="note">${note}</div></dd></div>`;
    return html`<dl>${figure(html`<span class="q">H(Q)</span> ${t("pad.entropy")}`, n.entropy, t("pad.entropy.note"))}
      ${figure(html`<span class="d">H(P, Q)</span> ${t("pad.crossEntropy")}`, n.crossEntropy, n.label === null ? t("pad.crossEntropy.none") : t("pad.crossEntropy.note", { label: n.label }))}</dl>`;
  }

  /** @param {Measured} n @param {any} base */
  #words(n, base) {
    if (this.#problem) return t("pad.words.failed", { message: this.#problem });
    if (!this.#seen) return t("pad.words.start");
    if (!n.probabilities || n.best === null || n.entropy === null) return t(this.#usesTrainer ? "pad.words.untrained" : "pad.words.waiting");
    const chance = n.probabilities[n.best];
    const sure = chance > 0.9999;
    const together = (/** @type {string} */ text) => text.replaceAll(" ", "\u00a0");
    return t(sure ? "pad.words.sure" : "pad.words", { best: n.best, chance: percent(sure ? 0.9999 : chance, chance > 0.99 ? 2 : 1), entropy: together(`${short(n.entropy, 3)} ${unitOf(base)}`) });
  }

  view() {
    const base = this.read("base");
    const n = this.#measure();
    this.numbers = n;
    const words = this.#words(n, base);
    const target = n.label === null ? [] : [{ name: t("pad.series.p"), role: "p", mark: "solid", values: CLASSES.map((k) => Number(k === n.label)) }];
    const spec = { kind: "bars", label: t("pad.chart"), summary: words, animate: false, x: { title: t("pad.digit"), labels: CLASSES }, y: { title: t("ce.probability"), min: 0, max: 1 },
      series: [...target, { name: t("pad.series.q"), role: "q", mark: "dashed", values: n.probabilities ?? new Float32Array(10) }] };
    return html`${head(this, t("pad.title"))}
      ${this.#readers()}
      <div class="two">${this.#board()}
        <div class="right"><p class="words">${words}</p><div class="hidden" role="status">${this.#pointer === null && this.#seen ? words : ""}</div>
          <surprisal-chart .spec=${spec}></surprisal-chart>
          ${this.#labels(n, base)}${this.#figures(n, base)}</div></div>
      ${this.#sampleStrip()}
      ${this.#about(base)}
      ${this.actions()}`;
  }
  /** @param {Map<PropertyKey, unknown>} properties */
  updated(properties) {
    super.updated(properties);
    this.#paint();
  }
}
