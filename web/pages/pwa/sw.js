// The service worker: the page and its engine kept for reading without a network (Workbox).
//
// A version is whole or not at all: every file that the page cannot do without is fetched with its
// hash before the new version may wait, and a file that is missing, cut short or altered leaves the
// old version as it was.  The new one takes over when the reader says so (offline.js), never by itself.
import { PrecacheController, PrecacheRoute } from "workbox-precaching";
import { registerRoute, setCatchHandler, setDefaultHandler } from "workbox-routing";
import { CacheFirst, NetworkOnly } from "workbox-strategies";
import { runsHere } from "../../core/variant.js";

/** Written in by web/tools/pwa.js: what belongs to the page, each with its hash, and what it can do without.
 * @typedef {{ url: string, revision: string, integrity: string }} Kept
 * @type {{ shell: Kept[], engines: Record<string, Kept[]>, optional: Kept[] }} */
const FILES = SURPRISAL_FILES;
const DATA = "surprisal-data";
const SHARED = "surprisal-shared";
const worker = /** @type {any} */ (self);

/** Of the engine's variants, best first, the one that runs here (the same choice as the loader's). */
const variant = Object.keys(FILES.engines).find(runsHere) ?? "simd";
const controller = new PrecacheController();
controller.addToCacheList([...FILES.shell, ...(FILES.engines[variant] ?? [])]);

worker.addEventListener("install", (/** @type {any} */ event) => {
  controller.install(event); // rejects, and with it the version, where a file is not what it should be
});

/** Files that are worth keeping but not needed: whatever arrives, in the background. */
async function keepOptional() {
  const cache = await caches.open(DATA);
  await Promise.all(FILES.optional.map(async ({ url, revision, integrity }) => {
    const key = `${url}?${revision}`;
    if (await cache.match(key)) return;
    const response = await fetch(url, { integrity, cache: "no-cache" });
    if (response.ok) await cache.put(key, response);
  }).map((kept) => kept.catch(() => {})));
}

worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (/** @type {any} */ event) => {
  // pages of this scope are listened to, no other of the same origin
  if (!event.source?.url?.startsWith(scope.href)) return;
  const answer = (/** @type {unknown} */ value) => event.ports?.[0]?.postMessage(value);
  switch (event.data?.type) {
    case "surprisal-take-over": return void worker.skipWaiting();
    case "surprisal-settle": // a page of this version is up: what is optional is fetched, what is older removed
      return void event.waitUntil(settle().then(() => answer(true)));
    default:
  }
});

async function settle() {
  await keepOptional();
  // a page of the older version may still be open in another tab and load parts of itself later
  if ((await worker.clients.matchAll({ type: "window" })).length > 1) return;
  const precache = await caches.open(controller.strategy.cacheName);
  const current = new Set(controller.getURLsToCacheKeys().values());
  for (const request of await precache.keys()) if (!current.has(request.url)) await precache.delete(request);
  const data = await caches.open(DATA);
  const optional = new Set(FILES.optional.map(({ url, revision }) => new URL(`${url}?${revision}`, worker.location.href).href));
  for (const request of await data.keys()) if (new URL(request.url).search && !optional.has(request.url)) await data.delete(request);
}

// ---- what pages ask for ---------------------------------------------------------------------

// a page's state stands behind its "?": the page is the same
registerRoute(new PrecacheRoute(controller, { ignoreURLParametersMatching: [/.*/], cleanURLs: false }));

const scope = new URL("./", worker.location.href);
/** @param {URL} url */
const pathOf = (url) => (url.href.startsWith(scope.href) ? url.href.slice(scope.href.length).split(/[?#]/)[0] : null);

const optional = new Map(FILES.optional.map((file) => [file.url, file]));
registerRoute(({ url }) => optional.has(pathOf(url) ?? ""), async ({ url, request }) => {
  const { revision } = /** @type {Kept} */ (optional.get(/** @type {string} */ (pathOf(url))));
  const kept = await (await caches.open(DATA)).match(`${scope.href}${pathOf(url)}?${revision}`);
  return kept ?? fetch(request);
});

/** Never an error, never a body that ends too early. */
const whole = {
  cacheWillUpdate: async (/** @type {{ response: Response }} */ { response }) => {
    if (response.status !== 200) return null;
    const promised = Number(response.headers.get("content-length"));
    if (!promised || response.headers.get("content-encoding")) return response;
    return (await response.clone().arrayBuffer()).byteLength === promised ? response : null;
  },
};
registerRoute(({ url }) => /^mnist\//.test(pathOf(url) ?? ""), new CacheFirst({ cacheName: DATA, plugins: [whole] }));

// files shared to the installed app: kept until the page has opened and taken them
registerRoute(({ url }) => pathOf(url) === "share", async ({ request }) => {
  const files = (await request.formData()).getAll("files").filter((file) => file instanceof File);
  const cache = await caches.open(SHARED);
  await Promise.all(files.map((file, i) => cache.put(`${scope.href}shared/${i}`, new Response(/** @type {File} */ (file), { headers: { "x-name": encodeURIComponent(/** @type {File} */ (file).name) } }))));
  return Response.redirect(`${scope.href}?shared`, 303);
}, "POST");

setDefaultHandler(new NetworkOnly());
// a part of an older version, asked for by a page of it that is still open
setCatchHandler(async ({ request }) => (await caches.match(request, { ignoreSearch: true })) ?? Response.error());
