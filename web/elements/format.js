// Numbers as text. Charts and sentences take short(); figures that are to be checked take full();
// digits beyond the error estimate are told apart by split().
import { t } from "./strings.js";

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const locale = () => globalThis.document?.documentElement.lang || "en";
/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();
/** @param {number} x @param {Intl.NumberFormatOptions} options */
export function localised(x, options) {
  const key = locale() + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale(), options)));
  return format.format(x).replace("-", "−");
}

/** What stands between the whole and the broken part here: "." or ",". */
const mark = () => localised(0.5, {}).replace(/\d/g, "") || ".";
/** JavaScript's text of a number with the locale's signs. @param {string} text */
export const signed = (text) => text.replace("-", "−").replace(".", mark());

/** The other way: what the reader types, in the locale's way or JavaScript's, as JavaScript writes it. @param {string} text */
export const unsigned = (text) => text.trim().replace("−", "-").replace(mark(), ".");
/** NaN for what is no number. @param {string} text */
export function parseNumber(text) {
  const plain = unsigned(text);
  return plain === "" ? NaN : Number(plain);
}

/** NaN, ±∞ and 0 in words or signs; undefined for other numbers. @param {number} x */
function special(x) {
  if (Number.isNaN(x)) return t("number.undefined");
  if (x === Infinity) return "∞";
  if (x === -Infinity) return "−∞";
  return undefined;
}

/** mantissa and power of ten, for numbers that need one. @param {string} text as of String(x) or toPrecision */
function withPower(text) {
  const [mantissa, power] = text.split("e");
  return { mantissa: signed(mantissa), power: power === undefined ? null : Number(power) };
}
/** @param {number} power */
export const superscript = (power) => `${power < 0 ? "⁻" : ""}${String(Math.abs(power)).replace(/\d/g, (d) => SUPERSCRIPT[Number(d)])}`;

/** short() in two parts, for markup that raises the power itself. @param {number} x @param {number} [digits] */
export function shortParts(x, digits = 3) {
  const [mantissa, power] = short(x, digits).split(" × 10");
  return { mantissa, power: power === undefined ? null : Math.floor(Number(x.toExponential(digits - 1).split("e")[1])) };
}

/** A few significant digits: 0.219, 2.094 × 10⁻⁵, 1,280. @param {number} x @param {number} [digits] */
export function short(x, digits = 3) {
  const sign = special(x);
  if (sign !== undefined) return sign;
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e-3 && size < 1e6) {
    const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    return localised(x, { minimumFractionDigits: Math.min(places, 20), maximumFractionDigits: Math.min(places, 20) });
  }
  const { mantissa, power } = withPower(x.toExponential(digits - 1));
  return `${mantissa} × 10${superscript(/** @type {number} */ (power))}`;
}

/** Every digit of the double, as JavaScript writes it, in the locale's sign. @param {number} x */
export const full = (x) => special(x) ?? signed(String(x)).replace("e−", "e-");

/** full(x) in two parts: the digits that the error estimate vouches for, the digits that it does not, and the power of ten.
 * @param {number} x @param {number} error @returns {{ sure: string, unsure: string, power: number | null }} */
export function split(x, error) {
  const sign = special(x);
  if (sign !== undefined) return { sure: sign, unsure: "", power: null };
  const small = Math.abs(x) < 1e-3 && x !== 0;
  const { mantissa, power } = withPower(small ? x.toExponential() : String(x));
  if (!(error > 0)) return { sure: mantissa, unsure: "", power };
  const lastPlace = Math.floor(Math.log10(error)) - (power ?? 0); // 10^lastPlace ≤ error in the mantissa's units
  const point = mantissa.indexOf(mark());
  if (point < 0) return { sure: mantissa, unsure: "", power };
  const keep = Math.max(point + 2, point + 1 + Math.max(0, -lastPlace - 1));
  return { sure: mantissa.slice(0, keep), unsure: mantissa.slice(keep), power };
}

/** @param {number} x @param {number} [places] */
export const percent = (x, places = 1) => localised(x, { style: "percent", minimumFractionDigits: places, maximumFractionDigits: places });
/** @param {number} x */
export const integer = (x) => localised(x, { maximumFractionDigits: 0 });
/** @param {number} x @param {number} places */
export const fixed = (x, places) => special(x) ?? localised(x, { minimumFractionDigits: places, maximumFractionDigits: places });

/** 1 epoch, 2 epochs: by the locale's rules. @param {number} n */
export const epochsText = (n) => t(`cnn.count.${new Intl.PluralRules(locale()).select(n) === "one" ? "one" : "other"}`, { n: integer(n) });

/** Seconds in words: 8 s, 2 min 05 s, 1 h 10 min. @param {number} seconds */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  const s = Math.max(0, Math.round(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  if (s < 60) return t("time.seconds", { s });
  if (s < 3600) return t("time.minutes", { min: Math.floor(s / 60), s: two(s % 60) });
  return t("time.hours", { h: Math.floor(s / 3600), min: two(Math.floor((s % 3600) / 60)) });
}
