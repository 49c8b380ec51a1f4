// Sixteen-bit floats: IEEE 754 binary16 and bfloat16.

/** Rounded to the nearest binary16, ties to even; over 65519 it is infinite.
 * @param {Float32Array} values @returns {Uint16Array} */
export function toHalf(values) {
  const bits = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(bits, (x) => {
    const sign = (x >>> 16) & 0x8000;
    const exponent = ((x >>> 23) & 0xff) - 112; // binary16's, biased by 15
    const fraction = x & 0x7fffff;
    if (exponent === 143) return sign | 0x7c00 | (fraction && 0x200);
    if (exponent >= 31) return sign | 0x7c00;
    if (exponent < -10) return sign;
    // below 2^-14 the fraction, its leading one written out, moves right by the missing exponent
    const [whole, shift] = exponent > 0 ? [(exponent << 23) | fraction, 13] : [0x800000 | fraction, 14 - exponent];
    const kept = whole >>> shift;
    const rest = whole & ((1 << shift) - 1);
    const tie = 1 << (shift - 1);
    return sign | (kept + Number(rest > tie || (rest === tie && (kept & 1) === 1))); // a carry goes into the exponent
  });
}

/** @param {Uint16Array} halves @returns {Float32Array} */
export const fromHalf = (halves) => Float32Array.from(halves, (h) => {
  const exponent = (h >>> 10) & 31;
  const fraction = h & 0x3ff;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? NaN : Infinity) : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return h & 0x8000 ? -size : size;
});

/** @param {Uint16Array} halves @returns {Float32Array} */
export const fromBfloat = (halves) => new Float32Array(Uint32Array.from(halves, (h) => (h << 16) >>> 0).buffer);
