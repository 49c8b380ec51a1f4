// npm run mnist [-- --from DIR]: puts the four MNIST files, checked by SHA-256, into .mnist/ (never
// committed), gzip-compressed, for the build to copy into the site and for Node to train on.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { MNIST_FILES, MNIST_MIRRORS } from "../train/mnist-files.js";

const TO = ".mnist";
const SECONDS = 60; // for one file from one mirror
const MOST_BYTES = 50_000_000; // uncompressed

/** The file gzip-compressed, or why not. @param {Buffer} bytes @param {string} sha256 */
function verify(bytes, sha256) {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = zipped ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
  const got = createHash("sha256").update(plain).digest("hex");
  if (got !== sha256) throw new Error(`its SHA-256 is ${got}, not ${sha256}`);
  return zipped ? bytes : gzipSync(plain, { level: 9 });
}

/** @param {string} name @param {string} directory */
async function fromDirectory(name, directory) {
  const path = [name, `${name}.gz`].map((n) => join(directory, n)).find(existsSync);
  if (!path) throw new Error(`${directory} has neither ${name} nor ${name}.gz`);
  return { bytes: await readFile(path), where: path };
}

/** @param {string} name @param {string} sha256 */
async function fromMirrors(name, sha256) {
  const reasons = [];
  for (const mirror of MNIST_MIRRORS) {
    const where = `${mirror}${name}.gz`;
    try {
      const response = await fetch(where, { signal: AbortSignal.timeout(SECONDS * 1000) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      verify(bytes, sha256);
      return { bytes, where };
    } catch (error) {
      const { name: kind, message, cause } = /** @type {Error & { cause?: any }} */ (error);
      reasons.push(`  ${where}: ${kind === "TimeoutError" ? `no answer within ${SECONDS} s` : cause?.code ?? cause?.message ?? message}`);
    }
  }
  throw new Error(`no mirror gave it:\n${reasons.join("\n")}\nWith the four files at hand: npm run mnist -- --from DIR`);
}

const [flag, directory, ...rest] = process.argv.slice(2);
if (flag !== undefined && (flag !== "--from" || !directory || rest.length)) {
  console.error("usage: npm run mnist [-- --from DIR]");
  process.exit(2);
}
await mkdir(TO, { recursive: true });
for (const [name, sha256] of Object.entries(MNIST_FILES)) {
  const target = join(TO, `${name}.gz`);
  try {
    if (existsSync(target) && isWhole(await readFile(target), sha256)) {
      console.log(`${name}: already in ${TO}/`);
      continue;
    }
    const { bytes, where } = directory ? await fromDirectory(name, directory) : await fromMirrors(name, sha256);
    const zipped = verify(bytes, sha256);
    await writeFile(`${target}.part`, zipped);
    await rename(`${target}.part`, target);
    console.log(`${name}: from ${where}`);
  } catch (error) {
    console.error(`npm run mnist: ${name}: ${/** @type {Error} */ (error).message}`);
    process.exit(1);
  }
}

/** @param {Buffer} bytes @param {string} sha256 */
function isWhole(bytes, sha256) {
  try {
    return Boolean(verify(bytes, sha256));
  } catch {
    return false;
  }
}
