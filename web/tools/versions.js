// build.json: what dist/ was made with, so that whoever has the same can make the same bytes.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/** The first line that a tool prints of itself, or null where it is not there. @param {string} command @param {string[]} args */
function line(command, args = ["--version"]) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n").find((text) => /\d/.test(text))?.trim() ?? null;
  } catch {
    return null;
  }
}

/** What Emscripten itself runs, by its own account. @param {string} setting @param {string} tool @param {string} folder below it */
function beneath(setting, tool, folder = "") {
  try {
    return line(`${execFileSync("em-config", [setting], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()}/${folder}${tool}`);
  } catch {
    return null;
  }
}

/** @param {string} out */
export function writeVersions(out) {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const { devDependencies, version } = JSON.parse(readFileSync("package.json", "utf8"));
  const tools = { node: process.version, zlib: process.versions.zlib, emcc: line("emcc"), "emcc's clang": beneath("LLVM_ROOT", "clang"), "emcc's wasm-ld": beneath("LLVM_ROOT", "wasm-ld"), "emcc's wasm-opt": beneath("BINARYEN_ROOT", "wasm-opt", "bin/"), "clang-19": line("clang-19"), "wasm-ld-19": line("wasm-ld-19"), "wasm-opt": line("node_modules/.bin/wasm-opt") };
  const locked = Object.fromEntries(Object.keys(devDependencies).map((name) => [name, packages[`node_modules/${name}`].version]));
  writeFileSync(`${out}/build.json`, `${JSON.stringify({ surprisal: version, tools, packages: locked }, null, 1)}\n`);
}
