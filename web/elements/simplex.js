// Probabilities that stay probabilities while one of them is moved.

const PLACES = 4;

/** `list` rounded to a few places so that it still sums to 1 (the largest takes the remainder). @param {ArrayLike<number>} list */
export function rounded(list) {
  const unit = 10 ** PLACES;
  const whole = Array.from(list, (x) => Math.round(x * unit));
  const largest = whole.indexOf(Math.max(...whole));
  whole[largest] += unit - whole.reduce((a, b) => a + b, 0);
  return whole.map((x) => x / unit);
}

/** Entry i set to v, the others scaled to what is left. @param {ArrayLike<number>} list @param {number} i @param {number} v */
export function moved(list, i, v) {
  const to = Math.min(1, Math.max(0, v));
  const rest = Array.from(list).reduce((sum, x, j) => (j === i ? sum : sum + x), 0);
  return rounded(Array.from(list, (x, j) => (j === i ? to : rest > 0 ? (x * (1 - to)) / rest : (1 - to) / (list.length - 1))));
}
