// A wasm file with another memory than it declares: shared among workers, or one that cannot grow far (what a
// system without memory does to it, without filling the system).

/** Pages that a shared memory may grow to, of which browsers set addresses aside at once: 1 GiB. */
export const MOST_SHARED = 16384;

/** @param {Uint8Array} bytes @param {number} at @returns {[number, number]} value and what follows it */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}
/** @param {number} value */
function toLeb(value) {
  const out = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) out.push((value & 0x7f) | 0x80);
  return [...out, value];
}

/** A file that declares none is left for the compiler to refuse.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {number} [most] pages of 64 KiB, no less than it begins with @param {boolean} [isShared] @returns {Uint8Array<ArrayBuffer>} */
export function withMemory(bytes, most = 0, isShared = false) {
  for (let at = 8; at < bytes.length; ) {
    const start = at, id = bytes[at];
    const [size, body] = leb(bytes, at + 1);
    at = body + size;
    if (id !== 5) continue; // the memory section: one memory, its flags, least and most pages
    const [least] = leb(bytes, body + 2);
    const section = [1, isShared ? 3 : 1, ...toLeb(least), ...toLeb(Math.max(least, most))];
    const file = new Uint8Array(start + 1 + toLeb(section.length).length + section.length + bytes.length - at);
    file.set(bytes.subarray(0, start));
    file.set([5, ...toLeb(section.length), ...section], start);
    file.set(bytes.subarray(at), file.length - (bytes.length - at));
    return file;
  }
  return bytes;
}
