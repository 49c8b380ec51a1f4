// Which variant of the engine this browser can run; the loader asks, and the service worker.

/** A module of one function that uses f32x4.relaxed_madd: valid only where relaxed SIMD is.
 * Type () → v128; body: three zero vectors, the instruction 0xfd 0x85 0x02, end. */
const RELAXED_PROBE = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 19, 1, 17, 0,
  0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x85, 2, 0x0b);

/** @param {string} variant */
export const runsHere = (variant) => variant !== "relaxed" || WebAssembly.validate(RELAXED_PROBE);
