// Digits as pictures: ink in the text's colour on the page's ground.
import { LitElement, css, html } from "lit";
import { coloursOf, watchScheme } from "./chart-theme.js";
import { theme } from "./theme.js";

const SIDE = 28;

export class Digits extends LitElement {
  static properties = { images: { attribute: false }, count: { type: Number }, columns: { type: Number }, label: {} };
  static styles = [theme, css`canvas { display: block; width: 100%; image-rendering: pixelated; }`];

  constructor() {
    super();
    /** @type {Uint8Array | null} [count, 28, 28], 0 paper … 255 ink */
    this.images = null;
    this.count = 20;
    this.columns = 20;
    this.label = "";
  }
  /** @type {(() => void) | undefined} */
  #unwatch;
  connectedCallback() { super.connectedCallback(); this.#unwatch = watchScheme(() => this.requestUpdate()); }
  disconnectedCallback() { super.disconnectedCallback(); this.#unwatch?.(); }

  updated() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
    const context = canvas.getContext("2d");
    if (!context || !this.images) return;
    const [ink, paper] = [coloursOf(this).text, coloursOf(this).ground].map((c) => (c.match(/[\d.]+/g) ?? []).map(Number));
    const picture = context.createImageData(canvas.width, canvas.height);
    for (let i = 0; i < this.count; i++) for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const x = (i % this.columns) * SIDE + (pixel % SIDE), y = Math.floor(i / this.columns) * SIDE + Math.floor(pixel / SIDE);
      const share = this.images[i * SIDE * SIDE + pixel] / 255;
      for (let c = 0; c < 3; c++) picture.data[4 * (y * canvas.width + x) + c] = paper[c] + share * (ink[c] - paper[c]);
      picture.data[4 * (y * canvas.width + x) + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
  }

  render() {
    const rows = Math.ceil(this.count / this.columns);
    return html`<canvas role="img" aria-label=${this.label} width=${this.columns * SIDE} height=${rows * SIDE} style="aspect-ratio: ${this.columns} / ${rows}"></canvas>`;
  }
}
if (!customElements.get("surprisal-digits")) customElements.define("surprisal-digits", Digits);
