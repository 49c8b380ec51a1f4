// <loss-race>: the same network and seed, trained by cross-entropy and by squared error at once.
import { css, html } from "lit";
import { OPTIMIZERS } from "../train/config.js";
import { turn } from "../train/turn.js";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { digitsFor } from "./cnn-data.js";
import { Run } from "./cnn-run.js";
import { entry } from "./entry.js";
import { fixed, integer, percent } from "./format.js";
import { t } from "./strings.js";

const REFRESH_MS = 150;
const BATCH = 128;
/** Accuracies are compared over so many steps: over one batch they jump. */
const WINDOW = 10;
/** Gaps below this share are within the noise of so few digits. */
const CLOSE = 0.02;
/** How many steps an epoch has on the axis before any is done. */
const EMPTY_STEPS = 100;
const LOSSES = /** @type {const} */ (["crossEntropy", "meanSquaredError"]);

/** One side of the race: its run, and its accuracies step by step. */
class Side {
  /** @type {number[]} */
  accuracies = [];
  /** Accuracies of the last steps, averaged: what the chart shows. @type {number[]} */
  means = [];
  /** @param {import("../train/config.js").TrainerOptions} options @param {(event: string) => void} changed */
  constructor(options, changed) {
    this.run = new Run(options, (event) => {
      if (event === "step") this.#add(this.run.last?.accuracy ?? 0);
      changed(event);
    });
  }
  /** @param {number} accuracy */
  #add(accuracy) {
    this.accuracies.push(accuracy);
    const recent = this.accuracies.slice(-WINDOW);
    this.means.push(recent.reduce((a, b) => a + b, 0) / recent.length);
  }
  /** The first step at which half of the last WINDOW batches was right; null: never. */
  get half() {
    const at = this.means.findIndex((mean, i) => i + 1 >= WINDOW && mean >= 0.5);
    return at < 0 ? null : at + 1;
  }
}

export class LossRace extends SurprisalElement {
  static tag = "loss-race";
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { min-height: 34rem; --narrow: 42rem; --middle: 34rem; --wide: 34rem; }
    .run { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 1rem 0 0; } .run button { min-width: 6.5rem; min-height: 2.5rem; }
    .settings { display: grid; gap: 0.75rem 1rem; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); align-items: start; margin-top: 1rem; } select { width: 100%; }
    .words { min-height: 4.35em; }
  `];

  /** @type {Side[]} */
  #sides = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #preparing = 0;
  #message = "";

  release() { this.stop(); }
  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before !== now) this.stop();
  }

  stop() {
    for (const { run } of this.#sides) run.dispose();
    this.#sides = [];
    this.#preparing = 0;
    this.#message = "";
    this.requestUpdate();
  }

  scheduleUpdate() { return this.#sides.length ? turn().then(() => super.scheduleUpdate()) : super.scheduleUpdate(); } // as cnn-trainer's

  /** @param {string} event */
  #changed(event) {
    if (event === "step") this.#timer ??= setTimeout(() => { this.#timer = undefined; this.requestUpdate(); }, REFRESH_MS);
    else {
      this.requestUpdate();
      void this.updateComplete.then(() => this.announce());
    }
  }

  get #status() {
    const all = this.#sides.map(({ run }) => run.status);
    if (all.includes("failed")) return "failed";
    if (all.length && all.every((s) => s === "done")) return "done";
    if (all.includes("paused")) return "paused";
    return all.length ? "running" : "idle";
  }

  async start() {
    if (this.#sides.length) {
      const paused = this.#status === "paused";
      for (const { run } of this.#sides) void (paused ? run.resume() : run.pause());
      return;
    }
    if (this.#preparing) return;
    const mine = (this.#preparing = performance.now());
    this.requestUpdate();
    try {
      const digits = await digitsFor(this.read("data"));
      if (this.#preparing !== mine) return; // stopped meanwhile
      const optimizer = { name: this.read("optimizer"), learningRate: this.read("learning-rate") };
      this.#sides = LOSSES.map((loss) => new Side({ model: "course", width: Number(this.read("width")), seed: this.read("seed"), batchSize: BATCH, optimizer, loss }, (event) => this.#changed(event)));
      for (const { run } of this.#sides) void run.start(digits, { epochs: this.read("epochs") });
    } catch (error) {
      this.#message = /** @type {Error} */ (error).message;
    }
    this.#preparing = 0;
    this.requestUpdate();
  }

  /** What the race so far comes to, at the step that both have done. */
  #words() {
    const failed = this.#message || this.#sides.find(({ run }) => run.status === "failed")?.run.message;
    if (failed) return t("cnn.failed", { message: failed });
    const [ce, se] = this.#sides;
    const steps = Math.min(ce?.means.length ?? 0, se?.means.length ?? 0);
    if (steps === 0) return t("race.words.start");
    const [a, b] = [ce.means[steps - 1], se.means[steps - 1]];
    const count = integer(Math.min(steps, WINDOW) * BATCH);
    const said = [t("race.words", { steps: integer(steps), count, ce: percent(a), se: percent(b) })];
    if (this.#status !== "done") return said[0];
    said.push(Math.abs(a - b) < CLOSE ? t("race.even") : t(a > b ? "race.ahead" : "race.behind", { gap: fixed(100 * Math.abs(a - b), 1) }));
    const [first, second] = [ce.half, se.half];
    if (first !== null && second !== null) said.push(t("race.first", { count, ce: integer(first), se: integer(second) }));
    else if (first !== null || second !== null) said.push(t("race.first.one", { count, name: t(first !== null ? "race.ce" : "race.se"), steps: integer(first ?? second ?? 0) }));
    return said.join(" ");
  }

  #settings() {
    const optimizer = (/** @type {any} */ e) => { this.write("optimizer", e.target.value); this.write("learning-rate", OPTIMIZERS[e.target.value].learningRate); };
    return html`<div class="settings controls">${entry(this, "seed", t("cnn.seed"))}
      <label class="field"><span>${t("cnn.optimizer")}</span><select name="optimizer" @change=${optimizer}>${Object.keys(OPTIMIZERS).map((name) => html`<option value=${name} ?selected=${name === this.textOf("optimizer")}>${t(`cnn.${name}`)}</option>`)}</select></label>
      ${entry(this, "learning-rate", t("cnn.rate"))}${entry(this, "epochs", t("cnn.epochs"))}</div>`;
  }

  view() {
    for (const name of Object.keys(this.meta.attributes)) this.read(name);
    const [ce, se] = this.#sides, status = this.#status;
    const steps = Math.min(ce?.means.length ?? 0, se?.means.length ?? 0);
    this.numbers = { status, crossEntropy: ce?.means[steps - 1] ?? null, squaredError: se?.means[steps - 1] ?? null, steps, half: { crossEntropy: ce?.half ?? null, squaredError: se?.half ?? null } };
    const line = (/** @type {Side | undefined} */ side, /** @type {string} */ role, /** @type {string} */ mark, /** @type {string} */ name) => {
      const values = side?.means ?? [], every = Math.max(1, Math.ceil(values.length / 400));
      const x = Array.from(values.keys(), (i) => i + 1).filter((n) => n % every === 0 || n === values.length);
      return { name, role, mark, values: x.map((n) => values[n - 1]), x, endLabel: x.length ? name : undefined };
    };
    const words = this.#words();
    const max = ce?.run.last ? ce.run.last.steps * this.read("epochs") : EMPTY_STEPS * this.read("epochs");
    const spec = { kind: "lines", label: t("race.chart"), summary: words, animate: false, patient: true, x: { title: t("race.step.axis"), min: 0, max }, y: { title: t("cnn.accuracy.axis"), min: 0, max: 1, format: (/** @type {number} */ v) => percent(v, 0) },
      series: [line(ce, "d", "solid", t("race.ce")), line(se, "q", "dashed", t("race.se"))] };
    const name = status === "paused" ? "cnn.resume" : status === "running" ? "cnn.pause" : "race.start";
    return html`<h3 class="title"><slot name="title">${t("race.title")}</slot></h3>
      <surprisal-chart .spec=${spec} .legend=${false}></surprisal-chart>
      <div class="run controls"><button class="primary" ?disabled=${this.#preparing > 0 || status === "done" || status === "failed"} @click=${() => this.start()}>${t(name)}</button>
        <button ?disabled=${!this.#sides.length && !this.#message} @click=${() => this.stop()}>${t("cnn.reset")}</button><span class="muted" role="status">${this.#preparing ? t("race.preparing") : ""}</span></div>
      <p class="words">${words}</p><div class="hidden" role="status">${["done", "failed"].includes(status) ? words : ""}</div>${this.#settings()}${this.actions()}`;
  }
}
