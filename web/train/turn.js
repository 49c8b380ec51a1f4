// A turn of the event loop: messages that have come are handled before this resolves.
// (A timer would do too, but browsers make nested ones wait 4 ms.)

/** Milliseconds for which whoever waits stays awake: what workers that keep step wait for comes soon, and a sleeper
 * that is woken while the page is at work may be put on the other worker's processor, for milliseconds. */
const AWAKE_MS = 4;

/** @type {() => Promise<void>} */
export const turn = (() => {
  if (typeof setImmediate === "function") return () => new Promise((/** @type {(value: void) => void} */ done) => { setImmediate(done); });
  const { port1, port2 } = new MessageChannel();
  /** @type {((value: void) => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.();
  return () => new Promise((done) => { waiting.push(done); port2.postMessage(0); });
})();

/** Lets messages in, without falling asleep, until this has come or it takes too long. @param {() => boolean} come */
export async function awake(come) {
  const end = performance.now() + AWAKE_MS;
  while (!come() && performance.now() < end) await turn();
}
