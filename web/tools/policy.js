// The site's Content-Security-Policy, from one table: each page carries its own in a meta tag, so that it holds
// on any host, and serve.js sends the same as a header.
import { createHash } from "node:crypto";

/** @typedef {Record<string, string>} Policy directive → sources */

/** What a reader asks for by hand: a data set's files, from a mirror or an address of his own, which only https or
 * his own machine may give. Nothing else asks another host (tests/browser/requests.test.js). */
const DATA = "'self' https: http://localhost:* http://127.0.0.1:*";

/** @type {Policy} */
const BASE = {
  "default-src": "'self'", "script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'", "worker-src": "'self'",
  "connect-src": DATA, "object-src": "'none'", "base-uri": "'none'", "form-action": "'none'",
};
const EXAMPLE = { ...BASE, "img-src": "'self' data:" }; // an empty icon
const TYPED = { "require-trusted-types-for": "'script'", "trusted-types": "lit-html surprisal" };

/** A page of the site; other people's tools in the gallery do without Trusted Types, which are not theirs to keep. @type {Record<string, Policy>} */
const PAGES = {
  page: { ...BASE, ...TYPED },
  // alone in a sandboxed frame it takes the build that carries its worker within
  embed: { ...BASE, ...TYPED, "trusted-types": "lit-html surprisal surprisal-embed", "worker-src": "'self' blob:" },
  // one file: scripts and styles are those that it was made with, all else is within
  single: { ...BASE, ...TYPED, "default-src": "'none'", "script-src": "'wasm-unsafe-eval'", "style-src": "", "font-src": "data:", "img-src": "data:", "worker-src": "blob:", "connect-src": DATA.replace("'self' ", "") },
  example: EXAMPLE,
  styled: { ...EXAMPLE, "style-src": "'self' 'unsafe-inline'", "font-src": "'self' data:" }, // by reveal.js, by MyST in its pages
};

/** @param {Policy} policy */
const text = (policy) => Object.entries(policy).map(([directive, sources]) => `${directive} ${sources}`).join("; ");
/** The hashes of what stands within a page's tags of one kind. @param {string} html @param {"script" | "style"} tag */
const hashes = (html, tag) => Array.from(html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g")), ([, inside]) => ` 'sha256-${createHash("sha256").update(inside).digest("base64")}'`).join("");

const META = /\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
const CHARSET = /<meta charset="utf-8" ?\/?>/i;

/** The page with its policy, in place of one that it has. @param {string} html @param {keyof typeof PAGES} kind */
export function withPolicy(html, kind) {
  const bare = html.replace(META, "");
  if (!CHARSET.test(bare)) throw new Error("a page names no charset, after which its policy stands");
  const policy = { ...PAGES[kind] };
  policy["script-src"] += hashes(bare, "script");
  policy["style-src"] = (policy["style-src"] + hashes(bare, "style")).trim();
  return bare.replace(CHARSET, (charset) => `${charset}\n<meta http-equiv="Content-Security-Policy" content="${text(policy)}">`);
}

/** A worker has the policy that its script was sent with. */
const WORKER = text({ "default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "connect-src": DATA });

/** What a server should send with a file: a page's own policy, and that no other site may frame it, embed.html aside.
 * @param {string} file @param {string} start of its text @returns {Record<string, string>} */
export function policyHeaders(file, start) {
  const [, own] = META.exec(start) ?? [];
  if (own) return { "content-security-policy": /embed\.html$/.test(file) ? own : `${own}; frame-ancestors 'self'`, "referrer-policy": "no-referrer" };
  return /(surprisal\.(worker|hdf5)|sw)\.js$/.test(file) ? { "content-security-policy": WORKER } : {};
}
