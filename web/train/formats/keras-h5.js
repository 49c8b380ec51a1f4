// Keras 2's HDF5 file.  It is read and written in a worker of its own: h5wasm is large and wanted by few,
// and there are broken files over which its library goes in circles for ever.
import { runApart } from "../start-worker.js";
import { failure, refuseKeras as refuse } from "./layout.js";

const FILE = "surprisal.hdf5.js";
const READING_SECONDS = 10;

/** The superblock's own word on where the file ends, before a byte of it is copied.
 * @param {Uint8Array} bytes the file or its beginning @param {number} size of the file */
export function checkHead(bytes, size) {
  if (bytes.length < 48) refuse("it ends within its first 48 bytes");
  const version = bytes[8];
  if (version > 3) refuse(`its HDF5 superblock has the unknown version ${version}`);
  const sizeOfOffsets = bytes[version < 2 ? 13 : 9];
  if (sizeOfOffsets !== 8) refuse(`its HDF5 offsets have ${sizeOfOffsets} bytes, not 8`);
  const end = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64([40, 44, 28, 28][version], true);
  if (end !== BigInt(size)) refuse(`its header says that it has ${end} bytes, it has ${size}`);
}

/** @param {import("./layout.js").Saved} saved @returns {Promise<Uint8Array>} */
export const write = (saved) => runApart(FILE, "write", saved);

/** @param {Uint8Array} bytes @returns {Promise<import("./layout.js").Loaded>} */
export function read(bytes) {
  const copy = bytes.slice(); // moves there, the caller's stays
  const late = () => failure(`not a readable Keras file: reading it had not come to an end after ${READING_SECONDS} s`);
  return runApart(FILE, "read", copy, [copy.buffer], { milliseconds: 1000 * READING_SECONDS, late });
}
