// Runs one contestant where it lives (a page of Chromium, a process of Node, Python) and listens to its
// lines { count, ms } until it has heard enough or the time is up; "none in 60 s" is a result too.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { median } from "./median.js";

const PEERS = "tests/bench/peers", BUILT = ".build/bench";
export const PYTHON = "/usr/bin/python3";

/** @typedef {{ count?: number, ms?: number, failed?: string }} Line */
/** @typedef {{ end(): unknown }} Run */
/** @typedef {{ place: "chromium" | "node" | "python", script: string, options: Record<string, any> }} Contestant */

/** Installs the peers at first use, and whenever their lock file has changed. */
export function installPeers() {
  const mark = `${PEERS}/node_modules/.package-lock.json`, lock = `${PEERS}/package-lock.json`;
  if (existsSync(mark) && statSync(mark).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error(`installing the peers in ${PEERS}`);
  const { status } = spawnSync("npm", ["ci", "--prefix", PEERS, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`npm ci --prefix ${PEERS} failed`);
}

/** Bundles the contestants for pages and serves them beside dist/, cross-origin isolated, so that every
 * one of them may use shared memory. */
async function site() {
  const { build } = await import("esbuild");
  const { serve } = await import("../../web/tools/serve.js");
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  await build({ entryPoints: [`${PEERS}/entry.js`], outdir: BUILT, bundle: true, splitting: true, format: "esm", target: "es2022", external: ["node:*"], logLevel: "error" });
  cpSync("dist", `${BUILT}/dist`, { recursive: true });
  cpSync(`${PEERS}/node_modules/@tensorflow/tfjs-backend-wasm/dist`, `${BUILT}/tfjs`, { recursive: true, filter: (from) => !/\.\w+$/.test(from) || from.endsWith(".wasm") });
  writeFileSync(`${BUILT}/index.html`, "<!doctype html><meta charset=utf-8><title>bench</title>");
  return serve({ root: BUILT, headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" } });
}
/** @type {ReturnType<typeof site> | null} */
let served = null;
export async function closeSite() { await (await served)?.close(); served = null; }

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env @param {(line: Line) => void} hear @returns {Run} */
function process_(command, args, env, hear) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let complaint = "";
  child.stderr.on("data", (text) => (complaint = `${complaint}${text}`.slice(-2000)));
  createInterface({ input: child.stdout }).on("line", (line) => line.startsWith("{") && hear(JSON.parse(line)));
  child.on("close", () => hear({ failed: complaint.trim().split("\n").at(-1) || "it ended" }));
  return { end: () => child.kill("SIGKILL") };
}

/** @type {Record<Contestant["place"], (script: string, options: any, hear: (line: Line) => void) => Run | Promise<Run>>} */
const PLACES = {
  node: (script, options, hear) => process_(process.execPath, [...process.execArgv, `${PEERS}/entry.js`, script, JSON.stringify({ ...options, base: pathToFileURL("dist/") })], {}, hear),
  // glibc told to keep its memory and OpenBLAS held to one thread: PyTorch's own threads do the rest
  python: (script, options, hear) => process_(PYTHON, [`${PEERS}/${script}`, JSON.stringify(options)],
    { MALLOC_TRIM_THRESHOLD_: "-1", MALLOC_MMAP_THRESHOLD_: "4294967296", MALLOC_TOP_PAD_: "268435456", OPENBLAS_NUM_THREADS: "1" }, hear),
  async chromium(script, options, hear) {
    const { url } = await (served ??= site());
    const { default: puppeteer } = await import("puppeteer-core");
    const browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, protocolTimeout: 0,
      args: ["--enable-unsafe-webgpu", "--enable-unsafe-swiftshader", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
    });
    const end = async () => {
      const closed = browser.close().then(() => true, () => true); // a page that never yields cannot answer
      if (!(await Promise.race([closed, new Promise((late) => setTimeout(late, 2000, false))]))) browser.process()?.kill("SIGKILL");
    };
    try {
      const page = await browser.newPage();
      page.on("console", (message) => message.text().startsWith("{") && hear(JSON.parse(message.text())));
      page.on("pageerror", (error) => hear({ failed: /** @type {Error} */ (error).message }));
      page.on("error", (error) => hear({ failed: error.message }));
      // TensorFlow.js takes half of the cores it is told of
      if (options.claimCores) await page.evaluateOnNewDocument((/** @type {number} */ cores) => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => cores }), options.claimCores);
      await page.goto(url);
      await page.addScriptTag({ type: "module", url: `${url}entry.js` });
      await page.waitForFunction(() => "contest" in globalThis);
      page.evaluate((name, given) => /** @type {any} */ (globalThis).contest(name, given), script, { ...options, base: `${url}dist/` }).catch(() => {});
    } catch (error) {
      hear({ failed: /** @type {Error} */ (error).message });
    }
    return { end };
  },
};

/** Whether this machine's Python has PyTorch. */
export const hasTorch = () => spawnSync(PYTHON, ["-c", "import torch"], { stdio: "ignore" }).status === 0;

/** Windows of at least `seconds` together, the first left out where there are more (it compiles).
 * @param {Contestant} contestant @param {{ seconds: number, limit: number }} _
 * @returns {Promise<{ rates: number[], rate: number, windows: number, failed: string | null }>} count / s; rate is their median */
export async function race({ place, script, options }, { seconds, limit }) {
  /** @type {number[]} */
  const rates = [];
  let sum = 0, end = () => {};
  /** @type {string | null} */
  let failed = null;
  const done = new Promise((resolve) => (end = () => resolve(undefined)));
  const timer = setTimeout(end, 1000 * limit);
  const run = await PLACES[place](script, { ...options, seconds }, ({ count, ms, failed: why }) => {
    if (why !== undefined || !count || !ms) {
      failed ??= why ?? "it reported nothing";
      return end();
    }
    if (rates.length) sum += ms;
    rates.push((1000 * count) / ms);
    if (rates.length >= 4 && sum >= 1000 * seconds) end();
  });
  await done;
  clearTimeout(timer);
  await run.end();
  const heard = rates.length > 1 ? rates.slice(1) : rates;
  if (heard.length) failed = null;
  else failed ??= `none in ${limit} s`;
  return { rates: heard, rate: heard.length ? median(heard) : NaN, windows: rates.length, failed };
}
