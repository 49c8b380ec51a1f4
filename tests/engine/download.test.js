// Fetching data sets: mirrors that fail, lie, stall or are called off, and the one that is good.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DataSets, fetchMnist, loadMnist } from "../../dist/surprisal.js";
import { MNIST_FILES } from "../../web/train/mnist-files.js";
import { serve } from "../../web/tools/serve.js";

const DATA = [process.env.MNIST_DIR, "../shared/mnist", ".mnist"].find((d) => d && existsSync(d));
const root = mkdtempSync(join(tmpdir(), "mirrors-"));
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {import("node:http").Server} */
let stalling;
let stallingUrl = "", stalled = 0;
before(async () => {
  mkdirSync(join(root, "false"));
  const images = Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28]), Buffer.alloc(7840)]);
  const labels = Buffer.concat([Buffer.from([0, 0, 8, 1, 0, 0, 0, 10]), Buffer.alloc(10)]);
  for (const name of Object.keys(MNIST_FILES)) writeFileSync(join(root, "false", `${name}.gz`), gzipSync(name.includes("images") ? images : labels));
  mkdirSync(join(root, "page"));
  for (const name of Object.keys(MNIST_FILES)) writeFileSync(join(root, "page", `${name}.gz`), "<!doctype html><p>Sign in to this network");
  server = await serve({ root });
  // answers, sends a little, and goes quiet
  stalling = createServer((_, response) => { stalled++; response.writeHead(200, { "content-length": 1_000_000 }); response.write(Buffer.alloc(1000)); });
  await new Promise((done) => stalling.listen(0, "127.0.0.1", () => done(undefined)));
  stallingUrl = `http://127.0.0.1:${/** @type {any} */ (stalling.address()).port}/`;
});
after(async () => {
  await server.close();
  stalling.closeAllConnections();
  await new Promise((done) => stalling.close(done));
  rmSync(root, { recursive: true });
});
/** @param {string[]} folders */
const mirrors = (...folders) => folders.map((f) => `${server.url}${f}/`);

test("mirrors that lack the files, give others or give a page are named, each with its reason", async () => {
  await assert.rejects(fetchMnist({ mirrors: [...mirrors("nowhere", "false", "page"), "http://127.0.0.1:1/"] }), (/** @type {any} */ error) => {
    assert.equal(error.code, "LOAD");
    assert.match(error.message, /^MNIST could not be fetched from any of 4 mirrors \(/);
    assert.match(error.message, /HTTP 404; .*train-images-idx3-ubyte\.gz is not MNIST’s: its SHA-256 is [0-9a-f]{64}; .*is not an IDX file.*; 127\.0\.0\.1:1: .*could not be fetched/);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
});

test("a download is called off at once, with the signal's own reason, and no other mirror is tried", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  let seen = 0;
  const asked = stalled;
  await assert.rejects(fetchMnist({ mirrors: [stallingUrl, stallingUrl], signal: stop.signal, onProgress: ({ overall }) => {
    seen = Math.max(seen, overall.loaded);
    if (overall.loaded >= 4000) stop.abort(reason);
  } }), (error) => error === reason);
  assert.ok(seen >= 4000);
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(stalled - asked, 4, "the files of the first mirror");
});

test("the good mirror behind bad ones gives MNIST, with progress, ready to be kept and loaded", { skip: DATA ? false : "skipped: no MNIST; name its folder by MNIST_DIR" }, async () => {
  mkdirSync(join(root, "good"));
  for (const name of Object.keys(MNIST_FILES)) copyFileSync(join(/** @type {string} */ (DATA), `${name}.gz`), join(root, "good", `${name}.gz`));
  /** @type {any} */
  let last = null;
  const files = await fetchMnist({ mirrors: mirrors("nowhere", "false", "good"), onProgress: (p) => { last = p; } });
  assert.deepEqual(files.map((f) => f.name), Object.keys(MNIST_FILES).map((n) => `${n}.gz`));
  const sum = files.reduce((n, f) => n + f.bytes.length, 0);
  assert.deepEqual(last.overall, { loaded: sum, total: sum });
  const { train, test: held } = await loadMnist(files);
  assert.deepEqual([train.count, held.count], [60000, 10000]);
  /** @type {any} */
  const kept = {};
  await new DataSets(/** @type {any} */ ({ put: async (/** @type {string} */ key, /** @type {any} */ value, /** @type {number} */ size) => Object.assign(kept, { key, value, size }) })).keep("MNIST", files);
  assert.equal(kept.size, sum);
});
