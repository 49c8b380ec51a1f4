// Small pictures side by side: digits as ink on paper, feature maps, filters whose weights have a sign.
import { LitElement, css, html } from "lit";
import { coloursOf, watchScheme } from "./chart-theme.js";
import { part } from "./parts.js";
import { theme } from "./theme.js";

const SIDE = 28;

/** "rgb(1, 2, 3)" in numbers. @param {string} colour */
const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);

export class Digits extends LitElement {
  static properties = { images: { attribute: false }, count: { type: Number }, columns: { type: Number }, label: {}, height: { type: Number }, width: { type: Number }, most: { type: Number }, gap: { type: Number } };
  static styles = [theme, css`canvas { display: block; width: 100%; image-rendering: pixelated; }`];

  constructor() {
    super();
    /** [count, height, width]; 0 is paper, `most` is ink, below 0 the accent's colour @type {Uint8Array | Float32Array | null} */
    this.images = null;
    this.count = 20;
    this.columns = 20;
    this.label = "";
    this.height = SIDE;
    this.width = SIDE;
    this.most = 255;
    /** Pixels between the pictures. */
    this.gap = 0;
  }
  /** @type {(() => void) | undefined} */
  #unwatch;
  connectedCallback() { super.connectedCallback(); this.#unwatch = watchScheme(() => this.requestUpdate()); }
  disconnectedCallback() { super.disconnectedCallback(); this.#unwatch?.(); }

  updated() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
    const context = canvas.getContext("2d");
    if (!context || !this.images) return;
    const { text, ground, accent } = coloursOf(this);
    const [ink, paper, below] = [text, ground, accent].map(parts);
    const picture = context.createImageData(canvas.width, canvas.height);
    const size = this.width * this.height;
    for (let i = 0; i < this.count; i++) for (let pixel = 0; pixel < size; pixel++) {
      const x = (i % this.columns) * (this.width + this.gap) + (pixel % this.width), y = Math.floor(i / this.columns) * (this.height + this.gap) + Math.floor(pixel / this.width);
      const share = Math.max(-1, Math.min(1, this.images[i * size + pixel] / this.most));
      const to = 4 * (y * canvas.width + x), colour = share < 0 ? below : ink;
      for (let c = 0; c < 3; c++) picture.data[to + c] = paper[c] + Math.abs(share) * (colour[c] - paper[c]);
      picture.data[to + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
  }

  render() {
    const rows = Math.ceil(this.count / this.columns);
    const [w, h] = [this.columns * (this.width + this.gap) - this.gap, rows * (this.height + this.gap) - this.gap];
    return html`<canvas role="img" aria-label=${this.label} width=${w} height=${h} .style=${`aspect-ratio: ${w} / ${h}`}></canvas>`;
  }
}
part("surprisal-digits", Digits);
