// The chapter list: marks where the reader is, folds into the bar on narrow screens, shows progress.

export function watchChapters() {
  const menu = /** @type {HTMLButtonElement} */ (document.getElementById("menu"));
  const list = /** @type {HTMLElement} */ (document.getElementById("chapters"));
  const here = /** @type {HTMLElement} */ (document.getElementById("here")), above = here.textContent;
  const read = /** @type {HTMLProgressElement} */ (document.getElementById("read"));
  const links = [...list.querySelectorAll("a")];
  const chapters = links.map((a) => /** @type {HTMLElement} */ (document.querySelector(/** @type {string} */ (a.getAttribute("href")))));

  const open = (/** @type {boolean} */ yes) => {
    menu.setAttribute("aria-expanded", String(yes));
    list.classList.toggle("open", yes);
  };
  menu.addEventListener("click", () => open(menu.getAttribute("aria-expanded") !== "true"));
  list.addEventListener("click", (e) => { if (/** @type {Element} */ (e.target).closest("a")) open(false); });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape" && menu.getAttribute("aria-expanded") === "true") { open(false); menu.focus(); } });

  let waiting = false;
  const update = () => {
    waiting = false;
    const line = innerHeight * 0.35;
    const current = chapters.findLastIndex((c) => c.getBoundingClientRect().top < line);
    for (const [i, link] of links.entries()) {
      if (i === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    here.textContent = current < 0 ? above : chapters[current].dataset.title ?? chapters[current].querySelector("h2")?.textContent ?? above;
    read.value = Math.min(1, scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight));
  };
  const later = () => { if (!waiting) { waiting = true; requestAnimationFrame(update); } };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  update();
}
