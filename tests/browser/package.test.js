// The package as others get it: npm pack, installed into fresh projects of plain Node, esbuild, Vite and TypeScript.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build as esbuild } from "esbuild";
import { publint } from "publint";
import { build as viteBuild, createServer } from "vite";
import { WIDGETS } from "../../web/elements/widgets.js";
import { serve } from "../../web/tools/serve.js";
import { numbersOf, start } from "./browser.js";

const APP = `import { Trainer, generateDigits } from "surprisal";
import "surprisal/elements";
document.body.innerHTML = '<kl-divergence p="binomial(10, 0.5)" q="poisson(4)" range="0:9"></kl-divergence>';
const trainer = await Trainer.create({ width: 0.125 });
const { images, labels } = await generateDigits({ count: 32, seed: 1 });
window.loss = (await trainer.trainOnBatch(images, labels)).loss;
trainer.dispose();`;
const TYPES = `import { load, Trainer, type Distribution } from "surprisal";
import { KlDivergence } from "surprisal/elements/kl-divergence";
import "surprisal/elements";
const s = await load();
const d: Distribution = s.binomial(10, 0.5);
const n: number = s.kl(d, [0.5, 0.5]);
const e = document.querySelector("kl-divergence")!;
const k: KlDivergence = e;
e.p = "normal(0, 1)";
document.querySelector("kl-fit")!.direction = "forward";
// @ts-expect-error: there are two directions
document.querySelector("kl-fit")!.direction = "sideways";
// @ts-expect-error: no such attribute
e.pp = "";
e.addEventListener("surprisal-change", (event) => { const { kl } = event.detail.numbers; const w: string = event.detail.widget; });
const svg: string = e.toSVG({ scheme: "dark" });
for await (const step of (await Trainer.create()).fit({ images: new Uint8Array(784), labels: new Uint8Array(1), count: 1 })) if (step.type === "epoch") step.valLoss;
export { n, k, svg };`;

let folder = "", tarball = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "surprisal-package-"));
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  tarball = join(folder, filename);
  writeFileSync(join(folder, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball], { cwd: folder, stdio: "pipe" });
});
after(() => rmSync(folder, { recursive: true }));

/** @param {string} code */
const inNode = (code) => spawnSync(process.execPath, ["--input-type=module", "-e", code], { cwd: folder, encoding: "utf8" });

test("it depends on nothing and holds no source, test or page", () => {
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(join(folder, "node_modules/surprisal/package.json"), "utf8"));
  assert.deepEqual([dependencies, peerDependencies], [{}, {}]);
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  assert.deepEqual(files.filter((f) => !/^package\/(dist\/(npm\/|surprisal\.|integrity)|package\.json|README\.md|LICENSE)/.test(f)), []);
});

test("plain Node: the engine computes and trains; the elements can be imported, register nothing and touch no window", () => {
  const { stdout, stderr } = inNode(`const before = Object.getOwnPropertyNames(globalThis).length;
    const { KlDivergence } = await import("surprisal/elements/kl-divergence");
    const all = await import("surprisal/elements");
    KlDivergence.define();
    const { load, Trainer, generateDigits } = await import("surprisal");
    const trainer = await Trainer.create({ width: 0.125 });
    const { images, labels } = await generateDigits({ count: 32, seed: 1 });
    const { loss } = await trainer.trainOnBatch(images, labels);
    trainer.dispose();
    console.log(JSON.stringify([(await load()).entropy([0.5, 0.5], { base: "bits" }), typeof customElements, typeof window, typeof document, Object.values(all).filter((e) => e.tag).length, loss > 1 && loss < 5]));`);
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), [1, "undefined", "undefined", "undefined", Object.keys(WIDGETS).length, true]);
});

test("a bundler keeps what a widget needs, and leaves the elements out of an engine alone", async () => {
  const size = async (/** @type {string} */ code) => {
    const { outputFiles } = await esbuild({ stdin: { contents: code, resolveDir: folder }, bundle: true, format: "esm", minify: true, write: false, external: ["node:*"], outdir: join(folder, "x"), splitting: true });
    return { length: outputFiles[0].text.length, text: outputFiles.map((f) => f.text).join("\n") };
  };
  const one = await size('import { KlDivergence } from "surprisal/elements/kl-divergence"; KlDivergence.define();');
  assert.match(one.text, /surprisal-chart/);
  const engine = await size('import { load } from "surprisal"; console.log(await load());');
  assert.doesNotMatch(engine.text, /surprisal-chart/);
});

test("esbuild and Vite, built and while developing: widgets compute, the worker trains", async () => {
  writeFileSync(join(folder, "app.js"), APP);
  writeFileSync(join(folder, "index.html"), '<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="./app.js"></script>');
  await esbuild({ entryPoints: [join(folder, "app.js")], bundle: true, format: "esm", external: ["node:*"], outdir: join(folder, "esbuild"), minify: true });
  writeFileSync(join(folder, "esbuild/index.html"), readFileSync(join(folder, "index.html"), "utf8"));
  await viteBuild({ root: folder, logLevel: "error", base: "./", build: { outDir: join(folder, "vite"), target: "es2022" } });
  const developing = await createServer({ root: folder, logLevel: "error", cacheDir: join(folder, ".vite"), server: { host: "127.0.0.1", port: 0, hmr: false } });
  const built = await serve({ root: folder });
  const tests = await start();
  try {
    await developing.listen();
    const { port } = /** @type {any} */ (developing.httpServer?.address());
    // Vite's own line for reloading cannot be had on a port of chance; it is no matter of ours
    for (const address of [`${built.url}esbuild/`, `${built.url}vite/`, `http://127.0.0.1:${port}/`]) {
      const { page, errors } = await tests.open("icon.svg");
      await page.goto(address, { waitUntil: "load" });
      errors.length = 0;
      await page.waitForFunction(() => window.loss).catch((error) => assert.fail(`${address}: ${error} ${errors.join("\n")}`));
      assert.ok(Math.abs((await numbersOf(page, "kl-divergence")).kl / 0.21867216891725084 - 1) < 1e-13, address);
      assert.deepEqual(errors.filter((e) => !/favicon|websocket/i.test(e)), [], address);
      await page.close();
    }
  } finally {
    await tests.close();
    await built.close();
    await developing.close();
  }
});

test("useFiles: the engine and the worker from an address that the page names; one that has none is said in place", async () => {
  const files = await serve({ root: join(folder, "node_modules/surprisal/dist"), headers: { "access-control-allow-origin": "*" } });
  const tests = await start(), built = await serve({ root: folder });
  try {
    for (const [name, address] of [["there", files.url], ["nowhere", `${files.url}none`]]) {
      writeFileSync(join(folder, "useful.js"), `import { useFiles } from "surprisal";\nuseFiles(${JSON.stringify(address)});\n${APP}`);
      await esbuild({ entryPoints: [join(folder, "useful.js")], bundle: true, format: "esm", external: ["node:*"], outfile: join(folder, `${name}.js`) });
      writeFileSync(join(folder, `${name}.html`), `<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="./${name}.js"></script>`);
      const { page } = await tests.open("icon.svg");
      /** @type {string[]} */
      const asked = [];
      page.on("request", (r) => asked.push(r.url()));
      await page.goto(`${built.url}${name}.html`, { waitUntil: "load" });
      if (name === "there") {
        await page.waitForFunction(() => window.loss);
        assert.ok(Math.abs((await numbersOf(page, "kl-divergence")).kl / 0.21867216891725084 - 1) < 1e-13);
        for (const file of [/surprisal\.\w+\.wasm$/, /surprisal\.train\.\w+\.wasm$/, /surprisal\.worker\.js$/]) assert.ok(asked.some((a) => a.startsWith(files.url) && file.test(a)), `${file}: ${asked.join(" ")}`);
      } else {
        await page.waitForFunction(() => document.querySelector("kl-divergence")?.shadowRoot?.querySelector("[role=alert]"));
        const says = await page.$eval("kl-divergence", (e) => e.shadowRoot.querySelector("[role=alert]").textContent);
        assert.ok(says.includes(`${address}/surprisal.`) && says.includes("could not be loaded"), says);
      }
      await page.close();
    }
  } finally {
    await tests.close();
    await built.close();
    await files.close();
  }
});

test("every entry of the exports map can be had, the wasm and the worker too", () => {
  const entries = ["", "/elements", ...Object.keys(WIDGETS).map((tag) => `/elements/${tag}`), "/wasm", "/worker", "/files/surprisal.train.simd.wasm", "/files/integrity.json", "/custom-elements.json", "/package.json"];
  const { stdout, stderr } = inNode(`import { existsSync } from "node:fs"; import { fileURLToPath } from "node:url";
    const { load } = await import("surprisal");
    const there = ${JSON.stringify(entries)}.filter((e) => !existsSync(fileURLToPath(import.meta.resolve("surprisal" + e))));
    const s = await load({ variant: "simd", wasm: new URL(import.meta.resolve("surprisal/wasm")) });
    const { Worker } = await import("node:worker_threads");
    const worker = new Worker(new URL(import.meta.resolve("surprisal/worker")), { execArgv: [] });
    const [said] = await (await import("node:events")).once(worker, "message");
    await worker.terminate();
    const inner = await import("surprisal/dist/npm/index.js").catch((e) => e.code);
    console.log(JSON.stringify([there, s.entropy([0.5, 0.5], { base: "bits" }), said.event, inner]));`);
  assert.equal(stderr, "");
  assert.deepEqual(JSON.parse(stdout), [[], 1, "ready", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);
});

test("the custom-elements manifest, where package.json says that it is, tells every element, attribute and event", () => {
  const root = join(folder, "node_modules/surprisal"), { customElements } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { schemaVersion, modules } = JSON.parse(readFileSync(join(root, customElements), "utf8"));
  assert.equal(schemaVersion, "1.0.0");
  const told = Object.fromEntries(modules.map((/** @type {any} */ { kind, path, declarations: [d], exports }) => {
    assert.equal(kind, "javascript-module");
    assert.ok(existsSync(join(root, path)), path);
    assert.match(readFileSync(join(root, path), "utf8"), new RegExp(`\\b${d.name}\\b`), `${path} exports ${d.name}`);
    assert.ok(exports.some((/** @type {any} */ e) => e.kind === "custom-element-definition" && e.name === d.tagName && e.declaration.name === d.name), d.tagName);
    assert.deepEqual(d.events.map((/** @type {any} */ e) => e.name), ["surprisal-change", "surprisal-ready"]);
    for (const { name } of d.attributes) assert.ok(d.members.some((/** @type {any} */ m) => m.kind === "field" && m.attribute === name), name);
    return [d.tagName, Object.fromEntries(d.attributes.map((/** @type {any} */ a) => [a.name, a.default]))];
  }));
  assert.deepEqual(told, Object.fromEntries(Object.entries(WIDGETS).map(([tag, { attributes }]) => [tag, Object.fromEntries(Object.entries(attributes).map(([name, a]) => [name, a.default]))])));
});

for (const [module, moduleResolution] of [["ESNext", "Bundler"], ["NodeNext", "NodeNext"]]) test(`TypeScript with ${moduleResolution} resolution knows elements, attributes, events and the engine`, () => {
  writeFileSync(join(folder, "use.ts"), TYPES);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { module, moduleResolution, target: "ES2022", lib: ["ES2023", "DOM", "DOM.Iterable"], strict: true, noEmit: true, types: [], skipLibCheck: false }, files: ["use.ts"] }));
  const { status, stdout } = spawnSync(resolve("node_modules/.bin/tsc"), ["-p", "."], { cwd: folder, encoding: "utf8" });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});

test("publint and Are the types wrong find nothing", async () => {
  const { messages } = await publint({ pkgDir: join(folder, "node_modules/surprisal"), pack: false, strict: true });
  assert.deepEqual(messages.filter((m) => m.type !== "suggestion"), []);
  // what is not a module has no types
  const attw = spawnSync("node_modules/.bin/attw", [tarball, "--profile", "esm-only", "--no-emoji", "--no-color", "--exclude-entrypoints", "./wasm", "./worker", "./custom-elements.json"], { encoding: "utf8" });
  assert.equal(attw.status, 0, attw.stdout + attw.stderr);
});
