// TensorFlow.js's layers model: model.json with the topology in Keras's words, and the weights after
// one another in weights.bin.  `tf.loadLayersModel` reads the two side by side.
import { bytesOf, layout, utf8 } from "./layout.js";
import { modelConfig, trainingConfig } from "./keras-config.js";

/** @param {import("./layout.js").Saved} saved */
export function write({ config, state }) {
  const model = {
    format: "layers-model", generatedBy: "Surprisal", convertedBy: null,
    modelTopology: { keras_version: "2.10.0", backend: "tensorflow", model_config: modelConfig(config.layers), training_config: trainingConfig(config) },
    weightsManifest: [{ paths: ["weights.bin"], weights: layout(config.layers).map(({ name, shape }) => ({ name, shape, dtype: "float32" })) }],
  };
  return { "model.json": utf8(JSON.stringify(model)), "weights.bin": bytesOf(state.weights).slice() };
}
