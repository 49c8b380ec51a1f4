// The same seed gives the same bits in Node, Chromium and Firefox: weights after training on one and
// on two workers, drawn digits, samples, masses and divergences.
import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import puppeteer from "puppeteer-core";
import { serve } from "../../web/tools/serve.js";

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

/** @param {string | undefined} chosen @param {string[]} names */
function find(chosen, names) {
  if (chosen) return chosen;
  for (const name of names) for (const folder of (process.env.PATH ?? "").split(delimiter)) if (existsSync(join(folder, name))) return join(folder, name);
  throw new Error(`none of ${names.join(", ")} is on the PATH`);
}

const BROWSERS = {
  Chromium: () => puppeteer.launch({
    executablePath: find(process.env.CHROMIUM, ["chromium", "google-chrome", "chromium-browser"]), headless: true,
    args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  }),
  Firefox: () => puppeteer.launch({ browser: "firefox", executablePath: find(process.env.FIREFOX, ["firefox-esr", "firefox"]), headless: true }),
};

const want = await fingerprints(new URL("../../dist/surprisal.js", import.meta.url).href);

for (const [name, launch] of Object.entries(BROWSERS))
  test(`${name} computes the bits that Node does`, { timeout: 120_000 }, async () => {
    const server = await serve({ root: "dist" });
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}surprisal.js`); // any address of that origin will do
      const got = await page.evaluate(`(${fingerprints})(${JSON.stringify(`${server.url}surprisal.js`)})`);
      assert.deepEqual(got, want);
    } finally {
      await browser.close();
      await server.close();
    }
  });
