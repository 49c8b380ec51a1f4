// Bytes in words.
import { short } from "./format.js";
import { t } from "./strings.js";

const UNITS = ["B", "kB", "MB", "GB"];

/** 11.6 MB. @param {number} bytes */
export function size(bytes) {
  let [n, unit] = [bytes, 0];
  while (n >= 1000 && unit < UNITS.length - 1) n /= 1000, unit++;
  return t("cnn.size", { n: unit === 0 ? String(n) : short(n, 3), unit: UNITS[unit] });
}
