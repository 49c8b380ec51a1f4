/** The wasm variants of this build, written in when it is bundled. */
declare const SURPRISAL_VARIANTS: ("simd" | "relaxed")[];
