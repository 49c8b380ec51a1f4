// <course-figures example="A">: what the course printed beside the exact sums, and by how much they part.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import { EXAMPLES } from "./course.js";
import { brief, digits, figureStyles } from "./figure.js";
import { t } from "./strings.js";

export class CourseFigures extends SurprisalElement {
  static tag = "course-figures";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, css`
    :host { min-height: 11rem; }
    .scroll { overflow-x: auto; }
    table { width: 100%; white-space: nowrap; }
    caption { text-align: start; color: var(--surprisal-muted); font-size: 0.8125rem; padding-bottom: 0.375rem; white-space: normal; }
    td { font-size: 0.875rem; }
  `];

  view() {
    const { p, q, range, prints } = EXAMPLES[this.read("example")];
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const [P, Q] = [engine.parse(p), engine.parse(q)];
    const [lo, hi] = range.split(":").map(Number);
    const exact = { forward: engine.measure("kl", P, Q, { range: [lo, hi] }), reverse: engine.measure("kl", Q, P, { range: [lo, hi] }) };
    this.numbers = { forward: exact.forward.value, reverse: exact.reverse.value };
    const rows = prints.map(({ of, by, value }) => ({ name: of === "forward" ? "D(P‖Q)" : "D(Q‖P)", by: by && t(`course.${by}`), value, ours: exact[of] }));
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("course.caption", { lo, hi })}><table><caption>${t("course.caption", { lo, hi })}</caption>
      <thead><tr><th scope="col"></th><th scope="col">${t("course.printed")}</th><th scope="col">${t("course.exact")}</th><th scope="col">${t("course.part")}</th></tr></thead>
      <tbody>${rows.map(({ name, by, value, ours }) => html`<tr><th scope="row"><span class="d">${name}</span> ${by}</th>
        <td>${digits(value)}</td><td>${digits(ours.value, ours.error)}</td><td>${brief(Math.abs(value - ours.value) / ours.value, 1)}</td></tr>`)}</tbody></table></div>`;
  }
}
