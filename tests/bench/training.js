// Training steps and images of inference a second, through the public Trainer: both networks, one and
// two workers, both variants, beside the multiply-add peak of the same minutes; and what a second worker
// brings, beside what this machine allows: two trainings at once that have nothing to do with each other.
import { median, medianRatio, windows } from "./median.js";
import { peakModule } from "./kernels.js";
import { generateDigits, Trainer } from "../../dist/surprisal.js";

const BATCH = 128;

/** Multiply-adds of a forward pass an image, counted as the direct convolution does it, times two.
 * @param {number} width */
export function flopsForward(width) {
  const [f1, f2, units] = [32, 64, 256].map((n) => n * width);
  return 2 * (26 * 26 * 9 * f1 + 24 * 24 * 9 * f1 * f2 + 144 * f2 * units + units * 10);
}
/** Forward, data gradient (not of the first layer's input) and weight gradient. @param {number} width */
export const flopsStep = (width) => BATCH * (3 * flopsForward(width) - 2 * 26 * 26 * 9 * 32 * width);

/** GFLOP/s of the peak module over about 20 ms. */
function measurePeak() {
  const { loop, flops } = peakModule();
  const n = 20000;
  let total = 0, done = 0;
  const start = performance.now();
  while (performance.now() - start < 20) { loop(n); done++; }
  total = performance.now() - start;
  return (flops(n) * done) / total / 1e6;
}

/** @param {number} width @param {string} variant @param {number} workers @param {number} seconds of a window, about */
async function contestant(width, variant, workers, seconds) {
  const trainer = await Trainer.create({ width, workers, variant: /** @type {any} */ (variant), optimizer: "adadelta", batchSize: BATCH });
  const step = 0.1 * width ** 1.5 + 0.002; // about, in seconds; only sizes the windows
  const data = await generateDigits({ count: BATCH * Math.max(2, Math.round(seconds / step)), seed: 1 });
  const train = async () => {
    let rate = 0;
    for await (const e of trainer.fit(data)) if (e.type === "epoch") rate = e.stepsPerSecond;
    return rate;
  };
  const infer = async () => {
    const started = performance.now();
    await trainer.evaluate(data);
    return data.count / ((performance.now() - started) / 1000);
  };
  await train();
  return { variant, workers, trainer, train, infer };
}

/** @param {{ widths?: number[], workers?: number[], variants?: string[], rounds?: number, seconds?: number }} [options]
 * @returns {AsyncGenerator<any>} */
export async function* measureTraining({ widths = [1, 0.25], workers = [1, 2], variants = ["simd"], rounds = 7, seconds = 1 } = {}) {
  for (const width of widths) {
    const contestants = [];
    for (const variant of variants) for (const count of workers) contestants.push(await contestant(width, variant, count, seconds));
    const another = await contestant(width, variants[0], 1, seconds);
    const together = async () => {
      const [a, b] = await Promise.all([contestants[0].train(), another.train()]);
      return a + b;
    };
    const [peaks, independent, ...rates] = await windows([measurePeak, together, ...contestants.flatMap((c) => [c.train, c.infer])], rounds);
    const peakNow = median(peaks);
    for (const [i, { variant, workers, trainer }] of contestants.entries()) {
      const [stepsPerSecond, imagesPerSecond] = rates.slice(2 * i, 2 * i + 2).map(median);
      yield {
        bench: "training", width, variant, workers, stepsPerSecond, imagesPerSecond,
        percentOfPeak: (100 * stepsPerSecond * flopsStep(width)) / 1e9 / (peakNow * workers),
        inferencePercentOfPeak: (100 * imagesPerSecond * flopsForward(width)) / 1e9 / (peakNow * workers),
        peakGflops: peakNow, memoryMiB: (await trainer.memoryBytes()).map((b) => b / 2 ** 20),
      };
    }
    const one = rates[0];
    for (const [i, { variant, workers }] of contestants.entries()) if (workers > 1) {
      const base = rates[2 * contestants.findIndex((c) => c.variant === variant && c.workers === 1)];
      yield { bench: "scaling", width, variant, workers, speedup: medianRatio(rates[2 * i], base), independent: medianRatio(independent, one) };
    }
    for (const { trainer } of [...contestants, another]) trainer.dispose();
  }
}
