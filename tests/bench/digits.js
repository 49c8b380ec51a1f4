// Digits drawn a second on one thread, and what augmentation costs an image: medians of windows.
import { generateDigits, Trainer } from "../../dist/surprisal.js";
import { interleave } from "./median.js";

const AUGMENT = { shift: 1, rotate: 8, scale: 0.08, elastic: 0.6 };

/** @param {{ rounds?: number, count?: number, images?: number }} [options] how many are drawn, and augmented, in a window */
export async function measureDigits({ rounds = 7, count = 10_000, images = 64 * 128 } = {}) {
  let first = 0;
  const draw = async () => {
    const started = performance.now();
    await generateDigits({ count, seed: 1, first });
    first += count;
    return count / ((performance.now() - started) / 1000);
  };
  const data = await generateDigits({ count: images, seed: 2 });
  const trainers = await Promise.all([null, AUGMENT].map((augment) => Trainer.create({ width: 0.0625, augment })));
  const epoch = (/** @type {Trainer} */ trainer) => async () => { // microseconds an image
    let seconds = 0;
    for await (const e of trainer.fit(data)) if (e.type === "epoch") seconds = e.seconds;
    return (1e6 * seconds) / data.count;
  };
  const [perSecond, plain, augmented] = await interleave([draw, ...trainers.map(epoch)], rounds);
  trainers.forEach((t) => t.dispose());
  return [{ bench: "digits", perSecond, augmentMicroseconds: augmented - plain }];
}
