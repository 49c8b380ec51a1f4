// What a browser that cannot run the engine shows in place of the tutorial's figures: each as it stands when the page
// opens, or where nothing stands there yet, once it was trained or shown a digit; computed and drawn here.  pages/missing.js asks for pictures/index.json, and for nothing of it where the engine runs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { escape, flat, svgOf } from "../elements/export.js";
import { percent, short } from "../elements/format.js";
import { t } from "../elements/strings.js";
import { COLOURS } from "../elements/tokens.js";
import { WIDGETS } from "../elements/widgets.js";
import { attributesIn, still } from "./still.js";

/** What a reader would do where nothing stands when the page opens.
 * @type {Record<string, { attributes: Record<string, string>, press(element: any): void }>} */
const TRAINED = {
  "loss-race": { attributes: { data: "drawn", epochs: "1" }, press: (e) => void e.start() },
  "cnn-trainer": { attributes: { data: "drawn", width: "0.125", optimizer: "adam", "learning-rate": "0.003", epochs: "2", workers: "1" }, press: (e) => e.act("train") },
};
/** The digit that stands on the pad. */
const WRITTEN = 7;
/** What is told of a figure that does not stand as it opens: its title, and what was done. @type {Record<string, [string, string]>} */
const AHEAD = {
  "loss-race": [t("race.title"), "Trained ahead, for one epoch of 12,000 drawn digits."],
  "cnn-trainer": [t("cnn.title"), "Trained ahead: the network at an eighth of its width, by Adam at 0.003, for two epochs of 12,000 drawn digits."],
  "digit-pad": [t("pad.title"), `A ${WRITTEN} from the samples.`],
};

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
  return { alt: t("sheet.label", { count }), size: /** @type {[number, number]} */ ([width, height]), file: /** @type {const} */ ("png") };
}

/** An element after its training. @param {string} tag @param {[string, string][]} written what the page's author has set */
async function trained(tag, written) {
  const { attributes, press } = TRAINED[tag];
  const element = await still(tag, Object.entries({ ...Object.fromEntries(written), ...attributes }));
  for (let pressed = false; element.numbers.status !== "done"; element.view()) {
    if (element.numbers.status === "failed") throw new Error(`${tag} could not be trained`);
    if (!pressed && element.numbers.source !== null) { press(element); pressed = true; }
    await new Promise((done) => setTimeout(done, 20));
  }
  element.render();
  element.release();
  return element;
}

/** The pad with a sample digit on it, and what the ready network believes: the digit over the chart.
 * @returns {Promise<{ charts: any[], toSVG(options?: { scheme?: "light" | "dark", width?: number }): string }>} */
async function padWith() {
  const { generateDigits, readyModel, Trainer, load } = await import(new URL("../../dist/npm/index.js", import.meta.url).href);
  const { images, labels } = await generateDigits({ count: 40, seed: 11 });
  const at = labels.indexOf(WRITTEN), image = images.subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE);
  const reader = await Trainer.restore(await readyModel(), { variant: "simd" });
  const Q = Array.from(/** @type {Float32Array} */ (await reader.predict(image)));
  reader.dispose();
  const best = Q.indexOf(Math.max(...Q)), chance = Q[best], sure = chance > 0.9999;
  const words = t(sure ? "pad.words.sure" : "pad.words", { best, chance: percent(sure ? 0.9999 : chance, chance > 0.99 ? 2 : 1), entropy: `${short((await load()).entropy(Q, { normalise: "auto" }), 3)} nats` });
  const spec = { kind: "bars", label: t("pad.chart"), summary: words, x: { title: t("pad.digit"), labels: Q.map((_, k) => k) }, y: { title: t("ce.probability"), min: 0, max: 1 },
    series: [{ name: t("pad.series.p"), role: "p", mark: "solid", values: Q.map((_, k) => Number(k === WRITTEN)) }, { name: t("pad.series.q"), role: "q", mark: "dashed", values: Q }] };
  return {
    charts: [spec],
    toSVG({ scheme = "light", width: wanted } = {}) {
      const chart = svgOf(/** @type {any} */ ([spec]), { title: t("pad.title"), scheme, width: wanted });
      const [width, height] = sizeOf(chart), [text, ground, grid] = ["text", "ground", "grid"].map((role) => COLOURS[role][scheme === "dark" ? 1 : 0]);
      const ink = Array.from(image, (v, i) => (v ? `<path d="M${i % SIDE} ${Math.floor(i / SIDE)}h1v1h-1z" fill-opacity="${(v / 255).toFixed(2)}"/>` : "")).join("");
      return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + 168}" width="${width}" height="${height + 168}" role="img"><title>${escape(t("pad.title"))}</title><desc>${escape(words)}</desc><rect width="100%" height="100%" fill="${ground}"/>`
        + `<g transform="translate(8 8) scale(5)" fill="${text}"><rect width="${SIDE}" height="${SIDE}" fill="none" stroke="${grid}" stroke-width="0.2"/><g shape-rendering="crispEdges">${ink}</g></g><svg y="168" width="${width}" height="${height}">${chart}</svg></svg>`;
    },
  };
}
/** @param {string} svg */
const sizeOf = (svg) => /** @type {[number, number]} */ (/** @type {RegExpExecArray} */ (/ width="([\d.]+)" height="([\d.]+)"/.exec(svg)).slice(1).map(Number));

/** By what a file's name ends in: for a wide window and for a telephone, where the letters are as large as the page's. */
const SIZES = { "": undefined, ".narrow": 312 };

/** @param {string} out the site's folder, its page and the package in it */
export async function makePictures(out) {
  mkdirSync(`${out}/pictures`, { recursive: true });
  const html = readFileSync(`${out}/index.html`, "utf8");
  const found = html.matchAll(new RegExp(`<(${Object.keys(WIDGETS).join("|")})\\b([^>]*)>`, "g"));
  /** In the order of the page. @type {import("../pages/missing.js").Still[]} */
  const about = [];
  for (const [, tag, rest] of found) {
    const file = `${out}/pictures/${about.length}`;
    if (tag === "digit-sheet") about.push(await sheet(`${file}.png`, attributesIn(rest)));
    else {
      const element = await (tag in TRAINED ? trained(tag, attributesIn(rest)) : tag === "digit-pad" ? padWith() : still(tag, attributesIn(rest)));
      if (tag === "live-number") about.push({ text: wordsOf(htmlOf(element.view())) });
      else if (element.charts.length === 0) about.push({ rows: rowsOf(element) });
      else {
        for (const [size, width] of Object.entries(SIZES)) for (const scheme of /** @type {const} */ (["light", "dark"])) writeFileSync(`${file}${size}${scheme === "dark" ? ".dark" : ""}.svg`, element.toSVG({ scheme, width }));
        const [wide, narrow] = Object.values(SIZES).map((width) => sizeOf(element.toSVG({ width }))), [title, does] = AHEAD[tag] ?? [];
        about.push({ alt: element.charts.map((/** @type {any} */ c) => `${c.label}. ${c.summary}`).join(" "), size: wide, narrow, file: "svg", title, does: does && [does, ...element.charts.map((/** @type {any} */ c) => c.summary)].join(" ") });
      }
    }
  }
  writeFileSync(`${out}/pictures/index.json`, `${JSON.stringify(about)}\n`);
}
