// Keras's HDF5 files, read in this very thread: the library is known to go in circles over some broken
// ones, which is why web/train/formats/keras-h5.js gives its worker no more than ten seconds.
import { checkHead } from "../../../web/train/formats/keras-h5.js";
import { read } from "../../../web/train/formats/keras-h5-file.js";
import { refusesWell, savedModels } from "./models.js";

export default {
  words: ["HDF\r\n", "TREE", "SNOD", "HEAP", "OHDR", "layer_names", "weight_names", "model_config", "kernel:0", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  seeds: () => savedModels("keras-h5"),
  longest: 65536,
  patience: 1,
  /** @param {Uint8Array} bytes */
  run: (bytes) => refusesWell(() => {
    checkHead(bytes, bytes.length);
    return read(bytes);
  }),
};
