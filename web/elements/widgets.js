// The one table of widgets and their attributes: it drives parsing, reflection, the address and the reference page.

/** @typedef {import("./types.js").Attribute} Attribute */
/** @typedef {{ about: string, attributes: Record<string, Attribute> }} Widget */

/** @type {Attribute} */
const BASE = { type: "base", default: "nats", about: "the unit of information: nats, bits, dits or the base of the logarithm" };
/** @param {string} about @param {string} text @returns {Attribute} */
const distribution = (about, text) => ({ type: "distribution", default: text, about });

/** @type {Record<string, Widget>} */
export const WIDGETS = {
  "kl-divergence": {
    about: "Two distributions side by side and how far Q is from P.",
    attributes: {
      p: distribution("the distribution that the samples come from", "binomial(250, 0.008)"),
      q: distribution("the distribution that stands in for it", "poisson(2)"),
      range: { type: "range", default: "", about: "lo:hi cuts the sum off there; empty takes the whole support" },
      base: BASE,
    },
  },
  "course-figures": {
    about: "What the course printed for an example beside the exact sums.",
    attributes: { example: { type: "choice", choices: ["A", "B"], default: "A", about: "which of the course’s examples" } },
  },
  "cnn-trainer": {
    about: "A convolutional network that learns to read digits while you watch.",
    attributes: {
      width: { type: "choice", choices: ["0.125", "0.25", "0.5", "1"], default: "0.25", about: "the course’s network with every layer’s width multiplied by this" },
      optimizer: { type: "choice", choices: ["adadelta", "adam", "rmsprop", "sgd"], default: "adadelta", about: "how a gradient becomes a step" },
      "learning-rate": { type: "number", min: 1e-6, max: 10, default: "0.001", about: "the size of a step" },
      epochs: { type: "integer", min: 1, max: 100, default: "10", about: "how often it sees every training digit" },
      seed: { type: "integer", min: 0, max: 2 ** 32 - 1, default: "1", about: "decides initial weights, order and dropout" },
      data: { type: "choice", choices: ["auto", "mnist", "drawn"], default: "auto", about: "MNIST where the site has it, or digits drawn by the engine" },
      base: BASE,
    },
  },
};
