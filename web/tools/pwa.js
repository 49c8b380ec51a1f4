// The service worker and the web app manifest of the site: what belongs to the page, with its hashes.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

/** What the tutorial can do without, and what is no part of it. */
const OPTIONAL = /^(reference|embed|gallery|.*\.html$)|hdf5|\.png$|\.safetensors$/;
const NO_PART = /^(npm\/|mnist\/|gallery\/|pictures\/|.*\.single\.|integrity\.json|build\.json|custom-elements\.json|.*\.d\.ts|sw\.js)/;

/** @param {string} out the site's folder, all else in it made */
export async function makePwa(out) {
  writeFileSync(`${out}/manifest.webmanifest`, `${JSON.stringify(MANIFEST, null, 1)}\n`);
  const all = readdirSync(out, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => `${e.parentPath}/${e.name}`.slice(out.length + 1)).filter((f) => !NO_PART.test(f)).sort();
  const describe = (/** @type {string} */ url) => {
    const bytes = readFileSync(`${out}/${url}`);
    return { url, revision: createHash("sha256").update(bytes).digest("hex").slice(0, 16), integrity: `sha384-${createHash("sha384").update(bytes).digest("base64")}` };
  };
  /** @type {{ shell: ReturnType<typeof describe>[], engines: Record<string, ReturnType<typeof describe>[]>, optional: ReturnType<typeof describe>[] }} */
  const files = { shell: [], engines: {}, optional: [] };
  for (const file of all) {
    const [, variant] = /\.(\w+)\.wasm$/.exec(file) ?? [];
    if (variant) (files.engines[variant] ??= []).push(describe(file));
    else if (file !== "index.html" && OPTIONAL.test(file)) files.optional.push(describe(file));
    else files.shell.push(describe(file));
  }
  files.engines = Object.fromEntries(["relaxed", "simd"].filter((v) => v in files.engines).map((v) => [v, files.engines[v]])); // best first
  await build({
    bundle: true, minify: true, target: "es2022", charset: "utf8", legalComments: "none", logLevel: "warning", entryPoints: ["web/pages/pwa/sw.js"], outfile: `${out}/sw.js`, format: "iife",
    define: { SURPRISAL_FILES: JSON.stringify(files), "process.env.NODE_ENV": '"production"' },
  });
}

const FILES = { "application/octet-stream": [".safetensors"], "application/x-hdf5": [".h5"], "application/gzip": [".gz"], "image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"] };
const MANIFEST = {
  id: "./", scope: "./", start_url: "./", lang: "en", dir: "ltr",
  name: "Surprisal: information theory you can touch", short_name: "Surprisal",
  description: "Entropy, cross-entropy and KL divergence, computed live, and a neural network that learns to read digits in this tab.",
  display: "standalone", background_color: "#ffffff", theme_color: "#ffffff", categories: ["education", "science"],
  icons: [
    { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
    { src: "icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    { src: "icon-monochrome.svg", sizes: "any", type: "image/svg+xml", purpose: "monochrome" },
  ],
  screenshots: [
    { src: "screenshot.png", sizes: "1180x980", type: "image/png", form_factor: "wide", label: "A binomial and a Poisson distribution, compared" },
    { src: "screenshot-narrow.png", sizes: "390x844", type: "image/png", form_factor: "narrow", label: "The same on a phone" },
  ],
  shortcuts: [{ name: "Train a network", url: "./#network" }, { name: "KL divergence", url: "./#divergence" }],
  file_handlers: [{ action: "./", accept: FILES }],
  share_target: { action: "share", method: "POST", enctype: "multipart/form-data", params: { files: [{ name: "files", accept: [...Object.keys(FILES), ...Object.values(FILES).flat()] }] } },
};
