// Colour by role, light and dark, and the few measures that everything shares. The one list:
// elements take it as :host rules, the page's style sheet gets it as :root rules when it is built.

/** role → [light, dark] @type {Record<string, [string, string]>} */
export const COLOURS = {
  ground: ["#ffffff", "#14171b"],
  sunken: ["#f5f6f8", "#1d2126"],
  text: ["#1a1d21", "#e8eaed"],
  muted: ["#575f69", "#a4acb6"],
  rule: ["#8a929c", "#717a85"],
  grid: ["#e3e6ea", "#2b3138"],
  p: ["#00805c", "#2fc494"],
  q: ["#0068a8", "#5bb4f0"],
  d: ["#b84a00", "#ff9b57"],
  accent: ["#5a3fc0", "#b3a1ff"],
  error: ["#b3261e", "#ff8a80"],
  "on-accent": ["#ffffff", "#14171b"],
};

/** role → what stands for it where the system forces its own colours: marks and words tell P, Q and D apart then. @type {Record<string, string>} */
const FORCED = {
  ground: "Canvas", sunken: "Canvas", text: "CanvasText", muted: "CanvasText", rule: "CanvasText", grid: "GrayText", p: "CanvasText", q: "LinkText", d: "CanvasText",
  accent: "Highlight", error: "CanvasText", "on-accent": "HighlightText",
};

const FONTS = {
  sans: '"Inter Variable", "Inter fallback", system-ui, sans-serif',
  serif: '"Source Serif 4 Variable", "Source Serif fallback", Georgia, serif',
};

/** The same roles, for @media (forced-colors: active). */
export const forcedTokens = Object.entries(FORCED).map(([role, colour]) => `--surprisal-${role}: ${colour};`).join("\n");

/** The declarations, to stand in :host or :root. */
export const tokens = [
  ...Object.entries(COLOURS).map(([role, [light, dark]]) => `--surprisal-${role}: light-dark(${light}, ${dark});`),
  ...Object.entries(FONTS).map(([name, stack]) => `--surprisal-${name}: ${stack};`),
].join("\n");
