// The reference of distributions: one section a row of c/dist/families.def, each with a live plot.
import { FAMILIES } from "../core/abi.gen.js";
import { allowed } from "../core/distribution.js";
import { START, letterOf, nameOf } from "../elements/families.js";

/** @param {string} text */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("-∞", "−∞");
/** @param {string} text */
const sentence = (text) => (text.startsWith("von ") ? text : text.charAt(0).toUpperCase() + text.slice(1));
/** 1e-15 and 2^53 the way print has them. @param {string} text */
const powers = (text) => escape(text).replace(/\b(\d+)e-(\d+)/g, (_, digits, power) => `<span class="power">${digits === "1" ? "" : `${digits}·`}10<sup>−${power}</sup></span>`).replace(/2\^(\d+)/g, "2<sup>$1</sup>");

/** What the formula calls a parameter whose name it does not use. @type {Record<string, Record<string, string>>} */
const SYMBOLS = {
  hypergeometric: { population: "N", successes: "K", draws: "n" }, gamma: { shape: "α", rate: "β" }, inverseGamma: { shape: "α", scale: "β" },
  chiSquared: { df: "ν" }, studentT: { df: "ν" }, exponential: { rate: "λ" }, weibull: { shape: "k", scale: "λ" }, pareto: { xm: "x<sub>m</sub>" },
  mixture: { weights: "w", components: "p" }, categorical: { probabilities: "p" },
};
/** @param {string} family @param {string} name */
const heading = (family, name) => {
  const symbol = SYMBOLS[family]?.[name] ?? letterOf(name);
  return symbol === name ? name : `${name} (${symbol})`;
};

const rows = FAMILIES.map((family) => ({ ...family, family })).map(({ family, name, kind, support, formula, accuracy, source, parameters }) => ({
  id: name,
  title: sentence(nameOf(name)),
  html: `<section id="${name}" class="family">
<h2>${escape(sentence(nameOf(name)))}</h2>
<p><code>${name}(${parameters.map((p) => p.name + (p.default === undefined ? "" : ` = ${p.default}`)).join(", ")})</code>: ${name === "mixture" ? "discrete or continuous, as its components are" : kind.toLowerCase()}.</p>
\\[${kind === "DISCRETE" ? "\\log P(x)" : "\\log p(x)"} = ${escape(formula)}\\]
<table class="facts">
${parameters.map((p) => `<tr><th scope="row">${heading(name, p.name)}</th><td>${powers(allowed(family, p.domain))}${p.default === undefined ? "" : `, ${p.default} unless given`}</td></tr>`).join("\n")}
<tr><th scope="row">support</th><td>${escape(support)}</td></tr>
<tr><th scope="row">accuracy</th><td>${powers(accuracy)}</td></tr>
<tr><th scope="row">source</th><td>${escape(source)}</td></tr>
</table>
<details><summary>Plot it live, and compare it with another</summary><kl-divergence id="plot-${name}" p="${escape(START[name])}" q="${escape(START[name])}"></kl-divergence></details>
</section>`,
}));

export const reference = {
  nav: rows.map(({ id, title }) => `<li><a href="#${id}">${escape(title)}</a></li>`).join(""),
  sections: rows.map(({ html }) => html).join("\n"),
};
