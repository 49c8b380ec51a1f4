// The course's network as a row of layers: what each gives to the next, and how much there is to learn in it.
import { css, html, svg } from "lit";
import { courseLayers, INPUT } from "../train/config.js";
import { integer, localised } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("../train/config.js").Layer} Layer */
/** @typedef {{ layer: Layer, shape: number[], parameters: number }} Described */

/** Output shapes and parameter counts. @param {Layer[]} layers @returns {Described[]} */
export function describe(layers) {
  let { height, width: w, channels } = INPUT;
  let flat = 0;
  return layers.map((layer) => {
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
/** Of the course's network. @param {number} width */
export const layersOf = (width) => describe(courseLayers(width));

/** @param {Layer} layer */
export function layerName(layer) {
  const l = /** @type {any} */ (layer);
  return t(`cnn.layer.${l.type}`, { ...l, rate: localised(l.rate ?? 0, {}), activation: l.activation && t(`cnn.activation.${l.activation}`) });
}

const BOX = 72;
/** Sheets one behind the other for maps, a column for a list: sizes as roots, so that 26 × 26 × 8 and 10 both can be seen. @param {number[]} shape */
function picture(shape) {
  if (shape.length === 1) {
    const length = 8 + 7 * Math.log2(shape[0]);
    return svg`<rect x=${BOX / 2 - 5} y=${BOX - Math.min(BOX - 2, length)} width="10" height=${Math.min(BOX - 2, length)} rx="1"/>`;
  }
  const [height, , channels] = shape;
  const side = 8 + 1.25 * height, sheets = channels === 1 ? 1 : Math.min(9, 1 + Math.round(Math.log2(channels) * 1.3));
  const shift = Math.min(3.2, (BOX - 2 - side) / Math.max(1, sheets - 1));
  return Array.from({ length: sheets }, (_, i) => svg`<rect x=${1 + (sheets - 1 - i) * shift + Math.max(0, (BOX - side - (sheets - 1) * shift) / 2)} y=${BOX - 1 - side - (sheets - 1 - i) * shift} width=${side} height=${side} rx="1"/>`);
}

/** @param {Layer[]} layers */
export function layersDiagram(layers) {
  const described = describe(layers);
  const block = (/** @type {string} */ name, /** @type {number[]} */ shape, /** @type {string} */ learns) => html`<li><svg viewBox="0 0 ${BOX} ${BOX}" aria-hidden="true">${picture(shape)}</svg>
    <div><b>${name}</b><span>${shape.map(integer).join(" × ")}</span><small>${learns}</small></div></li>`;
  return html`<p class="about">${t("cnn.layers", { count: integer(described.reduce((sum, l) => sum + l.parameters, 0)) })}</p>
    <ol class="layers">${block(t("cnn.layer.input"), [INPUT.height, INPUT.width, INPUT.channels], "")}
    ${described.map(({ layer, shape, parameters }) => block(layerName(layer), shape, parameters ? t("cnn.layer.parameters", { count: integer(parameters) }) : t("cnn.layer.none")))}</ol>`;
}

export const layerStyles = css`
  .about { font-size: 0.875rem; color: var(--surprisal-muted); max-width: 44rem; }
  .layers { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 1.25rem 0.5rem; }
  .layers li { position: relative; padding-inline-end: 1.5rem; }
  .layers li:not(:last-child)::after { content: "→"; position: absolute; inset-inline-end: 0.5rem; top: 2.25rem; color: var(--surprisal-muted); }
  .layers svg { width: 4.5rem; height: 4.5rem; overflow: visible; } .layers rect { fill: var(--surprisal-ground); stroke: var(--surprisal-q); stroke-width: 1.25; }
  .layers div { display: grid; margin-top: 0.375rem; font-size: 0.875rem; } .layers b { font-weight: 560; } .layers small { font-size: 0.8125rem; color: var(--surprisal-muted); }
  @container (max-width: 30rem) {
    .layers { grid-template-columns: 1fr; gap: 1rem; } .layers li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 1rem; align-items: center; padding: 0; } .layers div { margin: 0; }
    .layers li:not(:last-child)::after { content: "↓"; inset: auto auto -1.1rem 2rem; font-size: 0.875rem; }
  }
`;
