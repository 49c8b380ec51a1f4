// The page: registers the elements, the switch of colours, the chapter list.
import "../elements/register.js";
import { keepAddress } from "./address.js";
import { watchChapters } from "./chapters.js";
import { switchScheme } from "./scheme-switch.js";

switchScheme(/** @type {HTMLButtonElement} */ (document.getElementById("scheme")));
watchChapters();
void keepAddress(/** @type {HTMLElement} */ (document.getElementById("refused")), /** @type {HTMLElement} */ (document.getElementById("reset")));
