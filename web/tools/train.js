// npm run train: the engine's training in Node, with Keras-like lines or, with --json, one object a line.
import { accessSync, constants, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

/** name → [placeholder, what it is, default]; without a placeholder it is on or off. @type {Record<string, [string, string, string?]>} */
const OPTIONS = {
  data: ["DIR|generated", "the four MNIST files (gzip or plain), or digits the engine draws"],
  test: ["DIR", "measure on the test set of these MNIST files instead"],
  width: ["W", "the course's network, every width times W", "0.25"],
  optimizer: ["NAME", "adadelta, adam, sgd or rmsprop", "adadelta"],
  "learning-rate": ["R", "with --one-cycle its top", "0.001"],
  "one-cycle": ["", "the learning rate climbs over the first fifth of all steps, then falls to a hundredth"],
  loss: ["NAME", "crossEntropy or meanSquaredError", "crossEntropy"],
  epochs: ["N", "how often it sees every training image", "10"],
  batch: ["N", "images in a step", "128"],
  seed: ["N", "weights, order, dropout and augmentation", "1"],
  augment: ["LIST", "random changes to training images, such as shift=2,rotate=10,scale=0.1,elastic=0.7"],
  workers: ["N|auto", "how many share each step", "1"],
  variant: ["NAME", "auto, simd or relaxed", "auto"],
  limit: ["N", "the first N training images only"],
  "hold-out": ["N", "measure epochs on the last N training images, which are not learned, and the test set once"],
  from: ["FILE", "go on from a saved network, with its own configuration"],
  save: ["FILE", "the trained network: .safetensors, .h5 (Keras 2) or .onnx"],
  half: ["", "save a safetensors file of 16-bit weights, and measure that file too"],
  json: ["", "one JSON object a line"],
  help: ["", "this text"],
};
const FORMATS = /** @type {const} */ ({ safetensors: "safetensors", h5: "keras-h5", onnx: "onnx" });
const USAGE = `usage: npm run train -- --data DIR|generated [options]\n${Object.entries(OPTIONS).map(([name, [of, what, given]]) => `  ${`--${name} ${of}`.padEnd(22)} ${what}${given === undefined ? "" : ` (${given})`}`).join("\n")}`;

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`train: ${message}\n${USAGE}`);
  process.exit(2);
}
/** @returns {Record<string, any>} */
function readArguments() {
  try {
    return parseArgs({ options: Object.fromEntries(Object.entries(OPTIONS).map(([name, [of, , given]]) => [name, of ? { type: "string", ...(given === undefined ? {} : { default: given }) } : { type: "boolean", default: false }])) }).values;
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
/** @param {string} name @param {string} [text] */
const number = (name, text = args[name]) => {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) refuse(`--${name} must be a number, not ${JSON.stringify(text)}`);
  return value;
};
/** @param {string} name @param {number} most */
const count = (name, most) => {
  const value = number(name);
  if (!Number.isInteger(value) || value < 1 || value > most) refuse(`--${name} must be an integer from 1 to ${most}, not ${args[name]}`);
  return value;
};
for (const name of ["width", "learning-rate", "epochs", "batch", "seed"]) number(name); // refused now, not after the data are read
const format = args.save === undefined ? null : FORMATS[/** @type {keyof typeof FORMATS} */ (args.save.split(".").at(-1))] ?? refuse(`--save must end in ${Object.keys(FORMATS).map((e) => `.${e}`).join(", ")}, not ${args.save}`);
try {
  if (format) accessSync(dirname(args.save), constants.W_OK); // known before hours of training, not after
} catch {
  refuse(`--save: there is no folder ${dirname(args.save)} that can be written to`);
}
if (args.half && format !== "safetensors") refuse("--half goes with --save FILE.safetensors");
/** @returns {Record<string, number> | null} */
function augmentation() {
  if (args.augment === undefined) return null;
  return Object.fromEntries(args.augment.split(",").map((/** @type {string} */ part) => {
    const [name, value, ...rest] = part.split("=");
    if (value === undefined || rest.length) refuse(`--augment must be a list such as shift=2,rotate=10, not ${args.augment}`);
    return [name.trim(), number("augment", value)];
  }));
}

// the built module, not the sources: what is measured is what ships
const module = new URL("../../dist/surprisal.js", import.meta.url).href;
/** @type {typeof import("../surprisal.js")} */
const { generateDigits, loadMnist, Trainer, SurprisalError } = await import(module);
const out = process.stdout;
/** @param {object} object */
const line = (object) => console.log(JSON.stringify(object));
const peakMemoryBytes = () => process.resourceUsage().maxRSS * 1024;

/** @typedef {import("../train/data.js").DataSet} DataSet */
/** Images from … to − 1. @param {DataSet} set @param {number} from @param {number} to @returns {DataSet} */
const part = (set, from, to) => ({ ...set, images: set.images.subarray(784 * from, 784 * to), labels: set.labels.subarray(from, to), count: to - from });

/** What is learned, what epochs are measured on, what the end is measured on.
 * @returns {Promise<{ train: DataSet, validation: DataSet, test: DataSet }>} */
async function readData() {
  const real = args.test === undefined ? null : await loadMnist(args.test);
  const drawn = args.data === "generated";
  if (drawn && args["hold-out"] !== undefined) refuse("--hold-out is for images that repeat; drawn digits never do");
  let { train, test } = drawn
    ? { train: await generateDigits({ count: args.limit === undefined ? 60000 : Math.min(60000, count("limit", 2 ** 32)), seed: number("seed"), afresh: true }), test: real?.test ?? (await generateDigits({ count: 10000, seed: number("seed") + 1_000_000 })) }
    : { ...(await loadMnist(args.data)), ...(real && { test: real.test }) };
  if (args.limit !== undefined) train = part(train, 0, Math.min(count("limit", 2 ** 32), train.count));
  if (args["hold-out"] === undefined) return { train, validation: test, test };
  const learned = train.count - count("hold-out", train.count - 1);
  return { train: part(train, 0, learned), validation: part(train, learned, train.count), test };
}

/** @param {number} images to train on */
async function makeTrainer(images) {
  const machine = { workers: args.workers === "auto" ? /** @type {const} */ ("auto") : number("workers"), variant: args.variant };
  if (args.from !== undefined) return Trainer.restore(readFileSync(args.from), machine);
  const batchSize = number("batch");
  const oneCycle = args["one-cycle"] ? { oneCycleSteps: number("epochs") * Math.ceil(images / batchSize) } : {};
  return Trainer.create({
    width: number("width"), loss: args.loss, optimizer: { name: args.optimizer, learningRate: number("learning-rate"), ...oneCycle },
    batchSize, seed: number("seed"), augment: augmentation(), ...machine,
  });
}

/** Writes beside and renames, so that what was there is there until the new file is whole. @param {Uint8Array} bytes */
function writeFile(bytes) {
  writeFileSync(`${args.save}.part`, bytes);
  renameSync(`${args.save}.part`, args.save);
}

/** @param {number} done @param {number} of */
const bar = (done, of, width = 30) => {
  const full = Math.round((width * done) / of);
  return `[${"=".repeat(Math.max(0, full - 1))}${full > 0 ? (done === of ? "=" : ">") : ""}${".".repeat(width - full)}]`;
};
/** @param {number} x */
const four = (x) => x.toFixed(4);

try {
  const { train, validation, test } = await readData();
  const trainer = await makeTrainer(train.count);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new SurprisalError("ABORTED", "stopped by Ctrl-C")));
  const { parameters } = trainer.description;
  const { name, learningRate } = trainer.config.optimizer;
  if (!args.json) console.log(`${parameters.toLocaleString("en")} parameters, ${train.count.toLocaleString("en")} training and ${test.count.toLocaleString("en")} test images, ${name} at ${learningRate}`);
  const epochs = number("epochs");
  let shown = 0;
  for await (const event of trainer.fit(train, { epochs, validation, signal: stop.signal })) {
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
  /** @type {Record<string, number>} */
  let saved = {};
  if (format) writeFile(await trainer.save(format, args.half ? { precision: "half" } : {}));
  if (args.half) {
    const file = await Trainer.restore(readFileSync(args.save), { variant: args.variant });
    const { loss, accuracy } = await file.evaluate(test);
    saved = { savedTestLoss: loss, savedTestAccuracy: accuracy };
    file.dispose();
  }
  if (args.json) line({ type: "end", testLoss, testAccuracy, parameters, ...saved });
  else {
    console.log(`Test loss: ${testLoss}\nTest accuracy: ${testAccuracy}`);
    if (args.half) console.log(`Test loss of ${args.save}: ${saved.savedTestLoss}\nTest accuracy of ${args.save}: ${saved.savedTestAccuracy}`);
  }
  trainer.dispose();
} catch (error) {
  if (!(error instanceof SurprisalError)) throw error;
  console.error(`train: ${error.message}`);
  process.exitCode = error.code === "ABORTED" ? 130 : 1;
}
