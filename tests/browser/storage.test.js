// What a browser keeps: checkpoints that outlive a killed tab, data sets, storage that is full or
// refused; and the files that need h5wasm.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { newPage, start } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let site;
before(async () => { site = await start(); });
after(() => site?.close());

/** A page of the site without elements on it, and a function that runs `body` there with the module as m.
 * @param {import("puppeteer-core").BrowserContext} [context] one with a storage of its own */
async function blank(context) {
  const page = await newPage(context ?? site.browser);
  await page.goto(`${site.url}icon.svg`);
  /** @param {string} body @param {any} [arg] @returns {Promise<any>} */
  const run = (body, arg) => page.evaluate(`(async (arg) => { const m = await import(${JSON.stringify(`${site.url}surprisal.js`)}); ${body} })(${JSON.stringify(arg ?? null)})`);
  return { page, run };
}
const OPTIONS = { width: 0.125, optimizer: "adam", batchSize: 64, seed: 5, variant: "simd" };
/** Goes on from the kept state, or from nothing, to the end of an epoch; a digest of the weights. */
const FINISH = `
  const digest = async (trainer) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await trainer.save())), (b) => b.toString(16)).join();
  const train = await m.generateDigits({ count: 1280, seed: 1 });
  const kept = arg.from ? await new m.Checkpoints(arg.from).latest() : null;
  const trainer = kept ? await m.Trainer.restore(kept.bytes, { variant: "simd" }) : await m.Trainer.create(arg.options);
  for await (const e of trainer.fit(train, { epochs: kept ? arg.epochs - kept.note.epochs : arg.epochs }));
  const result = { digest: await digest(trainer) };
  trainer.dispose();
  return result;`;

test("a tab that is killed while it trains loses less than 10 s, and goes on bit for bit", async () => {
  const { page, run } = await blank();
  await run(`
    const train = await m.generateDigits({ count: 1280, seed: 1 });
    const trainer = await m.Trainer.create(arg);
    globalThis.steps = [];
    globalThis.checkpoints = new m.Checkpoints("killed", { onProblem: (message) => { globalThis.problem = message; } });
    checkpoints.watch(trainer);
    (async () => { for await (const e of trainer.fit(train, { epochs: 100000 })) if (e.type === "step") steps.push([e.globalStep, Date.now()]); })();`, OPTIONS);
  await page.waitForFunction("globalThis.steps?.length > 10 && steps.at(-1)[1] - steps[0][1] > 6000 && checkpoints.size > 0");
  const { steps, problem } = await page.evaluate("({ steps, problem: globalThis.problem })");
  const killed = Date.now();
  const client = await page.createCDPSession();
  client.send("Page.crash").catch(() => {}); // never answers
  assert.equal(problem, undefined);

  const again = await blank();
  const kept = await again.run(`const { size, savedAt, note, bytes } = await new m.Checkpoints("killed").latest(); return { size, savedAt, note, bytes: bytes.length };`);
  assert.equal(kept.size, kept.bytes);
  const doneAt = steps.find((/** @type {number[]} */ [step]) => step === kept.note.globalStep)?.[1] ?? kept.savedAt;
  // on a machine that has other work a step, and so a save, may take long
  const longest = Math.max(...steps.map((/** @type {number[]} */ [, at], /** @type {number} */ i) => at - (steps[i - 1]?.[1] ?? at)));
  assert.ok(killed - doneAt < 10_000 + longest, `${killed - doneAt} ms lost, the longest step took ${longest}`);
  const epochs = kept.note.epochs + 2;
  const resumed = await again.run(FINISH, { from: "killed", epochs });
  const straight = await again.run(FINISH, { options: OPTIONS, epochs });
  assert.equal(resumed.digest, straight.digest);
  assert.equal(await again.run(`const c = new m.Checkpoints("killed"); await c.clear(); return c.latest();`), null);
});

test("data sets outlive a reload, tell their size, and can be removed", async () => {
  const { page, run } = await blank();
  await run(`await new m.DataSets().keep("Fashion-MNIST", [new File([new Uint8Array(1000)], "a.gz"), { name: "b", bytes: new Uint8Array([1, 2, 3]) }]);`);
  await page.reload();
  assert.deepEqual(await run(`return (await new m.DataSets().list()).map(({ name, size }) => ({ name, size }));`), [{ name: "Fashion-MNIST", size: 1003 }]);
  assert.deepEqual(await run(`return (await new m.DataSets().files("Fashion-MNIST")).map(({ name, bytes }) => [name, bytes.length, bytes.at(-1)]);`), [["a.gz", 1000, 0], ["b", 3, 3]]);
  assert.deepEqual(await run(`const s = new m.DataSets(); await s.remove("Fashion-MNIST"); return s.list();`), []);
});

const WATCHED = `
  const train = await m.generateDigits({ count: 640, seed: 1 });
  const trainer = await m.Trainer.create(arg);
  const said = [];
  const c = new m.Checkpoints("refused", { every: 0, onProblem: (message) => said.push(message) });
  const stop = c.watch(trainer);
  let epochs = 0;
  for await (const e of trainer.fit(train, { epochs: 2 })) epochs += e.type === "epoch";
  await trainer.idle();
  await c.save();
  stop();
  trainer.dispose();
  return { said, epochs };`;

test("storage that is full is said once, and training goes on", async () => {
  const context = await site.browser.createBrowserContext();
  const { page, run } = await blank(context);
  const client = await page.createCDPSession();
  await client.send("Storage.overrideQuotaForOrigin", { origin: new URL(site.url).origin, quotaSize: 1000 });
  const { said, epochs } = await run(WATCHED, OPTIONS);
  assert.equal(epochs, 2);
  assert.equal(said.length, 1);
  assert.match(said[0], /full/);
  await context.close();
});

test("storage that is refused is said once, and training goes on", async () => {
  const { page, run } = await blank();
  await page.evaluateOnNewDocument(() => { IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); }; });
  await page.reload();
  const { said, epochs } = await run(WATCHED, OPTIONS);
  assert.equal(epochs, 2);
  assert.equal(said.length, 1);
  assert.match(said[0], /refuses/);
});

test("mnist.h5 is written and read in the browser, and h5wasm is fetched only then", async () => {
  const { page, run } = await blank();
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => asked.push(request.url().split("/").at(-1) ?? ""));
  await run(`globalThis.trainer = await m.Trainer.create(arg); globalThis.digits = await m.generateDigits({ count: 50, seed: 2 });
    globalThis.expected = await trainer.predict(digits.images); await trainer.save("onnx"); await trainer.save("tfjs"); await m.Trainer.restore(await trainer.save());`, OPTIONS);
  assert.ok(asked.includes("surprisal.js") && !asked.includes("surprisal.hdf5.js"), asked.join());
  const same = await run(`const again = await m.Trainer.restore(await trainer.save("keras-h5"), { variant: "simd" }); return (await again.predict(digits.images)).every((p, i) => p === expected[i]);`);
  assert.ok(same);
  assert.ok(asked.includes("surprisal.hdf5.js"), asked.join());
});

test("a broken mnist.h5 that never ends is given up, and the page lives on meanwhile", async () => {
  const { run } = await blank();
  const { message, ticks } = await run(`
    let ticks = 0;
    const clock = setInterval(() => ticks++, 50);
    const message = await m.Trainer.restore(Uint8Array.from(arg)).then(() => "it was read", (error) => error.message);
    clearInterval(clock);
    return { message, ticks };`, [...gunzipSync(readFileSync("tests/engine/endless.h5.gz"))]);
  assert.equal(message, "not a readable Keras file: reading it had not come to an end after 10 s");
  assert.ok(ticks > 50, `${ticks} ticks of 200`);
});
