// Who listens to messages: each looks at where they come from and what they are, and has a test that sends others.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** File → why what comes is believed. */
const LISTENERS = {
  "web/train/rpc.js": "the other end of a worker's own port; calls and answers of known shape alone (below)",
  "web/train/turn.js": "a channel that one file has both ends of, and what comes is not read",
  "web/elements/embed-host.js": "the host's side of a frame: source, origin, version and type (embed.test.js)",
  "web/pages/pwa/sw.js": "pages of its own scope, words that it knows (offline.test.js)",
  "web/pages/pwa/offline.js": "the answer of the service worker, over a channel made for it",
};
/** @param {string} folder @returns {string[]} */
const under = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? under(join(folder, e.name)) : [join(folder, e.name)]));
const LISTENS = /addEventListener\(\s*["']message["']|\.on\(\s*["']message["']|\bonmessage\b/;

test("nothing else listens to messages, and nothing to storage, broadcasts or other windows' names", () => {
  const files = under("web").filter((f) => /\.(m?jsx?|html|py)$/.test(f) && !f.includes(".gen."));
  assert.deepEqual(files.filter((f) => LISTENS.test(readFileSync(f, "utf8"))).sort(), Object.keys(LISTENERS).sort());
  for (const f of files) assert.doesNotMatch(readFileSync(f, "utf8"), /BroadcastChannel|addEventListener\(\s*["'](storage|messageerror["'], \(e)|\bonstorage\b|window\.name\b|\bopener\b/, f);
});

test("no file writes HTML from text", () => {
  for (const f of under("web").filter((f) => /\.(m?jsx?|html)$/.test(f))) assert.doesNotMatch(readFileSync(f, "utf8"), /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML|unsafeSVG|setHTMLUnsafe|createContextualFragment|eval\(|new Function)\b/, f);
});

test("over a worker's port only calls, answers and events are heard; junk and names of every object are passed by or refused", async () => {
  const { answer, Caller, portOf } = await import("../../web/train/rpc.js");
  const { port1, port2 } = new MessageChannel();
  const heard = /** @type {string[]} */ ([]);
  answer(portOf(port1), { add: ([a, b]) => a + b });
  const caller = new Caller(portOf(port2), (event) => heard.push(event));
  const junk = [null, undefined, 5, "add", [], {}, { call: 5, id: 1 }, { call: "add" }, { call: "add", id: "1" }, { event: 7 }, { id: 1e9, result: 1 }, { id: "__proto__", result: 1 }];
  for (const message of [...junk, { id: 1 }]) { port1.postMessage(message); port2.postMessage(message); }
  assert.equal(await caller.call("add", [2, 3]), 5);
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) await assert.rejects(caller.call(name), { code: "UNSUPPORTED" });
  assert.deepEqual(heard, []);
  port1.close();
});

test("between training workers, too", async () => {
  const { join: joinTeam } = await import("../../web/train/team.js");
  const { port1, port2 } = new MessageChannel();
  const answers = /** @type {any[]} */ ([]);
  port1.on("message", (m) => answers.push(m));
  joinTeam(port2, /** @type {any} */ ({}), () => { throw new Error("no data"); });
  for (const message of [null, 3, {}, { task: "constructor" }, { task: "__proto__" }, { task: "toString" }]) port1.postMessage(message);
  while (answers.length < 6) await new Promise((done) => setTimeout(done, 5));
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(answers.length, 6);
  for (const { failed } of answers) assert.match(failed, /there is no task/);
  port1.close();
});
