// Browsers scroll to what Tab moves the focus to, but now and then Firefox does not while another scroll is on its
// way. Whatever has the focus by keyboard and is out of sight a moment later is brought into it.

const MOMENT_MS = 300;
const ACTS = ["wheel", "touchstart", "pointerdown"];

/** The element that has the focus, within shadow roots too. */
function focused() {
  let e = document.activeElement;
  while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  return e;
}

export function keepFocusInSight() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const look = () => {
    const e = focused();
    if (!e?.matches(":focus-visible") || e.closest(".bar, #chapters, .skip")) return; // those are always in sight
    const { top, bottom } = e.getBoundingClientRect(), bar = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
    if (bottom < bar + 4 || top > innerHeight - 4) e.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", ({ key }) => {
    clearTimeout(timer);
    if (key === "Tab") timer = setTimeout(look, MOMENT_MS);
  }, true);
  for (const act of ACTS) addEventListener(act, () => clearTimeout(timer), { capture: true, passive: true });
}
