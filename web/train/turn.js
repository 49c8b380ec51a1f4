// A turn of the event loop: messages that have come are handled before this resolves.
// (A timer would do too, but browsers make nested ones wait 4 ms.)

/** @type {() => Promise<void>} */
export const turn = (() => {
  if (typeof setImmediate === "function") return () => new Promise((/** @type {(value: void) => void} */ done) => { setImmediate(done); });
  const { port1, port2 } = new MessageChannel();
  /** @type {((value: void) => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.();
  return () => new Promise((done) => { waiting.push(done); port2.postMessage(0); });
})();
