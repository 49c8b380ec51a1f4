// The one table of widgets and their attributes: it drives parsing, reflection, the address and the reference page.

/** @typedef {import("./types.js").Attribute} Attribute */
/** @typedef {{ about: string, attributes: Record<string, Attribute> }} Widget */

/** @type {Attribute} */
const BASE = { type: "base", default: "nats", about: "the unit of information: nats, bits, dits or the base of the logarithm" };
/** @param {string} about @param {string} text @returns {Attribute} */
const distribution = (about, text) => ({ type: "distribution", default: text, about });

/** @param {string} about @param {string} text @returns {Attribute} */
const PROBABILITY = (about, text) => ({ type: "number", min: 0, max: 1, default: text, about });

/** @param {string} about @param {number} max @param {number} [min] @param {string} [text] @returns {Attribute} */
const whole = (about, max, min = 0, text = "0") => ({ type: "integer", min, max, default: text, about });
/** @param {string} about @param {number} max @returns {Attribute} */
const upTo = (about, max) => ({ type: "number", min: 0, max, default: "0", about });

/** The parts of cnn-trainer's panel that unfold. */
export const PANELS = ["network", "mistakes", "inside", "digits", "settings", "files", "check"];

/** What cnn-trainer and loss-race share. @type {Record<string, Attribute>} */
const NETWORK = {
  width: { type: "choice", choices: ["0.125", "0.25", "0.5", "1"], default: "0.25", about: "the course’s network with every layer’s width multiplied by this" },
  optimizer: { type: "choice", choices: ["adadelta", "adam", "rmsprop", "sgd"], default: "adadelta", about: "how a gradient becomes a step" },
  "learning-rate": { type: "number", min: 1e-6, max: 10, default: "0.001", about: "the size of a step" },
  epochs: { type: "integer", min: 1, max: 100, default: "10", about: "how often it sees every training digit" },
  seed: { type: "integer", min: 0, max: 2 ** 32 - 1, default: "1", about: "decides initial weights, order and dropout" },
  data: { type: "choice", choices: ["auto", "mnist", "drawn"], default: "auto", about: "MNIST where the site has it, or digits drawn by the engine" },
};
/** @param {Record<string, string>} defaults @returns {Record<string, Attribute>} */
const network = (defaults) => Object.fromEntries(Object.entries(NETWORK).map(([name, a]) => [name, { ...a, default: defaults[name] ?? a.default }]));

/** @type {Record<string, Widget>} */
export const WIDGETS = {
  "kl-divergence": {
    about: "Two distributions side by side and how far Q is from P.",
    attributes: {
      p: distribution("the distribution that the samples come from", "binomial(250, 0.008)"),
      q: distribution("the distribution that stands in for it", "poisson(2)"),
      range: { type: "range", default: "", about: "lo:hi cuts the sum off there; empty takes the whole support" },
      base: BASE,
      direction: { type: "choice", choices: ["forward", "reverse"], default: "forward", about: "whose shares the lower chart shows: D(P‖Q) or D(Q‖P)" },
      show: { type: "choice", choices: ["all", "brief"], default: "all", about: "brief: the upper chart and a sentence alone" },
    },
  },
  "entropy-view": {
    about: "One distribution, the surprise at each x, and their mean: the entropy.",
    attributes: { p: distribution("the distribution", "categorical([0.7, 0.2, 0.06, 0.04])"), base: BASE },
  },
  "cross-entropy": {
    about: "A true and a predicted distribution over a few classes, to be dragged, and their cross-entropy.",
    attributes: {
      p: { type: "operand", default: "0, 1, 0", about: "the true probabilities" },
      q: { type: "operand", default: "0.05, 0.85, 0.1", about: "the predicted ones" },
      labels: { type: "names", default: "", about: "names of the classes" },
      base: BASE,
    },
  },
  "binary-cross-entropy": {
    about: "The loss of a yes-or-no prediction as a curve with a point to move.",
    attributes: { p: PROBABILITY("the true probability of “yes”", "1"), q: PROBABILITY("the predicted one", "0.25"), show: { type: "choice", choices: ["all", "surprisal"], default: "all", about: "surprisal: the curve of −log p alone" }, base: BASE },
  },
  "entropy-identity": {
    about: "H(P,Q) = H(P) + D(P‖Q) for two random distributions.",
    attributes: {
      size: { type: "integer", min: 2, max: 200, default: "20", about: "how many outcomes" },
      seed: { type: "integer", min: 0, max: 2 ** 32 - 1, default: "1", about: "which draw" },
      base: BASE,
    },
  },
  "gradient-equality": {
    about: "The gradients of divergence and cross-entropy with respect to softmax logits, side by side.",
    attributes: {
      logits: { type: "numbers", default: "1, 0, -1, 0.5", about: "the parameters θ" },
      p: { type: "operand", default: "0.1, 0.5, 0.3, 0.1", about: "the target" },
    },
  },
  "kl-fit": {
    about: "A normal fitted to a mixture by forward or reverse KL, step by step.",
    attributes: {
      target: { type: "target", default: "mixture([0.55, 0.45], [normal(-2.5, 0.5), normal(2, 0.7)])", about: "what is to be fitted" },
      direction: { type: "choice", choices: ["forward", "reverse"], default: "forward", about: "D(P‖Q) or D(Q‖P)" },
      mu: { type: "number", min: -1000, max: 1000, default: "3", about: "where the normal stands" },
      sigma: { type: "number", min: 0.05, max: 1000, default: "0.6", about: "how wide it is" },
      base: BASE,
    },
  },
  "live-number": {
    about: "One figure in a sentence.",
    attributes: {
      of: { type: "choice", choices: ["kl", "entropy", "crossEntropy", "jensenShannon", "parameters"], default: "kl", about: "a measure, or how many parameters the course’s network has" },
      p: { type: "operand", default: "binomial(250, 0.008)", about: "P" },
      q: { type: "operand", default: "poisson(2)", about: "Q" },
      range: { type: "range", default: "", about: "lo:hi, or empty for the whole support" },
      width: { type: "number", min: 0.01, max: 4, default: "1", about: "the network’s width" },
      digits: { type: "choice", choices: ["few", "all"], default: "few", about: "how many digits are shown" },
      base: BASE,
    },
  },
  "code-length": {
    about: "A message, a code made for another text, and the bits that this wastes.",
    attributes: {
      message: { type: "text", default: "the sun rose and nobody was surprised", about: "what is sent; its letters are P" },
      code: { type: "text", default: "jazz quiz: vex my pixy, waltz, bolt", about: "what the code is made for; its letters are Q" },
    },
  },
  "loss-race": {
    about: "The same network trained by cross-entropy and by squared error at once.",
    attributes: network({ width: "0.125", optimizer: "sgd", "learning-rate": "0.05", epochs: "3", data: "drawn" }),
  },
  "digit-pad": {
    about: "A pad to write a digit on, read by a ready network or by a cnn-trainer of the page.",
    attributes: {
      for: { type: "text", default: "", about: "the id of that cnn-trainer; else the first one" },
      network: { type: "choice", choices: ["ready", "trainer"], default: "ready", about: "who reads" },
      label: { type: "choice", choices: ["", ..."0123456789"], default: "", about: "the digit that is meant" },
      base: BASE,
    },
  },
  "digit-sheet": {
    about: "A contact sheet of digits that the engine draws.",
    attributes: { seed: { type: "integer", min: 0, max: 2 ** 32 - 1, default: "1", about: "which digits" }, columns: { type: "integer", min: 1, max: 40, default: "20", about: "how many of each class" } },
  },
  "divergence-table": {
    about: "Every measure of how two distributions differ, side by side.",
    attributes: {
      p: { type: "operand", default: "binomial(10, 0.5)", about: "a distribution or probabilities" },
      q: { type: "operand", default: "poisson(5)", about: "another of the same kind" },
      base: BASE,
    },
  },
  "course-figures": {
    about: "What the course printed for an example beside the exact sums.",
    attributes: { example: { type: "choice", choices: ["A", "B", "predictions"], default: "A", about: "which of the course’s examples" } },
  },
  "course-log": { about: "What the course printed while it trained.", attributes: {} },
  "cnn-trainer": {
    about: "A convolutional network that learns to read digits while you watch.",
    attributes: {
      ...network({}),
      data: { type: "choice", choices: ["auto", "mnist", "drawn", "kept"], default: "auto", about: "MNIST where the site has it, digits drawn by the engine, or a set kept in this browser" },
      set: { type: "text", default: "", about: "with data=kept: that set’s name" },
      "batch-size": whole("digits in one step", 1024, 1, "128"),
      cycle: whole("steps of one cycle of the learning rate, up and down; 0: it stays", 1e6),
      workers: whole("processor cores to use; another number gives other rounding", 8, 1, "1"),
      "stop-accuracy": upTo("stop once the test accuracy is that high; 0: never", 1),
      "stop-minutes": upTo("stop after so long; 0: never", 10_000),
      shift: upTo("training digits are shifted by up to so many pixels", 14),
      rotate: upTo("… rotated by up to so many degrees", 60),
      scale: upTo("… scaled by up to this share", 1),
      elastic: upTo("… bent by up to so many pixels", 4),
      panel: { type: "choice", choices: PANELS, default: "network", about: "which part of the panel is unfolded" },
      digit: whole("which test digit is looked at inside", 1e7),
      layer: whole("which layer is looked at inside", 31),
      base: BASE,
    },
  },
};
