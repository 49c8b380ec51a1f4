// The little statistics that every benchmark here shares.

/** @param {number[]} values */
export const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

/** Runs every contestant once a round, round after round, so that what disturbs the machine disturbs
 * them alike; the medians of what each returned.
 * @param {(() => number | Promise<number>)[]} contestants @param {number} rounds */
export async function interleave(contestants, rounds) {
  /** @type {number[][]} */
  const seen = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [i, run] of contestants.entries()) seen[i].push(await run());
  return seen.map(median);
}
