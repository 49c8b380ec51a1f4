// Inside the network for one test digit: filters, what each layer makes of the digit, and what it predicts. Part of <cnn-trainer>.
import { part } from "./parts.js";
import { LitElement, css, html, nothing } from "lit";
import "./chart.js";
import { layerName } from "./cnn-layers.js";
import "./digits.js";
import "./entry.js";
import { unitOf } from "./figure.js";
import { integer, percent, short } from "./format.js";
import { t } from "./strings.js";
import { theme } from "./theme.js";

const PIXELS = 784;
const CLASSES = Array.from({ length: 10 }, (_, i) => i);

/** Channels last → one picture after the other. @param {Float32Array} values @param {number} area @param {number} count */
function apart(values, area, count) {
  const out = new Float32Array(values.length);
  for (let c = 0; c < count; c++) for (let i = 0; i < area; i++) out[c * area + i] = values[i * count + c];
  return out;
}
/** @param {Float32Array} values */
const largest = (values) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-30);

/** @typedef {{ image: Uint8Array, label: number, layer: number, filters: { values: Float32Array, shape: number[] } | null, maps: { values: Float32Array, shape: number[] }, chances: Float32Array }} Seen */

export class Inside extends LitElement {
  static properties = { trainer: { attribute: false }, learned: { type: Boolean }, version: { type: Number }, test: { attribute: false }, digit: { type: Number }, layer: { type: Number }, base: { attribute: false }, nats: { type: Number }, seen: { state: true } };
  static styles = [theme, css`
    :host { container-type: inline-size; }
    .choose { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: end; } .choose > button { min-width: 2.5rem; padding: 0; } surprisal-entry { width: 6rem; }
    .two { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 1rem 1.5rem; margin-top: 1rem; align-items: start; } .two surprisal-chart { --chart-height: 11; }
    .framed { box-shadow: 0 0 0 1px var(--surprisal-grid); }
    .pictures { display: grid; gap: 1.25rem 2rem; margin-top: 1.25rem; grid-template-columns: minmax(8rem, 1fr) minmax(0, 2.5fr); align-items: start; } h4 { font-size: 0.875rem; font-weight: 560; margin: 0 0 0.5rem; } .pictures div { min-width: 0; }
    .about { font-size: 0.875rem; color: var(--surprisal-muted); }
    @container (max-width: 34rem) { .two { grid-template-columns: 6rem minmax(0, 1fr); } .pictures { grid-template-columns: 1fr; } .filters { max-width: 16rem; } }
  `];
  constructor() {
    super();
    /** @type {import("../train/trainer.js").Trainer | null} */
    this.trainer = null;
    this.learned = false;
    /** Moves on whenever the weights have. */
    this.version = 0;
    /** @type {import("../train/data.js").DataSet | null} */
    this.test = null;
    this.digit = this.layer = 0;
    /** @type {any} */
    this.base = "nats";
    this.nats = 1;
    /** @type {Seen | null} */
    this.seen = null;
  }
  #looking = false;
  #again = false;

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (["trainer", "learned", "version", "test", "digit", "layer"].some((name) => changed.has(name))) void this.look();
  }

  /** Asks the network; what is asked meanwhile is asked once more at the end. */
  async look() {
    if (this.#looking) return void (this.#again = true);
    const { trainer, test, learned } = this;
    if (!trainer || !test || !learned) return void (this.seen = null);
    this.#looking = true;
    try {
      const i = Math.min(this.digit, test.count - 1);
      const layer = Math.min(this.layer, trainer.config.layers.length - 1);
      const image = test.images.slice(i * PIXELS, (i + 1) * PIXELS);
      const first = trainer.description.tensors[0];
      const [chances, maps, filters] = await Promise.all([trainer.predict(image), trainer.activations(image, layer), first.shape.length === 4 ? trainer.weights(first.name) : null]);
      if (trainer === this.trainer) this.seen = { image, label: test.labels[i], layer, filters, maps, chances };
    } catch {
      this.seen = null; // the trainer is gone
    }
    this.#looking = false;
    if (this.#again) {
      this.#again = false;
      void this.look();
    }
  }

  /** @param {"digit" | "layer"} name @param {number} value */
  #choose(name, value) { this.dispatchEvent(new CustomEvent("choose", { detail: { name, value } })); }

  /** @param {Seen} seen */
  #pictures({ filters, maps, layer }) {
    const [height, width, channels] = maps.shape;
    const flat = height * width === 1;
    const name = layerName(/** @type {any} */ (this.trainer).config.layers[layer]);
    const says = flat ? t("cnn.inside.row", { layer: name, count: integer(channels) }) : t("cnn.inside.maps", { layer: name, count: channels, height, width });
    const columns = flat ? (channels > 512 ? 64 : Math.min(channels, 32)) : Math.min(channels, channels > 32 ? 10 : channels > 8 ? 8 : 4);
    const filterCount = filters?.shape[3] ?? 0, side = filters?.shape[0] ?? 0;
    const filterSays = t("cnn.inside.filters", { count: filterCount, size: side });
    return html`<div class="pictures">${filters && filters.shape[2] === 1 ? html`<div class="filters"><h4>${filterSays}</h4><surprisal-digits .images=${apart(filters.values, side * side, filterCount)} .most=${largest(filters.values)} .count=${filterCount}
        .columns=${filterCount > 8 ? 8 : 4} .height=${side} .width=${side} .gap=${1} label=${filterSays}></surprisal-digits></div>` : nothing}
      <div><h4>${says}</h4><surprisal-digits class="framed" .images=${flat ? maps.values : apart(maps.values, height * width, channels)} .most=${largest(maps.values)} .count=${channels} .columns=${columns} .height=${flat ? 1 : height} .width=${flat ? 1 : width} .gap=${flat ? 0 : 1} label=${says}></surprisal-digits></div></div>`;
  }

  render() {
    const { trainer, test, seen } = this;
    if (!trainer || !test || !this.learned) return html`<p class="about">${t("cnn.inside.none")}</p>`;
    const last = test.count - 1, at = Math.min(this.digit, last);
    const check = (/** @type {string} */ text) => { const n = Number(text); if (text === "" || !Number.isInteger(n) || n < 0 || n > last) throw new Error(t("error.integer", { min: 0, max: last, text })); };
    const layers = trainer.config.layers;
    const best = seen ? seen.chances.indexOf(Math.max(...seen.chances)) : 0;
    const chance = seen?.chances[seen.label] ?? 1;
    const words = seen ? t("cnn.inside.words", { label: seen.label, best, chance: percent(chance, 2), surprise: short(-Math.log(chance) / this.nats, 3), unit: unitOf(this.base) }) : "";
    const spec = seen && { kind: "bars", label: t("cnn.inside.chart"), summary: words, animate: false, patient: true, x: { title: t("cnn.inside.axis"), labels: CLASSES }, y: { title: t("cnn.inside.probability"), min: 0, max: 1 },
      series: [{ name: "P", role: "p", mark: "solid", nameAt: "peak", values: CLASSES.map((c) => Number(c === seen.label)) }, { name: "Q", role: "q", mark: "dashed", values: Array.from(seen.chances), nameAt: "peak" }] };
    return html`<div class="choose controls"><surprisal-entry label=${t("cnn.inside.digit")} .value=${String(at)} .check=${check} @entry=${(/** @type {CustomEvent} */ e) => this.#choose("digit", Number(e.detail))}></surprisal-entry>
      <button aria-label=${t("cnn.inside.before")} ?disabled=${at === 0} @click=${() => this.#choose("digit", at - 1)}>←</button><button aria-label=${t("cnn.inside.next")} ?disabled=${at === last} @click=${() => this.#choose("digit", at + 1)}>→</button>
      <label class="field"><span>${t("cnn.inside.layer")}</span><select @change=${(/** @type {any} */ e) => this.#choose("layer", Number(e.target.value))}>${layers.map((layer, i) => html`<option value=${i} ?selected=${i === Math.min(this.layer, layers.length - 1)}>${i + 1}: ${layerName(layer)}</option>`)}</select></label></div>
      ${seen ? html`<div class="two"><surprisal-digits class="framed" .images=${seen.image} .count=${1} .columns=${1} label=${t("cnn.inside.is", { label: seen.label })}></surprisal-digits><surprisal-chart .spec=${spec} .legend=${false}></surprisal-chart></div>
        <p class="words">${words}</p>${this.#pictures(seen)}` : nothing}`;
  }
}
part("surprisal-inside", Inside);
