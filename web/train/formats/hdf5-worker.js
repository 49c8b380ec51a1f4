// The worker that reads and writes HDF5: one task, then whoever started it ends it.
import { answer, give, ownPort, portOf } from "../rpc.js";
import { loadHdf5, read, write } from "./keras-h5-file.js";

// no await outside a function: see ../worker.js
void (async () => {
  const { emit } = answer(portOf(await ownPort()), {
    read,
    write: async (saved) => {
      const bytes = await write(saved);
      return give(bytes, [bytes.buffer]);
    },
  });
  await loadHdf5().catch(() => {}); // what is wrong is told to the task
  emit("ready", null);
})();
