// The query of an address, as anyone may write a link: every attribute of every widget.
import { load } from "../../../dist/surprisal.js";
import { TYPES } from "../../../web/elements/types.js";
import { WIDGETS } from "../../../web/elements/widgets.js";
import { keyOf, readQuery } from "../../../web/pages/query.js";

const engine = await load({ variant: "simd" });
const widgets = Object.entries(WIDGETS).map(([id, { attributes }]) => ({ id, attributes }));
const attributes = new Map(widgets.flatMap((w) => Object.entries(w.attributes).map(([name, a]) => [keyOf(w.id, name), a])));
const query = (/** @type {[string, string][]} */ entries) => new TextEncoder().encode(String(new URLSearchParams(entries)));

export default {
  words: [...[...attributes.keys()].map((key) => `&${key}=`), "0:9", ":", "%", "+", "%2C", "1e999", "-0", "0x10", "bits", "Infinity", "__proto__.p=", "<img src=x onerror=alert(1)>"],
  // the defaults, every widget on its own, and what a link of the page may hold
  seeds: () => [...widgets.map((w) => query(Object.entries(w.attributes).map(([name, a]) => [keyOf(w.id, name), a.default]))), query([["kl-divergence.p", "mixture([0.3, 0.7], [normal(0, 1), normal(4, 2)])"], ["kl-divergence.range", "0:9"], ["cross-entropy.q", "[0.2, 0.8]"], ["none.p", "1"]])],
  longest: 600,
  /** @param {Uint8Array} bytes */
  run(bytes) {
    const given = new URLSearchParams(new TextDecoder().decode(bytes));
    const { texts, refused } = readQuery(given, widgets, engine);
    for (const { key, error } of refused) {
      if (error ? !attributes.has(key) : attributes.has(key)) throw new Error(`${key} is ${error ? "un" : ""}known`);
      // one sentence of ours, no accident of the language
      if (error && (!error.message || !(error.name === "SurprisalError" || error.constructor === Error))) throw error;
    }
    for (const [key, text] of texts) {
      const attribute = attributes.get(key);
      if (!attribute) throw new Error(`${key} is none`);
      const { read, write } = TYPES[attribute.type];
      // what was taken is written back, and read again it is the same
      const once = write(read(text, attribute, engine)), twice = write(read(once, attribute, engine));
      if (once !== twice) throw new Error(`${key}: ${text} is written ${once}, which is written ${twice}`);
    }
  },
};
