// The faults that the product is tried with: one table, tests that inject them, and the count that
// `npm test` prints at its end.  A fault is survived when its test passes.
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";

/** What goes wrong, by the suite that injects it. */
export const FAULTS = {
  engine: {
    "wasm missing": "the engine's file is not there",
    "wasm replaced by a page": "a server answers with a page of its own, as text/html, in place of the engine",
    "wasm cut short": "the engine's file ends too early",
    "wasm altered": "a byte of the engine's file is another",
    "wasm of another build": "the engine's file and the module do not belong together",
    "memory cannot grow, numbers": "the system has no memory for a long array",
    "memory cannot grow, network": "the system has no memory for a large network",
    "memory cannot be shared": "the system has no room for memory that workers share",
    "engine traps": "a call breaks an invariant of the engine",
    "loss NaN": "the loss becomes NaN in the middle of training",
    "loss infinite": "the loss becomes infinite in the middle of training",
    "loss NaN, two workers": "the same where two workers share the batches",
    "NaN in the images": "the digits hold values that are no numbers",
    "worker dies": "the training worker ends in the middle of a step",
    "worker silent": "the training worker's thread hangs in the middle of training: no word, no error",
    "member dies": "one of two training workers ends in the middle of a step",
    "member silent": "one of two training workers hangs",
    "storage full": "no room for a checkpoint",
    "storage refused": "a browser that keeps nothing",
    "clock set back": "the clock jumps back by a day while training is kept",
    "clock set forward": "the clock jumps forward by a day while training is kept",
    "checkpoint damaged": "what was kept is cut short",
  },
  browser: {
    "wasm fails to load": "the engine's file is not found, then is",
    "wasm with the wrong type": "the engine's file is served as text/plain",
    "wasm cut short": "the connection ends in the middle of the engine's file",
    "no SIMD": "a browser without WebAssembly SIMD",
    "no WebAssembly": "a browser without WebAssembly",
    "worker fails to start": "the training worker's file is not found",
    "worker dies": "the training worker ends in the middle of a step",
    "worker silent": "the training worker's thread hangs: no word, no error",
    "part missing": "a part of the page that is loaded later does not arrive",
    "memory cannot grow": "the system has no memory for a network",
    "tab asleep": "the tab is frozen in the middle of training, and woken",
    "clock jumps": "the clock jumps back and forth while training is kept",
    "storage full": "no room for a checkpoint",
    "storage refused": "a browser that keeps nothing",
    "storage wiped": "the reader clears the site's data in the middle of training",
    "loss NaN": "the loss becomes NaN in the middle of training",
    "two tabs": "two tabs train at once",
  },
};

/** Where npm test collects what was survived; nowhere in a run of a single file. */
const record = process.env.SURPRISAL_FAULTS;

/** Tests of one suite: `inject(name, body)`; at the end every fault of the table has had its test.
 * @template {keyof typeof FAULTS} S @param {S} suite */
export function faults(suite) {
  const left = new Set(Object.keys(FAULTS[suite]));
  after(() => assert.deepEqual([...left], [], "every fault of the table is tried"));
  /** @param {keyof typeof FAULTS[S] & string} name @param {(t: import("node:test").TestContext) => unknown} body */
  return (name, body) => test(`${name}: ${/** @type {any} */ (FAULTS[suite])[name]}`, async (t) => {
    assert.ok(left.delete(name), `${name} is a fault of the table`);
    if (record) appendFileSync(record, `tried ${suite}/${name}\n`);
    await body(t);
    if (record) appendFileSync(record, `survived ${suite}/${name}\n`);
  });
}

/** The line for the end of a run; null where no fault was tried. @param {string} file */
export function count(file) {
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  rmSync(file);
  const of = (/** @type {string} */ word) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const tried = of("tried"), survived = of("survived");
  const lost = tried.filter((name) => !survived.includes(name));
  return `faults tried ${tried.length}, survived ${survived.length}${lost.length ? `; not survived: ${lost.join(", ")}` : ""}`;
}
