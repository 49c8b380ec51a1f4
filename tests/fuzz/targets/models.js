// What the targets of saved models share: a very small network in a format, and the reader of all formats.
import { Trainer } from "../../../dist/surprisal.js";
import { read } from "../../../web/train/formats/index.js";

const LAYERS = [{ type: "conv2d", filters: 1, kernel: 3, activation: "relu" }, { type: "maxPool2d", size: 13 }, { type: "flatten" }, { type: "dense", units: 10, activation: "softmax" }];

/** The files of an untrained and of a trained one. @param {"safetensors" | "keras-h5"} format */
export async function savedModels(format) {
  const trainer = await Trainer.create({ layers: LAYERS, optimizer: "adam", batchSize: 4, seed: 1 });
  try {
    const before = await trainer.save(format);
    await trainer.trainOnBatch(new Uint8Array(4 * 784).fill(100), Uint8Array.of(1, 2, 3, 4));
    return [before, await trainer.save(format)];
  } finally {
    trainer.dispose();
  }
}

/** Reads a file as Trainer.restore does before it makes anything of it. @param {Uint8Array} bytes */
export const reads = (bytes) => refusesWell(() => read(bytes));

/** A model, or one clear sentence. @param {() => unknown} reading */
export async function refusesWell(reading) {
  try {
    await reading();
  } catch (error) {
    if (/** @type {any} */ (error)?.name !== "SurprisalError" || !/** @type {Error} */ (error).message) throw error;
  }
}
