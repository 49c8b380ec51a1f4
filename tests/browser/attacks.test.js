// No text that comes in from outside becomes markup, script, a request or a dialog: each attack in attacks.js through every
// attribute of every element, every parameter of an address, names of files and sets.  The pages' policy is switched
// off here: what it would catch must not be there to be caught.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { WIDGETS } from "../../web/elements/widgets.js";
import { serve } from "../../web/tools/serve.js";
import { ATTACKS, LEFT } from "./attacks.js";
import { activate, start, wake } from "./browser.js";

/** @type {Awaited<ReturnType<typeof start>>} */
let tests;
/** @type {Awaited<ReturnType<typeof serve>>} */
let host;
let folder = "";
before(async () => {
  tests = await start();
  folder = mkdtempSync(join(tmpdir(), "surprisal-attacks-"));
  symlinkSync(resolve("dist"), join(folder, "dist"));
  writeFileSync(join(folder, "page.html"), '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="dist/surprisal.js"></script><body><main></main>');
  host = await serve({ root: folder });
});
after(async () => { await tests?.close(); await host?.close(); rmSync(folder, { recursive: true }); });

/** A page without a policy; `happened` fills with dialogs, requests and errors that an attack has made. @param {string} url */
async function open(url) {
  const { page } = await tests.open("icon.svg", { policy: false });
  /** @type {string[]} */
  const happened = [];
  page.on("dialog", (dialog) => { happened.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on("pageerror", (error) => happened.push(String(error)));
  page.on("request", (request) => { const { protocol, pathname } = new URL(request.url()); if (!["http:", "blob:", "data:"].includes(protocol) || /x-attack/.test(pathname)) happened.push(`request: ${request.url().slice(0, 200)}`); });
  await page.evaluateOnNewDocument("globalThis.attack = () => { globalThis.attacked = true; };");
  const visit = (/** @type {string} */ to) => page.goto(to, { waitUntil: "load" });
  await visit(url);
  return { page, happened, visit, left: () => page.evaluate(LEFT) };
}

test("the look for what an attack leaves finds it", async () => {
  const { page, left, happened } = await open(`${host.url}page.html`);
  await page.evaluate(() => { const e = document.createElement("p"); e.attachShadow({ mode: "open" }).innerHTML = "<x-attack></x-attack><a href=' javascript:1'></a><img src=x-attack onerror=attack()>"; document.body.append(e); });
  await page.waitForFunction(() => globalThis.attacked); // by the picture that is not there
  assert.equal((await left()).length, 4, String(await left()));
  assert.ok(happened.some((h) => h.startsWith("request")), String(happened));
  await page.close();
});

for (const tag of Object.keys(WIDGETS)) test(`${tag}: every attribute refuses an attack in words, or shows it as text`, async () => {
  const { page, happened, left } = await open(`${host.url}page.html`);
  const tried = await page.evaluate(async (tag, attacks) => {
    await customElements.whenDefined(tag);
    const found = [];
    let count = 0;
    const markup = (text) => [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("*")].filter((e) => /^x-/.test(e.localName) || [...e.attributes].some((a) => /attack|^on/.test(a.name))).length;
    const e = document.createElement(tag);
    document.querySelector("main").append(e);
    await e.activate();
    for (const attribute of [...Object.keys(e.meta.attributes), "for", "id"]) for (const [name, text] of Object.entries(attacks)) {
      count++;
      e.setAttribute(attribute, text);
      await e.updateComplete;
      const alert = e.shadowRoot.querySelector(".error[role=alert]");
      const where = `${attribute}, ${name}`;
      if (alert ? !alert.textContent.includes(attribute) || alert.textContent.length > 2000 : e.numbers === null) found.push(`${where}: ${alert ? alert.textContent.slice(0, 300) : "nothing is shown"}`);
      if (!alert && text.length < 1000) { // what it writes for others
        for (const made of [e.toFallback(), e.charts.length ? e.toSVG() : ""]) if (markup(made)) found.push(`${where}: written into a file`);
        const embed = [...e.shadowRoot.querySelectorAll(".actions button")].find((b) => b.textContent === "Embed");
        embed?.click();
        let area;
        for (let i = 0; i < 20_000 && embed && !area; i++) { await new Promise((done) => setTimeout(done, 5)); area = e.shadowRoot.querySelector("surprisal-embed")?.shadowRoot?.querySelector("textarea"); }
        const read = area && new DOMParser().parseFromString(area.value, "text/html");
        if (!embed) continue;
        if (!read) found.push(`${where}: no code`);
        else if (markup(area.value) || (attribute in e.meta.attributes && e.textOf(attribute) !== e.meta.attributes[attribute].default && read.querySelector(tag)?.getAttribute(attribute) !== e.textOf(attribute).replace(/\r\n?/g, "\n").replaceAll("\0", "\ufffd"))) found.push(`${where}: written into the code to embed: ${area.value.slice(0, 300)}`);
        e.shadowRoot.querySelector("surprisal-embed")?.remove();
      }
      e.removeAttribute(attribute);
    }
    await e.updateComplete;
    return { count, found, well: e.numbers !== null };
  }, tag, ATTACKS);
  assert.deepEqual(tried.found, []);
  assert.ok(tried.well, "it goes on");
  assert.equal(tried.count, Object.keys(ATTACKS).length * (Object.keys(WIDGETS[tag].attributes).length + 2));
  assert.deepEqual([...await left(), ...happened], []);
  await page.close();
});

test("an address: every parameter of the tutorial, its fragment, and parameters that it does not have", async () => {
  const { page, happened, left, visit } = await open(tests.url);
  await wake(page);
  const keys = await page.evaluate(() => [...document.querySelectorAll("main *[id]")].filter((e) => "numbers" in e && e.meta).flatMap((e) => Object.keys(e.meta.attributes).map((a) => `${e.id}.${a}`)));
  assert.ok(keys.length > 80);
  for (const [name, text] of Object.entries(ATTACKS)) {
    const shown = await page.evaluate(async (keys, text) => {
      const query = new URLSearchParams(keys.map((key) => [key, text]));
      query.set(`${text.slice(0, 200)}.p`, "1");
      history.pushState(null, "", `?${query}#${encodeURIComponent(text.slice(0, 500).toWellFormed())}`);
      dispatchEvent(new PopStateEvent("popstate"));
      const notice = document.querySelector("#refused");
      notice.hidden = true;
      for (let i = 0; i < 20_000 && notice.hidden; i++) await new Promise((done) => setTimeout(done, 5));
      await Promise.all([...document.querySelectorAll("main *")].map((e) => e.updateComplete));
      return { hidden: notice.hidden, items: notice.querySelectorAll("li").length, alerts: [...document.querySelectorAll("main *")].filter((e) => e.shadowRoot?.querySelector(".error[role=alert]")).map((e) => e.id) };
    }, keys, text);
    assert.ok(!shown.hidden && shown.items > keys.length / 2, `${name}: ${shown.items} of ${keys.length} refused`);
    assert.deepEqual(shown.alerts, [], `${name}: the page's own values stand instead`);
  }
  assert.deepEqual([...await left(), ...happened], []);
  for (const text of Object.values(ATTACKS)) {
    const some = encodeURIComponent(text.slice(0, 300).toWellFormed());
    await visit(`${tests.url}?hero.p=${some}&code.message=${some}&${some}=${some}&${some}.p=1#${some}`);
    await page.waitForSelector("#refused:not([hidden])");
    assert.deepEqual([...await left(), ...happened], []);
  }
  await page.close();
});

test("embed.html: the widget's name, the scheme, every attribute, and what it does not have", async () => {
  const { page, happened, left, visit } = await open(`${tests.url}embed.html`);
  for (const [name, text] of Object.entries(ATTACKS)) {
    const some = encodeURIComponent(text.slice(0, 300).toWellFormed());
    await visit(`${tests.url}embed.html?widget=${some}&scheme=${some}&${some}=${some}#${some}`);
    assert.match(await page.$eval("[role=alert]", (e) => e.textContent), /no widget/, name);
    const [tag, { attributes }] = Object.entries(WIDGETS)[Object.keys(ATTACKS).indexOf(name) % Object.keys(WIDGETS).length];
    await visit(`${tests.url}embed.html?widget=${tag}&scheme=${some}&${some}=1&${Object.keys(attributes).map((a) => `${a}=${some}`).join("&")}`);
    await page.waitForFunction((t) => document.querySelector(t)?.shadowRoot?.textContent, {}, tag);
    assert.match(await page.$eval(".refused", (e) => e.textContent), /has no attribute/, name);
    assert.deepEqual([...await left(), ...happened], [], name);
  }
  await page.close();
});

test("names of files and of data sets, and what files say of themselves", async () => {
  const { page, happened, left } = await open(tests.url);
  await activate(page, "#trainer");
  await page.waitForFunction(() => document.querySelector("#trainer").numbers);
  const found = await page.evaluate(async (attacks) => {
    const trainer = document.querySelector("#trainer"), wrong = [];
    const idx = (magic, sizes, size) => { const b = new Uint8Array(4 + 4 * sizes.length + size); const v = new DataView(b.buffer); [magic, ...sizes].forEach((n, i) => v.setUint32(4 * i, n)); return b; };
    const sets = (name) => [2, 1].flatMap((n) => [new File([idx(0x803, [n, 28, 28], 784 * n)], `${name}.images`), new File([idx(0x801, [n], n)], `${name}.labels`)]);
    const panel = async (name, part) => { trainer.write("panel", name); await trainer.updateComplete; const e = trainer.shadowRoot.querySelector(part); await e.updateComplete; return e; };
    const sources = await panel("digits", "surprisal-sources"), files = await panel("files", "surprisal-files");
    for (const [name, text] of Object.entries(attacks)) {
      const short = text.slice(0, 1000);
      await sources.take(short, sets(short));
      await sources.updateComplete;
      if (!sources.says.includes(short) || ![...sources.shadowRoot.querySelectorAll(".choice label")].some((l) => l.textContent.includes(short))) wrong.push(`${name}: not shown as the set's name: ${sources.says.slice(0, 200)}`);
      await sources.take("x", [new File(["<x-attack>"], short)]);
      if (!/cannot be used/.test(sources.says)) wrong.push(`${name}: ${sources.says.slice(0, 200)}`);
      const header = new TextEncoder().encode(`{"__metadata__":{"format":${JSON.stringify(text)},"surprisal":${JSON.stringify(text)},"__proto__":{"attacked":"1"}},${JSON.stringify(short)}:{"dtype":${JSON.stringify(short)},"shape":[1],"data_offsets":[0,4]},"__proto__":{"attacked":1}}`);
      const length = new Uint8Array(8);
      new DataView(length.buffer).setUint32(0, header.length, true);
      for (const file of [new File([length, header, new Uint8Array(4)], `${short}.safetensors`), new File(["\x89HDF\r\n\x1a\n<x-attack>"], `${short}.h5`), new File([text], short)]) {
        await files.load([file]);
        await files.updateComplete;
        if (!(files.shadowRoot.querySelector("[role=status], [role=alert]")?.textContent.trim().length > 10)) wrong.push(`${name}: nothing is said of ${file.name.slice(0, 50)}`);
      }
      for (const data of [text, { surprisal: text }, JSON.stringify({ surprisal: { version: 1, type: text, height: text } }), { type: text, data: { type: text } }]) postMessage(data, "*");
      document.dispatchEvent(new CustomEvent("surprisal-files", { detail: { files: [text, { name: text }, null] } }));
      document.dispatchEvent(new CustomEvent("surprisal-save", { detail: text }));
    }
    for (const name of Object.values(attacks)) [...sources.shadowRoot.querySelectorAll(".choice button")].find((b) => b.textContent.includes(name.slice(0, 1000)))?.click();
    return wrong;
  }, ATTACKS);
  assert.deepEqual(found, []);
  assert.deepEqual([...await left(), ...happened], []);
  await page.close();
});
