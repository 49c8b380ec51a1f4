// <divergence-table p q>: every measure of how P and Q differ, both ways, and what each is good for.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import { controlStyles, head } from "./controls.js";
import { brief, unitOf } from "./figure.js";
import { sidePanel, sideStyles } from "./sides.js";
import { t } from "./strings.js";

/** Measures in the order they are told, and whether they are logarithms. @type {[string, boolean][]} */
const ROWS = [["kl", true], ["jeffreys", true], ["jensenShannon", true], ["totalVariation", false], ["hellinger", false], ["bhattacharyya", true], ["chiSquare", false], ["wasserstein1", false]];

export class DivergenceTable extends SurprisalElement {
  static tag = "divergence-table";
  static files = /** @type {any} */ (["CSV"]);
  static styles = [/** @type {any} */ (SurprisalElement.styles), controlStyles, sideStyles, css`
    :host { --narrow: 74rem; --middle: 51rem; --wide: 51rem; }
    .scroll { overflow-x: auto; } table { width: 100%; }
    td, th { vertical-align: top; padding-block: 0.5rem; } td { font-size: 0.9375rem; white-space: nowrap; }
    th[scope="row"] { color: var(--surprisal-text); font-weight: 560; font-size: 0.9375rem; }
    th small { display: block; font-weight: 400; font-size: 0.8125rem; color: var(--surprisal-muted); max-width: 26rem; text-wrap: pretty; }
    td small { color: var(--surprisal-muted); font-size: 0.8125rem; }
    @container (max-width: 36rem) {
      tr { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid var(--surprisal-grid); }
      th, td { border: 0; padding-block: 0.25rem; text-align: start; } tr > :first-child { grid-column: 1 / -1; }
    }
    .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 0.75rem 2rem; margin: 0 0 1rem; }
  `];

  view() {
    const [P, Q, base] = ["p", "q", "base"].map((name) => this.read(name));
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const rows = ROWS.map(([name, logarithm]) => {
      const o = logarithm ? { base } : {};
      return { name, logarithm, forward: engine.measure(name, P, Q, o), reverse: engine.measure(name, Q, P, o) };
    });
    this.numbers = Object.fromEntries(rows.flatMap(({ name, forward, reverse }) => [[name, forward.value], [`${name}Reverse`, reverse.value]]));
    const cell = (/** @type {import("../core/index.js").Measurement} */ m, /** @type {boolean} */ logarithm) => html`<td>${brief(m.value, 5)} <small>${logarithm ? unitOf(base) : ""}</small></td>`;
    return html`${head(this, t("dt.title"))}
      <div class="sides">${sidePanel(this, "p", ["q"])}${sidePanel(this, "q", ["p"])}</div>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("dt.title")}><table><thead><tr><th scope="col">${t("dt.measure")}</th><th scope="col">P, Q</th><th scope="col">Q, P</th></tr></thead>
      <tbody>${rows.map(({ name, logarithm, forward, reverse }) => html`<tr><th scope="row">${t(`dt.${name}`)}<small>${t(`dt.${name}.for`)}</small></th>${cell(forward, logarithm)}${cell(reverse, logarithm)}</tr>`)}</tbody></table></div>${this.actions()}`;
  }
}
