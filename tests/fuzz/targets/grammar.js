// The text form of distributions and arrays, as it stands in attributes and addresses.
import { load, SurprisalError } from "../../../dist/surprisal.js";

const engine = await load({ variant: "simd" });
const texts = ["binomial(250, 0.008)", "studentT(df=3)", "mixture([0.3, 0.7], [normal(0, 1), normal(mu=4, sigma=2)])", "0.2, 0.8", "[1]", "categorical([0.5, .5])", " poisson ( 1e3 ) "];

/** @param {() => unknown} read */
export function accepts(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof SurprisalError && error.message && error.code) return undefined;
    throw error;
  }
}

export default {
  words: [...engine.families.flatMap((f) => [f.name, ...f.parameters.map((p) => `${p.name}=`)]), "(", ")", "[", "]", ",", "=", "1e308", "-0", "NaN", "Infinity", "__proto__", "constructor"],
  seeds: () => texts.map((text) => new TextEncoder().encode(text)),
  longest: 400,
  /** @param {Uint8Array} bytes */
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const made = accepts(() => engine.parse(text));
    if (made) {
      // what was read is written back, and read again is the same
      const again = engine.parse(String(made));
      if (String(again) !== String(made)) throw new Error(`${text} reads as ${made}, which reads as ${again}`);
    }
    accepts(() => engine.parseOperand(text));
  },
};
