// Which variant of the engine this browser can run; the loader asks, and the service worker.

/** A module of one function that uses f32x4.relaxed_madd: valid only where relaxed SIMD is.
 * Type () → v128; body: three zero vectors, the instruction 0xfd 0x85 0x02, end. */
const RELAXED_PROBE = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 19, 1, 17, 0,
  0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x85, 2, 0x0b);

/** The same with the instruction f32x4.add, 0xfd 0xe4 0x01: valid where SIMD is. */
const SIMD_PROBE = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 15, 1, 13, 0,
  0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0xe4, 1, 0x0b);

/** @param {string} variant */
export const runsHere = (variant) => typeof WebAssembly === "object" && WebAssembly.validate(variant === "relaxed" ? RELAXED_PROBE : SIMD_PROBE);

/** What this browser lacks, in words; null where the engine runs. */
export const missingHere = () => (typeof WebAssembly !== "object" ? "WebAssembly" : runsHere("simd") ? null : "WebAssembly SIMD");
