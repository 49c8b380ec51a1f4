// npm run fuzz: libFuzzer on the C, a loop guided by V8's coverage on the JavaScript, two at a time.
//   node tests/fuzz/run.js [--seconds N] [--seed N] [target ...]
//   node tests/fuzz/run.js --keep [target ...]      what was found, by coverage, to tests/fuzz/corpus/TARGET/
// An input that fails is written to .build/fuzz/failed/, one that reaches new code to
// .build/fuzz/corpus/TARGET/; tests/fuzz/corpus/TARGET/ holds those that are kept for good.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const HERE = "tests/fuzz", OUT = ".build/fuzz", FAILED = `${OUT}/failed`;
const HANG_SECONDS = 10, START_SECONDS = 60, LONGEST = 1 << 17, KEPT_BYTES = 32768;

const names = (/** @type {string} */ folder, /** @type {string} */ end) => readdirSync(`${HERE}/${folder}`).filter((f) => f.endsWith(end)).map((f) => f.slice(0, -end.length)).filter((f) => f !== "models");
const NATIVE = names("native", ".c"), GUIDED = names("targets", ".js");

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: "boolean", default: false }, seconds: { type: "string", default: "60" }, seed: { type: "string", default: String(Date.now() % 2 ** 31) } } });
const seconds = Number(values.seconds), seed = Number(values.seed);
const unknown = positionals.filter((name) => ![...NATIVE, ...GUIDED].includes(name));
if (unknown.length || !(seconds > 0) || !Number.isInteger(seed)) {
  console.error(`usage: npm run fuzz -- [--seconds N] [--seed N] [--keep] [target ...]   targets: ${[...NATIVE, ...GUIDED].join(", ")}`);
  process.exit(2);
}

/** @typedef {{ executions: number, coverage: string, corpus: number, failure: string | null, note?: string }} Outcome */

/** @param {string} name @param {Uint8Array} input @param {string} why */
function save(name, input, why) {
  mkdirSync(FAILED, { recursive: true });
  const path = `${FAILED}/${name}-${seed}`;
  writeFileSync(path, input);
  return `${why}\n  input: ${path}`;
}

/** libFuzzer, with both sanitizers. @param {string} name @returns {Promise<Outcome>} */
async function native(name) {
  const kept = `${HERE}/corpus/${name}`, found = `${OUT}/corpus/${name}`;
  if (values.keep) {
    mkdirSync(`${kept}-new`, { recursive: true });
    spawnSync(`${OUT}/${name}`, ["-merge=1", `${kept}-new`, ...[kept, found].filter(existsSync)], { stdio: "ignore" });
    rmSync(kept, { recursive: true, force: true });
    renameSync(`${kept}-new`, kept);
    return { executions: 0, coverage: "", corpus: readdirSync(kept).length, failure: null };
  }
  mkdirSync(found, { recursive: true });
  mkdirSync(FAILED, { recursive: true });
  const child = spawn(`${OUT}/${name}`, [found, ...(existsSync(kept) ? [kept] : []), `-max_total_time=${seconds}`, `-timeout=${HANG_SECONDS}`, `-seed=${seed}`, "-print_final_stats=1", `-artifact_prefix=${FAILED}/${name}-`], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const code = await new Promise((done) => child.on("close", done));
  const last = (/** @type {RegExp} */ what) => [...log.matchAll(what)].at(-1)?.[1] ?? "0";
  return { executions: Number(last(/stat::number_of_executed_units: (\d+)/g)), coverage: `${last(/ cov: (\d+)/g)} edges`, corpus: Number(last(/ corp: (\d+)/g)), failure: code === 0 ? null : log.split("\n").filter((line) => !/^#\d+\s/.test(line)).slice(-40).join("\n") };
}

/** Again for as long as there is time, where an input may hold its thread up. @param {string} name @returns {Promise<Outcome>} */
async function guided(name) {
  const end = Date.now() + 1000 * seconds;
  for (let round = 0, executions = 0, endless = 0; ; round++) {
    const outcome = await thread(name, Math.max(0.1, (end - Date.now()) / 1000), seed + round);
    executions += outcome.executions;
    if (outcome.endless) endless++;
    if (outcome.endless && Date.now() < end) continue;
    return { ...outcome, executions, note: endless ? `, ${endless} given up as its reader does` : "" };
  }
}

/** @param {string} name @param {number} seconds @param {number} seed @returns {Promise<Outcome & { endless?: boolean }>} */
function thread(name, seconds, seed) {
  const shared = new SharedArrayBuffer(8 + LONGEST);
  const state = new Int32Array(shared, 0, 2);
  const input = () => new Uint8Array(shared, 8, Math.min(LONGEST, state[1])).slice();
  return new Promise((done) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: { name, seconds, seed, shared, keep: values.keep ? KEPT_BYTES : 0, folders: [`${HERE}/corpus/${name}`, `${OUT}/corpus/${name}`] } });
    const end = (/** @type {Partial<Outcome & { endless: boolean }>} */ outcome) => {
      clearInterval(watch);
      void worker.terminate();
      done({ executions: state[0], coverage: "", corpus: 0, failure: null, ...outcome });
    };
    let seen = 0, since = Date.now(), patience = 0, blocks = 0, corpus = 0;
    const watch = setInterval(() => {
      if (state[0] !== seen) { seen = state[0]; since = Date.now(); }
      else if (patience && seen && Date.now() - since > 1000 * patience) end({ endless: true, coverage: `${blocks} blocks`, corpus });
      else if (Date.now() - since > 1000 * (seen ? HANG_SECONDS : START_SECONDS)) end({ failure: save(name, input(), `hangs for over ${HANG_SECONDS} s`) });
    }, 250);
    worker.on("message", (message) => {
      ({ patience, blocks, corpus } = message);
      if (message.done) end({ coverage: `${blocks} blocks`, corpus });
    });
    worker.on("error", (error) => end({ failure: save(name, input(), error.stack ?? String(error)) }));
  });
}

const wanted = positionals.length ? positionals : [...NATIVE, ...GUIDED];
if (wanted.some((name) => NATIVE.includes(name)) && spawnSync("./build.sh", ["fuzz"], { stdio: "inherit" }).status !== 0) process.exit(1);
if (wanted.some((name) => GUIDED.includes(name)) && !existsSync("dist/surprisal.js") && spawnSync("./build.sh", ["web"], { stdio: "inherit" }).status !== 0) process.exit(1);

const waiting = [...wanted];
/** @type {Map<string, Outcome>} */
const outcomes = new Map();
console.log(`${wanted.length} targets, ${seconds} s each, seed ${seed}`);
async function lane() {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const outcome = await (NATIVE.includes(name) ? native(name) : guided(name));
    outcomes.set(name, outcome);
    console.log(`${outcome.failure ? "✖" : "✔"} ${name.padEnd(14)} ${String(outcome.executions).padStart(9)} executions   ${outcome.coverage.padEnd(14)} ${outcome.corpus} inputs kept${outcome.note ?? ""}${outcome.failure ? `\n${outcome.failure}` : ""}`);
  }
}
await Promise.all([lane(), lane()]);
const failed = [...outcomes.values()].filter((o) => o.failure).length;
console.log(`fuzz: ${outcomes.size - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
