// Of several tabs one at a time keeps what it trains under a name (Web Locks, where there are any):
// the others must not write over it.

/** What this tab holds; its own users of a name share it. @type {Map<string, { users: number, ours: Promise<boolean>, release(): void }>} */
const held = new Map();
/** Until a name that nobody uses is let go: whoever stops often starts again at once. */
const LINGER_MS = 100;

/** @param {string} name @param {LockManager | undefined} locks */
function take(name, locks) {
  let release = () => {};
  const ours = !locks ? Promise.resolve(true) : new Promise((/** @type {(ours: boolean) => void} */ told) => {
    const freed = new Promise((/** @type {(value?: unknown) => void} */ done) => { release = done; });
    locks.request(`surprisal/${name}`, { ifAvailable: true }, (lock) => { told(lock !== null); return lock ? freed : undefined; }).catch(() => told(true)); // refused: as where there are none
  });
  return { users: 0, ours, release: () => release() };
}

/** @param {string} name @param {LockManager} [locks] @returns {{ ours: Promise<boolean>, letGo(): void }} ours: false where another tab has it */
export function holdName(name, locks = globalThis.navigator?.locks) {
  let entry = held.get(name);
  if (!entry) {
    const made = (entry = take(name, locks));
    held.set(name, made);
    void made.ours.then((ours) => { if (!ours && held.get(name) === made) held.delete(name); }); // asked again by the next
  }
  const mine = entry;
  mine.users++;
  let gone = false;
  return {
    ours: mine.ours,
    letGo() {
      if (gone) return;
      gone = true;
      mine.users--;
      const timer = setTimeout(() => {
        if (mine.users > 0) return;
        if (held.get(name) === mine) held.delete(name);
        mine.release();
      }, LINGER_MS);
      /** @type {any} */ (timer).unref?.();
    },
  };
}
