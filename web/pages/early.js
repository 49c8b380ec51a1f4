// Asks for the engine while the page's modules are still on their way: they find it here already.
import { runsHere } from "../core/variant.js";

const variant = SURPRISAL_VARIANTS.find(runsHere);
if (variant) document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `surprisal.${variant}.wasm` }));
