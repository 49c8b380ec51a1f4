import { start, numbersOf } from "./browser.js";
const t = await start();
const p2 = (await t.open("", { width: 1280, still: false })).page;
await numbersOf(p2, "#example-b");
for (let k=0;k<2;k++) console.log("drag", await p2.evaluate(async () => { const e = document.querySelector("#example-b"); const times = []; const mm=[]; const s0=e.engine; for (let i = 0; i < 60; i++) { const s = performance.now(); e.write("q", `poisson(${(4 + i / 20).toFixed(2)})`); await e.updateComplete; const a=performance.now(); mm.push(a-s); const charts=[...e.shadowRoot.querySelectorAll("surprisal-chart")]; await Promise.all(charts.map(c=>c.updateComplete)); times.push(performance.now() - s); await new Promise(requestAnimationFrame); } times.sort((a, b) => a - b); mm.sort((a,b)=>a-b); return `median ${times[30].toFixed(2)} ms, best ${times[3].toFixed(1)}, worst ${times[59].toFixed(1)} ms; lit part ${mm[30].toFixed(2)}`; }));
await t.close();
