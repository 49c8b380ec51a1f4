// The types of attributes: how a text is read, checked and written back.
import { t } from "./strings.js";

/** @typedef {import("../core/index.js").Surprisal} Surprisal */
/** @typedef {{ type: string, default: string, about: string, choices?: string[], min?: number, max?: number }} Attribute */

/** A text as a message repeats it. @param {string} text */
export const brief = (text) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** @param {string} text @param {Attribute} a @param {"number" | "integer"} kind */
function readNumber(text, { min = -Infinity, max = Infinity }, kind) {
  const value = Number(text);
  if (text.trim() === "" || !(value >= min && value <= max) || (kind === "integer" && !Number.isInteger(value)))
    throw new Error(t(`error.${kind}`, { min, max, text: brief(text) }));
  return value;
}

/** @type {Record<string, { read(text: string, attribute: Attribute, engine: Surprisal): any, write(value: any): string, says: string }>} */
export const TYPES = {
  distribution: {
    says: "a distribution such as normal(0, 1)",
    read: (text, _, engine) => engine.parse(text),
    write: String,
  },
  operand: {
    says: "a distribution, or probabilities separated by commas",
    read: (text, _, engine) => engine.parseOperand(text),
    write: (value) => (typeof value === "string" || !("length" in value) ? String(value) : Array.from(value, String).join(", ")),
  },
  target: {
    says: "a continuous distribution such as mixture([weights], [components])",
    read: (text, _, engine) => {
      const d = engine.parse(text);
      if (d.kind !== "continuous") throw new Error(t("error.target", { text: brief(text) }));
      return d;
    },
    write: String,
  },
  text: { says: "any text", read: (text) => text, write: String },
  number: { says: "a number", read: (text, a) => readNumber(text, a, "number"), write: String },
  integer: { says: "a whole number", read: (text, a) => readNumber(text, a, "integer"), write: String },
  choice: {
    says: "one of a few words",
    read: (text, { choices = [] }) => {
      if (!choices.includes(text)) throw new Error(t("error.choice", { choices: choices.join(", "), text: brief(text) }));
      return text;
    },
    write: String,
  },
  base: {
    says: "nats, bits, dits or a number",
    read: (text) => {
      if (["nats", "bits", "dits"].includes(text)) return text;
      const value = Number(text);
      if (text.trim() === "" || !(value > 0 && Number.isFinite(value) && value !== 1)) throw new Error(t("error.base", { text: brief(text) }));
      return value;
    },
    write: String,
  },
  range: {
    says: "lo:hi, or empty for the whole support",
    read: (text) => {
      if (text.trim() === "") return null;
      const parts = text.split(":").map((x) => (x.trim() === "" ? NaN : Number(x)));
      if (parts.length !== 2 || !(parts[0] <= parts[1])) throw new Error(t("error.range", { text: brief(text) }));
      return /** @type {[number, number]} */ (parts);
    },
    write: (value) => (value ? value.join(":") : ""),
  },
  numbers: {
    says: "numbers separated by commas",
    read: (text) => {
      const list = text.split(",").map((x) => (x.trim() === "" ? NaN : Number(x)));
      if (!list.every((x) => Math.abs(x) <= 1e6)) throw new Error(t("error.numbers", { text: brief(text) }));
      return list;
    },
    write: (value) => value.join(", "),
  },
  names: {
    says: "names separated by commas",
    read: (text) => text.split(",").map((s) => s.trim()).filter(Boolean),
    write: (value) => value.join(", "),
  },
};
