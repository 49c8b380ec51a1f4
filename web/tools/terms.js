// Links each term, in every part of the text after the one that defines it (<dfn>), to its definition.

/** @param {string} text */
const slug = (text) => `term-${text.toLowerCase().replace(/[^a-z]+/g, "-")}`;
/** Tags, formulas and comments, between which the words stand. */
const MARKUP = /(<!--[\s\S]*?-->|<[^>]+>|\\\([\s\S]*?\\\)|\\\[[\s\S]*?\\\])/;
/** Inside these no word becomes a link. */
const CLOSED = /^(a|dfn|h\d|summary|code|button|label|[a-z]+-[a-z-]+)$/;

/** Gives every <dfn> an id and links later uses: the first in each part (the text under one heading).
 * <dfn data-also="other|names"> is linked by those too. @param {string[]} chapters in the order of reading @returns {string[]} */
export function linkTerms(chapters) {
  /** @type {Map<string, string>} words in lower case → id */
  const known = new Map();
  return chapters.map((html) => {
    /** @type {string[]} the tags that are open and closed to links */
    const inside = [];
    /** @type {Set<string>} ids linked, or defined, in this part */
    let here = new Set();
    let defining = false;
    return html.split(MARKUP).map((piece, i, pieces) => {
      if (i % 2) {
        const [, slash, tag] = /^<(\/?)([\w-]+)/.exec(piece) ?? [];
        if (!tag) return piece;
        if (/^(h[23]|section)$/.test(tag) && !slash) here = new Set();
        if (CLOSED.test(tag)) slash ? inside.pop() : inside.push(tag);
        if (tag !== "dfn") return piece;
        defining = !slash;
        if (slash) return piece;
        const words = pieces[i + 1], id = slug(words), [, also] = /data-also="([^"]*)"/.exec(piece) ?? [];
        for (const word of [words, ...(also?.split("|") ?? [])]) known.set(word.toLowerCase(), id);
        here.add(id);
        return `<dfn id="${id}">`;
      }
      if (inside.length || defining || known.size === 0) return piece;
      const words = [...known.keys()].sort((a, b) => b.length - a.length);
      return piece.replace(new RegExp(`(?<![\\w-])(?:${words.join("|")})(?![\\w-])`, "gi"), (word) => {
        const id = /** @type {string} */ (known.get(word.toLowerCase()));
        if (here.has(id)) return word;
        here.add(id);
        return `<a class="term" href="#${id}">${word}</a>`;
      });
    }).join("");
  });
}
