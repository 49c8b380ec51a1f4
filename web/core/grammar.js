// The text form of distributions and arrays, as written in attributes and addresses:
//   binomial(250, 0.008)   studentT(df=3)   mixture([0.3, 0.7], [normal(0, 1), normal(4, 2)])   0.2, 0.8
import { SurprisalError } from "./errors.js";

/** @typedef {number | Value[] | Call} Value */
/** A call, with where its name and its parameters stand in the text.
 * @typedef {{ name: string, positional: Value[], named: Record<string, Value>, at: number, places: Record<string, number> }} Call */

const TOKEN = /\s*(?:([+\-−]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([()[\],=]))/y;
const NOT_FINITE = /^(nan|inf|infinity)$/i;
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 20;

/** Where in the text something went wrong. @param {string} text @param {number} at */
export const place = (text, at) => `(at character ${at + 1} of ${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)})`;

/** @param {string} text @returns {Value} a number, an array (brackets optional at the top) or a call */
export function parseValue(text) {
  if (typeof text !== "string") throw new SurprisalError("PARSE", `a text is needed, not ${typeof text}`, { function: "parse", argument: "text" });
  if (text.length > MAX_LENGTH) throw new SurprisalError("PARSE", `the text is longer than ${MAX_LENGTH} characters`, { function: "parse", argument: "text" });
  /** @type {{ kind: "number" | "name" | "mark" | "end", text: string, at: number }[]} */
  const tokens = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const from = TOKEN.lastIndex;
    const at = from + text.slice(from).search(/\S/);
    const match = TOKEN.exec(text);
    if (!match) fail(`${JSON.stringify(text[at])} is not expected`, at);
    const [, number, name, mark] = /** @type {RegExpExecArray} */ (match);
    if (number && !Number.isFinite(Number(number.replace("−", "-")))) fail(`${number} is beyond the largest number there is`, at);
    tokens.push(number ? { kind: "number", text: number, at } : name ? { kind: "name", text: name, at } : { kind: "mark", text: mark, at });
  }
  tokens.push({ kind: "end", text: "", at: end });

  let next = 0;
  const peek = (ahead = 0) => tokens[Math.min(next + ahead, tokens.length - 1)];
  const is = (/** @type {string} */ mark, ahead = 0) => peek(ahead).kind === "mark" && peek(ahead).text === mark;

  /** @param {string} what @param {number} at @returns {never} */
  function fail(what, at) {
    throw new SurprisalError("PARSE", `${what} ${place(text, at)}`, { function: "parse", argument: "text", index: at });
  }
  /** @param {string} mark */
  function expect(mark) {
    if (!is(mark)) fail(peek().kind === "end" ? `"${mark}" is missing` : `"${mark}" is expected before ${JSON.stringify(peek().text)}`, peek().at);
    next++;
  }
  /** @param {string} close @param {() => void} item */
  function list(close, item) {
    if (is(close)) { next++; return; }
    for (;;) {
      item();
      if (is(close)) { next++; return; }
      if (!is(",")) fail(peek().kind === "end" ? `"${close}" is missing` : `"," or "${close}" is expected before ${JSON.stringify(peek().text)}`, peek().at);
      next++;
    }
  }
  /** @param {number} depth @returns {Value} */
  function value(depth) {
    const token = peek();
    if (depth > MAX_DEPTH) fail("too deeply nested", token.at);
    if (token.kind === "number") { next++; return Number(token.text.replace("−", "-")); }
    if (is("[")) {
      next++;
      /** @type {Value[]} */
      const items = [];
      list("]", () => items.push(value(depth + 1)));
      return items;
    }
    if (token.kind === "name") {
      next++;
      if (NOT_FINITE.test(token.text) && !is("(")) fail(`${token.text} is not a finite number`, token.at);
      expect("(");
      /** @type {Call} */
      const call = { name: token.text, positional: [], named: Object.create(null), at: token.at, places: Object.create(null) };
      list(")", () => {
        if (peek().kind === "name" && is("=", 1)) {
          const { text: name, at } = peek();
          next += 2;
          if (name in call.named) fail(`${name} is given twice`, at);
          call.places[name] = peek().at;
          call.named[name] = value(depth + 1);
        } else {
          if (Object.keys(call.named).length) fail("a parameter without a name cannot follow one with a name", peek().at);
          call.places[call.positional.length] = peek().at;
          call.positional.push(value(depth + 1));
        }
      });
      return call;
    }
    return fail(token.kind === "end" ? "a value is missing" : `${JSON.stringify(token.text)} is not a value`, token.at);
  }

  const first = value(0);
  if (typeof first !== "number" || peek().kind === "end") {
    if (peek().kind !== "end") fail(`${JSON.stringify(peek().text)} is not expected`, peek().at);
    return first;
  }
  const items = [first]; // a bare list of numbers
  while (peek().kind !== "end") {
    expect(",");
    const item = value(1);
    if (typeof item !== "number") fail("a list holds numbers only", peek().at);
    else items.push(item);
  }
  return items;
}
