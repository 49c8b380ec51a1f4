// Makes dist/ from web/ and the built engine. What is made of which entry points stands in one table.
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { WIDGETS } from "../elements/widgets.js";
import { carry } from "./carry.js";
import { makeGallery } from "./gallery.js";
import { FONTS, makePage } from "./page.js";
import { hashAll, typePackage } from "./package.js";
import { makePictures } from "./pictures.js";
import { makePwa } from "./pwa.js";
import { makeSingle } from "./single.js";
import { writeVersions } from "./versions.js";

const DATA = ".mnist";
const wasm = readdirSync(".build/wasm").filter((f) => /^surprisal(\.train)?\.\w+\.wasm$/.test(f));
// what the loader may choose from, best first
const variants = ["relaxed", "simd"].filter((v) => wasm.includes(`surprisal.${v}.wasm`));
const READY = "web/train/ready.safetensors";
/** The facts at the head of the ready network's card: lines of name: value between two of ---. */
const card = Object.fromEntries((/^---\n([\s\S]*?)\n---/.exec(readFileSync("web/train/ready.md", "utf8"))?.[1] ?? "").split("\n").map((line) => {
  const [, name, value] = /** @type {string[]} */ (/^(\w+): (.*)$/.exec(line));
  return [name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()), Number.isNaN(Number(value)) ? value : Number(value)];
}));
const define = { SURPRISAL_VARIANTS: JSON.stringify(variants), SURPRISAL_HAS_MNIST: String(existsSync(DATA)), SURPRISAL_READY: JSON.stringify(card) };
/** @type {import("esbuild").BuildOptions} */
const shared = { bundle: true, format: "esm", target: "es2022", minify: true, charset: "utf8", external: ["node:*"], logLevel: "warning", legalComments: "none" };

const WORKERS = { "surprisal.worker": "web/train/worker.js", "surprisal.hdf5": "web/train/formats/hdf5-worker.js" };

// what a build may carry within its modules
const engine = { ...Object.fromEntries(wasm.map((f) => [f, `.build/wasm/${f}`])), ...Object.fromEntries(Object.keys(WORKERS).map((name) => [`${name}.js`, `dist/${name}.js`])), "ready.safetensors": READY };
const everything = { ...engine, ...Object.fromEntries(FONTS.map(([name, path]) => [name, path])) };

/** A plain script: works from file://, and from another origin that says nothing of CORS. @type {import("esbuild").BuildOptions} */
const plain = {
  format: "iife", plugins: [carry(everything)],
  banner: { js: "var SURPRISAL_HERE = globalThis.document?.currentScript?.src || globalThis.location?.href;" },
  define: { ...define, SURPRISAL_HAS_MNIST: "false", "import.meta.url": "SURPRISAL_HERE", SURPRISAL_BUILD: '"single"' },
};

/** In order: the workers are carried by those after them. @type {Record<string, import("esbuild").BuildOptions>} */
const BUILDS = {
  // h5wasm looks for a file beside itself, which its build holds within
  workers: { entryPoints: WORKERS, outdir: "dist", format: "iife", define: { ...define, "import.meta.url": '""' } },
  early: { entryPoints: { early: "web/pages/early.js" }, outdir: "dist", format: "iife" },
  // what imports one another shares chunks
  site: { entryPoints: { surprisal: "web/surprisal.js", index: "web/pages/index.js" }, outdir: "dist", chunkNames: "chunk-[hash]", splitting: true, define: { ...define, SURPRISAL_BUILD: '"site"' } },
  package: {
    entryPoints: { index: "web/index.js", "elements/index": "web/elements/register.js", ...Object.fromEntries(Object.keys(WIDGETS).map((tag) => [`elements/${tag}`, `web/elements/${tag}.js`])) },
    outdir: "dist/npm", chunkNames: "chunk-[hash]", splitting: true, inject: ["web/tools/no-dom.js"], plugins: [carry(engine)], define: { ...define, SURPRISAL_HAS_MNIST: "false", SURPRISAL_BUILD: '"package"' },
  },
  embed: { entryPoints: { embed: "web/pages/embed.js" }, outdir: "dist", format: "iife" },
  single: { entryPoints: { "surprisal.single": "web/surprisal.js" }, outdir: "dist", globalName: "Surprisal", ...plain },
  tutorial: { entryPoints: { tutorial: "web/pages/index.js" }, outdir: ".build", ...plain },
};

/** What a module imports before it runs, itself and through others, beside it. @param {string} file @param {Set<string>} [found] */
function importsOf(file, found = new Set()) {
  for (const { path, kind } of outputs[file].imports) if (kind === "import-statement" && !found.has(path)) importsOf(path, found.add(path));
  return [...found].map((path) => path.slice(path.lastIndexOf("/") + 1));
}

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
/** @type {import("esbuild").Metafile["outputs"]} */
const outputs = {};
for (const options of Object.values(BUILDS)) Object.assign(outputs, (await build({ ...shared, define, metafile: true, ...options })).metafile?.outputs);
for (const file of wasm) copyFileSync(`.build/wasm/${file}`, `dist/${file}`);
copyFileSync(READY, "dist/ready.safetensors");
await makePage("dist", importsOf("dist/index.js"));
makeSingle("dist/tutorial.single.html", ".build/tutorial.js");
typePackage("dist/npm");
await makeGallery("dist");
await makePictures("dist");
await makePwa("dist");
if (existsSync(DATA)) cpSync(DATA, "dist/mnist", { recursive: true });
writeVersions("dist");
hashAll("dist");
