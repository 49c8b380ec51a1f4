// The elements' fonts, for pages that do not bring them: shadow trees cannot declare fonts of their own.
import { addressOf, bytesOf, isInside } from "../core/files.js";

const LATIN = "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215";
const GREEK = "U+0370-03FF";
/** @type {[string, string, FontFaceDescriptors][]} */
const FACES = [
  ["Inter Variable", "inter-latin-wght-normal", { weight: "100 900", unicodeRange: LATIN }],
  ["Inter Variable", "inter-greek-wght-normal", { weight: "100 900", unicodeRange: GREEK }],
  ["Source Serif 4 Variable", "source-serif-4-latin-wght-italic", { weight: "200 900", style: "italic", unicodeRange: LATIN }],
  ["Source Serif 4 Variable", "source-serif-4-greek-wght-italic", { weight: "200 900", style: "italic", unicodeRange: GREEK }],
];

/** Adds what the page lacks; a font that cannot be had leaves the next of the stack in its place. */
export async function bringFonts() {
  const there = new Set(Array.from(document.fonts, (f) => f.family.replaceAll('"', "")));
  for (const [family, name, descriptors] of FACES) {
    if (there.has(family)) continue;
    const file = `fonts/${name}.woff2`;
    try {
      const source = isInside(file) ? await bytesOf(file) : `url(${JSON.stringify(addressOf(file).href)})`;
      document.fonts.add(new FontFace(family, source, { ...descriptors, display: "swap" }));
    } catch { /* the system's font, then */ }
  }
}
