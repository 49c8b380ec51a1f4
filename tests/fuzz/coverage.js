// Which blocks of the project's own JavaScript have run, told by V8 itself.
import { Session } from "node:inspector";

export class Coverage {
  #session = new Session();
  /** A block is a script and a range of it; whoever takes fresh ones adds them. @type {Set<string>} */
  seen = new Set();

  /** @param {(url: string) => boolean} counts which scripts count */
  constructor(counts) {
    this.counts = counts;
    this.#session.connect();
    this.#ask("Profiler.enable");
    this.#ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }
  /** @param {string} method @param {any} [parameters] @returns {any} */
  #ask(method, parameters) {
    let answer;
    // with a session of its own thread the answer is there before post returns
    /** @type {any} */ (this.#session).post(method, parameters, (/** @type {any} */ error, /** @type {any} */ result) => {
      if (error) throw new Error(`${method}: ${error.message}`);
      answer = result;
    });
    return answer;
  }
  /** The blocks that ran since the last call and were not seen before it. @returns {Set<string>} */
  take() {
    const fresh = new Set();
    for (const { url, functions } of this.#ask("Profiler.takePreciseCoverage").result) {
      if (!this.counts(url)) continue;
      for (const { ranges } of functions) for (const { startOffset, endOffset, count } of ranges) {
        const block = `${url}:${startOffset}-${endOffset}`;
        if (count > 0 && !this.seen.has(block)) fresh.add(block);
      }
    }
    return fresh;
  }
  close() { this.#session.disconnect(); }
}
