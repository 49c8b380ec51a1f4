// A prefix code for a distribution over letters: Huffman's, with ties broken by the alphabet so that
// the same letters always get the same words.

/** @param {Map<string, number>} weights letter → weight > 0 @returns {Map<string, string>} letter → word of 0 and 1 */
export function huffman(weights) {
  /** @typedef {{ weight: number, order: number, letters: string[] }} Node */
  let order = 0;
  /** @type {Node[]} */
  const nodes = [...weights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([letter, weight]) => ({ weight, order: order++, letters: [letter] }));
  /** @type {Map<string, string>} */
  const words = new Map(nodes.map((n) => [n.letters[0], nodes.length === 1 ? "0" : ""]));
  while (nodes.length > 1) {
    nodes.sort((a, b) => b.weight - a.weight || b.order - a.order);
    const [one, zero] = [/** @type {Node} */ (nodes.pop()), /** @type {Node} */ (nodes.pop())];
    for (const [bit, { letters }] of /** @type {[string, Node][]} */ ([["0", zero], ["1", one]])) for (const letter of letters) words.set(letter, bit + words.get(letter));
    nodes.push({ weight: one.weight + zero.weight, order: order++, letters: [...zero.letters, ...one.letters] });
  }
  return words;
}

/** How often each letter stands in a text. @param {string} text @returns {Map<string, number>} */
export function countLetters(text) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return counts;
}
