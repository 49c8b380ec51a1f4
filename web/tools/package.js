// What the package adds to its modules: type declarations, the custom-elements manifest; and the hashes of all of dist/.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { declarations, familyMethods, manifest } from "./manifest.js";

/** @param {string} out */
export function typePackage(out) {
  const config = ".build/types.json";
  writeFileSync(config, JSON.stringify({
    extends: resolve(".tsconfig.json"), include: [], files: ["web/index.js", "web/core/globals.d.ts"].map((f) => resolve(f)),
    compilerOptions: { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: resolve("web"), outDir: resolve(out, "types"), typeRoots: [resolve("node_modules/@types")] },
  }));
  execFileSync("node_modules/.bin/tsc", ["-p", config], { stdio: "inherit" });
  rmSync(config);
  copyFileSync("web/core/abi.gen.d.ts", `${out}/types/core/abi.gen.d.ts`);
  appendFileSync(`${out}/types/core/index.d.ts`, familyMethods());
  for (const [file, text] of Object.entries(declarations())) {
    mkdirSync(dirname(`${out}/types/${file}`), { recursive: true });
    writeFileSync(`${out}/types/${file}`, text);
  }
  writeFileSync(`${out}/custom-elements.json`, `${JSON.stringify(manifest(), null, 1)}\n`);
}

/** integrity.json: what <script integrity> and import maps take, for every file. @param {string} out */
export function hashAll(out) {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => `${e.parentPath}/${e.name}`.slice(out.length + 1)).sort();
  const hash = (/** @type {string} */ file) => `sha384-${createHash("sha384").update(readFileSync(`${out}/${file}`)).digest("base64")}`;
  writeFileSync(`${out}/integrity.json`, `${JSON.stringify(Object.fromEntries(files.map((f) => [f, hash(f)])), null, 1)}\n`);
}
