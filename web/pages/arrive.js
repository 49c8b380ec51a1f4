// A link within the page leads to where its target is when the scrolling ends, not to where it was when it
// began: figures on the way wake meanwhile, and grow. The target is followed until the page has come to rest
// or the reader does something else.

/** From the last time that the page has grown: on a slow machine what wakes may take long. */
const PATIENCE_MS = 5000;
/** So many frames without a movement: the scrolling has ended. */
const STILL = 4;
const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];

/** Ends the following that goes on. */
let leave = () => {};
/** @param {Element} target */
function follow(target) {
  leave();
  let since = performance.now(), before = NaN, still = 0, height = NaN, frame = 0;
  const end = () => {
    cancelAnimationFrame(frame);
    for (const act of ACTS) removeEventListener(act, end, true);
  };
  const look = () => {
    still = scrollY === before ? still + 1 : 0;
    const { scrollHeight } = document.documentElement;
    if (still >= STILL && scrollHeight !== height) {
      target.scrollIntoView({ block: "start", behavior: "instant" });
      height = scrollHeight;
      since = performance.now();
    }
    before = scrollY;
    if (performance.now() - since < PATIENCE_MS) frame = requestAnimationFrame(look);
    else end();
  };
  for (const act of ACTS) addEventListener(act, end, { capture: true, passive: true });
  leave = end;
  frame = requestAnimationFrame(look);
}

/** @param {string} hash */
function targetOf(hash) {
  try {
    return hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
  } catch {
    return null; // a % that encodes nothing
  }
}

/** Follows the targets of links, and that of the address where the page was come to by one: where it is taken up again, the browser knows the place. */
export function followLinks() {
  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // opened elsewhere
    const link = /** @type {Element} */ (event.target).closest?.('a[href^="#"]');
    const target = link instanceof HTMLAnchorElement && !event.defaultPrevented && targetOf(link.hash);
    if (target) follow(target);
  });
  const [visit] = performance.getEntriesByType("navigation");
  const target = /** @type {PerformanceNavigationTiming | undefined} */ (visit)?.type === "navigate" && targetOf(location.hash);
  if (target) follow(target);
}
