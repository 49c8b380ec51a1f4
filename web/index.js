// The engine's public module: the same in Node and in browsers, and without any effect of its own.
export { load, SurprisalError, Distribution, DiscreteDistribution, ContinuousDistribution } from "./core/index.js";
export { useFiles } from "./core/files.js";
export { loadMnist, generateDigits } from "./train/data.js";
export { fetchMnist } from "./train/download.js";
export { Trainer } from "./train/trainer.js";
export { readyModel } from "./train/ready.js";
export { PRESETS } from "./train/config.js";
export { Checkpoints } from "./train/checkpoint.js";
export { DataSets } from "./train/store.js";
