// The public module: the same in Node and in browsers.
export { load, SurprisalError, Distribution, DiscreteDistribution, ContinuousDistribution } from "./core/index.js";
export { loadMnist, generateDigits } from "./train/data.js";
export { fetchMnist } from "./train/download.js";
export { Trainer } from "./train/trainer.js";
export { PRESETS } from "./train/config.js";
export { Checkpoints } from "./train/checkpoint.js";
export { DataSets } from "./train/store.js";

// In a page, one script tag is enough: the elements register themselves.
if (typeof customElements !== "undefined") void import("./elements/register.js");
