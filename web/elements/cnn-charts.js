// The trainer's two charts: ours in full colour, the course's log dashed behind.
import { html } from "lit";
import "./chart.js";
import { LOG } from "./course.js";
import { unitOf } from "./figure.js";
import { percent, short } from "./format.js";
import { t } from "./strings.js";

/** @typedef {import("../train/trainer.js").EpochEvent} EpochEvent */

/** @param {{ curve?: import("./curve.js").Curve, epochs: EpochEvent[], goal: number, base: any, nats: number }} shown */
export function cnnCharts({ curve, epochs, goal, base, nats }) {
  const courseX = LOG.loss.map((_, i) => i + 1);
  const tested = epochs.filter((e) => e.valLoss !== null);
  const testX = tested.map((e) => e.epoch);
  const max = Math.max(goal, epochs.length, courseX.length);
  const per = (/** @type {(number | null)[]} */ values) => values.map((v) => Number(v) / nats);
  /** @param {number[]} ours @param {(number | null)[]} test @param {number[]} course @param {number[]} courseTest */
  const series = (ours, test, course, courseTest) => [
    { name: t("cnn.series.train"), role: "d", mark: "thin", values: ours, x: curve?.x ?? [] },
    { name: t("cnn.series.test"), role: "accent", mark: "points", values: test, x: testX },
    { name: t("cnn.series.course.train"), role: "muted", mark: "dashed", values: course, x: courseX },
    { name: t("cnn.series.course.test"), role: "muted", mark: "dotted", values: courseTest, x: courseX },
  ];
  const common = { kind: "lines", animate: false, patient: true };
  const x = { title: t("cnn.epoch.axis"), min: 0, max };
  const last = tested.at(-1);
  /** A chart in one sentence, or two once there was a test. @param {"loss" | "accuracy"} which @param {number[]} values @param {number | null | undefined} test @param {(v: number) => string} say */
  const says = (which, values, test, say) => (values.length === 0 ? t("cnn.progress.idle")
    : t(`cnn.${which}.says`, { now: say(values[values.length - 1]), first: say(values[0]), epochs: short(curve?.x.at(-1) ?? 0, 2) })
      + (last && typeof test === "number" ? ` ${t("cnn.says.test", { test: say(test), epoch: last.epoch })}` : ""));
  const loss = {
    ...common, label: t("cnn.loss", { unit: unitOf(base) }), summary: says("loss", curve?.y[0] ?? [], last?.valLoss, (v) => `${short(v / nats, 3)} ${unitOf(base)}`), x,
    y: { title: t("cnn.loss.axis", { unit: unitOf(base) }), min: 0 },
    series: series(per(curve?.y[0] ?? []), per(tested.map((e) => e.valLoss)), per(LOG.loss), per(LOG.valLoss)),
  };
  const accuracy = {
    ...common, label: t("cnn.accuracy"), summary: says("accuracy", curve?.y[1] ?? [], last?.valAccuracy, (v) => percent(v)), x,
    y: { title: t("cnn.accuracy.axis"), min: 0, max: 1, format: (/** @type {number} */ v) => percent(v, v > 0.9 && v < 1 ? 1 : 0) },
    series: series(curve?.y[1] ?? [], tested.map((e) => Number(e.valAccuracy)), LOG.accuracy, LOG.valAccuracy),
  };
  return html`<surprisal-chart .spec=${loss}></surprisal-chart><surprisal-chart .spec=${accuracy}></surprisal-chart>`;
}
