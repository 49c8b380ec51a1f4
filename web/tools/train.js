// npm run train: the engine's training in Node, with Keras-like lines or, with --json, one object a line.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

const USAGE = `usage: npm run train -- --data DIR|generated [options]
  --data DIR|generated   the four MNIST files (gzip or plain), or digits the engine draws
  --test DIR             measure on the test set of these MNIST files instead
  --width W              the course's network, every width times W           (0.25)
  --optimizer NAME       adadelta, adam, sgd or rmsprop                      (adadelta)
  --learning-rate R                                                          (0.001)
  --loss NAME            crossEntropy or meanSquaredError                    (crossEntropy)
  --epochs N                                                                 (10)
  --batch N                                                                  (128)
  --seed N               weights, order and dropout                          (1)
  --workers N|auto                                                           (1)
  --variant NAME         auto, simd or relaxed                               (auto)
  --limit N              the first N training images only
  --save FILE            the trained network as safetensors
  --json                 one JSON object a line`;

const text = /** @type {const} */ ("string");
/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`train: ${message}\n${USAGE}`);
  process.exit(2);
}
/** @returns {Record<string, any>} */
function readArguments() {
  try {
    return parseArgs({
      options: {
        data: { type: text }, test: { type: text }, width: { type: text, default: "0.25" }, optimizer: { type: text, default: "adadelta" },
        "learning-rate": { type: text, default: "0.001" }, loss: { type: text, default: "crossEntropy" }, epochs: { type: text, default: "10" },
        batch: { type: text, default: "128" }, seed: { type: text, default: "1" }, workers: { type: text, default: "1" },
        variant: { type: text, default: "auto" }, limit: { type: text }, save: { type: text }, json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return refuse(/** @type {Error} */ (error).message);
  }
}
const args = readArguments();
if (args.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!args.data) refuse("--data is missing");
/** @param {string} name */
const number = (name) => {
  const value = Number(args[name]);
  if (args[name].trim() === "" || Number.isNaN(value)) refuse(`--${name} must be a number, not ${JSON.stringify(args[name])}`);
  return value;
};

// the built module, not the sources: what is measured is what ships
const module = new URL("../../dist/surprisal.js", import.meta.url).href;
/** @type {typeof import("../surprisal.js")} */
const { generateDigits, loadMnist, Trainer, SurprisalError } = await import(module);
const out = process.stdout;
/** @param {object} object */
const line = (object) => console.log(JSON.stringify(object));
const peakMemoryBytes = () => process.resourceUsage().maxRSS * 1024;

/** @returns {Promise<{ train: import("../train/config.js").DataSet, test: import("../train/config.js").DataSet }>} */
async function readData() {
  const real = args.test === undefined ? null : await loadMnist(args.test);
  if (args.data !== "generated") return { ...(await loadMnist(args.data)), ...(real && { test: real.test }) };
  const train = await generateDigits({ count: 60000, seed: number("seed"), afresh: true });
  return { train, test: real?.test ?? (await generateDigits({ count: 10000, seed: number("seed") + 1_000_000 })) };
}
/** @param {number} done @param {number} of */
const bar = (done, of, width = 30) => {
  const full = Math.round((width * done) / of);
  return `[${"=".repeat(Math.max(0, full - 1))}${full > 0 ? (done === of ? "=" : ">") : ""}${".".repeat(width - full)}]`;
};
/** @param {number} x */
const four = (x) => x.toFixed(4);

try {
  let { train, test } = await readData();
  if (args.limit !== undefined) {
    const count = Math.min(number("limit"), train.count);
    if (!Number.isInteger(count) || count < 1) refuse(`--limit must be an integer ≥ 1, not ${args.limit}`);
    train = { ...train, images: train.images.subarray(0, count * 784), labels: train.labels.subarray(0, count), count };
  }
  const trainer = await Trainer.create({
    width: number("width"), loss: args.loss, optimizer: { name: args.optimizer, learningRate: number("learning-rate") },
    batchSize: number("batch"), seed: number("seed"), workers: args.workers === "auto" ? "auto" : number("workers"), variant: args.variant,
  });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new SurprisalError("ABORTED", "stopped by Ctrl-C")));
  const { parameters } = trainer.description;
  if (!args.json) console.log(`${parameters.toLocaleString("en")} parameters, ${train.count.toLocaleString("en")} training and ${test.count.toLocaleString("en")} test images, ${args.optimizer} at ${args["learning-rate"]}`);
  const epochs = number("epochs");
  let shown = 0;
  for await (const event of trainer.fit(train, { epochs, validation: test, signal: stop.signal })) {
    if (event.type === "step") {
      if (args.json || !out.isTTY || (Date.now() - shown < 100 && event.step < event.steps)) continue;
      shown = Date.now();
      if (event.step === 1) out.write(`Epoch ${event.epoch}/${epochs}\n`);
      out.write(`\r${event.step}/${event.steps} ${bar(event.step, event.steps)} - ETA: ${Math.ceil((event.steps - event.step) / event.stepsPerSecond)}s - loss: ${four(event.meanLoss)} - accuracy: ${four(event.meanAccuracy)} \x1b[K`);
    } else if (args.json) {
      const { confusion, ...figures } = event;
      line({ ...figures, peakMemoryBytes: peakMemoryBytes() });
    } else {
      if (out.isTTY) out.write("\r\x1b[K");
      else console.log(`Epoch ${event.epoch}/${epochs}`);
      console.log(`${event.seconds.toFixed(1)}s ${(1000 / event.stepsPerSecond).toFixed(0)}ms/step - loss: ${four(event.loss)} - accuracy: ${four(event.accuracy)} - val_loss: ${four(event.valLoss ?? NaN)} - val_accuracy: ${four(event.valAccuracy ?? NaN)}`);
    }
  }
  const { loss: testLoss, accuracy: testAccuracy } = await trainer.evaluate(test);
  if (args.save) writeFileSync(args.save, await trainer.save("safetensors"));
  if (args.json) line({ type: "end", testLoss, testAccuracy, parameters });
  else console.log(`Test loss: ${testLoss}\nTest accuracy: ${testAccuracy}`);
  trainer.dispose();
} catch (error) {
  if (!(error instanceof SurprisalError)) throw error;
  console.error(`train: ${error.message}`);
  process.exitCode = error.code === "ABORTED" ? 130 : 1;
}
