// The switch of colours: as the system has them, light, dark.

const STATES = /** @type {const} */ (["", "light", "dark"]);
const SAYS = { "": "as the system has them", light: "light", dark: "dark" };
const SIGNS = { "": "◐", light: "○", dark: "●" };

/** @param {HTMLButtonElement} button */
export function switchScheme(button) {
  const root = document.documentElement;
  const now = () => /** @type {typeof STATES[number]} */ (root.dataset.scheme ?? "");
  const show = () => {
    button.textContent = SIGNS[now()];
    button.setAttribute("aria-label", `Colours: ${SAYS[now()]}`);
    button.title = `Colours: ${SAYS[now()]}`;
  };
  button.addEventListener("click", () => {
    const next = STATES[(STATES.indexOf(now()) + 1) % STATES.length];
    if (next) root.dataset.scheme = next;
    else delete root.dataset.scheme;
    try {
      localStorage.setItem("surprisal-scheme", next);
    } catch { /* not remembered, then */ }
    show();
  });
  show();
}
