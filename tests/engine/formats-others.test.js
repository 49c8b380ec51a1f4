// ONNX and TensorFlow.js: read by those programs.
import { test } from "node:test";
import assert from "node:assert/strict";
import { Trainer } from "../../dist/surprisal.js";
import { agrees, FLAT, hundred, keep, probabilities, trainer } from "./formats.js";

const floats = Float32Array.from(hundred.images, (x) => x / 255);

/** A network of another shape: no pool after the second convolution, odd sizes, two dense layers. */
const OTHER = { layers: [
  { type: "conv2d", filters: 3, kernel: 5, activation: "relu" }, { type: "maxPool2d", size: 3 }, { type: "conv2d", filters: 5, kernel: 2, activation: "linear" },
  { type: "flatten" }, { type: "dense", units: 7, activation: "relu" }, { type: "dropout", rate: 0.1 }, { type: "dense", units: 10, activation: "softmax" }], seed: 3 };

/** The trained network and two of other shapes. @returns {Promise<[Trainer, Float32Array][]>} */
async function networks() {
  const others = await Promise.all([OTHER, FLAT].map((o) => keep(Trainer.create(/** @type {any} */ (o)))));
  return Promise.all([trainer, ...others].map(async (t) => /** @type {[Trainer, Float32Array]} */ ([t, await t.predict(hundred.images)])));
}

test("onnxruntime-web predicts the same probabilities within 1e-5 on 100 images", async () => {
  const ort = await import("onnxruntime-web");
  ort.env.wasm.numThreads = 1;
  for (const [t, ours] of await networks()) {
    const session = await ort.InferenceSession.create(await t.save("onnx"));
    assert.deepEqual([session.inputNames, session.outputNames], [["images"], ["probabilities"]]);
    const result = (await session.run({ images: new ort.Tensor("float32", floats, [100, 28, 28, 1]) })).probabilities;
    assert.deepEqual(result.dims, [100, 10]);
    agrees(/** @type {Float32Array} */ (result.data), ours);
    await session.release();
  }
});

test("TensorFlow.js predicts the same probabilities within 1e-5 on 100 images", async () => {
  const tf = await import("@tensorflow/tfjs-core");
  await import("@tensorflow/tfjs-backend-cpu");
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers");
  for (const [t, ours] of await networks()) {
    const files = await t.save("tfjs");
    assert.deepEqual(Object.keys(files), ["model.json", "weights.bin"]);
    const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(files["model.json"]).toString());
    const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData: /** @type {ArrayBuffer} */ (files["weights.bin"].buffer) }));
    const result = /** @type {any} */ (model.predict(tf.tensor4d(floats, [100, 28, 28, 1])));
    agrees(result.dataSync(), ours);
    model.dispose();
  }
});
