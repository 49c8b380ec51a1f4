// What a chart borrows from the page: colours by role as resolved now, the font, motion; and the marks
// (hatching) that tell series apart without colour.

/** @typedef {Record<string, string>} Colours */

const ROLES = ["ground", "sunken", "text", "muted", "rule", "grid", "p", "q", "d", "accent"];

/** The roles' colours as rgb(), for canvas cannot read custom properties. @param {Element} host @returns {Colours} */
export function coloursOf(host) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none"); // else every role would read as the text's
  (host.shadowRoot ?? host).append(probe);
  const style = getComputedStyle(probe);
  const colours = Object.fromEntries(ROLES.map((role) => {
    probe.style.color = `var(--surprisal-${role})`;
    return [role, style.color];
  }));
  colours.font = getComputedStyle(host).fontFamily;
  probe.remove();
  return colours;
}

/** "rgb(1, 2, 3)" with an opacity. @param {string} colour @param {number} opacity */
export const faint = (colour, opacity) => colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);

/** Every chart draws with the few patterns that there are. @type {Map<string, CanvasPattern | string>} */
const patterns = new Map();
/** Diagonal lines in a colour: the mark of the divergence. @param {string} colour */
export function hatching(colour) {
  const ratio = Math.ceil(globalThis.devicePixelRatio || 1), key = `${colour} ${ratio}`;
  const pattern = patterns.get(key) ?? hatched(colour, ratio);
  patterns.set(key, pattern);
  return pattern;
}
/** @param {string} colour @param {number} ratio of the screen's pixels to the page's */
function hatched(colour, ratio) {
  const size = 7;
  const tile = document.createElement("canvas");
  tile.width = tile.height = size * ratio;
  const c = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  c.scale(ratio, ratio);
  c.fillStyle = faint(colour, 0.18);
  c.fillRect(0, 0, size, size);
  c.strokeStyle = colour;
  c.lineWidth = 1.6;
  c.lineCap = "square";
  for (const shift of [-size, 0, size]) { c.beginPath(); c.moveTo(shift, size); c.lineTo(shift + size, 0); c.stroke(); }
  const pattern = c.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern ?? colour;
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Calls back when the colours may have changed: the system's preference or the page's own switch.
 * @param {() => void} changed @returns {() => void} ends it */
export function watchScheme(changed) {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map((q) => matchMedia(q));
  const observer = new MutationObserver(changed);
  for (const e of [document.documentElement, document.body])
    if (e) observer.observe(e, { attributes: true, attributeFilter: ["style", "class", "data-scheme", "data-theme", "data-bs-theme", "data-jp-theme-light"] });
  for (const query of queries) query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", changed);
  };
}
