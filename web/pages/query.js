// What the address says of the widgets: ?ID.ATTRIBUTE=TEXT, each text checked as the attribute's would be.
import { TYPES } from "../elements/types.js";

/** @typedef {{ id: string, attributes: Record<string, import("../elements/types.js").Attribute> }} Stated a widget's id and what may be said of it */

/** @param {string} id @param {string} name */
export const keyOf = (id, name) => `${id}.${name}`;

/** The texts that are right, by key, and what is refused: with an error, or with none where no widget has that key.
 * @param {URLSearchParams} query @param {Stated[]} widgets @param {import("../core/index.js").Surprisal | null} engine may be missing where the query is empty */
export function readQuery(query, widgets, engine) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @type {{ key: string, error: Error | null }[]} */
  const refused = [];
  const known = new Set();
  for (const { id, attributes } of widgets) for (const [name, attribute] of Object.entries(attributes)) {
    const key = keyOf(id, name), text = query.get(key);
    known.add(key);
    if (text === null) continue;
    try {
      TYPES[attribute.type].read(text, attribute, /** @type {any} */ (engine));
      texts.set(key, text);
    } catch (error) {
      refused.push({ key, error: /** @type {Error} */ (error) });
    }
  }
  for (const key of query.keys()) if (!known.has(key) && key.includes(".")) refused.push({ key, error: null });
  return { texts, refused };
}
