// Makes dist/ from web/ and the built engine: the module, the worker, the elements, the pages.
import { build } from "esbuild";
import { makePage } from "./page.js";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, copyFileSync } from "node:fs";

const DATA = ".mnist";

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");

const wasm = readdirSync(".build/wasm").filter((f) => /^surprisal(\.train)?\.\w+\.wasm$/.test(f));
// what the loader may choose from, best first
const variants = ["relaxed", "simd"].filter((v) => wasm.includes(`surprisal.${v}.wasm`));
const shared = { bundle: true, format: /** @type {const} */ ("esm"), target: "es2022", minify: true, charset: /** @type {const} */ ("utf8"), external: ["node:*"], logLevel: /** @type {const} */ ("warning"), legalComments: /** @type {const} */ ("none"), define: { SURPRISAL_VARIANTS: JSON.stringify(variants), SURPRISAL_HAS_MNIST: String(existsSync(DATA)) } };

// what imports one another shares chunks; the worker stands alone, so that it can be started from a blob
const entries = ["web/surprisal.js", "web/pages/index.js"].filter((f) => existsSync(f));
await build({ ...shared, entryPoints: entries, outdir: "dist", entryNames: "[name]", chunkNames: "chunk-[hash]", splitting: true, loader: { ".css": "text" } });
if (existsSync("web/train/worker.js"))
  await build({ ...shared, entryPoints: ["web/train/worker.js"], outfile: "dist/surprisal.worker.js" });

for (const file of wasm) copyFileSync(`.build/wasm/${file}`, `dist/${file}`);
await makePage("dist");
if (existsSync(DATA)) cpSync(DATA, "dist/mnist", { recursive: true });
