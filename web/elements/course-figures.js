// <course-figures example="A">: what the course printed beside the exact sums, and by how much they part.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import { EXAMPLES, PREDICTIONS } from "./course.js";
import { brief, digits, figureStyles, stackStyles } from "./figure.js";
import { t } from "./strings.js";

export class CourseFigures extends SurprisalElement {
  static tag = "course-figures";
  static files = /** @type {any} */ (["CSV"]);
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, stackStyles, css`
    :host { min-height: 13rem; } :host(:not([example="A"])) { min-height: 9.25rem; } @media (max-width: 40rem) { :host { min-height: 30rem; } :host(:not([example="A"])) { min-height: 16.5rem; } }
    .scroll { overflow-x: auto; }
    table { width: 100%; white-space: nowrap; }
    caption { text-align: start; color: var(--surprisal-muted); font-size: 0.8125rem; padding-bottom: 0.375rem; white-space: normal; }
    td { font-size: 0.875rem; }
  `];

  /** @typedef {{ name: unknown, by: string, value: number, ours: import("../core/index.js").Measurement }} Row */

  /** @returns {{ caption: string, rows: Row[] }} */
  #predictions() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const rows = PREDICTIONS.map(({ p, q, prints }) => ({ name: html`<span class="q">${q.join(", ")}</span>`, by: "", value: prints, ours: engine.measure("crossEntropy", p, q) }));
    this.numbers = { first: rows[0].ours.value, second: rows[1].ours.value };
    return { caption: t("course.predictions", { p: PREDICTIONS[0].p.join(", ") }), rows };
  }

  /** @returns {{ caption: string, rows: Row[] }} */
  #divergences() {
    const { p, q, range, prints } = EXAMPLES[this.read("example")];
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const [P, Q] = [engine.parse(p), engine.parse(q)];
    const [lo, hi] = range.split(":").map(Number);
    const exact = { forward: engine.measure("kl", P, Q, { range: [lo, hi] }), reverse: engine.measure("kl", Q, P, { range: [lo, hi] }) };
    this.numbers = { forward: exact.forward.value, reverse: exact.reverse.value };
    const rows = prints.map(({ of, by, value }) => ({ name: html`<span class="d">${of === "forward" ? "D(P‖Q)" : "D(Q‖P)"}</span>`, by: by && t(`course.${by}`), value, ours: exact[of] }));
    return { caption: t("course.caption", { lo, hi }), rows };
  }

  view() {
    const { caption, rows } = this.read("example") === "predictions" ? this.#predictions() : this.#divergences();
    const columns = ["printed", "exact", "part"].map((c) => t(`course.${c}`));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table class="stack" role="table"><caption>${caption}</caption>
      <thead role="rowgroup"><tr role="row"><th></th>${columns.map((c) => html`<th scope="col" role="columnheader">${c}</th>`)}</tr></thead>
      <tbody role="rowgroup">${rows.map(({ name, by, value, ours }) => html`<tr role="row"><th scope="row" role="rowheader">${name} ${by}</th>
        ${[digits(value), digits(ours.value, ours.error), html`<span>${brief(Math.abs(value - ours.value) / ours.value, 1)}</span>`].map((cell, i) => html`<td role="cell" data-column=${columns[i]}>${cell}</td>`)}</tr>`)}</tbody></table></div>${this.actions({ reset: false })}`;
  }
}
