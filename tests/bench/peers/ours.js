// Surprisal itself, through the module that ships, in windows of an epoch or an evaluation each.
import { repeat } from "./network.js";

/** @param {import("./network.js").Contest} contest */
export async function contest({ task, width, batch, threads, seconds, base, report }) {
  const { generateDigits, Trainer } = await import(/* @vite-ignore */ `${base}surprisal.js`);
  const trainer = await Trainer.create({ width, workers: threads, batchSize: batch, optimizer: { name: "adadelta", learningRate: 0.001 } });
  const atOnce = Math.max(2, Math.round((seconds / 2) * (task === "train" ? 8 : 25) * width ** -1.5)); // only sizes the windows
  const data = await generateDigits({ count: batch * atOnce, seed: 1 });
  if (task === "infer") return repeat(report, data.count, () => trainer.evaluate(data));
  for (;;) for await (const e of trainer.fit(data)) if (e.type === "epoch") report({ count: atOnce, ms: 1000 * e.seconds });
}
