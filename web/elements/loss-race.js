// <loss-race>: the same network and seed, trained by cross-entropy and by squared error at once.
import { css, html } from "lit";
import { SurprisalElement } from "./base.js";
import "./chart.js";
import { digitsFor } from "./cnn-data.js";
import { Run } from "./cnn-run.js";
import { percent } from "./format.js";
import { t } from "./strings.js";

const REFRESH_MS = 150;
const LOSSES = /** @type {const} */ (["crossEntropy", "meanSquaredError"]);

export class LossRace extends SurprisalElement {
  static tag = "loss-race";
  static styles = [/** @type {any} */ (SurprisalElement.styles), css`
    :host { min-height: 30rem; }
    .run { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 1rem 0; }
    .run button { min-width: 6.5rem; }
  `];

  /** @type {Run[]} */
  #runs = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #preparing = false;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }
  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    super.attributeChangedCallback(name, before, now);
    if (before !== now && name !== "epochs") this.stop();
  }

  stop() {
    for (const run of this.#runs) run.dispose();
    this.#runs = [];
    this.requestUpdate();
  }

  /** @param {string} event */
  #changed(event) {
    if (event === "step") this.#timer ??= setTimeout(() => { this.#timer = undefined; this.requestUpdate(); }, REFRESH_MS);
    else {
      this.requestUpdate();
      void this.updateComplete.then(() => this.announce());
    }
  }

  async start() {
    if (this.#runs.length) {
      const paused = this.#runs.some((r) => r.status === "paused");
      for (const run of this.#runs) void (paused ? run.resume() : run.pause());
      return;
    }
    this.#preparing = true;
    this.requestUpdate();
    const digits = await digitsFor(this.read("data"));
    this.#preparing = false;
    const optimizer = { name: this.read("optimizer"), learningRate: this.read("learning-rate") };
    this.#runs = LOSSES.map((loss) => new Run({ model: "course", width: Number(this.read("width")), seed: this.read("seed"), optimizer, loss }, (event) => this.#changed(event)));
    for (const run of this.#runs) void run.start(digits, this.read("epochs"));
    this.requestUpdate();
  }

  view() {
    for (const name of Object.keys(this.meta.attributes)) this.read(name);
    const [ce, se] = this.#runs;
    const accuracy = (/** @type {Run | undefined} */ run) => run?.curve.y[1].at(-1) ?? null;
    const status = ce?.status === "done" && se?.status === "done" ? "done" : this.#runs.some((r) => r.status === "failed") ? "failed" : ce?.status ?? "idle";
    this.numbers = { status, crossEntropy: accuracy(ce), squaredError: accuracy(se), steps: Math.min(ce?.last?.globalStep ?? 0, se?.last?.globalStep ?? 0) };
    const max = this.read("epochs");
    const line = (/** @type {Run | undefined} */ run, /** @type {string} */ role, /** @type {string} */ mark, /** @type {string} */ name) => ({ name, role, mark, values: run?.curve.y[1] ?? [], x: run?.curve.x ?? [], endLabel: run?.curve.x.length ? name : undefined });
    const failed = this.#runs.find((r) => r.status === "failed");
    const words = failed ? t("cnn.failed", { message: failed.message }) : ce?.last && se?.last
      ? t("race.words", { ce: percent(ce.last.meanAccuracy), se: percent(se.last.meanAccuracy), epoch: Math.min(ce.last.epoch, se.last.epoch) }) : t("race.words.start");
    const spec = { kind: "lines", label: t("race.chart"), summary: words, animate: false, x: { title: t("cnn.epoch.axis"), min: 0, max }, y: { title: t("cnn.accuracy.axis"), min: 0, max: 1, format: (/** @type {number} */ v) => percent(v, 0) },
      series: [line(ce, "d", "solid", t("race.ce")), line(se, "q", "dashed", t("race.se"))] };
    const name = status === "paused" ? "cnn.resume" : this.#runs.length && status !== "done" ? "cnn.pause" : "race.start";
    return html`<h3 class="title"><slot name="title">${t("race.title")}</slot></h3>
      <surprisal-chart .spec=${spec}></surprisal-chart>
      <div class="run controls"><button class="primary" ?disabled=${this.#preparing || status === "done" || status === "failed"} @click=${() => this.start()}>${t(name)}</button>
        <button ?disabled=${!this.#runs.length} @click=${() => this.stop()}>${t("cnn.reset")}</button><span class="muted" role="status">${this.#preparing ? t("cnn.data.looking") : ""}</span></div>
      <p class="words">${words}</p>`;
  }
}
