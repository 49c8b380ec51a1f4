// Training steps and images of inference a second, through the public Trainer: both networks, one and
// two workers, both variants, beside the multiply-add peak of the same minutes.
import { interleave, median } from "./median.js";
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

/** @param {{ widths?: number[], workers?: number[], variants?: string[], rounds?: number, seconds?: number }} [options] */
export async function measureTraining({ widths = [1, 0.25], workers = [1, 2], variants = ["simd"], rounds = 7, seconds = 1 } = {}) {
  const rows = [];
  for (const width of widths) {
    const contestants = [];
    for (const variant of variants) for (const count of workers) {
      const trainer = await Trainer.create({ width, workers: count, variant: /** @type {any} */ (variant), optimizer: "adadelta", batchSize: BATCH });
      const step = 0.1 * width ** 1.5 + 0.002; // about, in seconds; only sizes the windows
      const data = await generateDigits({ count: BATCH * Math.max(2, Math.round(seconds / step)), seed: 1 });
      const window = async () => {
        let rate = 0;
        for await (const e of trainer.fit(data)) if (e.type === "epoch") rate = e.stepsPerSecond;
        return rate;
      };
      const infer = async () => {
        const started = performance.now();
        await trainer.evaluate(data);
        return data.count / ((performance.now() - started) / 1000);
      };
      await window();
      contestants.push({ variant, count, trainer, window, infer });
    }
    /** @type {number[]} */
    const peaks = [];
    const peak = () => { peaks.push(measurePeak()); return 0; };
    const rates = await interleave([peak, ...contestants.flatMap((c) => [c.window, c.infer])], rounds);
    for (const [i, { variant, count, trainer }] of contestants.entries()) {
      const [stepsPerSecond, imagesPerSecond] = rates.slice(1 + 2 * i);
      const peakNow = median(peaks);
      rows.push({
        bench: "training", width, variant, workers: count, stepsPerSecond, imagesPerSecond,
        percentOfPeak: (100 * stepsPerSecond * flopsStep(width)) / 1e9 / (peakNow * count),
        inferencePercentOfPeak: (100 * imagesPerSecond * flopsForward(width)) / 1e9 / (peakNow * count),
        peakGflops: peakNow, memoryMiB: (await trainer.memoryBytes()).map((b) => b / 2 ** 20),
      });
      trainer.dispose();
    }
  }
  return rows;
}
