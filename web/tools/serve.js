// Serves dist/ on 127.0.0.1 for reading and for tests: static files, right types, gzip where it pays.
import { createServer } from "node:http";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { policyHeaders } from "./policy.js";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
  ".json": "application/json", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm",
  ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2", ".gz": "application/gzip",
};

/** The first bytes of a page, where its policy stands. @param {string} file */
function startOf(file) {
  if (extname(file) !== ".html") return "";
  const bytes = Buffer.alloc(8192), handle = openSync(file, "r");
  try { return bytes.toString("latin1", 0, readSync(handle, bytes)); } finally { closeSync(handle); }
}

/** Serves `root` under `/`; resolves once it listens. A taken port moves on to the next; 0 takes a free one.
 * @param {{ root?: string, port?: number, tries?: number, headers?: Record<string, string> }} [options] */
export async function serve({ root = "dist", port = 0, tries = 100, headers = {} } = {}) {
  const base = resolve(root);
  const server = createServer((request, response) => {
    const end = (/** @type {number} */ status, /** @type {string} */ text) => response.writeHead(status, { "content-type": "text/plain" }).end(text);
    if (request.method !== "GET" && request.method !== "HEAD") return end(405, "only GET and HEAD");
    let path;
    try {
      path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    } catch {
      return end(400, "not an address");
    }
    let file = normalize(join(base, path));
    if (file !== base && !file.startsWith(base + sep)) return end(404, "not found");
    try {
      if (statSync(file).isDirectory()) file = join(file, "index.html");
      const { size } = statSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": size, "cache-control": "no-cache", "x-content-type-options": "nosniff", ...policyHeaders(file, startOf(file)), ...headers });
      if (request.method === "HEAD") response.end();
      else createReadStream(file).on("error", () => response.destroy()).pipe(response);
    } catch {
      end(404, "not found");
    }
  });
  for (let attempt = 0; ; attempt++) {
    const wanted = port === 0 ? 0 : port + attempt;
    const error = await new Promise((done) => {
      server.once("error", done);
      server.listen(wanted, "127.0.0.1", () => { server.off("error", done); done(null); });
    });
    if (!error) break;
    if (port === 0 || /** @type {any} */ (error).code !== "EADDRINUSE" || attempt + 1 >= tries) throw error;
  }
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(() => done(undefined)); }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(`PORT must be a number from 0 to 65535, not ${process.env.PORT}`);
    process.exit(2);
  }
  const { url } = await serve({ port });
  console.log(`Surprisal is at ${url}   (Ctrl-C ends it)`);
}
