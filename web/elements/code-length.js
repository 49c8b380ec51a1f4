// <code-length message code>: a message, a code made for other letters' frequencies, and what the mismatch costs.
import { css, html, nothing } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { figure, figureStyles } from "./figure.js";
import { integer, short } from "./format.js";
import { countLetters, huffman } from "./huffman.js";
import { t } from "./strings.js";

const MOST = 400;
const SHOWN = 120;

export class CodeLength extends SurprisalElement {
  static tag = "code-length";
  static styles = [/** @type {any} */ (SurprisalElement.styles), figureStyles, css`
    :host { min-height: 42rem; }
    .texts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 0.75rem 1.5rem; margin-bottom: 1rem; }
    .texts input { width: 100%; }
    .buttons { display: flex; gap: 0.5rem; margin: 0 0 1rem; flex-wrap: wrap; }
    .bits { font: 0.875rem/1.5 var(--surprisal-sans); overflow-wrap: anywhere; margin: 0.75rem 0; color: var(--surprisal-muted); min-height: 3em; }
    .bits span:nth-child(odd) { color: var(--surprisal-d); }
    .scroll { overflow-x: auto; max-height: 15rem; overflow-y: auto; margin: 0.75rem 0; } table { width: 100%; white-space: nowrap; }
    kbd { font: 600 0.875rem var(--surprisal-sans); }
  `];

  view() {
    const engine = /** @type {import("../core/index.js").Surprisal} */ (this.engine);
    const message = String(this.read("message")).slice(0, MOST), book = String(this.read("code"));
    if (message === "") throw new Error(t("cl.empty"));
    const counts = countLetters(message), letters = [...counts.keys()].sort();
    const ofBook = countLetters(book);
    // the code must know every letter of the message: one more count for each, as if it had been seen once
    const weights = new Map(book === "" ? counts : [...new Set([...letters, ...ofBook.keys()])].map((l) => [l, (ofBook.get(l) ?? 0) + 1]));
    const all = [...weights.keys()].sort();
    const total = [...weights.values()].reduce((a, b) => a + b, 0);
    const n = [...message].length;
    const P = Float64Array.from(all, (l) => (counts.get(l) ?? 0) / n), Q = Float64Array.from(all, (l) => /** @type {number} */ (weights.get(l)) / total);
    const o = { base: /** @type {const} */ ("bits") };
    const [H, own, D] = [engine.measure("crossEntropy", P, Q, o), engine.measure("entropy", P, undefined, o), engine.measure("kl", P, Q, o)];
    const words = huffman(weights);
    const bits = [...message].map((l) => /** @type {string} */ (words.get(l)));
    const sent = bits.reduce((sum, w) => sum + w.length, 0);
    this.numbers = { crossEntropy: H.value, entropy: own.value, kl: D.value, letters: n, bits: sent };
    const says = t("cl.words", { h: short(H.value, 3), own: short(own.value, 3), waste: short(D.value, 3), n: integer(n), wasted: short(D.value * n, 3), sent: integer(sent) });
    const show = (/** @type {string} */ l) => (l === " " ? "␣" : l);
    const chart = { kind: "bars", label: t("cl.chart"), summary: says, x: { title: t("cl.letter"), labels: all.map(show) }, y: { title: t("unit.bits"), min: 0 }, animate: false,
      series: [{ name: t("cl.best"), role: "p", mark: "solid", values: Array.from(P, (p) => (p > 0 ? -Math.log2(p) : NaN)) }, { name: t("cl.ideal"), role: "q", mark: "dashed", values: Array.from(Q, (q) => -Math.log2(q)) }] };
    const text = (/** @type {"message" | "code"} */ name) => html`<label class="field"><span>${t(`cl.${name}`)}</span><input type="text" name=${name} maxlength=${MOST} .value=${this.textOf(name)} @input=${(/** @type {any} */ e) => this.write(name, e.target.value)}></label>`;
    return html`<h3 class="title"><slot name="title">${t("cl.title")}</slot></h3>
      <div class="texts">${text("message")}${text("code")}</div>
      <div class="buttons controls"><button @click=${() => this.write("code", "")}>${t("cl.own")}</button><button @click=${() => this.reset("code")}>${t("cl.other")}</button></div>
      <surprisal-chart .spec=${chart}></surprisal-chart>
      <dl>${figure("H(P, Q)", H, "bits", "q")}${figure("H(P)", own, "bits", "p")}${figure("D(P‖Q)", D, "bits")}</dl>
      <p class="bits" aria-label=${t("cl.bits")}>${bits.slice(0, SHOWN).map((w) => html`<span>${w}</span> `)}${bits.length > SHOWN ? "…" : nothing}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("cl.table")}><table><thead><tr>${["letter", "times", "best", "ideal", "word"].map((c) => html`<th scope="col">${t(`cl.${c}`)}</th>`)}</tr></thead>
        <tbody>${letters.map((l) => { const i = all.indexOf(l); return html`<tr><th scope="row"><kbd>${show(l)}</kbd></th><td>${counts.get(l)}</td><td>${short(-Math.log2(P[i]), 3)}</td><td>${short(-Math.log2(Q[i]), 3)}</td><td>${words.get(l)}</td></tr>`; })}</tbody></table></div>
      <p class="words" aria-live="polite">${says}</p>
      ${this.actions()}`;
  }
}
