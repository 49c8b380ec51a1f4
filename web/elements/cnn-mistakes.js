// What the network gets wrong: answers against labels, the mean predicted distribution of each class, the
// test digits that surprise it most.
import { css, html } from "lit";
import "./digits.js";
import { unitOf } from "./figure.js";
import { integer, percent, short } from "./format.js";
import { t } from "./strings.js";

const TRIED = 1000;
const WORST = 12;
const PIXELS = 784;
const CLASSES = 10;

/** @typedef {{ tried: number, images: Uint8Array, says: { label: number, chance: number, nats: number }[], means: number[][] }} Mistakes
 *   means: [label][class], the mean prediction */

/** @param {import("../train/trainer.js").Trainer} trainer @param {import("../train/data.js").DataSet} test @returns {Promise<Mistakes>} */
export async function findMistakes(trainer, test) {
  const tried = Math.min(TRIED, test.count);
  const answers = await trainer.predict(test.images.slice(0, tried * PIXELS));
  const means = Array.from({ length: CLASSES }, () => new Array(CLASSES).fill(0));
  const counts = new Array(CLASSES).fill(0);
  for (let i = 0; i < tried; i++) {
    counts[test.labels[i]]++;
    for (let k = 0; k < CLASSES; k++) means[test.labels[i]][k] += answers[CLASSES * i + k];
  }
  means.forEach((row, label) => row.forEach((sum, k) => (row[k] = counts[label] ? sum / counts[label] : 0)));
  const order = Array.from({ length: tried }, (_, i) => ({ i, label: test.labels[i], chance: answers[CLASSES * i + test.labels[i]] })).sort((a, b) => a.chance - b.chance).slice(0, WORST);
  const images = new Uint8Array(order.length * PIXELS);
  order.forEach(({ i }, at) => images.set(test.images.subarray(i * PIXELS, (i + 1) * PIXELS), at * PIXELS));
  return { tried, images, says: order.map(({ label, chance }) => ({ label, chance, nats: -Math.log(chance) })), means };
}

/** @param {string} caption @param {string} corner @param {number[][]} rows @param {(value: number) => string} text @param {(value: number, row: number[]) => number} share */
function grid(caption, corner, rows, text, share) {
  return html`<h4>${caption}</h4><div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="confusion" aria-label=${caption}><thead><tr><th scope="col">${corner}</th>${rows.map((_, c) => html`<th scope="col">${c}</th>`)}</tr></thead>
    <tbody>${rows.map((row, truth) => html`<tr><th scope="row">${truth}</th>${row.map((n, answer) => html`<td .style=${`--share: ${Math.round(60 * Math.sqrt(share(n, row)))}%`} data-role=${truth === answer ? "p" : "d"}>${text(n)}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** @param {{ confusion: number[][] | undefined, mistakes: Mistakes | null, shows: "counts" | "means", show: (what: "counts" | "means") => void, base: any, nats: number }} shown */
export function mistakesView({ confusion, mistakes, shows, show, base, nats }) {
  if (!confusion) return html`<p class="about">${t("cnn.mistakes.none")}</p>`;
  const means = shows === "means" && mistakes;
  const button = (/** @type {"counts" | "means"} */ what) => html`<button aria-pressed=${shows === what ? "true" : "false"} @click=${() => show(what)}>${t(`cnn.show.${what}`)}</button>`;
  return html`<div class="field controls"><span id="shows">${t("cnn.show")}</span><div class="segments" role="group" aria-labelledby="shows">${button("counts")}${button("means")}</div></div>
    ${means ? grid(t("cnn.means", { count: integer(mistakes.tried) }), t("cnn.means.axis"), mistakes.means, (p) => (p < 0.0005 ? "·" : short(100 * p, p < 0.1 ? 2 : 3)), (p) => p)
      : grid(t("cnn.confusion"), t("cnn.confusion.axis"), confusion, (n) => (n ? integer(n) : "·"), (n, row) => n / (row.reduce((a, b) => a + b, 0) || 1))}
    ${mistakes ? html`<h4>${t("cnn.worst", { count: integer(mistakes.tried) })}</h4><ul class="worst">${mistakes.says.map((w, i) => {
      const says = t("cnn.worst.of", { label: w.label, chance: percent(w.chance, 2), surprise: short(w.nats / nats, 3), unit: unitOf(base) });
      return html`<li><surprisal-digits .images=${mistakes.images.subarray(i * PIXELS, (i + 1) * PIXELS)} .count=${1} .columns=${1} label=${says}></surprisal-digits>${says}</li>`;
    })}</ul>` : ""}`;
}

export const mistakeStyles = css`
  .scroll { overflow-x: auto; max-width: 42rem; } .confusion { width: 100%; white-space: nowrap; }
  .confusion td, .confusion th { text-align: center; padding: 0.25rem; min-width: 2.5rem; } @container (max-width: 34rem) { .confusion td, .confusion th { min-width: 1.75rem; padding: 0.25rem 0; font-size: 0.75rem; } .confusion th:first-child { white-space: normal; } } .confusion th[scope="row"] { color: var(--surprisal-text); }
  .confusion td { --role: var(--surprisal-d); background: color-mix(in oklab, var(--role) var(--share), transparent); } .confusion td[data-role="p"] { --role: var(--surprisal-p); }
  h4 { font-size: 0.875rem; font-weight: 560; margin: 1.25rem 0 0.5rem; }
  .worst { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(6.75rem, 1fr)); gap: 0.75rem; font-size: 0.8125rem; color: var(--surprisal-muted); }
  .worst surprisal-digits { width: 4.5rem; box-shadow: 0 0 0 1px var(--surprisal-grid); margin-bottom: 0.25rem; }
`;
