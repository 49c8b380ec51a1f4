// The commands a new user types: what they refuse, and how they say it.
import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync, mkdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../web/tools/serve.js";

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const run = (command, args, env) => spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...env } });

test("build.sh refuses what it does not know, and says what it does", () => {
  for (const args of [["everything"], ["wasm", "now"], ["setup", "all"]]) {
    const { status, stderr } = run("./build.sh", args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, /usage: \.\/build\.sh/);
  }
  assert.match(run("./build.sh", ["help"]).stdout, /native/);
});

test("without a toolchain and without apt, build.sh says in one message what to install", () => {
  // a PATH of node and the plainest tools alone
  const bin = mkdtempSync(join(tmpdir(), "surprisal-path-"));
  try {
    for (const tool of ["bash", "dirname", "mkdir", "env", "id", "cut"]) run("ln", ["-s", run("which", [tool]).stdout.trim(), join(bin, tool)]);
    run("ln", ["-s", process.execPath, join(bin, "node")]);
    const { status, stderr } = run("./build.sh", ["setup"], { PATH: bin });
    assert.equal(status, 1);
    assert.match(stderr, /Emscripten is needed: put emcc of a current emsdk on the PATH/);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  } finally {
    rmSync(bin, { recursive: true });
  }
});

test("the training command refuses bad arguments with status 2 and its usage", () => {
  for (const args of [[], ["--data", "generated", "--widht", "1"], ["--data", "generated", "--epochs", "many"], ["--data", "generated", "--save", "model.pt"], ["--data", "generated", "--save", "/nowhere/x.h5"],
    ["--data", "generated", "--half"], ["--data", "generated", "--augment", "shift"], ["--data", "generated", "--hold-out", "10"]]) {
    const { status, stderr } = run(process.execPath, ["web/tools/train.js", ...args]);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /usage: npm run train/);
  }
  const { status, stderr } = run(process.execPath, ["web/tools/train.js", "--data", "/nowhere"]);
  assert.equal(status, 1);
  assert.match(stderr, /^train: there is no directory \/nowhere/);
});

test("a failing JavaScript test fails its run", () => {
  // without NODE_TEST_CONTEXT: a runner inside a runner would report to the outer one
  const { status, stdout } = run(process.execPath, ["--test", "--test-reporter=tap", "tests/structure/failing.probe.js"], { NODE_TEST_CONTEXT: undefined });
  assert.equal(status, 1);
  assert.match(stdout, /^# fail 1$/m);
});

test("npm run bench refuses a section it does not have", () => {
  const { status, stderr } = run(process.execPath, ["tests/bench/run.js", "speed"]);
  assert.equal(status, 2);
  assert.match(stderr, /no section speed/);
});

test("the server gives files their types, nothing outside its folder, and moves on from a taken port", async () => {
  const root = mkdtempSync(join(tmpdir(), "surprisal-serve-"));
  writeFileSync(join(root, "index.html"), "<p>here");
  writeFileSync(join(root, "x.wasm"), "wasm");
  mkdirSync(join(root, "inner"));
  const first = await serve({ root });
  const port = Number(new URL(first.url).port);
  const second = await serve({ root, port });
  try {
    assert.ok(Number(new URL(second.url).port) > port, "the next one that is free"); // other programs open ports too
    const got = await fetch(first.url);
    assert.equal(got.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(await got.text(), "<p>here");
    assert.equal((await fetch(`${first.url}x.wasm`)).headers.get("content-type"), "application/wasm");
    for (const path of ["missing.js", "inner/", "inner/../../package.json"]) assert.equal((await fetch(first.url + path)).status, 404, path);
    assert.equal((await fetch(first.url, { method: "POST" })).status, 405);
    // fetch tidies dots away; a raw request does not
    const raw = (/** @type {string} */ path) => new Promise((done) => request({ port, host: "127.0.0.1", path }, (r) => { r.resume(); done(r.statusCode); }).end());
    for (const path of ["/../package.json", "/%2e%2e/package.json", "/%2e%2e%2fpackage.json"]) assert.equal(await raw(path), 404, path);
    assert.equal(await raw("/%ff"), 400);
  } finally {
    await first.close();
    await second.close();
    rmSync(root, { recursive: true });
  }
});
