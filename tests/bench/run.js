// npm run bench [-- SECTION ...] [--quick] [--json] [--only=TEXT] [--limit=N] [--epochs=N] [--seed=N]  TEXT: a part of
// a kernel's name, or of a peer's with the task after it ("PyTorch, tuned train"), or what `course` does about dropout
// ("with", "without"); limit, epochs, seed: how many digits and epochs, and the seed, `course` trains with
// One run, medians of windows that take turns; a table for people, one JSON object a line for programs.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { judge } from "./aims.js";
import { tellWidgets } from "./widgets.js";

// Node 20 has relaxed SIMD behind a flag; workers inherit it
const RELAXED = "--experimental-wasm-relaxed-simd";
if (!process.execArgv.includes(RELAXED) && Number(process.versions.node.split(".")[0]) < 22) {
  const again = spawnSync(process.execPath, [RELAXED, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exit(again.status ?? 1);
}

const args = process.argv.slice(2);
const quick = args.includes("--quick");
const json = args.includes("--json");
const names = args.filter((a) => !a.startsWith("--"));
const only = args.find((a) => a.startsWith("--only="))?.slice(7) ?? "";
const number = (/** @type {string} */ name, /** @type {number} */ otherwise) => Number(args.find((a) => a.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const variants = ["simd", "relaxed"].filter((v) => existsSync(`dist/surprisal.${v}.wasm`));

/** @param {number} x @param {number} [digits] */
const figure = (x, digits = 3) => (Number.isFinite(x) ? x.toLocaleString("en", { maximumSignificantDigits: digits }) : "–");

/** Each section: what it measures, and how a row is told; those that take minutes run in --quick only where
 * they are named. @type {Record<string, { minutes?: boolean, run(): Promise<Iterable<any> | AsyncIterable<any>>, tell(row: any): string }>} */
const SECTIONS = {
  kernels: {
    async run() {
      const { measureKernels } = await import("./kernels.js");
      return variants.flatMap((variant) => measureKernels(new WebAssembly.Module(readFileSync(`dist/surprisal.train.${variant}.wasm`)), { only, ...(quick ? { windows: 15, milliseconds: 2 } : {}) })
        .map((row) => ({ bench: "kernel", variant, ...row })));
    },
    tell: (r) => `${r.variant.padEnd(8)} ${r.name.padEnd(46)} ${figure(r.gflops).padStart(6)} GFLOP/s  ${figure(r.percent).padStart(5)} % of the peak ${figure(r.peak)}`,
  },
  training: {
    async run() {
      const { measureTraining } = await import("./training.js");
      return measureTraining({ variants, workers: [1, 2], ...(quick ? { rounds: 3, seconds: 0.3 } : {}) });
    },
    tell: (r) => (r.bench === "scaling" ? `width ${String(r.width).padEnd(5)} ${r.variant.padEnd(8)} ${r.workers} workers are ${figure(r.speedup)} times as fast as one; two independent trainings at once (simd): ${figure(r.independent)}`
      : `width ${String(r.width).padEnd(5)} ${r.variant.padEnd(8)} ${r.workers} worker${r.workers > 1 ? "s" : " "} ${figure(r.stepsPerSecond).padStart(7)} steps/s (${figure(r.percentOfPeak)} % of peak)  ${figure(r.imagesPerSecond).padStart(8)} images/s (${figure(r.inferencePercentOfPeak)} %)  wasm ${r.memoryMiB.map((/** @type {number} */ m) => figure(m)).join(" + ")} MiB`),
  },
  step: {
    minutes: true,
    async run() {
      const { measureSteps } = await import("./step.js");
      return measureSteps({ variants, ...(quick ? { rounds: 3 } : {}) });
    },
    tell: (r) => `width ${String(r.width).padEnd(5)} ${r.variant.padEnd(8)} one worker: gradient of 128 images ${figure(r.whole)} ms, of 64 ${figure(r.half)}, update ${figure(r.update)}; a step of two: ${figure(r.two)} ms = gradient ${figure(r.gradient)}, update ${figure(r.shardUpdate)}, commit ${figure(r.commit)}, waits ${figure(r.waits)}; each fetches ${figure(r.fetchedBytes / 1e6)} MB from the other`,
  },
  size: {
    run: async () => ["surprisal.train", "surprisal"].flatMap((name) => variants.map((variant) => {
      const bytes = readFileSync(`dist/${name}.${variant}.wasm`);
      return { bench: "size", file: `${name}.${variant}.wasm`, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    })),
    tell: (r) => `${r.file.padEnd(30)} ${figure(r.bytes / 1000).padStart(6)} KB, gzip ${figure(r.gzip / 1000)} KB${r.file.includes("train") ? "" : " (distributions and measures; loaded apart)"}`,
  },
  digits: {
    run: async () => (await import("./digits.js")).measureDigits(quick ? { rounds: 3, count: 4000, images: 2048 } : {}),
    tell: (r) => `${figure(r.perSecond)} digits/s drawn on one thread; augmentation (shift, rotate, scale, elastic) ${figure(r.augmentMicroseconds)} µs an image`,
  },
  numerics: {
    run: async () => (await import("./numerics.js")).measureNumerics({ variants, ...(quick ? { rounds: 3, seconds: 0.02 } : {}) }),
    tell: (r) => (r.bench === "widget" ? tellWidgets(r, figure)
      : r.bench === "other measure" ? `${r.variant.padEnd(8)} ${r.name.padEnd(18)} n = ${r.n} ${figure(r.milliseconds)} ms [plain ${figure(r.plain)}] ${figure(r.ratio)}×`
      : `${r.variant.padEnd(8)} ${r.name.padEnd(18)} n = ${String(r.n).padEnd(8)} ${figure(r.nsPerElement).padStart(6)} ns an element  plain loop ${figure(r.plain).padStart(6)} (${figure(r.ratio)}×)  @stdlib ${figure(r.stdlib).padStart(6)}`),
  },
  frames: {
    run: async () => (await import("./frames.js")).measureFrames(quick ? { drags: 20 } : {}),
    tell: (r) => (r.bench === "frame" ? `${r.name.padEnd(40)} ${figure(r.milliseconds)} ms a step of the slider (slowest of twenty: ${figure(r.p95)}), of which engine and view ${figure(r.recompute)} ms; plain JavaScript for the same sums ${figure(r.plain)} ms`
      : `first load: ${figure(r.bytes / 1000, 4)} KB gzip in ${r.files} files, without data and fonts`),
  },
  longtasks: {
    run: async () => (await import("./longtasks.js")).measureLongTasks(quick ? { seconds: 1, runs: [3] } : {}),
    tell: (r) => `${r.data.padEnd(17)} width ${String(r.width).padEnd(5)} ${r.seconds} s, ${r.step} steps, ${r.epochs} epochs: ${r.tasks.length ? `longest task ${figure(r.longest)} ms; over 50 ms: ${r.tasks.map((/** @type {number[]} */ [at, ms]) => `${figure(ms)} ms at ${figure(at)} s`).join(", ")}` : "no task over 50 ms"}`,
  },
  peers: {
    minutes: true,
    run: async () => (await import("./peers.js")).measurePeers({ only, ...(quick ? { seconds: 1, limit: 10 } : {}) }),
    tell: (r) => `width ${String(r.width).padEnd(5)} ${r.task.padEnd(6)} ${`${r.name}, ${r.place}, ${r.threads} thread${r.threads > 1 ? "s" : ""}`.padEnd(56)} ${r.failed ?? `${figure(r.rate).padStart(7)} ${r.task === "train" ? "steps" : "images"}/s`}${r.ours ? `; ours, ${r.ourWorkers} worker${r.ourWorkers > 1 ? "s" : ""}: ${figure(r.ours)}${r.failed ? "" : ` = ${figure(r.ratio)}×`}` : ""}`,
  },
  course: {
    minutes: true,
    run: async () => (await import("./course.js")).measureCourse({ only, limit: number("limit", quick ? 2560 : 60_000), epochs: number("epochs", 1), seed: number("seed", 1) }),
    tell: (r) => (r.skipped ? `skipped: ${r.skipped}` : `the course's epoch ${r.epochs} from the same weights of seed ${r.seed} over the same ${figure(r.digits, 6)} digits, ${r.dropout ? "with" : "without"} dropout: ${[["ours", r.ours], ["PyTorch", r.torch]].map(([who, x]) => `${who} loss ${x.loss.toFixed(4)}, on the test set ${x.valLoss.toFixed(4)} and accuracy ${x.valAccuracy.toFixed(4)}`).join("; ")}`),
  },
  "accuracy-time": {
    minutes: true,
    run: async () => (await import("./accuracy.js")).measureAccuracyTime(quick ? { seeds: [1] } : {}),
    tell: (r) => (r.skipped ? `skipped: ${r.skipped}` : `${r.name.padEnd(22)} to 98 % in ${figure(r.seconds)} s, ${figure(r.steps, 5)} steps, ${figure(r.images, 6)} images = ${figure(r.ofBaseline)} of the first's time (median of ${r.runs.length})`),
  },
};

const unknown = names.filter((n) => !(n in SECTIONS));
if (unknown.length) {
  console.error(`bench: no section ${unknown.join(", ")}; there are ${Object.keys(SECTIONS).join(", ")}`);
  process.exit(2);
}
if (!json) console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}`);
/** @type {any[]} */
const seen = [];
/** @type {string[]} */
const took = [];
for (const [name, { run, tell, minutes }] of Object.entries(SECTIONS)) {
  if (names.length ? !names.includes(name) : quick && minutes) continue;
  if (!json) console.log(`\n${name}`);
  const begun = performance.now();
  for await (const row of await run()) {
    seen.push(row);
    console.log(json ? JSON.stringify(row) : tell(row));
  }
  took.push(`${name} ${figure((performance.now() - begun) / 1000)} s`);
}
const verdicts = [...judge(seen)];
if (!json && verdicts.length) console.log("\naims");
for (const v of verdicts) console.log(json ? JSON.stringify(v) : `${v.met ? "met    " : "NOT MET"} ${v.what.padEnd(70)} ${figure(v.reached).padStart(6)} ${v.unit} (aim ${v.atMost ? "≤" : "≥"} ${v.aim})`);
if (!json) console.log(`\n${figure(performance.now() / 1000)} s: ${took.join(", ")}`);
