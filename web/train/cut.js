// Work in equal parts.

/** [from, to) of each of `parts` parts of n, as equal as can be, beginning at multiples of `unit`.
 * @param {number} n @param {number} parts @param {number} [unit] @returns {[number, number][]} */
export function cut(n, parts, unit = 1) {
  const at = (/** @type {number} */ i) => (i === parts ? n : Math.floor((n * i) / parts / unit) * unit);
  return Array.from({ length: parts }, (_, i) => [at(i), at(i + 1)]);
}
