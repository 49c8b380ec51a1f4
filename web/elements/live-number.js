// <live-number of="kl" p q …>: one figure in the middle of a sentence, computed by the engine.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import { layersOf } from "./cnn-layers.js";
import { brief, digits } from "./figure.js";
import { integer } from "./format.js";

export class LiveNumber extends SurprisalElement {
  static tag = "live-number";
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { display: inline; container-type: normal; font: inherit !important; font-family: var(--surprisal-sans) !important; font-size: 0.92em !important; font-variant-numeric: tabular-nums !important; text-align: inherit !important; }
    .waiting, .error { display: inline; padding: 0; border: 0; }
  `];

  view() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const of = this.read("of");
    if (of === "parameters") {
      const value = layersOf(Number(this.read("width"))).reduce((sum, l) => sum + l.parameters, 0);
      this.numbers = { value };
      return html`<data value=${String(value)}>${integer(value)}</data>`;
    }
    const [P, Q, range, base, full] = ["p", "q", "range", "base", "digits"].map((name) => this.read(name));
    const m = engine.measure(of, P, of === "entropy" ? undefined : Q, { base, ...(range && { range }) });
    this.numbers = { value: m.value };
    return full === "all" ? digits(m.value, m.error) : html`<data value=${String(m.value)}>${brief(m.value, 4)}</data>`;
  }
}
