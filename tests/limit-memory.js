// A wasm file whose memory cannot grow beyond `pages` of 64 KiB (or at all): what a system without
// memory does to it, without filling the system.

/** @param {Uint8Array} bytes @param {number} at @returns {[number, number]} value and what follows it */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
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

/** @param {Uint8Array} bytes @param {number} [pages] no less than it begins with @returns {Uint8Array<ArrayBuffer>} */
export function limitMemory(bytes, pages = 0) {
  for (let at = 8; at < bytes.length; ) {
    const start = at, id = bytes[at];
    const [size, body] = leb(bytes, at + 1);
    at = body + size;
    if (id !== 5) continue; // the memory section: one memory, its flags, least and most pages
    const [least] = leb(bytes, body + 2);
    const section = [1, 1, ...toLeb(least), ...toLeb(Math.max(least, pages))];
    return Uint8Array.from([...bytes.subarray(0, start), 5, ...toLeb(section.length), ...section, ...bytes.subarray(at)]);
  }
  throw new Error("no memory section");
}
