// The same seed gives the same bits in Node, Chromium, Firefox and WebKit: weights after training on one and
// on two workers, drawn digits, samples, masses and divergences.
import { test } from "node:test";
import assert from "node:assert/strict";
import { serve } from "../../web/tools/serve.js";
import { launch, newPage } from "./browser.js";
import { missing, startWebKit } from "./webkit.js";

/** Runs in Node and, by its source text, in the pages. @param {string} module @returns {Promise<Record<string, string>>} */
async function fingerprints(module) {
  const { load, Trainer, generateDigits } = await import(module);
  const digest = async (/** @type {ArrayBufferView<ArrayBuffer>} */ view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (b) => b.toString(16).padStart(2, "0")).join("");
  };
  const s = await load({ variant: "simd" });
  const train = await generateDigits({ count: 320, seed: 3 });
  /** @type {Record<string, string>} */
  const out = { digits: await digest(train.images) };
  const [b, p] = [s.binomial(250, 0.008), s.poisson(2)];
  const xs = Float64Array.from({ length: 300 }, (_, i) => i);
  out.masses = await digest(b.logpmf(xs));
  out.samples = await digest(p.sample(1000, { seed: 1 }));
  out.measures = await digest(Float64Array.of(s.kl(b, p), s.jensenShannon(b, p), s.entropy(p), s.kl(b, p, { range: [0, 9] })));
  for (const workers of [1, 2]) {
    const trainer = await Trainer.create({ width: 0.125, batchSize: 64, optimizer: "adam", seed: 9, workers, variant: "simd" });
    for await (const e of trainer.fit(train, { epochs: 2, validation: train })) if (e.type === "epoch") out[`loss ${workers} ${e.epoch}`] = `${e.loss} ${e.valLoss}`;
    out[`weights ${workers}`] = await digest(await trainer.save("safetensors"));
    trainer.dispose();
  }
  return out;
}

/** Opens one page; `evaluate` runs source text in it. @type {Record<string, () => Promise<{ page: { goto(url: string): Promise<unknown>, evaluate(source: string): Promise<any> }, close(): Promise<unknown> }>>} */
const BROWSERS = {
  Chromium: async () => { const browser = await launch(); return { page: await newPage(browser), close: () => browser.close() }; },
  Firefox: async () => { const browser = await launch("firefox"); return { page: await newPage(browser), close: () => browser.close() }; },
  WebKit: startWebKit,
};

const want = await fingerprints(new URL("../../dist/surprisal.js", import.meta.url).href);

for (const [name, launch] of Object.entries(BROWSERS))
  test(`${name} computes the bits that Node does`, { skip: name === "WebKit" && (missing() ?? false) }, async () => {
    const server = await serve({ root: "dist" });
    const { page, close } = await launch();
    try {
      await page.goto(`${server.url}surprisal.js`); // any address of that origin will do
      const got = await page.evaluate(`(${fingerprints})(${JSON.stringify(`${server.url}surprisal.js`)})`);
      assert.deepEqual(got, want);
    } finally {
      await close();
      await server.close();
    }
  });
