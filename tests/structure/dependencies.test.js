// What is installed is what was looked at: exact versions, each with the hash of what the registry must send, over https.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const FOLDERS = [".", "tests/bench/peers"];

for (const folder of FOLDERS) {
  const manifest = json(`${folder}/package.json`), { packages, lockfileVersion } = json(`${folder}/package-lock.json`);

  test(`${folder}: every version is exact, and the lock file has the same`, () => {
    assert.equal(lockfileVersion, 3);
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
    assert.ok(Object.keys(wanted).length > 3);
    for (const [name, version] of Object.entries(wanted)) {
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
      assert.equal(packages[`node_modules/${name}`].version, version, name);
    }
  });

  test(`${folder}: every package of the lock file has a SHA-512 and an address of https`, () => {
    const entries = Object.entries(packages).filter(([path]) => path !== "");
    assert.ok(entries.length > 50);
    const bundled = entries.filter(([, p]) => p.inBundle);
    for (const [path, { integrity, resolved, inBundle, link }] of entries) {
      assert.ok(!link, `${path} is a link`);
      if (inBundle) continue; // it comes within a package that has a hash
      assert.match(integrity ?? "", /^sha512-[A-Za-z0-9+/]{86}==$/, path);
      if (resolved) assert.match(resolved, /^https:\/\//, path);
    }
    for (const [path] of bundled) assert.ok(entries.some(([other, p]) => path.startsWith(`${other}/node_modules/`) && p.integrity), path);
  });
}

test("the package itself depends on nothing when it is installed", () => {
  const { dependencies, optionalDependencies, peerDependencies, scripts } = json("package.json");
  assert.deepEqual([dependencies, optionalDependencies, peerDependencies].filter(Boolean), []);
  for (const hook of ["preinstall", "install", "postinstall", "prepare"]) assert.equal(scripts[hook], undefined, hook);
});
