// What cnn-trainer says: where training stands, what was measured, what it means.
import { html } from "lit";
import { unitOf } from "./figure.js";
import { duration, epochsText, integer, percent, short } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("./cnn-run.js").Run} Run */
/** @typedef {import("./cnn-trainer.js").CnnTrainer} CnnTrainer */

/** @param {Run | null} run @param {number} goal epochs */
export function statusText(run, goal) {
  const { status = "idle", last, message, whole = 0, reason = "epochs", seconds = 0, loadedAt } = run ?? {};
  const epochs = Math.max(goal, whole);
  switch (status) {
    case "failed": return t("cnn.failed", { message });
    case "idle": return t("cnn.progress.idle");
    case "loaded": return loadedAt ? t("cnn.progress.loaded.at", loadedAt) : t("cnn.progress.loaded");
    case "done": return t(`cnn.progress.${reason === "epochs" ? "done" : reason}`, { epochs: epochsText(whole), time: duration(seconds) });
  }
  if (!last) return t("cnn.progress.starting");
  if (status === "testing") return t("cnn.progress.testing", { epoch: last.epoch });
  return t("cnn.progress", { epoch: last.epoch, epochs, step: integer(last.step), steps: integer(last.steps) });
}

/** @param {Run | null} run @param {number} goal epochs */
export function progressView(run, goal) {
  const last = run?.last;
  const epochs = Math.max(goal, run?.whole ?? 0);
  const done = last ? last.epoch - 1 + last.step / last.steps : run?.whole ?? 0;
  const speed = run && last && ["running", "testing", "paused"].includes(run.status)
    ? `${run.status === "paused" ? `${t("cnn.paused")} · ` : ""}${t("cnn.speed", { count: short(last.samplesPerSecond, 3) })} · ${t("cnn.left", { time: duration(last.secondsLeft) })}` : "";
  return html`<div class="progress"><progress max=${epochs} .value=${Math.min(epochs, done)} aria-label=${t("cnn.title")}></progress>
    <p class="status"><span class=${run?.status === "failed" ? "failure" : ""}>${statusText(run, goal)}</span><span>${speed}</span></p></div>`;
}

/** The test figures. @param {CnnTrainer} widget @param {Run | null} run */
export function result(widget, run) {
  const tested = run?.tested;
  if (!tested) return t("cnn.test.none");
  return t(tested.epoch === null ? "cnn.test.loaded" : "cnn.test", { accuracy: percent(tested.accuracy, 2), loss: short(tested.loss / widget.nats, 4), unit: unitOf(widget.read("base")), epoch: tested.epoch });
}

/** @param {CnnTrainer} widget @param {Run | null} run */
export function words(widget, run) {
  const unit = unitOf(widget.read("base")), { nats } = widget;
  const last = run?.last;
  if (!last) return t("cnn.words.start", { guess: short(/** @type {any} */ (widget.engine).entropy(new Float64Array(10).fill(0.1)) / nats, 4), unit });
  const slow = widget.read("optimizer") === "adadelta" && widget.read("learning-rate") <= 0.01;
  const changed = ["shift", "rotate", "scale", "elastic"].some((name) => widget.read(name) > 0);
  const why = slow ? "cnn.words.slow" : changed ? "cnn.words.augment" : "cnn.words.dropout";
  return `${t("cnn.words.running", { loss: short(last.meanLoss / nats, 3), unit, chance: percent(Math.exp(-last.meanLoss), 1) })} ${t(why)}`;
}
