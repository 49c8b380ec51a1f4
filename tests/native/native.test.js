// Runs every C test program (built with AddressSanitizer and UBSan) and reads its closing line.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const programs = readdirSync("tests/native").filter((f) => f.endsWith(".test.c")).map((f) => f.replace(/\.test\.c$/, ""));
/** @param {string} name @param {string[]} args */
const run = (name, ...args) => spawnSync(`.build/native/${name}`, args, { encoding: "utf8", env: { ...process.env, UBSAN_OPTIONS: "print_stacktrace=1" } });

test("there are native programs", () => assert.ok(programs.length > 0));

for (const name of programs.filter((n) => !n.startsWith("probe_"))) {
  test(`native: ${name}`, () => {
    const { status, stdout, stderr } = run(name);
    assert.equal(status, 0, `${stdout.slice(-4000)}\n${stderr.slice(-4000)}`);
    assert.match(stdout, /^[1-9]\d* passed, 0 failed$/m);
    console.log(`${name}: ${stdout.trim().split("\n").at(-1)}`);
  });
}

// The runner must see a failure: each probe fails on purpose in one way.
for (const [probe, sign] of [["check", /1 failed/], ["address", /AddressSanitizer/], ["undefined", /runtime error/]]) {
  test(`a native ${probe} failure is seen`, () => {
    const { status, stdout, stderr } = run("probe_failures", String(probe));
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /** @type {RegExp} */ (sign));
  });
}
