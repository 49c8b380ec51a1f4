// The “Embed” page's tables: one section a widget, from the same table that its attributes are read with.
import { HOST } from "../elements/embed-host.js";
import { TYPES } from "../elements/types.js";
import { WIDGETS } from "../elements/widgets.js";

/** @param {string} text */
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const rows = Object.entries(WIDGETS).map(([tag, { about, attributes }]) => ({
  tag,
  html: `<section id="${tag}" class="family">
<h2><code>&lt;${tag}&gt;</code></h2>
<p>${escape(about)}</p>
${Object.keys(attributes).length === 0 ? "<p>It has no attributes.</p>" : `<div class="scroll" tabindex="0" role="group" aria-label="Attributes of ${tag}"><table class="facts">
<thead><tr><th scope="col">attribute</th><th scope="col">is</th><th scope="col">unless given</th></tr></thead>
<tbody>${Object.entries(attributes).map(([name, a]) => `<tr><th scope="row"><code>${name}</code></th><td>${escape(a.about)}: ${a.choices ? a.choices.map((c) => `<code>${escape(c)}</code>`).join(", ") : escape(TYPES[a.type].says)}${a.min === undefined ? "" : `, from ${a.min} to ${a.max}`}</td><td>${a.default ? `<code>${escape(a.default)}</code>` : "–"}</td></tr>`).join("\n")}</tbody></table></div>`}
</section>`,
}));

export const embedding = {
  host: escape(HOST),
  nav: ["start", "frame", "package", "events", "policy", "playground"].map((id) => `<li><a href="#${id}">${{ start: "One script tag", frame: "A frame", package: "The package", events: "Events and files", policy: "Policies and origins", playground: "Try it" }[id]}</a></li>`).join("") + rows.map(({ tag }) => `<li><a href="#${tag}">${tag}</a></li>`).join(""),
  sections: rows.map(({ html }) => html).join("\n"),
};
