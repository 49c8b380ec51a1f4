// Runs every C test program (built with AddressSanitizer and UBSan), as many at once as there are cores, and
// reads its closing line.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";

const programs = readdirSync("tests/native").filter((f) => f.endsWith(".test.c")).map((f) => f.replace(/\.test\.c$/, ""));
/** @param {string} name @param {string[]} args @returns {Promise<{ failed: boolean, stdout: string, stderr: string }>} failed: by its status or by a signal */
const run = (name, ...args) => new Promise((done) => {
  execFile(`.build/native/${name}`, args, { env: { ...process.env, UBSAN_OPTIONS: "print_stacktrace=1" }, maxBuffer: 1e8 }, (error, stdout, stderr) => done({ failed: error !== null, stdout, stderr }));
});

test("there are native programs", () => assert.ok(programs.length > 0));

describe("native", { concurrency: availableParallelism() }, () => {
  for (const name of programs.filter((n) => !n.startsWith("probe_"))) {
    test(`native: ${name}`, async () => {
      const { failed, stdout, stderr } = await run(name);
      assert.ok(!failed, `${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
      assert.match(stdout, /^[1-9]\d* passed, 0 failed$/m);
      console.log(`${name}: ${stdout.trim().split("\n").at(-1)}`);
    });
  }
});

// The runner must see a failure: each probe fails on purpose in one way.
for (const [probe, sign] of [["check", /1 failed/], ["address", /AddressSanitizer/], ["undefined", /runtime error/]]) {
  test(`a native ${probe} failure is seen`, async () => {
    const { failed, stdout, stderr } = await run("probe_failures", String(probe));
    assert.ok(failed);
    assert.match(stdout + stderr, /** @type {RegExp} */ (sign));
  });
}
