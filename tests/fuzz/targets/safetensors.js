import { reads, savedModels } from "./models.js";

export default {
  words: ["F16", "BF16", "F32", "data_offsets", "shape", "__metadata__", "surprisal", "[0,40]", "9007199254740993", "-1", "{}", "[]", '"version":1', "null"],
  seeds: () => savedModels("safetensors"),
  longest: 6000,
  run: reads,
};
