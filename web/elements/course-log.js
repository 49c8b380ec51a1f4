// <course-log>: the course's printed training log, as a table.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import { LOG } from "./course.js";
import { fixed, full } from "./format.js";
import { t } from "./strings.js";

const COLUMNS = /** @type {const} */ (["loss", "accuracy", "valLoss", "valAccuracy"]);

export class CourseLog extends SurprisalElement {
  static tag = "course-log";
  static files = /** @type {any} */ (["CSV"]);
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { min-height: 26rem; } @media (max-width: 40rem) { :host { min-height: 30rem; } }
    .scroll { overflow-x: auto; } table { width: 100%; } caption { text-align: start; color: var(--surprisal-muted); font-size: 0.8125rem; padding-bottom: 0.5rem; }
    td { font-size: 0.875rem; } th { vertical-align: baseline; } tr:last-child .muted { font-weight: 400; } @container (max-width: 30rem) { th, td { padding-inline-end: 0.375rem; } } tr:last-child > * { font-weight: 600; border-bottom: 0; }
  `];

  view() {
    this.numbers = { testLoss: LOG.testLoss, testAccuracy: LOG.testAccuracy, ...Object.fromEntries(COLUMNS.map((c) => [c, LOG[c]])) };
    const caption = t("log.caption", { from: LOG.secondsPerEpoch[0], to: LOG.secondsPerEpoch[1], fast: LOG.millisecondsPerStep[0], slow: LOG.millisecondsPerStep[1], steps: LOG.stepsPerEpoch });
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table><caption>${caption}</caption>
      <thead><tr><th scope="col">${t("cnn.epoch.axis")}</th>${COLUMNS.map((c) => html`<th scope="col">${t(`log.${c}`)}</th>`)}</tr></thead>
      <tbody>${LOG.loss.map((_, i) => html`<tr><th scope="row">${i + 1}</th>${COLUMNS.map((c) => html`<td>${fixed(LOG[c][i], 4)}</td>`)}</tr>`)}
      <tr><th scope="row">${t("log.end")}</th><td colspan="4"><span class="muted">${t("log.valLoss")}</span> ${full(LOG.testLoss)} <span class="nowrap"><span class="muted">${t("log.valAccuracy")}</span> ${full(LOG.testAccuracy)}</span></td></tr></tbody></table></div>${this.actions({ reset: false })}`;
  }
}
