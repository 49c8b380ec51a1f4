// npm run train, as a program: what it prints, what it saves, and that a saved network goes on.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateDigits, Trainer } from "../../dist/surprisal.js";

const folder = mkdtempSync(join(tmpdir(), "train-"));
after(() => rmSync(folder, { recursive: true }));
/** @param {string[]} args @returns {any[]} the objects that it printed */
function train(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["web/tools/train.js", "--data", "generated", "--width", "0.125", "--json", ...args], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}
const SETTINGS = ["--optimizer", "adam", "--learning-rate", "0.004", "--limit", "640", "--batch", "64", "--seed", "7"];

test("one cycle, augmentation and seed reach the trainer, and the file has what was trained, at half precision", async () => {
  const path = join(folder, "half.safetensors");
  const [epoch, end] = train(...SETTINGS, "--epochs", "1", "--one-cycle", "--augment", "shift=1,elastic=0.5", "--half", "--save", path);
  assert.equal(epoch.type, "epoch");
  const file = await Trainer.restore(readFileSync(path));
  const { optimizer, augment, seed, batchSize } = file.config;
  assert.deepEqual([optimizer.oneCycleSteps, augment, seed, batchSize], [10, { shift: 1, rotate: 0, scale: 0, elastic: 0.5 }, 7, 64]);
  const { accuracy, loss } = await file.evaluate(await generateDigits({ count: 10000, seed: 1_000_007 }));
  file.dispose();
  assert.deepEqual([end.savedTestAccuracy, end.savedTestLoss], [accuracy, loss]);
  assert.ok(Math.abs(end.testLoss - loss) < 0.01);
  assert.deepEqual(readdirSync(folder), ["half.safetensors"], "nothing is left beside it");
});

test("going on from a saved network gives what training without a stop gives", () => {
  const [first, second, whole] = ["first", "second", "whole"].map((name) => join(folder, `${name}.safetensors`));
  train(...SETTINGS, "--epochs", "1", "--save", first);
  const [next] = train("--limit", "640", "--seed", "7", "--epochs", "1", "--from", first, "--save", second);
  assert.equal(next.epoch, 2);
  train(...SETTINGS, "--epochs", "2", "--save", whole);
  assert.ok(readFileSync(second).equals(readFileSync(whole)));
});
