// One widget alone, for a frame: embed.html?widget=kl-divergence&p=…&scheme=dark. A plain script, so that it
// runs in a sandboxed frame of any site. It tells the page around it, as JSON in
//   { "surprisal": { "version": 1, "type": "height" | "change", … } }
// its height in CSS pixels, and what a change has made of the numbers.
import { trusted } from "../core/trusted.js";
import { WIDGETS } from "../elements/widgets.js";

const VERSION = 1;
const query = new URLSearchParams(location.search);
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const scheme = query.get("scheme");
if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;

/** @param {object} message */
function tell(message) {
  // whoever frames a public page may know how high it is
  if (parent !== window) parent.postMessage(JSON.stringify({ surprisal: { version: VERSION, ...message } }), "*");
}
new ResizeObserver(() => tell({ type: "height", height: Math.ceil(main.getBoundingClientRect().height) })).observe(main);
document.addEventListener("surprisal-change", (event) => tell({ type: "change", .../** @type {CustomEvent} */ (event).detail }));

/** @param {string[]} lines */
function refuse(...lines) {
  const box = document.createElement("div");
  box.className = "refused";
  box.setAttribute("role", "alert");
  box.append(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  main.append(box);
}

const tag = query.get("widget") ?? "";
if (!Object.hasOwn(WIDGETS, tag)) refuse(tag ? `There is no widget “${tag}”.` : "The address names no widget.", `Write ?widget= and one of: ${Object.keys(WIDGETS).join(", ")}.`);
else {
  const widget = document.createElement(tag);
  const unknown = [];
  for (const [name, text] of query) {
    if (Object.hasOwn(WIDGETS[tag].attributes, name)) widget.setAttribute(name, text);
    else if (!["widget", "scheme"].includes(name)) unknown.push(name);
  }
  main.append(widget);
  if (unknown.length) refuse(`<${tag}> has no attribute ${unknown.join(", ")}; it has ${Object.keys(WIDGETS[tag].attributes).join(", ")}.`);
  start();
}

/** Modules are for pages of the site's own origin; a sandboxed frame has none, and takes the one script that holds all. */
function start() {
  if (globalThis.origin !== "null") return void import(new URL("surprisal.js", location.href).href).catch((error) => refuse(`The widget could not be loaded: ${error.message}`));
  const script = document.createElement("script");
  script.src = trusted(new URL("surprisal.single.js", location.href).href, "surprisal-embed"); // that script makes the other
  script.onerror = () => refuse("The widget could not be loaded.");
  document.head.append(script);
}
