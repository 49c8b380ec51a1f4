// <digit-sheet seed columns>: a contact sheet of the digits that the engine draws.
import { css, html } from "lit";
import { loadEngine } from "../core/loader.js";
import { drawDigits } from "../train/data.js";
import { SurprisalElement } from "./base.js";
import "./digits.js";
import { blobOf } from "./export.js";
import { t } from "./strings.js";

const CLASSES = 10;
const PIXELS = 784;
const MOST_SEED = 2 ** 32 - 1;

export class DigitSheet extends SurprisalElement {
  static tag = "digit-sheet";
  static files = /** @type {any} */ (["PNG", "CSV"]);
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { min-height: 20rem; --narrow: 37rem; --middle: 35rem; --wide: 41rem; }
    .sheet { box-shadow: 0 0 0 1px var(--surprisal-grid); }
    .settings { display: flex; flex-wrap: wrap; align-items: end; gap: 0.75rem; margin-top: 0.75rem; }
    .settings input { width: 7.5rem; }
    .narrow { display: none; }
    @container (max-width: 34rem) { .wide { display: none; } .narrow { display: block; } }
  `];

  /** @type {import("../core/engine.js").Engine | null} */
  #drawer = null;

  async prepare() { this.#drawer = await loadEngine("training"); }

  /** Row by row, a class a row. @param {number} seed @param {number} columns */
  #draw(seed, columns) {
    const { images, labels, count } = drawDigits(/** @type {import("../core/engine.js").Engine} */ (this.#drawer), { count: CLASSES * columns, seed });
    const sheet = new Uint8Array(images.length);
    const next = new Array(CLASSES).fill(0);
    for (let i = 0; i < count; i++) sheet.set(images.subarray(i * PIXELS, (i + 1) * PIXELS), (labels[i] * columns + next[labels[i]]++) * PIXELS);
    return sheet;
  }

  /** The sheet, pixel by pixel, in the colours that it has on the page. */
  async toPNG() {
    const sheets = [...this.renderRoot.querySelectorAll("surprisal-digits")].map((sheet) => /** @type {any} */ (sheet).shadowRoot.querySelector("canvas"));
    return blobOf(sheets.find((canvas) => canvas.checkVisibility()) ?? sheets[0]);
  }

  view() {
    const [seed, columns] = [this.read("seed"), this.read("columns")];
    this.numbers = { seed, count: CLASSES * columns };
    const sheet = (/** @type {string} */ name, /** @type {number} */ across) => html`<surprisal-digits class="sheet ${name}" .images=${this.#draw(seed, across)} .count=${CLASSES * across} .columns=${across} label=${t("sheet.label", { count: CLASSES * across })}></surprisal-digits>`;
    return html`<h3 class="title"><slot name="title">${t("sheet.title")}</slot></h3>
      ${sheet("wide", columns)}${sheet("narrow", Math.min(10, columns))}
      <div class="settings controls"><label class="field"><span>${t("sheet.seed")}</span><input type="text" inputmode="numeric" .value=${this.textOf("seed")} @change=${(/** @type {any} */ e) => this.write("seed", e.target.value.trim())}></label>
        <button @click=${() => this.write("seed", seed === MOST_SEED ? 0 : seed + 1)}>${t("sheet.redraw")}</button></div>
      <p class="words">${t("sheet.words")}</p>
      ${this.actions()}`;
  }
}
