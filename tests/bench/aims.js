// The aims of the project's speed, each beside the figure that this run reached.

/** @typedef {(rows: any[]) => number | null | undefined} Reading null or undefined: not measured in this run */

const FULL = 1, QUARTER = 0.25;
const least = (/** @type {number[]} */ values) => (values.length && values.every((v) => Number.isFinite(v)) ? Math.min(...values) : null);
const greatest = (/** @type {number[]} */ values) => (values.length ? Math.max(...values) : null);
const training = (/** @type {any[]} */ rows, /** @type {number} */ width, /** @type {number} */ workers) =>
  rows.find((r) => r.bench === "training" && r.width === width && r.workers === workers && r.variant === "simd");
/** How many times as fast as peers chosen by `which` ours is, at least. @param {number} width @param {string} task @param {(row: any) => boolean} which @returns {Reading} */
const against = (width, task, which) => (rows) => {
  const peers = rows.filter((r) => r.bench === "peer" && r.width === width && r.task === task && which(r));
  return least(peers.filter((r) => !r.failed).map((r) => r.ratio));
};
const inBrowser = (/** @type {any} */ r) => r.place === "chromium" && !r.name.includes("patched");
const patched = (/** @type {any} */ r) => r.name.includes("patched");
const torch = (/** @type {any} */ r) => r.name.startsWith("PyTorch") && r.threads === 2;

/** @type {[string, number, string, Reading][]} what, the least (or, with "≤", the most), unit, how it is read */
const AIMS = [
  ...["forward", "data gradient", "weight gradient"].map((pass) => /** @type {[string, number, string, Reading]} */ ([`conv2 ${pass}, direct, one worker, simd`, 85, "% of peak",
    (rows) => rows.find((r) => r.bench === "kernel" && r.variant === "simd" && r.name === `conv ${pass}, 26×26×32 to 64`)?.percent])),
  ["full network, training step, one worker, counted as direct", 110, "% of peak", (rows) => training(rows, FULL, 1)?.percentOfPeak],
  ["width 1/4, training step, one worker", 55, "% of peak", (rows) => training(rows, QUARTER, 1)?.percentOfPeak],
  ["inference, full network, batch 256, one worker", 85, "% of peak", (rows) => training(rows, FULL, 1)?.inferencePercentOfPeak],
  .../** @type {[string, number][]} */ ([["full", 1.85], ["width 1/4", 1.6]]).map(([name, aim]) => /** @type {[string, number, string, Reading]} */ ([`two workers against one, ${name}`, aim, "×",
    (rows) => rows.find((r) => r.bench === "scaling" && r.variant === "simd" && r.width === (name === "full" ? FULL : QUARTER))?.speedup])),
  ["training against the fastest browser peer as installed, full", 100, "×", against(FULL, "train", inBrowser)],
  ["training against the fastest browser peer as installed, width 1/4", 40, "×", against(QUARTER, "train", inBrowser)],
  ["training against PyTorch, tuned, two threads each, full", 1, "×", against(FULL, "train", torch)],
  ["training against PyTorch, tuned, two threads each, width 1/4", 1.5, "×", against(QUARTER, "train", torch)],
  ["training against TensorFlow.js wasm patched by us, full", 10, "×", against(FULL, "train", patched)],
  ["training against TensorFlow.js wasm patched by us, width 1/4", 10, "×", against(QUARTER, "train", patched)],
  ["inference against TensorFlow.js wasm with the same threads, full", 1.3, "×", against(FULL, "infer", (r) => r.backend === "wasm")],
  ["inference against TensorFlow.js wasm with the same threads, width 1/4", 1.3, "×", against(QUARTER, "infer", (r) => r.backend === "wasm")],
  ["to 98 % on the test set, preset fast against Adam 0.001", 0.5, "≤ of its time", (rows) => rows.find((r) => r.bench === "accuracy-time" && r.name?.includes("fast"))?.ofBaseline],
  ...["entropy", "crossEntropy", "kl"].map((name) => /** @type {[string, number, string, Reading]} */ ([`${name} of 1,000,000 probabilities against a plain loop, simd`, 4, "×",
    (rows) => rows.find((r) => r.bench === "numerics" && r.variant === "simd" && r.name === name && r.n === 1e6)?.ratio])),
  ["the slowest measure of 1,000,000 probabilities, simd", 50, "≤ ms", (rows) => greatest(rows.filter((r) => r.bench === "other measure" && r.variant === "simd").map((r) => r.milliseconds))],
  ["a widget of 512 points, the slowest pair of families", 1, "≤ ms", (rows) => greatest(rows.filter((r) => r.bench === "widget").flatMap((r) => r.pairs.map((/** @type {any} */ p) => p.microseconds / 1000)))],
  ["wasm memory, batch 128, full", 192, "≤ MiB", (rows) => training(rows, FULL, 1)?.memoryMiB[0]],
  ["wasm memory, batch 128, width 1/4", 40, "≤ MiB", (rows) => training(rows, QUARTER, 1)?.memoryMiB[0]],
  ["engine that trains (surprisal.train.simd.wasm)", 60, "≤ KB gzip", (rows) => { const row = rows.find((r) => r.bench === "size" && r.file === "surprisal.train.simd.wasm"); return row && row.gzip / 1000; }],
];

/** @param {any[]} rows of this run @returns {Iterable<any>} those aims that it measured */
export function* judge(rows) {
  for (const [what, aim, unit, read] of AIMS) {
    const reached = read(rows);
    if (typeof reached !== "number" || !Number.isFinite(reached)) continue;
    const most = unit.startsWith("≤");
    yield { bench: "aim", what, aim, unit: unit.replace("≤ ", ""), atMost: most, reached, met: most ? reached <= aim : reached >= aim };
  }
}
