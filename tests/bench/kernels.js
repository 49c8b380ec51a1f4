// GFLOP/s of the inner kernels at the shapes of both networks, beside the multiply-add peak of this
// machine's SIMD128, measured in the same windows.  node tests/bench/kernels.js [--json] [FILE.wasm]
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { median, medianRatio } from "./median.js";

/** A module with 12 independent accumulators: loop(n) does n · 24 vector multiply-adds.
 * Written out byte by byte, so that no compiler stands between. */
export function peakModule() {
  const ACCUMULATORS = 12, VECTOR = 0x7b, F32_MUL = [0xfd, 0xe6, 0x01], F32_ADD = [0xfd, 0xe4, 0x01];
  const leb = (/** @type {number} */ n) => { const out = []; do { out.push((n & 127) | (n > 127 ? 128 : 0)); n >>>= 7; } while (n); return out; };
  const section = (/** @type {number} */ id, /** @type {number[]} */ body) => [id, ...leb(body.length), ...body];
  const splat = (/** @type {number} */ x) => [0x43, ...new Uint8Array(Float32Array.of(x).buffer), 0xfd, 0x13];
  const local = 1 + ACCUMULATORS, body = [];
  for (let i = 0; i < ACCUMULATORS; i++) body.push(...splat(i / 16 + 1), 0x21, 1 + i);
  body.push(...splat(0.5), 0x21, local, 0x03, 0x40); // loop
  for (let round = 0; round < 2; round++)
    for (let i = 0; i < ACCUMULATORS; i++) body.push(0x20, local, 0x20, 1 + i, 0x20, local, ...F32_MUL, ...F32_ADD, 0x21, 1 + i);
  body.push(0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b); // n -= 1, again unless 0
  body.push(0x20, 1);
  for (let i = 1; i < ACCUMULATORS; i++) body.push(0x20, 1 + i, ...F32_ADD);
  body.push(0xfd, 0x1f, 0, 0x0b); // extract lane 0
  const code = [1, ACCUMULATORS + 1, VECTOR, ...body];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]), ...section(3, [1, 0]),
    ...section(7, [1, 4, ...Buffer.from("loop"), 0, 0]),
    ...section(10, [1, ...leb(code.length), ...code])];
  const { loop } = /** @type {{ loop(n: number): number }} */ (/** @type {unknown} */ (
    new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports));
  return { loop, flops: (/** @type {number} */ n) => n * 2 * ACCUMULATORS * 8 };
}

/** kernel as in c/abi/kernels.c. */
const CONV = { "conv forward": 0, "conv data gradient": 1, "conv weight gradient": 2 };
/** Counted as the direct kernels are, though they do fewer multiplications: over 100 % is the aim. */
const FEWER = { "Winograd forward and pool": 6, "data gradient of conv and pool": 7, "weight gradient of conv and pool": 8 };
const DENSE = { "dense forward": 3, "dense data gradient": 4, "dense weight gradient": 5 };

/** @type {{ name: string, kernel: number, shape: number[], flops: number }[]} */
export const cases = [];
for (const width of [1, 0.25]) {
  const f1 = 32 * width, f2 = 64 * width, units = 256 * width, batch = 128;
  for (const [name, kernel] of Object.entries(CONV)) {
    if (kernel !== 1) cases.push({ name: `${name}, 28×28×1 to ${f1}`, kernel, shape: [28, 28, 1, 3, f1], flops: 2 * 26 * 26 * 9 * f1 });
    cases.push({ name: `${name}, 26×26×${f1} to ${f2}`, kernel, shape: [26, 26, f1, 3, f2], flops: 2 * 24 * 24 * 9 * f1 * f2 });
  }
  for (const [name, kernel] of Object.entries(FEWER))
    cases.push({ name: `${name}, 26×26×${f1} to ${f2}`, kernel, shape: [26, 26, f1, 3, f2], flops: 2 * 24 * 24 * 9 * f1 * f2 });
  for (const [name, kernel] of Object.entries(DENSE))
    cases.push({ name: `${name}, ${batch} × ${144 * f2} to ${units}`, kernel, shape: [batch, units, 144 * f2, 0, 0], flops: 2 * batch * 144 * f2 * units });
}


/** Processor time of this process in milliseconds: what other jobs take does not count. */
const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Medians over windows that alternate between the peak and the kernel; `best`, the percentage of the
 * fastest windows, says what an idle machine would show.
 * @param {WebAssembly.Module} module
 * @param {{ windows?: number, milliseconds?: number, only?: string }} [options] */
export function measureKernels(module, { windows = 21, milliseconds = 5, only = "" } = {}) {
  const peak = peakModule();
  const rate = (/** @type {(n: number) => void} */ run, /** @type {(n: number) => number} */ flops) => {
    for (let n = 1; ; ) {
      let seconds = Infinity; // the best of three: compiling must not pass for a long run
      for (let i = 0; i < 3; i++) {
        const start = now();
        run(n);
        seconds = Math.min(seconds, (now() - start) / 1000);
      }
      if (seconds * 1000 >= milliseconds) return { n, rate: flops(n) / seconds / 1e9 };
      n = Math.ceil(n * Math.min(10, Math.max(1.2, (1.1 * milliseconds) / (seconds * 1000 + 0.001))));
    }
  };
  const again = (/** @type {(n: number) => void} */ run, /** @type {number} */ n, /** @type {(n: number) => number} */ flops) => {
    const start = now();
    run(n);
    return flops(n) / (now() - start) / 1e6;
  };
  /** Until the compiler, whose threads' time counts too, is done with it: three windows in which this thread was alone. */
  const settle = (/** @type {(n: number) => void} */ run, /** @type {number} */ n) => {
    for (let i = 0, alone = 0; i < 200 && alone < 3; i++) {
      const wall = performance.now(), start = now();
      run(n);
      alone = now() - start < 1.1 * (performance.now() - wall) ? alone + 1 : 0;
    }
  };
  const peakCount = rate(peak.loop, peak.flops).n;
  const results = [];
  for (const { name, kernel, shape, flops } of cases) {
    if (!name.includes(only)) continue;
    const exports = /** @type {any} */ (new WebAssembly.Instance(module, {}).exports);
    exports._initialize?.();
    exports.abi_start();
    const at = exports.abi_alloc(20);
    new Uint32Array(exports.memory.buffer, at, 5).set(shape);
    const bytes = exports.kern_bytes(kernel, at), memory = exports.abi_alloc(bytes);
    const values = new Float32Array(exports.memory.buffer, memory, bytes / 4);
    for (let i = 0; i < values.length; i++) values[i] = ((i * 7919) % 1000) / 1e6 - 0.0005;
    exports.kern_prepare(kernel, at, memory);
    const run = (/** @type {number} */ n) => exports.kern_run(kernel, at, memory, n);
    const total = (/** @type {number} */ n) => n * flops;
    settle(run, rate(run, total).n);
    const { n } = rate(run, total); // of the code that the compiler ended with
    const kernels = [], peaks = [];
    for (let i = 0; i < windows; i++) {
      peaks.push(again(peak.loop, peakCount, peak.flops));
      kernels.push(again(run, n, total));
    }
    const best = (100 * Math.max(...kernels)) / Math.max(...peaks);
    results.push({ name, gflops: median(kernels), peak: median(peaks), percent: 100 * medianRatio(kernels, peaks), best });
  }
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const file = args.find((a) => a.endsWith(".wasm")) ?? ".build/wasm/surprisal.train.simd.wasm";
  const only = args.find((a) => a.startsWith("--only="))?.slice(7);
  const results = measureKernels(new WebAssembly.Module(readFileSync(file)), { only });
  if (args.includes("--json")) for (const r of results) console.log(JSON.stringify(r));
  else for (const r of results) console.log(`${r.name.padEnd(48)} ${r.gflops.toFixed(1).padStart(6)} GFLOP/s ${r.percent.toFixed(0).padStart(4)} % of ${r.peak.toFixed(1)}, best windows ${r.best.toFixed(0)} %`);
}
