// The same sources and tools give the same bytes, wherever they lie: one more clean build, elsewhere.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

/** path → hash of every file below. @param {string} folder */
const hashes = (folder) => Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => {
  const path = join(e.parentPath, e.name);
  return [path.slice(folder.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
}).sort());

test("a second clean build in another folder gives dist/ byte for byte", () => {
  const there = mkdtempSync(join(tmpdir(), "surprisal-again-"));
  try {
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" }).split("\0").filter((f) => f && existsSync(f));
    for (const file of files) {
      mkdirSync(dirname(join(there, file)), { recursive: true });
      cpSync(file, join(there, file));
    }
    if (existsSync(".mnist")) cpSync(".mnist", join(there, ".mnist"), { recursive: true });
    execFileSync("cp", ["-a", "node_modules", there]);
    utimesSync(join(there, "node_modules/.package-lock.json"), new Date(), new Date()); // installed, after the lock file
    execFileSync("./build.sh", ["web"], { cwd: there, stdio: "pipe", env: { ...process.env, VARIANTS: existsSync("dist/surprisal.relaxed.wasm") ? "" : "simd" } });
    const [mine, again] = [hashes("dist"), hashes(join(there, "dist"))];
    assert.ok(Object.keys(mine).length > 20);
    assert.deepEqual(again, mine);
  } finally {
    rmSync(there, { recursive: true, force: true });
  }
});

test("build.json names every tool and package with its version", () => {
  const { tools, packages } = JSON.parse(readFileSync("dist/build.json", "utf8"));
  assert.match(tools.emcc, /\d+\.\d+\.\d+/);
  assert.equal(tools.node, process.version);
  const relaxed = existsSync("dist/surprisal.relaxed.wasm"); // made by its own compiler where Emscripten's cannot
  for (const [name, version] of Object.entries(tools)) if (relaxed || !/-19$/.test(name)) assert.match(version ?? "", /\d+\.\d+|version \d+/, name);
  const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  assert.deepEqual(packages, devDependencies);
});
