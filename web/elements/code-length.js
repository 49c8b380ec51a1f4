// <code-length message code>: a message, a code made for other letters' frequencies, and what the mismatch costs.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { controlStyles } from "./controls.js";
import { figure, figureStyles } from "./figure.js";
import { integer, short } from "./format.js";
import { countLetters, huffman } from "./huffman.js";
import { t } from "./strings.js";

const MOST = 400;
const SHOWN = 90;

export class CodeLength extends SurprisalElement {
  static tag = "code-length";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, controlStyles, css`
    :host { --narrow: 93rem; --middle: 57rem; --wide: 57rem; }
    .texts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0.75rem 1.5rem; margin-bottom: 0.75rem; }
    .texts input { width: 100%; }
    .buttons { display: flex; gap: 0.5rem; margin: 0 0 1rem; flex-wrap: wrap; }
    .sent { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0.75rem 0; padding: 0; min-height: 6rem; align-content: start; }
    .sent span { display: inline-grid; justify-items: center; padding: 0.125rem 0.3rem; border-radius: 0.25rem; background: color-mix(in oklab, var(--surprisal-d) var(--waste), var(--surprisal-sunken)); }
    .sent b { font: 600 0.9375rem/1.3 var(--surprisal-sans); } .sent small { font-size: 0.75rem; color: var(--surprisal-text); letter-spacing: 0.02em; }
    details.words-of { margin-top: 0.5rem; } .scroll { overflow-x: auto; max-height: 18rem; overflow-y: auto; } table { width: 100%; white-space: nowrap; }
    kbd { font: 600 0.875rem var(--surprisal-sans); }
  `];

  /** Message, code and what they come to. */
  #costs() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const message = String(this.read("message")).slice(0, MOST), book = String(this.read("code")).slice(0, MOST);
    if (message === "") throw new Error(t("cl.empty"));
    const counts = countLetters(message), letters = [...counts.keys()].sort();
    const ofBook = countLetters(book);
    // the code must know every letter of the message: one more count for each, as if it had been seen once
    const weights = new Map(book === "" ? counts : [...new Set([...letters, ...ofBook.keys()])].map((l) => [l, (ofBook.get(l) ?? 0) + 1]));
    const all = [...weights.keys()].sort();
    const total = [...weights.values()].reduce((a, b) => a + b, 0);
    const sequence = [...message], n = sequence.length;
    const P = Float64Array.from(all, (l) => (counts.get(l) ?? 0) / n), Q = Float64Array.from(all, (l) => /** @type {number} */ (weights.get(l)) / total);
    const o = { base: /** @type {const} */ ("bits") };
    const [H, own, D] = [engine.measure("crossEntropy", P, Q, o), engine.measure("entropy", P, undefined, o), engine.measure("kl", P, Q, o)];
    const words = huffman(weights);
    const sent = sequence.reduce((sum, l) => sum + /** @type {string} */ (words.get(l)).length, 0);
    const row = new Map(letters.map((l) => { const i = all.indexOf(l); return [l, { times: counts.get(l), best: -Math.log2(P[i]), ideal: -Math.log2(Q[i]), word: /** @type {string} */ (words.get(l)) }]; }));
    return { sequence, n, letters, row, H, own, D, sent };
  }

  view() {
    const { sequence, n, letters, row, H, own, D, sent } = this.#costs();
    this.numbers = { crossEntropy: H.value, entropy: own.value, kl: D.value, letters: n, bits: sent };
    const rounding = sent / n - H.value;
    const says = t("cl.words", { h: short(H.value, 3), own: short(own.value, 3), waste: short(D.value, 3), n: integer(n), wasted: short(D.value * n, 3), sent: integer(sent) });
    const show = (/** @type {string} */ l) => (l === " " ? "␣" : l);
    const cost = { kind: "bars", stacked: true, label: t("cl.cost"), summary: says, animate: false, x: { title: "", labels: [t("cl.cost.best"), t("cl.cost.code")], hideTitle: true }, y: { title: t("cl.cost.axis"), min: 0 },
      series: [{ name: t("cl.cost.own"), role: "p", mark: "solid", values: [own.value, own.value] }, { name: t("cl.cost.waste"), role: "d", mark: "hatched", values: [0, D.value] },
        { name: t("cl.cost.rounding"), role: "muted", mark: "dashed", values: [0, Math.max(0, rounding)] }] };
    const rows = letters.map((l) => [l, /** @type {NonNullable<ReturnType<typeof row.get>>} */ (row.get(l))]);
    const chart = { kind: "bars", label: t("cl.chart"), summary: says, x: { title: t("cl.letter"), labels: letters.map(show) }, y: { title: t("unit.bits"), min: 0 }, animate: false,
      series: [{ name: t("cl.best"), role: "p", mark: "solid", values: rows.map(([, r]) => /** @type {any} */ (r).best) }, { name: t("cl.ideal"), role: "q", mark: "dashed", values: rows.map(([, r]) => /** @type {any} */ (r).ideal) }] };
    const text = (/** @type {"message" | "code"} */ name) => html`<label class="field"><span>${t(`cl.${name}`)}</span><input type="text" name=${name} maxlength=${MOST} autocomplete="off" spellcheck="false" .value=${this.textOf(name)} @input=${(/** @type {any} */ e) => this.write(name, e.target.value)}><span class="print">${this.textOf(name)}</span></label>`;
    return html`<h3 class="title"><slot name="title">${t("cl.title")}</slot></h3>
      <div class="texts">${text("message")}${text("code")}</div>
      <div class="buttons controls"><button @click=${() => this.write("code", "")}>${t("cl.own")}</button><button @click=${() => this.reset("code")}>${t("cl.other")}</button></div>
      <surprisal-chart .spec=${cost} .style=${"--chart-height: 8.5"}></surprisal-chart>
      <dl>${figure("H(P, Q)", H, "bits", "q")}${figure("H(P)", own, "bits", "p")}${figure("D(P‖Q)", D, "bits")}</dl>
      <p class="words" aria-live="polite">${says}</p>
      <h4 class="hidden">${t("cl.bits")}</h4>
      <p class="sent" role="img" aria-label=${t("cl.bits")}>${sequence.slice(0, SHOWN).map((l) => { const { word, best } = /** @type {any} */ (row.get(l)); return html`<span .style=${`--waste: ${Math.round(Math.min(45, Math.max(0, 12 * (word.length - best))))}%`}><b>${show(l)}</b><small>${word}</small></span>`; })}${sequence.length > SHOWN ? "…" : nothing}</p>
      <surprisal-chart .spec=${chart} .style=${"--chart-height: 10"}></surprisal-chart>
      <details class="words-of"><summary>${t("cl.table")}</summary><div class="scroll" tabindex="0" role="region" aria-label=${t("cl.table")}><table><thead><tr>${["letter", "times", "best", "ideal", "word"].map((c) => html`<th scope="col">${t(`cl.${c}`)}</th>`)}</tr></thead>
        <tbody>${rows.map(([l, r]) => { const { times, best, ideal, word } = /** @type {any} */ (r); return html`<tr><th scope="row"><kbd>${show(/** @type {string} */ (l))}</kbd></th><td>${times}</td><td>${short(best, 3)}</td><td>${short(ideal, 3)}</td><td>${word}</td></tr>`; })}</tbody></table></div></details>
      ${this.actions()}`;
  }
}
