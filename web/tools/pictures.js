// What a browser that cannot run the engine shows in place of the tutorial's figures: each as it stands when the page
// opens, computed and drawn here.  pages/missing.js asks for pictures/index.json, and for nothing of it where the engine runs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { escape, flat } from "../elements/export.js";
import { short } from "../elements/format.js";
import { t } from "../elements/strings.js";
import { WIDGETS } from "../elements/widgets.js";
import { attributesIn, still } from "./still.js";

/** They show what is trained or drawn by the reader: nothing stands there when the page opens. */
const BLANK = ["loss-race", "cnn-trainer", "digit-pad"];

/** What a Lit template gives, without what its attributes say. @param {any} part @returns {string} */
function htmlOf(part) {
  if (Array.isArray(part)) return part.map(htmlOf).join("");
  if (part?.strings) return part.strings.reduce((/** @type {string} */ all, /** @type {string} */ s, /** @type {number} */ i) => all + s + (i < part.values.length && !/=["']?$/.test(s) ? htmlOf(part.values[i]) : ""), "");
  return typeof part === "string" || typeof part === "number" ? escape(part) : "";
}
const HIGH = { "−": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((high, digit) => [digit, high])) };
/** Its words alone. @param {string} html */
const wordsOf = (html) => html.replace(/<sup>(.*?)<\/sup>/g, (_, power) => power.replace(/./gu, (/** @type {string} */ c) => /** @type {any} */ (HIGH)[c] ?? c)).replace(/<\/?(?:span|data|b|i|em|var)\b[^>]*>/g, "").replace(/<[^>]*>/g, " ").replaceAll("&thinsp;", "\u2009").replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replaceAll("&amp;", "&").replace(/ ?\u2009 ?/g, "\u2009").replace(/\s*\n\s*| {2,}/g, " ").trim();
/** The rows of a view's tables, each a list of cells; where it has none, its numbers. @param {any} element @returns {string[][]} */
function rowsOf(element) {
  const html = htmlOf(element.view());
  const rows = Array.from(html.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/g), ([, row]) => Array.from(row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)(?=<t[hd]\b|<\/t[hd]>|$)/g), ([, cell]) => wordsOf(cell)));
  return rows.length ? rows : flat(element.numbers).map(([name, value]) => [name, typeof value === "number" ? short(value, 6) : String(value)]);
}

/** A grey picture as PNG. @param {Uint8Array} pixels @param {number} width */
function png(pixels, width) {
  const crc = (/** @type {Buffer} */ bytes) => {
    let c = ~0;
    for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0); }
    return ~c >>> 0;
  };
  const word = (/** @type {number} */ n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => { const body = Buffer.concat([Buffer.from(type), data]); return Buffer.concat([word(data.length), body, word(crc(body))]); };
  const height = pixels.length / width, rows = Buffer.alloc(pixels.length + height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1); // before each row a 0: no filter
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", Buffer.concat([word(width), word(height), Buffer.from([8, 0, 0, 0, 0])])), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

const SIDE = 28, CLASSES = 10;
/** The sheet of digits, a class a row, ink on paper. @param {string} file @param {[string, string][]} attributes */
async function sheet(file, attributes) {
  const { generateDigits } = await import(new URL("../../dist/npm/index.js", import.meta.url).href);
  const value = (/** @type {string} */ name) => Number(attributes.find(([n]) => n === name)?.[1] ?? WIDGETS["digit-sheet"].attributes[name].default);
  const columns = value("columns"), width = columns * SIDE, height = CLASSES * SIDE;
  const { images, labels, count } = await generateDigits({ count: CLASSES * columns, seed: value("seed") });
  const pixels = new Uint8Array(width * height), next = new Array(CLASSES).fill(0);
  for (let i = 0; i < count; i++) {
    const left = SIDE * next[labels[i]]++, top = SIDE * labels[i];
    for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) pixels[(top + y) * width + left + x] = 255 - images[i * SIDE * SIDE + y * SIDE + x];
  }
  writeFileSync(file, png(pixels, width));
  return { alt: t("sheet.label", { count }), width, height, file: /** @type {const} */ ("png") };
}

/** @param {string} out the site's folder, its page and the package in it */
export async function makePictures(out) {
  mkdirSync(`${out}/pictures`, { recursive: true });
  const html = readFileSync(`${out}/index.html`, "utf8");
  const found = html.matchAll(new RegExp(`<(${Object.keys(WIDGETS).join("|")})\\b([^>]*)>`, "g"));
  /** In the order of the page. @type {({ text: string } | { alt: string, width: number, height: number, file: "svg" | "png" } | { rows: string[][] } | null)[]} */
  const about = [];
  for (const [, tag, rest] of found) {
    const file = `${out}/pictures/${about.length}`;
    if (BLANK.includes(tag)) about.push(null);
    else if (tag === "digit-sheet") about.push(await sheet(`${file}.png`, attributesIn(rest)));
    else {
      const element = await still(tag, attributesIn(rest));
      if (tag === "live-number") about.push({ text: wordsOf(htmlOf(element.view())) });
      else if (element.charts.length === 0) about.push({ rows: rowsOf(element) });
      else {
        for (const scheme of /** @type {const} */ (["light", "dark"])) writeFileSync(`${file}${scheme === "dark" ? ".dark" : ""}.svg`, element.toSVG({ scheme }));
        const [, width, height] = /** @type {string[]} */ (/ width="([\d.]+)" height="([\d.]+)"/.exec(element.toSVG()));
        about.push({ alt: element.charts.map((/** @type {any} */ c) => `${c.label}. ${c.summary}`).join(" "), width: Number(width), height: Number(height), file: "svg" });
      }
    }
  }
  writeFileSync(`${out}/pictures/index.json`, `${JSON.stringify(about)}\n`);
}
