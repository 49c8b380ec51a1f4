// Surprisal beside what else can train this network: each contestant's own windows, ours in the same
// place right before and after them, and the ratio of the medians.
import { closeSite, hasTorch, installPeers, race } from "./contest.js";
import { median } from "./median.js";

const TRAIN = { task: "train", batch: 128 }, INFER = { task: "infer", batch: 256 };

/** Each peer, where it runs, and how many of our workers it is held against; limit in seconds.
 * @type {{ name: string, place: "chromium" | "node" | "python", script: string, options: Record<string, any>, against: number, limit?: number }[]} */
export const PEERS = [
  { name: "TensorFlow.js cpu", place: "node", script: "tfjs", options: { ...TRAIN, backend: "cpu", threads: 1 }, against: 2 },
  { name: "TensorFlow.js webgl (software)", place: "chromium", script: "tfjs", options: { ...TRAIN, backend: "webgl", threads: 1 }, against: 2 },
  { name: "TensorFlow.js webgpu (software)", place: "chromium", script: "tfjs", options: { ...TRAIN, backend: "webgpu", threads: 1 }, against: 2 },
  { name: "TensorFlow.js wasm", place: "chromium", script: "tfjs", options: { ...TRAIN, backend: "wasm", threads: 2, claimCores: 4 }, against: 2 },
  { name: "TensorFlow.js wasm, patched by us", place: "chromium", script: "tfjs", options: { ...TRAIN, backend: "wasm patched", threads: 2, claimCores: 4 }, against: 2 },
  { name: "jax-js wasm", place: "chromium", script: "jax", options: { ...TRAIN, threads: 2 }, against: 2, limit: 150 },
  { name: "ConvNetJS", place: "chromium", script: "convnet", options: { ...TRAIN, threads: 1 }, against: 2 },
  { name: "PyTorch, tuned", place: "python", script: "torch_mnist.py", options: { ...TRAIN, threads: 1 }, against: 1 },
  { name: "PyTorch, tuned", place: "python", script: "torch_mnist.py", options: { ...TRAIN, threads: 2 }, against: 2 },
  { name: "TensorFlow.js wasm (XNNPACK)", place: "chromium", script: "tfjs", options: { ...INFER, backend: "wasm", threads: 1, claimCores: 4 }, against: 1 },
  { name: "TensorFlow.js wasm (XNNPACK)", place: "chromium", script: "tfjs", options: { ...INFER, backend: "wasm", threads: 2, claimCores: 4 }, against: 2 },
  { name: "PyTorch, tuned", place: "python", script: "torch_mnist.py", options: { ...INFER, threads: 2 }, against: 2 },
];

/** @param {{ widths?: number[], seconds?: number, limit?: number, only?: string }} [options] limit and seconds for each contestant
 * @returns {AsyncGenerator<any>} */
export async function* measurePeers({ widths = [1, 0.25], seconds = 4, limit, only = "" } = {}) {
  installPeers();
  const torch = hasTorch();
  try {
    for (const width of widths) for (const peer of PEERS) {
      const { name, place, script, against, options: { task, batch, backend, threads } } = peer;
      if (!`${name} ${task}`.includes(only)) continue;
      const row = { bench: "peer", width, task, name, place, backend, threads, batch };
      if (place === "python" && !torch) {
        yield { ...row, failed: "skipped: no PyTorch in /usr/bin/python3" };
        continue;
      }
      const us = () => race({ place: place === "python" ? "node" : place, script: "ours", options: { task, batch, width, threads: against } }, { seconds: seconds / 4, limit: 30 });
      const before = await us();
      const theirs = await race({ place, script, options: { ...peer.options, width } }, { seconds, limit: limit ?? peer.limit ?? 60 });
      const after = await us();
      const ours = median([...before.rates, ...after.rates]);
      yield { ...row, rate: theirs.rate, windows: theirs.windows, failed: theirs.failed, ours, ourWorkers: against, ratio: ours / theirs.rate };
    }
  } finally {
    await closeSite();
  }
}
