// What every contestant trains: the course's network on made-up digits (their values do not change the
// work), Adadelta 0.001, batch by batch; and how it reports: one { count, ms } after the other, count of
// steps or images, until whoever listens has heard enough and ends it.

/** @typedef {{ task: "train" | "infer", width: number, batch: number, threads: number, seconds: number,
 *   backend?: string, base?: string, report(line: { count: number, ms: number }): void }} Contest */

/** @param {number} width */
export const widths = (width) => ({ filters1: 32 * width, filters2: 64 * width, units: 256 * width });

/** @param {number} count @returns {{ images: Float32Array, labels: number[], oneHot: Float32Array }} */
export function madeUp(count) {
  const images = Float32Array.from({ length: count * 784 }, (_, i) => ((i * 7919) % 1009) / 1009);
  const labels = Array.from({ length: count }, (_, i) => (i * 7) % 10);
  const oneHot = new Float32Array(count * 10);
  labels.forEach((label, i) => (oneHot[10 * i + label] = 1));
  return { images, labels, oneHot };
}

/** Runs `step` for ever, one line each; the page or the process is ended from outside.
 * @param {Contest["report"]} report @param {number} count what one step does @param {() => unknown} step */
export async function repeat(report, count, step) {
  for (;;) {
    const started = performance.now();
    await step();
    report({ count, ms: performance.now() - started });
    await new Promise((done) => setTimeout(done));
  }
}
