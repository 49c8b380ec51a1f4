/** The wasm variants of this build, written in when it is bundled. */
declare const SURPRISAL_VARIANTS: ("simd" | "relaxed")[];
/** Whether this build's site holds the MNIST files. */
declare const SURPRISAL_HAS_MNIST: boolean;
/** Which of the builds in web/tools/bundle.js this is. */
declare const SURPRISAL_BUILD: "site" | "package" | "single";
/** What the service worker keeps (web/tools/pwa.js). */
declare const SURPRISAL_FILES: any;
/** What the card of the ready network (web/train/ready.md) says of it. */
declare const SURPRISAL_READY: { testAccuracy: number; testLoss: number; parameters: number; bytes: number; seed: number; command: string };
