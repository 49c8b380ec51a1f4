// Every setting of cnn-trainer: the presets and the essentials above the buttons, the rest behind a tab.
import { css, html, nothing } from "lit";
import { OPTIMIZERS, PRESETS as ENGINE } from "../train/config.js";
import { entry } from "./entry.js";
import { localised } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("./base.js").SurprisalElement} Widget */

/** The engine's own preset as attributes. */
const { optimizer: quick, batchSize } = ENGINE.fast;
/** What the presets set. @type {Record<string, Record<string, string>>} */
export const PRESETS = {
  course: { optimizer: "adadelta", "learning-rate": "0.001", cycle: "0", "batch-size": "128" },
  adadelta: { optimizer: "adadelta", "learning-rate": "1", cycle: "0", "batch-size": "128" },
  adam: { optimizer: "adam", "learning-rate": "0.001", cycle: "0", "batch-size": "128" },
  fast: { optimizer: quick.name, "learning-rate": String(quick.learningRate), cycle: String(quick.oneCycleSteps), "batch-size": String(batchSize) },
};
/** @type {Record<string, string>} */
const WIDTHS = { 0.125: "1/8", 0.25: "1/4", 0.5: "1/2", 1: "1" };
const AUGMENT = /** @type {const} */ (["shift", "rotate", "scale", "elastic"]);

/** What another of makes another network or another run. */
export const DECISIVE = new Set(["width", "optimizer", "learning-rate", "seed", "cycle", "batch-size", "workers", ...AUGMENT]);

/** @param {Widget} widget @returns {import("../train/config.js").TrainerOptions} */
export function optionsOf(widget) {
  const read = (/** @type {string} */ name) => widget.read(name);
  return {
    model: "course", width: Number(read("width")), seed: read("seed"), batchSize: read("batch-size"), workers: read("workers"),
    optimizer: { name: read("optimizer"), learningRate: read("learning-rate"), oneCycleSteps: read("cycle") },
    augment: Object.fromEntries(AUGMENT.map((name) => [name, read(name)])),
  };
}
/** The other way: what a loaded network is made of. @param {Widget} widget @param {import("../train/config.js").Config} config */
export function writeOptions(widget, { width, seed, batchSize, workers, optimizer, augment }) {
  if (width !== null && widget.meta.attributes.width.choices?.includes(String(width))) widget.write("width", width);
  const values = { seed, "batch-size": batchSize, workers, optimizer: optimizer.name, "learning-rate": optimizer.learningRate, cycle: optimizer.oneCycleSteps ?? 0, ...Object.fromEntries(AUGMENT.map((name) => [name, augment?.[name] ?? 0])) };
  for (const [name, value] of Object.entries(values)) widget.write(name, value);
}

/** @param {string} value @param {string} now @param {string} [text] */
const option = (value, now, text = value) => html`<option value=${value} ?selected=${value === now}>${text}</option>`;

/** @param {Widget} widget @param {{ busy: boolean, own: boolean }} state own: the network is none of the course's widths */
export function essentials(widget, { busy, own }) {
  const put = (/** @type {string} */ name) => (/** @type {any} */ e) => widget.write(name, e.target.value);
  const is = (/** @type {string} */ preset) => Object.entries(PRESETS[preset]).every(([name, text]) => widget.textOf(name) === text);
  const choose = (/** @type {string} */ preset) => () => { for (const [name, text] of Object.entries(PRESETS[preset])) widget.write(name, text); };
  const optimizer = (/** @type {any} */ e) => { widget.write("optimizer", e.target.value); widget.write("learning-rate", OPTIMIZERS[e.target.value].learningRate); widget.write("cycle", 0); };
  return html`<div class="field controls"><span id="preset">${t("cnn.preset")}</span><div class="segments" role="group" aria-labelledby="preset">
      ${Object.keys(PRESETS).map((p) => html`<button ?disabled=${busy} aria-pressed=${is(p) ? "true" : "false"} @click=${choose(p)}>${t(`cnn.preset.${p}`)}</button>`)}</div></div>
    <div class="settings controls">
      <label class="field"><span>${t("cnn.width")}</span><select name="width" ?disabled=${busy} @change=${put("width")}>${own ? html`<option selected>${t("cnn.width.own")}</option>` : nothing}${(widget.meta.attributes.width.choices ?? []).map((w) => option(w, own ? "" : widget.textOf("width"), WIDTHS[w]))}</select></label>
      <label class="field"><span>${t("cnn.optimizer")}</span><select name="optimizer" ?disabled=${busy} @change=${optimizer}>${Object.keys(OPTIMIZERS).map((name) => option(name, widget.textOf("optimizer"), t(`cnn.${name}`)))}</select></label>
      ${entry(widget, "learning-rate", t("cnn.rate"), { disabled: busy })}${entry(widget, "epochs", t("cnn.epochs"))}
    </div>`;
}

/** @param {Widget} widget @param {boolean} busy */
export function moreSettings(widget, busy) {
  const hint = (/** @type {string} */ key) => t(`cnn.settings.${key}.hint`, { tenth: localised(0.1, {}) });
  const some = { disabled: busy };
  return html`<p class="about" ?hidden=${!busy}>${t("cnn.settings.busy")}</p>
    <fieldset class="controls"><legend>${t("cnn.settings.run")}</legend><div class="entries">${entry(widget, "seed", t("cnn.seed"), some)}${entry(widget, "batch-size", t("cnn.settings.batch"), some)}
      ${entry(widget, "cycle", t("cnn.settings.cycle"), { ...some, hint: hint("cycle") })}${entry(widget, "workers", t("cnn.settings.workers"), some)}</div></fieldset>
    <fieldset class="controls"><legend>${t("cnn.settings.stop")}</legend><div class="entries">${entry(widget, "stop-accuracy", t("cnn.settings.accuracy"), { hint: hint("accuracy") })}${entry(widget, "stop-minutes", t("cnn.settings.minutes"), { hint: hint("minutes") })}</div></fieldset>
    <fieldset class="controls"><legend>${t("cnn.settings.augment")}</legend><div class="entries">${entry(widget, "shift", t("cnn.settings.shift"), some)}${entry(widget, "rotate", t("cnn.settings.rotate"), some)}
      ${entry(widget, "scale", t("cnn.settings.scale"), { ...some, hint: hint("scale") })}${entry(widget, "elastic", t("cnn.settings.elastic"), some)}</div></fieldset>`;
}

export const settingStyles = css`
  .settings { display: grid; gap: 0.75rem 1rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); margin-top: 0.75rem; align-items: start; }
  .segments { display: flex; flex-wrap: wrap; } .segments button { border-radius: 0; margin-inline-start: -1px; font-size: 0.875rem; }
  .segments button:first-of-type { border-radius: 0.375rem 0 0 0.375rem; margin: 0; } .segments button:last-of-type { border-radius: 0 0.375rem 0.375rem 0; }
  .segments button[aria-pressed="true"] { background: var(--surprisal-sunken); border-color: var(--surprisal-text); z-index: 1; position: relative; font-weight: 620; }
  @container (max-width: 34rem) { .segments { display: grid; grid-template-columns: 1fr 1fr; } .segments button, .segments button:first-of-type, .segments button:last-of-type { border-radius: 0; margin: 0 -1px -1px 0; padding: 0 0.25rem; } .settings { grid-template-columns: 1fr 1fr; } }
  [role="tabpanel"] fieldset { margin-top: 1rem; } [role="tabpanel"] legend { font-size: 0.875rem; font-weight: 560; color: var(--surprisal-text); margin-bottom: 0.5rem; }
  .entries { display: grid; gap: 0.75rem 1rem; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); align-items: start; }
`;
