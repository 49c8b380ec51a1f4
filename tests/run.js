// npm test: builds, then runs every suite and says at the end what each one printed.
//   node tests/run.js [suite ...]      suites: build types structure native engine browser fuzz
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { run as runFiles } from "node:test";
import { spec } from "node:test/reporters";
import { count } from "./faults.js";

/** @param {string} command @param {string[]} args */
const run = (command, ...args) => spawnSync(command, args, { stdio: "inherit" }).status === 0;
/** @param {string} folder */
const testFiles = (folder) => (existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith(".test.js")).sort().map((f) => `${folder}/${f}`) : []);
/** For one file. No test has a limit of its own: this one is for what would never end. */
const FILE_MS = 1_800_000;
/** Files that take a minute and more: they begin first, or the last of them would run alone at the end. */
const LONG = ["memory", "rounds", "attacks", "offline", "access", "explore", "requests", "pages"].map((name) => `tests/browser/${name}.test.js`);

/** @param {string} folder @param {number} [together] how many files run at once */
async function nodeTest(folder, together = 1) {
  const all = testFiles(folder), long = LONG.filter((file) => all.includes(file));
  let failed = false;
  const events = runFiles({ files: [...long, ...all.filter((file) => !long.includes(file))], concurrency: together, timeout: FILE_MS }).on("test:fail", () => { failed = true; });
  const report = events.compose(new spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  return !failed;
}

/** @type {Record<string, () => boolean | Promise<boolean>>} */
const SUITES = {
  build: () => run("./build.sh"),
  types: () => run("node_modules/.bin/tsc", "-p", ".tsconfig.json"),
  structure: () => nodeTest("tests/structure"),
  native: async () => run("./build.sh", "native") && nodeTest("tests/native"),
  engine: () => nodeTest("tests/engine"),
  browser: () => nodeTest("tests/browser", 2), // while one waits for its browser the other has the cores; no file may write where another reads
  // FUZZ_SECONDS each, always from the same seed, so that no run hangs on luck; npm run fuzz takes another each time
  fuzz: () => run(process.execPath, "tests/fuzz/run.js", "--seed", "1", "--seconds", process.env.FUZZ_SECONDS ?? (process.env.CI ? "60" : "5")),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length) {
  console.error(`unknown suite: ${unknown.join(", ")}; there are ${Object.keys(SUITES).join(", ")}`);
  process.exit(2);
}
process.env.SURPRISAL_FAULTS = join(tmpdir(), `surprisal-faults-${process.pid}`); // the tests write down there what they tried
const results = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length && !wanted.includes(name)) continue;
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}`);
  const started = Date.now();
  const passed = await suite();
  results.push({ name, passed, seconds: ((Date.now() - started) / 1000).toFixed(1) });
  if (!passed && name === "build") break; // nothing after it can mean anything
}
console.log("");
for (const { name, passed, seconds } of results) console.log(`${passed ? "✔" : "✖"} ${name.padEnd(10)} ${seconds} s`);
const faults = count(process.env.SURPRISAL_FAULTS);
if (faults) console.log(faults);
const failed = results.filter((r) => !r.passed).length;
console.log(`suites: ${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
