// Seconds of training until 98 % of MNIST's test images are told right, width 1/4, one worker: the
// preset `fast` beside Adam 0.001 at batch 128.  From 19,200 images on it looks every 3,200; looking is
// not counted.
import { existsSync } from "node:fs";
import { loadMnist, PRESETS, Trainer } from "../../dist/surprisal.js";
import { median } from "./median.js";

const GOAL = 0.98, CHUNK = 3200, BLIND_CHUNKS = 5, MOST_EPOCHS = 5;
/** @type {Record<string, Partial<import("../../web/train/config.js").TrainerOptions>>} */
const CONTESTANTS = { "Adam 0.001, batch 128": { optimizer: "adam", batchSize: 128 }, "preset fast": PRESETS.fast };

/** @param {typeof CONTESTANTS[string]} options @param {number} seed @param {any[]} chunks @param {any} test */
async function run(options, seed, chunks, test) {
  const trainer = await Trainer.create({ width: 0.25, workers: 1, seed, ...options });
  try {
    let seconds = 0;
    for (let i = 0; i < MOST_EPOCHS * chunks.length; i++) for await (const e of trainer.fit(chunks[i % chunks.length], { validation: i < BLIND_CHUNKS ? undefined : test })) {
      if (e.type !== "epoch") continue;
      seconds += e.seconds;
      if (Number(e.valAccuracy) >= GOAL) return { seconds, images: (i + 1) * CHUNK, steps: Math.round(((i + 1) * CHUNK) / trainer.config.batchSize) };
    }
    return { seconds: Infinity, images: Infinity, steps: Infinity };
  } finally {
    trainer.dispose();
  }
}

/** @param {{ seeds?: number[] }} [options] @returns {AsyncGenerator<any>} */
export async function* measureAccuracyTime({ seeds = [1, 2, 3] } = {}) {
  const directory = [process.env.MNIST_DIR, "../shared/mnist", ".mnist"].find((d) => d && existsSync(d));
  if (!directory) {
    yield { bench: "accuracy-time", skipped: "no MNIST: name its folder by MNIST_DIR, or run npm run mnist" };
    return;
  }
  const { train, test } = await loadMnist(directory);
  const chunks = Array.from({ length: Math.floor(train.count / CHUNK) }, (_, i) => ({
    images: train.images.subarray(784 * CHUNK * i, 784 * CHUNK * (i + 1)), labels: train.labels.subarray(CHUNK * i, CHUNK * (i + 1)), count: CHUNK,
  }));
  const rows = Object.keys(CONTESTANTS).map((name) => ({ bench: "accuracy-time", name, runs: /** @type {Awaited<ReturnType<typeof run>>[]} */ ([]) }));
  for (const seed of seeds) for (const row of rows) row.runs.push(await run(CONTESTANTS[row.name], seed, chunks, test));
  const middle = (/** @type {typeof rows[0]} */ row, /** @type {"seconds" | "steps" | "images"} */ what) => median(row.runs.map((r) => r[what]));
  for (const row of rows) yield { ...row, seconds: middle(row, "seconds"), steps: middle(row, "steps"), images: middle(row, "images"), ofBaseline: middle(row, "seconds") / middle(rows[0], "seconds") };
}
