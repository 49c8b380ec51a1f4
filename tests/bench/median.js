// The little statistics that every benchmark here shares.

/** @param {number[]} values */
export const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

/** How many times as much as `other`, window by window: what disturbs the machine for longer than a window disturbs
 * both. @param {number[]} values @param {number[]} other */
export const medianRatio = (values, other) => median(values.map((v, i) => v / other[i]));

/** Runs every contestant once a round, round after round, so that what disturbs the machine disturbs
 * them alike; what each returned.
 * @param {(() => number | Promise<number>)[]} contestants @param {number} rounds */
export async function windows(contestants, rounds) {
  /** @type {number[][]} */
  const seen = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [i, run] of contestants.entries()) seen[i].push(await run());
  return seen;
}
/** The medians of that. @param {(() => number | Promise<number>)[]} contestants @param {number} rounds */
export const interleave = async (contestants, rounds) => (await windows(contestants, rounds)).map(median);
