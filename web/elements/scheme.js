// Light or dark, as what lies behind an element is: a page may be dark without saying so in color-scheme.

/** Whether a colour as getComputedStyle gives it covers what is behind it, and how light it is. @param {string} colour @returns {number | null} 0 … 1 */
function lightness(colour) {
  const space = /^color\((srgb|display-p3) /.test(colour);
  const [r, g, b, alpha = 1] = (colour.match(/-?[\d.]+(e-?\d+)?/g) ?? []).slice(space && colour.includes("p3") ? 1 : 0).map(Number);
  if (!(alpha >= 0.5) || !(space || colour.startsWith("rgb"))) return null;
  const linear = [r, g, b].map((v) => ((space ? v : v / 255) ** 2.2));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

/** "light" or "dark" by the nearest ground that is painted; null where none is, and color-scheme decides.
 * @param {Element} element @returns {"light" | "dark" | null} */
export function schemeBehind(element) {
  for (let e = /** @type {any} */ (element); e; e = e.assignedSlot ?? e.parentElement ?? e.getRootNode().host) {
    const light = lightness(getComputedStyle(e).backgroundColor);
    if (light !== null) return light > 0.18 ? "light" : "dark";
  }
  return null;
}
