// A button beside each piece of code, which copies it.
import { t } from "../elements/strings.js";

/** @param {Iterable<HTMLElement>} codes */
export function offerCopies(codes) {
  for (const pre of codes) {
    const button = Object.assign(document.createElement("button"), { className: "plain copy", textContent: t("embed.copy") });
    button.setAttribute("aria-label", `${t("embed.copy")}: ${pre.getAttribute("aria-label")}`);
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(pre.textContent ?? ""); } catch { return void getSelection()?.selectAllChildren(pre); /* to be copied by hand */ }
      button.textContent = t("action.copied");
      setTimeout(() => { button.textContent = t("embed.copy"); }, 1500);
    });
    (pre.closest("figure")?.querySelector("figcaption") ?? pre.parentElement?.insertBefore(Object.assign(document.createElement("div"), { className: "copies" }), pre))?.append(button);
  }
}
