// TensorFlow.js through its layers API, as its documentation shows it, on any of its backends.
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { madeUp, repeat, widths } from "./network.js";

/** What each backend needs before it can be chosen. @type {Record<string, (threads: number) => Promise<unknown>>} */
const BACKENDS = {
  cpu: () => import("@tensorflow/tfjs-backend-cpu"),
  webgl: () => import("@tensorflow/tfjs-backend-webgl"),
  webgpu: () => import("@tensorflow/tfjs-backend-webgpu"),
  async wasm(threads) {
    const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths("/tfjs/");
    setThreadsCount(threads);
  },
  async "wasm patched"(threads) {
    await BACKENDS.wasm(threads);
    (await import("./tfjs_patch.js")).patch();
  },
};

/** @param {import("./network.js").Contest} contest */
export async function contest({ task, width, batch, threads, backend = "cpu", report }) {
  await BACKENDS[backend](threads);
  const name = backend.split(" ")[0];
  if (!(await tf.setBackend(name))) throw new Error(`backend ${name} does not start`);
  await tf.ready();
  const { filters1, filters2, units } = widths(width);
  const model = sequential({ layers: [
    layers.conv2d({ inputShape: [28, 28, 1], filters: filters1, kernelSize: 3, activation: "relu" }),
    layers.conv2d({ filters: filters2, kernelSize: 3, activation: "relu" }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.dropout({ rate: 0.25 }),
    layers.flatten(),
    layers.dense({ units, activation: "relu" }),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ units: 10, activation: "softmax" }),
  ] });
  model.compile({ optimizer: tf.train.adadelta(0.001, 0.95, 1e-7), loss: "categoricalCrossentropy" });
  const { images, oneHot } = madeUp(batch);
  const x = tf.tensor4d(images, [batch, 28, 28, 1]), y = tf.tensor2d(oneHot, [batch, 10]);
  if (task === "train") return repeat(report, 1, () => model.trainOnBatch(x, y));
  return repeat(report, batch, async () => {
    const out = /** @type {tf.Tensor} */ (model.predictOnBatch(x));
    await out.data();
    out.dispose();
  });
}
