// The questions of the tutorial. A reader answers one by moving something; then its answer unfolds, a
// guess made before is marked, and the chapter list counts it.
import { SurprisalElement } from "../elements/base.js";

const KEPT = "surprisal-answered";

/** @typedef {{ numbers: Record<string, any>, attributes: Record<string, string>, widget: SurprisalElement, memory: Set<string> }} Seen what a watched widget says; memory lasts while the page does */
/** Question → the widget that it watches, and when it is answered; `by` "itself" where what the widget does counts,
 * and not only what the reader moves in it. @type {Record<string, { watch: string, by?: "itself", done(seen: Seen): boolean }>} */
export const TASKS = {
  halve: { watch: "surprisal-curve", done: ({ attributes: { q } }) => Number(q) > 0 && Number(q) <= 0.0701 },
  uniform: { watch: "mean-surprise", done: ({ numbers: { entropy, most } }) => most !== null && entropy > 0.995 * most },
  code: { watch: "code", done: ({ numbers: { kl, letters }, attributes: { code } }) => code !== "" && letters >= 12 && kl < 0.6 },
  negative: { watch: "spread", done: ({ numbers: { entropy } }) => entropy < 0 },
  fewer: { watch: "example-a", done: ({ widget }) => { const [P, Q] = [widget.read("p"), widget.read("q")]; return P.family === "binomial" && Q.family === "poisson" && P.parameters.n <= 50 && Math.abs(P.mean - Q.mean) < 0.1; } },
  lie: { watch: "example-b", done: ({ numbers: { kl }, attributes: { range } }) => range !== "" && kl < 0 },
  closest: { watch: "example-b", done: ({ attributes: { p }, widget }) => { const Q = widget.read("q"); return p === "binomial(10, 0.5)" && Q.family === "poisson" && Math.abs(Q.mean - 5) < 0.06; } },
  tails: { watch: "curves", done: ({ numbers: { kl }, widget }) => kl === Infinity && widget.read("p").kind === "continuous" && ["p", "q"].every((side) => widget.read(side).support.every((/** @type {number} */ x) => !Number.isFinite(x))) },
  hills: { watch: "fit", done: ({ numbers: { still, direction }, memory }) => { if (still) memory.add(direction); return memory.size === 2; } },
  confident: { watch: "predictions", done: ({ numbers: { p, q } }) => { const at = p.indexOf(1); return at >= 0 && q[at] <= 0.051; } },
  below: { watch: "predictions", done: ({ numbers: { p, kl } }) => Math.max(...p) < 1 && kl < 0.002 },
  lowest: { watch: "yes-or-no", done: ({ attributes: { p, q } }) => Number(p) > 0 && Number(p) < 1 && Math.abs(Number(p) - Number(q)) < 0.0101 },
  apart: { watch: "identity", by: "itself", done: ({ numbers: { tested }, attributes: { seed }, memory }) => { memory.add(seed); return tested > 0 || memory.size > 3; } },
  tamed: { watch: "measures", done: ({ numbers: { kl, klReverse, jensenShannon } }) => kl === Infinity && klReverse === Infinity && Number.isFinite(jensenShannon) },
  ahead: { watch: "race", by: "itself", done: ({ numbers: { status } }) => status === "done" },
  faster: { watch: "trainer", by: "itself", done: ({ numbers: { epoch, testAccuracy } }) => epoch === 1 && testAccuracy >= 0.8 },
  hesitate: { watch: "pad", by: "itself", done: ({ numbers: { network, probabilities } }) => network === "ready" && probabilities !== null && probabilities.filter((/** @type {number} */ p) => p >= 0.25).length >= 2 },
  same: { watch: "sheet", done: ({ attributes: { seed }, widget, memory }) => { memory.add(seed); return memory.size > 1 && seed === widget.initial("seed"); } },
  bottom: { watch: "slopes", done: ({ numbers: { dD } }) => Math.max(...dD.map(Math.abs)) < 0.01 },
};

/** The questions answered in earlier visits. @returns {Set<string>} */
function remembered() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEPT) ?? "[]"));
  } catch {
    return new Set();
  }
}
/** @param {Set<string>} answered */
function remember(answered) {
  try {
    localStorage.setItem(KEPT, JSON.stringify([...answered]));
  } catch { /* not remembered, then */ }
}

/** Ticks or crosses the reader's guess. @param {HTMLElement} task */
function markGuess(task) {
  for (const label of task.querySelectorAll("label")) {
    const input = /** @type {HTMLInputElement} */ (label.querySelector("input"));
    label.dataset.mark = "right" in label.dataset ? "right" : input.checked ? "wrong" : "";
  }
}

/** @param {HTMLElement} task @param {boolean} now whether it has been answered this moment */
function answer(task, now) {
  if (task.dataset.done !== undefined) return;
  task.dataset.done = "";
  markGuess(task);
  const status = /** @type {HTMLElement} */ (task.querySelector(".found"));
  status.textContent = now ? `Found. ${guessOf(task)}` : "You have answered this before.";
  if (now) /** @type {HTMLDetailsElement} */ (task.querySelector("details")).open = true;
}
/** @param {HTMLElement} task */
function guessOf(task) {
  const chosen = task.querySelector("label:has(:checked)");
  if (!chosen) return "";
  return chosen instanceof HTMLElement && "right" in chosen.dataset ? "Your guess was right." : "Your guess was another: look again at what you moved.";
}

/** Beside each chapter's name: how many of its questions are answered. */
function count() {
  for (const link of document.querySelectorAll("#chapters a")) {
    const chapter = document.querySelector(/** @type {string} */ (link.getAttribute("href")));
    const all = chapter?.querySelectorAll(".task").length ?? 0, done = chapter?.querySelectorAll(".task[data-done]").length ?? 0;
    let mark = link.querySelector(".asked");
    if (!all) continue;
    if (!mark) link.append((mark = Object.assign(document.createElement("span"), { className: "asked" })));
    mark.textContent = done === 0 ? `${all} ${all === 1 ? "question" : "questions"}` : `${done} of ${all} answered`;
    mark.classList.toggle("all", done === all);
  }
}

/** @param {HTMLElement} resetAll the button that resets the page */
export function watchTasks(resetAll) {
  const answered = remembered();
  const tasks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".task")]);
  /** @type {Map<string, Set<string>>} */
  const memories = new Map(tasks.map((task) => [task.id, new Set()]));
  for (const task of tasks) {
    task.querySelector("details")?.before(Object.assign(document.createElement("p"), { className: "found", role: "status" }));
    if (answered.has(task.id)) answer(task, false);
    task.addEventListener("change", () => { if (task.dataset.done !== undefined) markGuess(task); });
  }
  count();
  document.addEventListener("surprisal-change", (event) => {
    const widget = /** @type {SurprisalElement} */ (event.target);
    const { numbers, attributes, changed } = /** @type {CustomEvent} */ (event).detail;
    for (const task of tasks) {
      const name = task.id.replace(/^ask-/, "");
      if (TASKS[name].watch !== widget.id || task.dataset.done !== undefined || !numbers || (changed.length === 0 && !TASKS[name].by)) continue;
      if (!TASKS[name].done({ numbers, attributes, widget, memory: /** @type {Set<string>} */ (memories.get(task.id)) })) continue;
      answered.add(task.id);
      remember(answered);
      answer(task, true);
      count();
    }
  });
  resetAll.addEventListener("click", () => {
    answered.clear();
    remember(answered);
    for (const task of tasks) {
      delete task.dataset.done;
      memories.get(task.id)?.clear();
      /** @type {HTMLElement} */ (task.querySelector(".found")).textContent = "";
      for (const part of task.querySelectorAll("label, input, details")) {
        if (part instanceof HTMLLabelElement) delete part.dataset.mark;
        if (part instanceof HTMLInputElement) part.checked = false;
        if (part instanceof HTMLDetailsElement) part.open = false;
      }
    }
    count();
  });
}
