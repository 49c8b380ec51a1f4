// A broken mnist.h5, found by tests/fuzz, over which HDF5's own library goes in circles for ever.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Trainer } from "../../dist/surprisal.js";
import { Trainer as PackagedTrainer } from "../../dist/npm/index.js";

const endless = gunzipSync(readFileSync(new URL("endless.h5.gz", import.meta.url)));
const GIVEN_UP = { name: "SurprisalError", code: "FORMAT", message: "not a readable Keras file: reading it had not come to an end after 10 s" };

/** @param {typeof Trainer} T */
async function saveAndRestore(T) {
  const trainer = await T.create({ width: 0.125, optimizer: "adam", seed: 1 });
  const again = await T.restore(await trainer.save("keras-h5"));
  const [a, b] = [await trainer.save(), await again.save()];
  trainer.dispose();
  again.dispose();
  return Buffer.compare(a, b) === 0;
}

test("it is given up after ten seconds, nothing waits for it, and other files are read meanwhile and afterwards", async () => {
  let ticks = 0;
  const clock = setInterval(() => ticks++, 50);
  const refused = Promise.all([Trainer, PackagedTrainer].map((T) => assert.rejects(T.restore(endless), GIVEN_UP))).finally(() => clearInterval(clock));
  assert.ok(await saveAndRestore(Trainer));
  await refused;
  assert.ok(ticks > 50, `${ticks} ticks of 200`);
  assert.ok(await saveAndRestore(/** @type {any} */ (PackagedTrainer)), "the package's modules carry the worker within");
});
