// The network's exports, called as the training worker calls them, on the shipped wasm.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ACTIVATIONS, LAYERS, OPTIMIZERS, STATUS } from "../../web/core/abi.gen.js";

const module = new WebAssembly.Module(readFileSync(new URL("../../dist/surprisal.train.simd.wasm", import.meta.url)));

function start() {
  const x = /** @type {any} */ (new WebAssembly.Instance(module, {}).exports);
  x._initialize?.();
  x.abi_start();
  const at = x.net_mail() >>> 0;
  const mail = () => new Float64Array(x.memory.buffer, at, 256);
  const status = (/** @type {number} */ code) => STATUS[code].name;
  /** The course's network. @param {number} width */
  const create = (width, batch = 128) => {
    const layer = (/** @type {string} */ name, size = 0, kernel = 0, activation = "linear", rate = 0) =>
      [LAYERS.findIndex((l) => l.name === name), size, kernel, ACTIVATIONS.findIndex((a) => a.name === activation), rate];
    const layers = [layer("conv2d", 32 * width, 3, "relu"), layer("conv2d", 64 * width, 3, "relu"), layer("maxPool2d", 0, 2),
      layer("dropout", 0, 0, "linear", 0.25), layer("flatten"), layer("dense", 256 * width, 0, "relu"),
      layer("dropout", 0, 0, "linear", 0.5), layer("dense", 10, 0, "softmax")];
    const adam = OPTIMIZERS.findIndex((o) => o.name === "adam");
    const numbers = [28, 28, 1, batch, 1, 0, adam, 1e-3, 0, 0, 0.9, 0.999, 1e-7, layers.length, ...layers.flat()];
    mail().set(numbers);
    assert.equal(status(x.net_create(numbers.length)), "OK");
    return mail()[0];
  };
  return { x, mail, status, create };
}

test("a batch of 128 trains within 192 MiB at full width and 40 MiB at a quarter", () => {
  for (const [width, limit] of [[1, 192], [0.25, 40]]) {
    const { x, mail, status, create } = start();
    const net = create(width);
    const images = x.abi_alloc(784 * 128), labels = x.abi_alloc(128);
    assert.equal(status(x.net_train_step(net, images, 0, labels, 0, 128, 1)), "OK");
    assert.ok(Number.isFinite(mail()[0]));
    assert.ok(x.memory.buffer.byteLength <= limit * 2 ** 20, `${x.memory.buffer.byteLength / 2 ** 20} MiB`);
  }
});

test("a step allocates nothing", () => {
  const { x, status, create } = start();
  const net = create(0.25, 32);
  const images = x.abi_alloc(784 * 32), labels = x.abi_alloc(32), out = x.abi_alloc(40 * 32);
  const used = x.abi_mark(), peak = x.abi_peak(), bytes = x.memory.buffer.byteLength;
  for (let step = 1; step < 4; step++) assert.equal(status(x.net_train_step(net, images, 0, labels, 0, 32, step)), "OK");
  assert.equal(status(x.net_predict(net, images, 0, 0, 32, out)), "OK");
  assert.equal(status(x.net_evaluate(net, images, 0, labels, 0, 32, 0)), "OK");
  assert.deepEqual([x.abi_mark(), x.abi_peak(), x.memory.buffer.byteLength], [used, peak, bytes]);
});

test("a handle is stale after its network is gone, and the memory comes back", () => {
  const { x, status, create } = start();
  const empty = x.abi_mark();
  const first = create(0.125, 8), second = create(0.125, 8);
  assert.equal(status(x.net_dispose(first)), "OK");
  assert.equal(status(x.net_dispose(first)), "STALE_HANDLE");
  assert.equal(status(x.net_query(second)), "OK");
  assert.equal(status(x.net_dispose(second)), "OK");
  assert.equal(x.abi_mark(), empty);
  const third = create(0.125, 8);
  assert.ok(third !== first && third !== second);
  for (const handle of [first, second, 0, 0xffffffff]) {
    assert.equal(status(x.net_query(handle)), "STALE_HANDLE");
    assert.equal(status(x.net_update(handle, 1)), "STALE_HANDLE");
    assert.equal(status(x.net_gradient(handle, 0, 0, 0, 0, 1, 1, 0, 1, 0)), "STALE_HANDLE");
    assert.equal(status(x.net_kernel_gradient(handle, 5, 1, 1, 0, 1, 0, 0, 0)), "STALE_HANDLE");
  }
});

test("mistakes in a description come back as statuses and leave the memory as it was", () => {
  const { x, mail, status } = start();
  const used = x.abi_mark();
  const good = [8, 8, 1, 4, 1, 0, 0, 0.1, 0, 0, 0, 0, 1e-7, 2, 3, 0, 0, 0, 0, 4, 3, 0, 2, 0]; // flatten, dense 3
  const attempt = (/** @type {number} */ at, /** @type {number} */ value, length = good.length) => {
    mail().set(good);
    if (at >= 0) mail()[at] = value;
    return status(x.net_create(length));
  };
  assert.equal(attempt(-1, 0, 5), "LENGTH_MISMATCH");
  assert.equal(attempt(13, 25), "LENGTH_MISMATCH");
  assert.equal(attempt(7, NaN), "INVALID_ARGUMENT");
  assert.equal(attempt(0, 0), "INVALID_ARGUMENT");
  assert.equal(attempt(14, 9), "INVALID_ARGUMENT");
  assert.equal(attempt(20, 33), "INVALID_ARGUMENT");
  assert.equal(attempt(22, 1), "INVALID_ARGUMENT");
  assert.equal(x.abi_mark(), used);
  assert.equal(attempt(-1, 0), "OK");
});
