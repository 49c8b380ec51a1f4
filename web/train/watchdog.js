// Sees that a worker has fallen silent: neither a word nor an error, as when its thread is stuck.

/** Seconds of silence after which a worker is given up. */
export const PATIENCE = { seconds: 30 };
/** … or so many times the longest silence that it has come back from: a step may take long on a slow machine. */
const TIMES = 10;
const BEAT_MS = 1000;

/** Asks again and again. Time that the page itself slept through does not count as waiting.
 * @param {() => Promise<unknown>} ask answered as soon as the worker has a moment @param {(seconds: number) => void} silent called once
 * @returns {() => void} ends it */
export function watch(ask, silent) {
  let asking = false, waited = 0, longest = 0, last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    waited += Math.min(now - last, 2 * BEAT_MS);
    last = now;
    if (!asking) {
      asking = true;
      waited = 0;
      ask().then(() => { longest = Math.max(longest, waited); asking = false; }, () => clearInterval(timer));
    } else if (waited > Math.max(1000 * PATIENCE.seconds, TIMES * longest)) {
      clearInterval(timer);
      silent(Math.round(waited / 1000));
    }
  }, BEAT_MS);
  /** @type {any} */ (timer).unref?.();
  return () => clearInterval(timer);
}
