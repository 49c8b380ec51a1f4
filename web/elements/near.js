// Defines the figures at once, and the elements that train when one of them comes near the screen, is
// printed, or is asked for: a page's first load has not to wait for what stands at its end.
import { FIGURES } from "./figures.js";
import { t } from "./strings.js";
import { WIDGETS } from "./widgets.js";

/** Earlier than an element wakes (base.js), so that it is there by then. */
const NEAR = "1800px 0px";
for (const element of FIGURES) element.define();
const LATER = Object.keys(WIDGETS).filter((tag) => !customElements.get(tag)).join(",");

/** @type {Promise<void> | undefined} */
let loading;
/** Defines all elements. */
export function defineAll() {
  return (loading ??= import("./networks.js").then(({ NETWORKS }) => {
    for (const element of NETWORKS) element.define();
  }).catch((error) => { loading = undefined; throw error; }));
}

/** Says in the element's place that it is on its way, and what keeps it away. @param {Element} element */
async function bring(element) {
  const sign = Object.assign(document.createElement("p"), { className: "waiting", textContent: t("loading") });
  sign.setAttribute("role", "status");
  element.append(sign);
  try {
    await defineAll();
    sign.remove();
  } catch (error) {
    console.warn(error);
    // not every browser asks again for a module that did not come
    sign.replaceChildren(`${t("error.load")} `, Object.assign(document.createElement("button"), { className: "plain", textContent: t("error.reload"), onclick: () => location.reload() }));
  }
}

/** Watches for the elements that are to come. */
export function defineNear() {
  const waiting = document.querySelectorAll(LATER);
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) {
      observer.unobserve(target);
      void bring(target);
    }
  }, { rootMargin: NEAR });
  for (const element of waiting) observer.observe(element);
  // an element that is defined has its own ear for this, but one that comes by it has missed it
  addEventListener("beforeprint", () => void defineAll().then(() => { for (const element of waiting) /** @type {any} */ (element).activate(); }, () => {}), { once: true });
}
