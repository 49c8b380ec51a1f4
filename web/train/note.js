// What is said of a checkpoint beside its bytes, so that it can be offered without reading them.

/** @typedef {{ config: import("./config.js").Config, epochs: number, step: number, steps: number, globalStep: number,
 *   meanLoss: number | null, meanAccuracy: number | null }} Note where training stands: whole epochs done, steps of the one
 *   under way and how many that has, the means over it (null before its first step) */

/** @param {import("./config.js").Config} config @param {import("./loop.js").Progress} progress @param {number} steps of an epoch @returns {Note} */
export const noteOf = (config, { epoch, batch, step, samples, lossSum, correct }, steps) => ({
  config, epochs: epoch, step: batch, steps, globalStep: step,
  meanLoss: samples ? lossSum / samples : null, meanAccuracy: samples ? correct / samples : null,
});
