// The page: defines the elements, the switch of colours, the chapter list, where links lead.
import { defineAll, defineNear } from "../elements/near.js";
import { keepAddress } from "./address.js";
import { followLinks } from "./arrive.js";
import { watchChapters } from "./chapters.js";
import { keepFocusInSight } from "./in-sight.js";
import { sayWhatIsMissing } from "./missing.js";
import { keepOffline } from "./pwa/offline.js";
import { switchScheme } from "./scheme-switch.js";
import { watchTasks } from "./tasks.js";

switchScheme(/** @type {HTMLButtonElement} */ (document.getElementById("scheme")));
watchChapters();
void sayWhatIsMissing(document.getElementById("missing"));
defineNear();
followLinks();
keepFocusInSight();
watchTasks(/** @type {HTMLElement} */ (document.getElementById("reset")));
void keepAddress(/** @type {HTMLElement} */ (document.getElementById("refused")), /** @type {HTMLElement} */ (document.getElementById("reset")));
// after the first figures: keeping files for later must not be in their way
if (SURPRISAL_BUILD === "site" && document.getElementById("notes")) addEventListener("load", () => setTimeout(() => void keepOffline(), 1000), { once: true });
const playground = document.querySelector(".playground");
if (playground instanceof HTMLElement) void Promise.all([import("./playground.js"), defineAll()]).then(([{ play }]) => play(playground));
const codes = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main pre[aria-label]"));
if (codes.length) void import("./copy.js").then(({ offerCopies }) => offerCopies(codes));
