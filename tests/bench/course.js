// Does a default of ours differ from PyTorch's?  The first epochs of the course's run (Adadelta 0.001, batch
// 128) by both, from our initial weights and over the same batches.  Without dropout nothing is left to
// chance, and both must come to the same loss but for rounding; with it they draw different units.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadMnist, Trainer } from "../../dist/surprisal.js";
import { Engine } from "../../web/core/engine.js";
import { checkConfig, courseLayers } from "../../web/train/config.js";
import { Session } from "../../web/train/session.js";
import { hasTorch, PYTHON } from "./contest.js";

const FOLDER = ".build/bench/course";

/** @typedef {import("../../web/train/config.js").DataSet} DataSet */

/** @param {DataSet} set @param {number} count */
const first = ({ images, labels }, count) => ({ images: images.slice(0, 784 * count), labels: labels.slice(0, count), count });

/** @param {{ limit?: number, width?: number, epochs?: number, seed?: number, only?: string }} [options] limit: of
 *   training digits, and a sixth of it of test digits; only: "with" or "without" dropout
 * @returns {AsyncGenerator<any>} */
export async function* measureCourse({ limit = 60_000, width = 1, epochs = 1, seed = 1, only = "" } = {}) {
  const directory = [process.env.MNIST_DIR, "../shared/mnist", ".mnist"].find((d) => d && existsSync(d));
  if (!directory || !hasTorch()) return yield { bench: "course", skipped: directory ? `no PyTorch in ${PYTHON}` : "no MNIST: name its folder by MNIST_DIR, or run npm run mnist" };
  const mnist = await loadMnist(directory);
  const train = first(mnist.train, Math.min(limit, mnist.train.count)), test = first(mnist.test, Math.min(Math.ceil(limit / 6), mnist.test.count));
  mkdirSync(FOLDER, { recursive: true });
  const file = (/** @type {string} */ name, /** @type {Uint8Array[]} */ ...parts) => { writeFileSync(`${FOLDER}/${name}`, Buffer.concat(parts)); return `${FOLDER}/${name}`; };
  const bytesOf = (/** @type {any} */ set) => [set.images, set.labels];
  const files = { train: file("train", ...bytesOf(train)), test: file("test", ...bytesOf(test)) };
  for (const isDropped of [false, true]) {
    if (only && only !== (isDropped ? "with" : "without")) continue;
    const layers = courseLayers(width).map((layer) => (layer.type === "dropout" && !isDropped ? { ...layer, rate: 0 } : layer));
    const options = { layers, optimizer: { name: "adadelta", learningRate: 0.001 }, batchSize: 128, seed };
    const session = new Session(new Engine(new WebAssembly.Module(readFileSync("dist/surprisal.train.simd.wasm")), "simd"), checkConfig(options));
    const order = file("order", ...Array.from({ length: epochs }, (_, epoch) => new Uint8Array(session.shuffle(epoch, train.count).buffer)));
    const trainer = await Trainer.create({ ...options, workers: "auto", variant: "simd" });
    try {
      const weights = file("weights", await trainer.save("safetensors"));
      const dropout = layers.flatMap((layer) => (layer.type === "dropout" ? [layer.rate] : []));
      const { stdout, stderr, status } = spawnSync(PYTHON, ["tests/bench/peers/torch_course.py", JSON.stringify({ ...files, order, weights, dropout, batch: 128, threads: 2 })], { encoding: "utf8" });
      if (status !== 0) throw new Error(`torch_course.py failed: ${stderr.trim().split("\n").at(-1)}`);
      for await (const e of trainer.fit(train, { validation: test, epochs }))
        if (e.type === "epoch" && e.epoch === epochs) yield { bench: "course", dropout: isDropped, epochs, seed, digits: train.count, ours: { loss: e.loss, valLoss: e.valLoss, valAccuracy: e.valAccuracy }, torch: JSON.parse(stdout) };
    } finally {
      trainer.dispose();
    }
  }
  rmSync(FOLDER, { recursive: true });
}
