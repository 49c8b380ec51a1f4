// The ready network: what its card says is true of the file that ships.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { generateDigits, loadMnist, readyModel, Trainer } from "../../dist/surprisal.js";

const DATA = [process.env.MNIST_DIR, "../shared/mnist", ".mnist"].find((d) => d && existsSync(d));
const text = readFileSync("web/train/ready.md", "utf8");
/** @param {string} name */
const fact = (name) => /** @type {RegExpExecArray} */ (new RegExp(`^${name}: (.*)$`, "m").exec(text))[1];
const bytes = await readyModel();

test("it is the course's network at width 1/4, 16 bits a weight, under 350 KB, made by the command on its card", async () => {
  assert.ok(bytes.length < 350_000, String(bytes.length));
  assert.equal(bytes.length, Number(fact("bytes")));
  const length = Buffer.from(bytes).readUInt32LE(0);
  const { __metadata__, ...tensors } = JSON.parse(Buffer.from(bytes).toString("utf8", 8, 8 + length));
  assert.ok(Object.values(tensors).every((t) => t.dtype === "F16"));
  const trainer = await Trainer.restore(bytes);
  const { width, seed, batchSize, augment, optimizer } = trainer.config;
  assert.deepEqual([width, seed, trainer.description.parameters], [0.25, Number(fact("seed")), Number(fact("parameters"))]);
  const command = fact("command");
  const option = (/** @type {string} */ name) => new RegExp(`--${name} (\\S+)`).exec(command)?.[1];
  assert.equal(optimizer.learningRate, Number(option("learning-rate")));
  assert.equal(optimizer.oneCycleSteps, Number(option("epochs")) * Math.ceil(60000 / batchSize));
  assert.equal(Object.entries(augment ?? {}).map(([k, v]) => `${k}=${v}`).join(), option("augment"));
  const { images, labels } = await generateDigits({ count: 1000, seed: 3 });
  const { accuracy } = await trainer.evaluate({ images, labels, count: 1000 });
  assert.ok(accuracy > 0.9, `it reads ${accuracy} of the digits that the engine draws`); // 0.975
  trainer.dispose();
});

test("it reads at least 99 % of MNIST's test digits, as its card says", { skip: DATA ? false : "skipped: no MNIST; name its folder by MNIST_DIR" }, async () => {
  const { test: held } = await loadMnist(DATA);
  const trainer = await Trainer.restore(bytes);
  const { accuracy, loss } = await trainer.evaluate(held);
  trainer.dispose();
  assert.ok(accuracy >= 0.99, String(accuracy));
  assert.ok(Math.abs(accuracy - Number(fact("test_accuracy"))) <= 2e-4, `${accuracy}, the card says ${fact("test_accuracy")}`); // relaxed SIMD may round two images otherwise
  assert.ok(Math.abs(loss - Number(fact("test_loss"))) < 1e-5, `${loss}, the card says ${fact("test_loss")}`);
});
