// Reading without a network, as the page sees it: registers the service worker, says once everything is
// kept, offers a new version when one is ready, and takes it over only when the reader agrees.
import { defineAll } from "../../elements/near.js";

import { trusted } from "../../core/trusted.js";

/** How often an open page asks for a newer version. */
const HOUR = 3_600_000;

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** A note at the foot of the window with its buttons; null takes it away.
 * @param {"version" | "elsewhere" | "offline" | null} which */
function tell(which) {
  for (const note of /** @type {NodeListOf<HTMLElement>} */ (element("notes").querySelectorAll("[data-note]"))) note.hidden = note.dataset.note !== which;
}

/** Brings all that runs on this page to where a reload goes on from. */
async function saveAll() {
  /** @type {Promise<unknown>[]} */
  const saving = [];
  document.dispatchEvent(new CustomEvent("surprisal-save", { detail: { wait: (/** @type {Promise<unknown>} */ done) => saving.push(done) } }));
  await Promise.allSettled(saving);
}

/** @param {ServiceWorker} worker @param {string} type @returns {Promise<unknown>} */
const ask = (worker, type) => new Promise((answer) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => answer(data);
  worker.postMessage({ type }, [port2]);
});

/** @param {ServiceWorkerRegistration} registration */
function offerVersions(registration) {
  let agreed = false;
  const offer = () => { if (registration.waiting && navigator.serviceWorker.controller) tell("version"); };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  offer();
  element("take-version").addEventListener("click", async () => {
    element("take-version").toggleAttribute("disabled", true);
    await saveAll();
    agreed = true;
    registration.waiting?.postMessage({ type: "surprisal-take-over" });
  });
  const first = !navigator.serviceWorker.controller;
  let claimed = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (agreed) location.reload();
    else if (first && !claimed) claimed = true; // the first visit: nothing was replaced
    else tell("elsewhere"); // another tab of this page agreed; this one goes on as it is
  });
  // the clock on the wall may be set back, the other may stand still while the machine sleeps: either will do
  const now = () => [Date.now(), performance.now()];
  let asked = now();
  const again = () => {
    if (now().every((time, i) => Math.abs(time - asked[i]) < HOUR) || document.visibilityState !== "visible") return;
    asked = now();
    registration.update().catch(() => {}); // no network: another time
  };
  document.addEventListener("visibilitychange", again);
  setInterval(again, HOUR);
}

/** The browser's own offer to install, behind a quiet button. */
function offerInstall() {
  /** @type {any} */
  let offer = null;
  const button = element("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    button.hidden = false;
  });
  addEventListener("appinstalled", () => { button.hidden = true; });
  button.addEventListener("click", async () => {
    await offer?.prompt();
    button.hidden = true;
  });
}

/** Files that were shared to the installed app, or opened with it: handed to whoever takes them. */
async function takeFiles() {
  const hand = async (/** @type {File[]} */ files) => {
    if (files.length === 0) return;
    await defineAll(); // what takes them may stand far down
    document.dispatchEvent(new CustomEvent("surprisal-files", { detail: { files } }));
  };
  /** @type {any} */ (globalThis).launchQueue?.setConsumer(async (/** @type {any} */ { files }) => hand(await Promise.all(files.map((/** @type {any} */ f) => f.getFile()))));
  const query = new URLSearchParams(location.search);
  if (!query.has("shared")) return;
  query.delete("shared");
  history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  const cache = await caches.open("surprisal-shared");
  const requests = await cache.keys();
  const files = await Promise.all(requests.map(async (request) => {
    const response = /** @type {Response} */ (await cache.match(request));
    return new File([await response.blob()], decodeURIComponent(response.headers.get("x-name") ?? "shared"));
  }));
  await Promise.all(requests.map((request) => cache.delete(request)));
  await hand(files);
}

export async function keepOffline() {
  for (const button of element("notes").querySelectorAll("[data-close]")) button.addEventListener("click", () => tell(null));
  element("reload").addEventListener("click", async () => { await saveAll(); location.reload(); });
  if (!navigator.serviceWorker) return;
  offerInstall();
  try {
    const known = await navigator.serviceWorker.getRegistration();
    const registration = await navigator.serviceWorker.register(trusted(new URL("sw.js", document.baseURI).href), { updateViaCache: "none" });
    offerVersions(registration);
    await navigator.serviceWorker.ready;
    if (registration.active) await ask(registration.active, "surprisal-settle");
    element("offline").hidden = false;
    if (!known) tell("offline");
    await takeFiles();
  } catch (error) {
    // storage refused, an insecure origin, a file of the site missing: the page works, with a network
    console.info(`Surprisal is not kept for reading offline: ${/** @type {Error} */ (error).message}`);
  }
}
