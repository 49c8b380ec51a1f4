// <digit-pad for="id of a cnn-trainer">: write a digit and see what the network makes of it.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { frame } from "./digit-frame.js";
import { unitOf } from "./figure.js";
import { percent, short } from "./format.js";
import { t } from "./strings.js";

const SIDE = 280;
const CLASSES = Array.from({ length: 10 }, (_, i) => i);

export class DigitPad extends SurprisalElement {
  static tag = "digit-pad";
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { min-height: 26rem; }
    .two { display: grid; grid-template-columns: minmax(10rem, 17.5rem) minmax(0, 1fr); gap: 1rem 1.5rem; }
    @container (max-width: 34rem) { .two { grid-template-columns: 1fr; } .pad { max-width: 17.5rem; } }
    canvas { width: 100%; aspect-ratio: 1; display: block; border-radius: 0.5rem; background: #ffffff; box-shadow: inset 0 0 0 1px var(--surprisal-rule); touch-action: none; cursor: crosshair; }
    .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.75rem; }
  `];

  /** What the network sees: 28 × 28, 0 paper … 1 ink. @type {Float32Array | null} */
  #seen = null;
  /** @type {Float32Array | null} */
  #answer = null;
  #drawing = false;
  #asked = 0;
  #sample = 0;
  /** @type {[number, number] | null} */
  #last = null;

  /** The trainer whose network reads. @returns {any} */
  get reader() { return (this.textOf("for") && document.getElementById(this.textOf("for"))) || document.querySelector("cnn-trainer"); }
  get #canvas() { return /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas")); }
  get #context() { return /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d", { willReadFrequently: true })); }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("surprisal-change", this.#learned);
  }
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("surprisal-change", this.#learned);
  }
  /** The network has learned on: ask again. @param {Event} e */
  #learned = (e) => { if (e.target === this.reader && this.#seen) void this.#ask(); };

  /** @param {PointerEvent} e */
  #pen(e) {
    const c = this.#context;
    const box = this.#canvas.getBoundingClientRect();
    const at = /** @type {[number, number]} */ ([((e.clientX - box.left) / box.width) * SIDE, ((e.clientY - box.top) / box.height) * SIDE]);
    if (e.type === "pointerdown") { this.#drawing = true; this.#last = at; this.#canvas.setPointerCapture(e.pointerId); }
    if (!this.#drawing || !this.#last) return;
    c.strokeStyle = "#000000";
    c.lineWidth = 22;
    c.lineCap = c.lineJoin = "round";
    c.beginPath();
    c.moveTo(...this.#last);
    c.lineTo(at[0] + 0.01, at[1]);
    c.stroke();
    this.#last = at;
    if (e.type === "pointerup" || e.type === "pointercancel") {
      this.#drawing = false;
      const { data } = c.getImageData(0, 0, SIDE, SIDE);
      this.#seen = frame(Float32Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3] / 255), SIDE);
      void this.#ask();
    }
  }

  clear() {
    this.#context.clearRect(0, 0, SIDE, SIDE);
    this.#seen = this.#answer = null;
    this.requestUpdate();
  }

  /** A digit that the network was not trained on: the way in for those who do not draw. */
  async #take() {
    const test = (await this.reader?.digits())?.test;
    if (!test) return;
    this.#sample = (this.#sample + 7) % test.count;
    const image = test.images.subarray(this.#sample * 784, (this.#sample + 1) * 784);
    this.#seen = Float32Array.from(image, (/** @type {number} */ v) => v / 255);
    const small = new ImageData(28, 28);
    image.forEach((/** @type {number} */ v, /** @type {number} */ i) => { small.data[4 * i + 3] = v; });
    const bitmap = await createImageBitmap(small);
    this.#context.clearRect(0, 0, SIDE, SIDE);
    this.#context.drawImage(bitmap, 0, 0, SIDE, SIDE);
    await this.#ask();
  }

  async #ask() {
    const asked = ++this.#asked;
    const seen = this.#seen;
    if (!seen) return;
    const answer = await this.reader?.predict(seen).catch(() => null);
    if (asked !== this.#asked || this.#seen !== seen) return;
    this.#answer = answer ?? null;
    this.requestUpdate();
    await this.updateComplete;
    this.announce();
  }

  view() {
    const base = this.read("base");
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const answer = this.#answer;
    const best = answer ? answer.indexOf(Math.max(...answer)) : null;
    this.numbers = { best, probabilities: answer && Array.from(answer) };
    const entropy = answer ? engine.entropy(Float64Array.from(answer), { base, normalise: "auto" }) : 0;
    const words = !this.#seen ? t("pad.words.start") : !answer || best === null ? t("pad.words.untrained")
      : t("pad.words", { best, chance: percent(answer[best]), entropy: `${short(entropy, 3)} ${unitOf(base)}` });
    const spec = { kind: "bars", label: t("pad.chart"), summary: words, x: { title: t("pad.digit"), labels: CLASSES }, y: { title: "Q", min: 0, max: 1 }, series: [{ name: "Q", role: "q", mark: "dashed", values: answer ?? new Float32Array(10) }] };
    return html`<h3 class="title"><slot name="title">${t("pad.title")}</slot></h3>
      <div class="two"><div class="pad"><canvas width=${SIDE} height=${SIDE} role="img" aria-label=${t("pad.label")} @pointerdown=${this.#pen} @pointermove=${this.#pen} @pointerup=${this.#pen} @pointercancel=${this.#pen}></canvas>
        <div class="buttons controls"><button @click=${() => this.clear()}>${t("pad.clear")}</button><button @click=${() => this.#take()}>${t("pad.sample")}</button></div></div>
      <surprisal-chart .spec=${spec}></surprisal-chart></div>
      <p class="words" aria-live="polite">${words}</p>`;
  }
}
