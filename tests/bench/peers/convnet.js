// ConvNetJS, as its own MNIST demonstration trains: one image after the other, a step every `batch`.
import convnetjs from "convnetjs";
import { madeUp, repeat, widths } from "./network.js";

/** @param {import("./network.js").Contest} contest */
export async function contest({ width, batch, report }) {
  const { filters1, filters2, units } = widths(width);
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
    { type: "conv", sx: 3, filters: filters1, stride: 1, pad: 0, activation: "relu" },
    { type: "conv", sx: 3, filters: filters2, stride: 1, pad: 0, activation: "relu" },
    { type: "pool", sx: 2, stride: 2, drop_prob: 0.25 },
    { type: "fc", num_neurons: units, activation: "relu", drop_prob: 0.5 },
    { type: "softmax", num_classes: 10 },
  ]);
  const trainer = new convnetjs.Trainer(net, { method: "adadelta", batch_size: batch, ro: 0.95, eps: 1e-7 });
  const { images, labels } = madeUp(batch);
  const volumes = labels.map((_, i) => {
    const volume = new convnetjs.Vol(28, 28, 1, 0);
    volume.w.set(images.subarray(784 * i, 784 * (i + 1)));
    return volume;
  });
  return repeat(report, 1, () => volumes.forEach((volume, i) => trainer.train(volume, labels[i])));
}
