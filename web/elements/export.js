// A widget's charts and numbers as files: SVG, PNG, CSV. They are read from the view it has rendered.
import { draw } from "./draw.js";
import { t } from "./strings.js";

/** @typedef {import("./chart.js").Spec} Spec */

/** The charts in a Lit template: every value that stands at `.spec=`. @param {any} template @returns {Spec[]} */
export function specsOf(template) {
  if (Array.isArray(template)) return template.flatMap(specsOf);
  if (!template?.strings) return [];
  return template.values.flatMap((/** @type {any} */ value, /** @type {number} */ i) => (template.strings[i].endsWith(".spec=") ? [value] : specsOf(value)));
}

/** Numbers with names, lists spread out. @param {Record<string, any>} numbers @returns {[string, string | number][]} */
export const flat = (numbers) => Object.entries(numbers).flatMap(([name, v]) => (v === null || v === undefined ? [] : typeof v === "object" ? flat(v).map(([k, x]) => /** @type {[string, any]} */ ([`${name}.${k}`, x])) : [/** @type {[string, any]} */ ([name, v])]));

/** A field by RFC 4180; one that a spreadsheet would take for a formula is only ever text here. @param {unknown} value */
const field = (value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
/** @param {unknown[][]} rows */
const lines = (rows) => rows.map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";

/** One row a value: chart, series, x, y. @param {Spec[]} specs */
export const seriesCsv = (specs) => lines([["chart", "series", "x", "y"], ...specs.flatMap((spec) => spec.series.flatMap((s) => Array.from(s.values, (y, i) => [spec.label, s.name, s.x ? s.x[i] : spec.x.labels?.[i] ?? i, y])))]);
/** @param {Record<string, any>} numbers */
export const numbersCsv = (numbers) => lines([["name", "value"], ...flat(numbers)]);

/** @param {unknown} text */
export const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** @param {Spec[]} specs @param {{ title: string, summary?: string, scheme?: "light" | "dark", width?: number, fluid?: boolean }} options fluid: as wide as its place */
export function svgOf(specs, { title, summary = specs[0]?.summary ?? "", scheme = "light", width: wanted, fluid = false }) {
  if (specs.length === 0) throw new Error(t("export.nothing"));
  const { shapes, width, height, ground } = draw(specs, scheme, wanted);
  const marks = shapes.map((s) => ("text" in s
    ? `<text x="${Math.round(s.x * 10) / 10}" y="${Math.round(s.y * 10) / 10}" font-size="${s.size}" fill="${s.fill}"${s.anchor ? ` text-anchor="${s.anchor}"` : ""}${s.weight ? ` font-weight="${s.weight}"` : ""}${s.turned ? ` transform="rotate(-90 ${s.x} ${s.y})"` : ""}>${escape(s.text)}</text>`
    : `<path d="${s.d}" fill="${s.fill ?? "none"}"${s.stroke ? ` stroke="${s.stroke}" stroke-width="${s.width}"` : ""}${s.opacity !== undefined && s.opacity !== 1 ? ` opacity="${s.opacity}"` : ""}${s.dash ? ` stroke-dasharray="${s.dash}"` : ""}/>`));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 ${width + 16} ${height + 8}" ${fluid ? 'width="100%"' : `width="${width + 16}" height="${height + 8}"`} role="img" font-family="system-ui, sans-serif">`
    + `<title>${escape(title)}</title><desc>${escape(summary)}</desc><rect x="-8" y="-8" width="100%" height="100%" fill="${ground}"/>${marks.join("")}</svg>`;
}

/** What stands inside an element for readers without scripts, in print and in e-books. No blank lines: Markdown would end it there.
 * @param {Spec[]} specs @param {Record<string, any>} numbers @param {string} title */
export const fallbackOf = (specs, numbers, title) => `<figure>\n${specs.length ? `${svgOf(specs, { title, fluid: true })}\n` : ""}<table>\n<caption>${escape(title)}</caption>\n${flat(numbers).map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`).join("\n")}\n</table>\n</figure>`;

/** The same picture, painted: no image of ours has to be loaded, which a page's policy might refuse.
 * @param {Spec[]} specs @param {"light" | "dark"} scheme @param {string} font */
export function pngOf(specs, scheme, font, ratio = 2) {
  if (specs.length === 0) throw new Error(t("export.nothing"));
  const { shapes, width, height, ground } = draw(specs, scheme);
  const canvas = document.createElement("canvas");
  canvas.width = (width + 16) * ratio;
  canvas.height = (height + 8) * ratio;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  c.fillStyle = ground;
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.setTransform(ratio, 0, 0, ratio, 8 * ratio, 8 * ratio);
  for (const s of shapes) {
    c.save();
    if ("text" in s) {
      c.fillStyle = s.fill;
      c.font = `${s.weight ?? 400} ${s.size}px ${font}`;
      c.textAlign = s.anchor === "middle" ? "center" : s.anchor ?? "start";
      c.translate(s.x, s.y);
      if (s.turned) c.rotate(-Math.PI / 2);
      c.fillText(s.text, 0, 0);
    } else {
      const path = new Path2D(s.d);
      c.globalAlpha = s.opacity ?? 1;
      if (s.fill) { c.fillStyle = s.fill; c.fill(path); }
      if (s.stroke) { c.strokeStyle = s.stroke; c.lineWidth = s.width ?? 1; c.setLineDash((s.dash ?? "").split(" ").filter(Boolean).map(Number)); c.stroke(path); }
    }
    c.restore();
  }
  return blobOf(canvas);
}
/** A canvas as PNG, at once: toBlob waits for an idle moment, for seconds where the page is busy, and by then a click no longer counts as one.
 * @param {HTMLCanvasElement} canvas */
export const blobOf = (canvas) => new Blob([Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (c) => c.charCodeAt(0))], { type: "image/png" });

/** Offers a file. @param {string} name @param {BlobPart} content @param {string} type */
export function offer(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
