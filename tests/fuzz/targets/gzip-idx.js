// Four files as a reader may drop them: IDX or gzip-borne IDX, whole, cut, lying or something else.
// The input holds them one after the other, each behind its length (four bytes, the last one first).
import { gzipSync } from "node:zlib";
import { loadMnist, SurprisalError } from "../../../dist/surprisal.js";

/** @param {number} magic @param {number[]} sizes @param {Buffer} data */
function idx(magic, sizes, data) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  [magic, ...sizes].forEach((n, i) => header.writeUInt32BE(n, 4 * i));
  return Buffer.concat([header, data]);
}
const images = (/** @type {number} */ n) => idx(0x803, [n, 28, 28], Buffer.alloc(784 * n, 5));
const labels = (/** @type {number} */ n) => idx(0x801, [n], Buffer.from(Array.from({ length: n }, (_, i) => i % 10)));
/** @param {Buffer[]} files */
const join = (files) => Buffer.concat(files.flatMap((file) => { const length = Buffer.alloc(4); length.writeUInt32LE(file.length); return [length, file]; }));

/** @param {Uint8Array} bytes */
function* split(bytes) {
  for (let at = 0, i = 1; at + 4 <= bytes.length && i <= 6; i++) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0, true);
    yield { name: `file ${i}`, bytes: bytes.slice(at + 4, at + 4 + length) };
    at += 4 + length;
  }
}

export default {
  words: [images(1).subarray(0, 16), labels(1).subarray(0, 8), Buffer.from([0x1f, 0x8b, 8, 0])],
  seeds: () => [join([images(2), labels(2), images(1), labels(1)]), join([images(2), labels(2), images(1), labels(1)].map((file) => gzipSync(file)))],
  longest: 8192,
  /** @param {Uint8Array} bytes */
  async run(bytes) {
    try {
      const { train, test } = await loadMnist([...split(bytes)]);
      for (const set of [train, test])
        if (set.images.length !== 784 * set.count || set.labels.length !== set.count || set.labels.some((l) => l > 9)) throw new Error("a set that is none");
    } catch (error) {
      if (!(error instanceof SurprisalError) || !error.message) throw error;
    }
  },
};
