// The two variants of the engine: where relaxed SIMD is there, and where it is not (Node 20 hides it
// behind a flag, later ones have it), each in a process of its own.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MODULE = new URL("../../dist/surprisal.js", import.meta.url).href;
const FLAG = "experimental-wasm-relaxed-simd";
const built = existsSync(new URL("../../dist/surprisal.relaxed.wasm", import.meta.url));
const skip = built ? false : "this build has no relaxed variant: it takes a current emsdk, or clang-19 and lld-19";

/** @param {string} flag @param {string} body prints one JSON object */
function run(flag, body) {
  const folder = mkdtempSync(join(tmpdir(), "surprisal-"));
  try {
    const file = join(folder, "run.mjs"); // a file: workers would inherit --input-type, and refuse it
    writeFileSync(file, `const { load, Trainer, generateDigits } = await import(${JSON.stringify(MODULE)}); ${body}; process.exit(0);`);
    const { stdout, stderr, status } = spawnSync(process.execPath, [flag, file], { encoding: "utf8" });
    assert.equal(status, 0, stderr.slice(-1000));
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("without relaxed SIMD, auto takes simd, and relaxed asked for by name is refused with the way out", { skip }, () => {
  const got = run(`--no-${FLAG}`, `
    const told = async (make) => { try { return { variant: (await make()).variant }; } catch ({ name, code, argument, message }) { return { name, code, argument, message }; } };
    console.log(JSON.stringify({ auto: await told(() => load()), relaxed: await told(() => load({ variant: "relaxed" })), trainer: await told(() => Trainer.create({ variant: "relaxed" })) }))`);
  assert.equal(got.auto.code, undefined);
  for (const refused of [got.relaxed, got.trainer]) {
    assert.deepEqual([refused.name, refused.code, refused.argument], ["SurprisalError", "UNSUPPORTED", "variant"]);
    assert.match(refused.message, /no relaxed SIMD.*"auto"/);
  }
});

test("with it, auto takes relaxed, which learns as simd does, up to the rounding that it saves", { skip }, () => {
  const got = run(`--${FLAG}`, `
    const data = await generateDigits({ count: 640, seed: 2 }), out = {};
    for (const variant of ["auto", "relaxed", "simd"]) {
      const trainer = await Trainer.create({ width: 0.125, batchSize: 64, seed: 5, variant });
      for await (const e of trainer.fit(data, { epochs: 3 })) if (e.type === "epoch") out[variant] = { variant: trainer.description.variant, loss: e.loss };
      trainer.dispose();
    }
    console.log(JSON.stringify(out))`);
  assert.deepEqual([got.auto.variant, got.relaxed.variant, got.simd.variant], ["relaxed", "relaxed", "simd"]);
  assert.equal(got.auto.loss, got.relaxed.loss);
  assert.notEqual(got.relaxed.loss, got.simd.loss); // another rounding
  assert.ok(Math.abs(got.relaxed.loss - got.simd.loss) < 0.01 * got.simd.loss, `${got.relaxed.loss} and ${got.simd.loss}`);
});
