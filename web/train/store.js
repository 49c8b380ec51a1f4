// What the browser keeps for this site between visits, in IndexedDB: checkpoints, and the files of
// data sets for work without a network.  Each entry has a size, and can be removed.
//
// A transaction is the writing beside and the renaming in one: until it has committed, what was
// there before is what is read, whatever happens to the tab or the browser.
import { SurprisalError } from "../core/errors.js";

/** @typedef {{ key: string, size: number, savedAt: number, note: any }} About size in bytes, savedAt in ms since 1970 */
/** @typedef {{ put(key: string, value: any, size: number, note?: any): Promise<About>, get(key: string): Promise<(About & { value: any }) | null>,
 *   list(prefix: string): Promise<About[]>, remove(key: string): Promise<void> }} Storage */

const VERSION = 1;

/** @param {any} cause */
function failure(cause) {
  const full = cause?.name === "QuotaExceededError";
  const what = full ? "the browser's storage for this site is full" : "the browser refuses to store anything for this site (a private window, or storage is switched off)";
  return new SurprisalError(full ? "STORAGE_FULL" : "STORAGE", what, { cause });
}
/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** The connections that are open, one for all stores of a name: browsers keep each until it is closed. @type {Map<string, Promise<IDBDatabase>>} */
const open = new Map();

/** @param {string} name @returns {Promise<IDBDatabase>} */
function connect(name) {
  const there = open.get(name);
  if (there) return there;
  const forget = () => { if (open.get(name) === made) open.delete(name); };
  const made = (async () => {
    const request = globalThis.indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("about");
      request.result.createObjectStore("values");
    };
    const database = await answer(request);
    database.onclose = forget;
    database.onversionchange = () => { database.close(); forget(); };
    return database;
  })();
  made.catch(forget); // a failure is not remembered
  open.set(name, made);
  return made;
}

/** @implements {Storage} */
export class BrowserStore {
  /** @param {string} [name] the database's */
  constructor(name = "surprisal") { this.name = name; }

  /** Resolves with what `use` resolves with, once everything it did has been committed.
   * @template T @param {"readonly" | "readwrite"} mode @param {(about: IDBObjectStore, values: IDBObjectStore) => Promise<T>} use @returns {Promise<T>} */
  async #transaction(mode, use) {
    try {
      const database = await connect(this.name);
      const transaction = database.transaction(["about", "values"], mode, { durability: "strict" });
      const committed = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new DOMException("the transaction was ended", "AbortError"));
      });
      committed.catch(() => {}); // the request's own error may come first
      const result = await use(transaction.objectStore("about"), transaction.objectStore("values"));
      await committed;
      return result;
    } catch (cause) {
      throw failure(cause);
    }
  }

  /** @param {string} key @param {any} value @param {number} size @param {any} [note] @returns {Promise<About>} */
  put(key, value, size, note = null) {
    const about = { key, size, savedAt: Date.now(), note };
    return this.#transaction("readwrite", async (abouts, values) => {
      await Promise.all([answer(values.put(value, key)), answer(abouts.put(about, key))]);
      return about;
    });
  }
  /** @param {string} key @returns {Promise<(About & { value: any }) | null>} */
  get(key) {
    return this.#transaction("readonly", async (abouts, values) => {
      const [about, value] = await Promise.all([answer(abouts.get(key)), answer(values.get(key))]);
      return about ? { ...about, value } : null;
    });
  }
  /** @param {string} prefix @returns {Promise<About[]>} */
  list(prefix) { return this.#transaction("readonly", (abouts) => answer(abouts.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))); }
  /** @param {string} key */
  async remove(key) { await this.#transaction("readwrite", (abouts, values) => Promise.all([answer(values.delete(key)), answer(abouts.delete(key))])); }
}

/** @typedef {import("./data.js").Named} Named */

const DATA = "data/";

/** Data sets as the files they came in, packed or not; `loadMnist(await sets.files(name))` reads one. */
export class DataSets {
  #store;
  /** @param {Storage} [store] */
  constructor(store = new BrowserStore()) { this.#store = store; }

  /** Keeps files under a name, in place of what had it. @param {string} name @param {Iterable<Blob | Named>} files */
  async keep(name, files) {
    const named = await Promise.all([...files].map(async (file, i) => ({
      name: "name" in file && file.name ? String(file.name) : `file ${i + 1}`,
      bytes: file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : file.bytes,
    })));
    await this.#store.put(DATA + name, named, named.reduce((sum, f) => sum + f.bytes.length, 0));
  }
  /** @param {string} name @returns {Promise<Named[] | null>} */
  async files(name) { return (await this.#store.get(DATA + name))?.value ?? null; }
  /** What is kept. @returns {Promise<{ name: string, size: number, savedAt: number }[]>} */
  async list() { return (await this.#store.list(DATA)).map(({ key, size, savedAt }) => ({ name: key.slice(DATA.length), size, savedAt })); }
  /** @param {string} name */
  async remove(name) { await this.#store.remove(DATA + name); }
}
