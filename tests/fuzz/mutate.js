// Mutations of byte strings, from a seed: what a fuzzer does to an input that was worth keeping.

/** mulberry32. @param {number} seed @returns {(below: number) => number} a whole number below `below` */
export function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const EDGES = [0, 1, 0x7f, 0x80, 0xff];
const LENGTHS = [1, 2, 4, 8];

/** @param {Uint8Array} a @param {number} at @param {number} cut @param {Uint8Array} insert */
function splice(a, at, cut, insert) {
  const out = new Uint8Array(a.length - cut + insert.length);
  out.set(a.subarray(0, at));
  out.set(insert, at);
  out.set(a.subarray(at + cut), at + insert.length);
  return out;
}

/** Each takes the bytes and gives others back. @type {((bytes: Uint8Array, below: (n: number) => number, other: Uint8Array, words: Uint8Array[]) => Uint8Array)[]} */
const MUTATIONS = [
  (b, below) => { if (b.length) b[below(b.length)] ^= 1 << below(8); return b; },
  (b, below) => { if (b.length) b[below(b.length)] = EDGES[below(EDGES.length)]; return b; },
  (b, below) => { if (b.length) b[below(b.length)] = below(256); return b; },
  (b, below) => { const at = below(b.length + 1); return splice(b, at, 0, Uint8Array.from({ length: 1 + below(8) }, () => below(256))); },
  (b, below) => { const at = below(b.length + 1); return splice(b, at, Math.min(b.length - at, 1 + below(32)), new Uint8Array(0)); },
  (b, below) => b.slice(0, below(b.length + 1)), // cut short
  (b, below) => { const from = below(b.length + 1); return splice(b, below(b.length + 1), 0, b.slice(from, from + 1 + below(32))); },
  (b, below, other) => { const from = below(other.length + 1); return splice(b, below(b.length + 1), 0, other.slice(from, from + 1 + below(64))); },
  (b, below, other) => { const at = below(b.length + 1); return splice(b, at, b.length - at, other.slice(below(other.length + 1))); }, // the beginning of one, the end of another
  (b, below, _, words) => (words.length ? splice(b, below(b.length + 1), 0, words[below(words.length)]) : b),
  (b, below, _, words) => { const w = words.length ? words[below(words.length)] : b.slice(0, 0); const at = below(b.length + 1); return splice(b, at, Math.min(b.length - at, w.length), w); },
  (b, below) => { // a whole number of some width, a little more or less, either end first
    const width = LENGTHS[below(LENGTHS.length)];
    if (b.length < width) return b;
    const at = below(b.length - width + 1), step = BigInt(below(65) - 32), little = below(2) === 1;
    const bytes = [...b.subarray(at, at + width)];
    if (little) bytes.reverse();
    let n = BigInt.asUintN(8 * width, bytes.reduce((sum, x) => (sum << 8n) | BigInt(x), 0n) + step);
    for (let i = width - 1; i >= 0; i--, n >>= 8n) bytes[i] = Number(n & 255n);
    if (little) bytes.reverse();
    b.set(bytes, at);
    return b;
  },
];

/** A few mutations of `bytes`, at most `longest` bytes long.
 * @param {Uint8Array} bytes @param {Uint8Array} other @param {Uint8Array[]} words @param {number} longest @param {(n: number) => number} below */
export function mutate(bytes, other, words, longest, below) {
  let out = bytes.slice();
  for (let times = 1 + below(1 << below(4)); times > 0; times--) out = MUTATIONS[below(MUTATIONS.length)](out, below, other, words);
  return out.length > longest ? out.slice(0, longest) : out;
}
