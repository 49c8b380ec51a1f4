// What the trainer's network is made of and what it gets wrong: layers, confusion, the worst-surprised digits.
import { css, html, nothing } from "lit";
import { courseLayers, INPUT } from "../train/config.js";
import "./digits.js";
import { unitOf } from "./figure.js";
import { integer, percent, short } from "./format.js";
import { t } from "./strings.js";

const TRIED = 1000;
const WORST = 8;
const PIXELS = INPUT.height * INPUT.width;

/** Output shapes and parameter counts of the course's network. @param {number} width */
export function layersOf(width) {
  let { height, width: w, channels } = INPUT;
  let flat = 0;
  return courseLayers(width).map((layer) => {
    let parameters = 0;
    if (layer.type === "conv2d") {
      parameters = (layer.kernel ** 2 * channels + 1) * layer.filters;
      height -= layer.kernel - 1, w -= layer.kernel - 1, channels = layer.filters;
    } else if (layer.type === "maxPool2d") height = Math.floor(height / layer.size), w = Math.floor(w / layer.size);
    else if (layer.type === "flatten") flat = height * w * channels;
    else if (layer.type === "dense") parameters = (flat + 1) * layer.units, flat = layer.units;
    return { layer, shape: flat ? [flat] : [height, w, channels], parameters };
  });
}

/** @param {number} width */
export function layersTable(width) {
  const layers = layersOf(width);
  const name = (/** @type {any} */ l) => t(`cnn.layer.${l.type}`, { rate: l.rate }) + (l.type === "dense" ? `, ${t(`cnn.layer.${l.activation}`)}` : "");
  return html`<details class="more"><summary>${t("cnn.layers", { count: integer(layers.reduce((sum, l) => sum + l.parameters, 0)) })}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("cnn.layer")}><table><thead><tr><th scope="col">${t("cnn.layer")}</th><th scope="col">${t("cnn.layer.shape")}</th><th scope="col">${t("cnn.layer.parameters")}</th></tr></thead>
    <tbody>${layers.map(({ layer, shape, parameters }) => html`<tr><th scope="row">${name(layer)}</th><td>${shape.map(integer).join(" × ")}</td><td>${parameters ? integer(parameters) : "–"}</td></tr>`)}</tbody></table></div></details>`;
}

/** @param {number[][] | null | undefined} confusion [truth][answer] */
export function confusionTable(confusion) {
  if (!confusion) return nothing;
  const classes = confusion.map((_, i) => i);
  return html`<details class="more"><summary>${t("cnn.confusion")}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("cnn.confusion")}><table class="confusion"><thead><tr><th scope="col">${t("cnn.confusion.axis")}</th>${classes.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead>
    <tbody>${confusion.map((row, truth) => { const sum = row.reduce((a, b) => a + b, 0) || 1;
      return html`<tr><th scope="row">${truth}</th>${row.map((n, answer) => html`<td .style=${`--share: ${Math.round(100 * Math.sqrt(n / sum)) * 0.6}%`} data-role=${truth === answer ? "p" : "d"}>${n || "·"}</td>`)}</tr>`; })}</tbody></table></div></details>`;
}

/** @typedef {{ images: Uint8Array, says: { label: number, chance: number, nats: number }[] }} Worst */

/** The test digits whose label gets the least probability. @param {import("../train/trainer.js").Trainer} trainer @param {import("../train/data.js").DataSet} test @returns {Promise<Worst>} */
export async function findWorst(trainer, test) {
  const count = Math.min(TRIED, test.count);
  const answers = await trainer.predict(test.images.subarray(0, count * PIXELS));
  const order = Array.from({ length: count }, (_, i) => ({ i, label: test.labels[i], chance: answers[10 * i + test.labels[i]] })).sort((a, b) => a.chance - b.chance).slice(0, WORST);
  const images = new Uint8Array(order.length * PIXELS);
  order.forEach(({ i }, at) => images.set(test.images.subarray(i * PIXELS, (i + 1) * PIXELS), at * PIXELS));
  return { images, says: order.map(({ label, chance }) => ({ label, chance, nats: -Math.log(chance) })) };
}

/** @param {Worst | null} worst @param {any} base @param {number} nats in one unit */
export function worstDigits(worst, base, nats) {
  if (!worst) return nothing;
  return html`<details class="more"><summary>${t("cnn.worst")}</summary><ul class="worst">${worst.says.map((w, i) => {
    const says = t("cnn.worst.of", { label: w.label, chance: percent(w.chance, 2), surprise: short(w.nats / nats, 3), unit: unitOf(base) });
    return html`<li><surprisal-digits .images=${worst.images.subarray(i * PIXELS, (i + 1) * PIXELS)} .count=${1} .columns=${1} label=${says}></surprisal-digits>${says}</li>`;
  })}</ul></details>`;
}

export const detailStyles = css`
  .more { margin-top: 0.5rem; } .more > summary { display: inline-flex; align-items: center; font-size: 0.875rem; margin-inline-start: -0.375rem; min-height: 2rem; }
  .more .scroll { overflow-x: auto; max-width: 40rem; } .more table { width: 100%; white-space: nowrap; } .more th[scope="row"] { color: var(--surprisal-text); }
  .confusion td, .confusion th { text-align: center; padding: 0.25rem; min-width: 2rem; }
  .confusion td { --role: var(--surprisal-d); background: color-mix(in oklab, var(--role) var(--share), transparent); } .confusion td[data-role="p"] { --role: var(--surprisal-p); }
  .worst { list-style: none; margin: 0.5rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 0.75rem; font-size: 0.8125rem; color: var(--surprisal-muted); }
  .worst surprisal-digits { width: 4.5rem; box-shadow: 0 0 0 1px var(--surprisal-grid); margin-bottom: 0.25rem; }
`;
