import { reads, savedModels } from "./models.js";

export default {
  words: ["HDF\r\n", "TREE", "SNOD", "HEAP", "OHDR", "layer_names", "weight_names", "model_config", "kernel:0", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  seeds: () => savedModels("keras-h5"),
  longest: 65536,
  run: reads,
};
