// The lines that put a widget into another page: the element and its script, or a frame.
import { addressOf } from "../core/files.js";
import { HOST } from "./embed-host.js";
import { escape } from "./export.js";
import { WIDGETS } from "./widgets.js";

/** What differs from the defaults. @param {string} tag @param {Record<string, string>} attributes */
const told = (tag, attributes) => Object.entries(attributes).filter(([name, text]) => name in WIDGETS[tag].attributes && text !== WIDGETS[tag].attributes[name].default);

/** Where this build can be had: its folder, where it has one. */
export const hasFrames = SURPRISAL_BUILD === "site";

/** @param {string} tag @param {Record<string, string>} attributes */
export function elementCode(tag, attributes) {
  const script = SURPRISAL_BUILD === "site" ? `<script type="module" src="${escape(addressOf("surprisal.js").href)}"></script>`
    : SURPRISAL_BUILD === "single" ? '<script src="surprisal.single.js"></script>' : '<script type="module">import "surprisal/elements";</script>';
  return `${script}\n<${tag}${told(tag, attributes).map(([name, text]) => ` ${name}="${escape(text)}"`).join("")}></${tag}>`;
}

/** @param {string} tag @param {Record<string, string>} attributes */
export const frameAddress = (tag, attributes) => addressOf(`embed.html?${new URLSearchParams([["widget", tag], ...told(tag, attributes)])}`).href;

/** @param {string} tag @param {Record<string, string>} attributes @param {number} height to begin with */
export const frameCode = (tag, attributes, height) => `<iframe data-surprisal src="${escape(frameAddress(tag, attributes))}" title="${escape(WIDGETS[tag].about)}" width="100%" height="${Math.ceil(height)}" frameborder="0" loading="lazy" sandbox="allow-scripts"></iframe>\n${HOST}`;
