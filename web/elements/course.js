// What the course printed, as data to set beside what the engine computes. Nothing here is a figure
// that this project claims.

/** @typedef {{ name: string, p: string, q: string, range: string, prints: { of: "forward" | "reverse", by: "loop" | "vector" | "", value: number }[] }} Example */

/** The course's two examples of D_KL, with the digits that it shows. @type {Record<string, Example>} */
export const EXAMPLES = {
  A: {
    name: "A", p: "binomial(250, 0.008)", q: "poisson(2)", range: "0:9",
    prints: [
      { of: "forward", by: "loop", value: 2.094332797227328e-5 },
      { of: "forward", by: "vector", value: 2.0943327972273254e-5 },
      { of: "reverse", by: "loop", value: 1.0766381413449403e-5 },
      { of: "reverse", by: "vector", value: 1.0766381413449322e-5 },
    ],
  },
  B: {
    name: "B", p: "binomial(10, 0.5)", q: "poisson(4)", range: "0:9",
    prints: [{ of: "forward", by: "", value: 0.21867216891725103 }, { of: "reverse", by: "", value: 0.2787591791935817 }],
  },
};

/** The course's training log: the full network, Adadelta at 0.001, batch 128, MNIST; Keras on a CPU. */
export const LOG = {
  loss: [2.2857, 2.2484, 2.2001, 2.1348, 2.0396, 1.9039, 1.7234, 1.5103, 1.3003, 1.1288],
  accuracy: [0.148, 0.2405, 0.3377, 0.4193, 0.4967, 0.5561, 0.6085, 0.6462, 0.6765, 0.6977],
  valLoss: [2.2619, 2.2167, 2.157, 2.0718, 1.9481, 1.7733, 1.5466, 1.2962, 1.0697, 0.8963],
  valAccuracy: [0.3198, 0.4422, 0.5635, 0.6495, 0.6884, 0.7254, 0.7653, 0.7854, 0.8022, 0.8173],
  testLoss: 0.8962876200675964,
  testAccuracy: 0.817300021648407,
  stepsPerEpoch: 469,
  secondsPerEpoch: [155, 169],
  millisecondsPerStep: [331, 359],
};

/** The course's two predictions for a one-hot target, with what it prints. */
export const PREDICTIONS = [
  { p: [0, 1, 0], q: [0.05, 0.85, 0.1], prints: 0.16251892949777494, prints32: 0.1625189 },
  { p: [0, 1, 0], q: [0.85, 0.05, 0.1], prints: 2.995732273553991, prints32: undefined },
];

/** One draw of the course's experiment with 20 random integers: H(P), H(P,Q), D(P‖Q) and H(P) + D(P‖Q). */
export const IDENTITY = { entropy: 2.8525747156989896, crossEntropy: 3.184719427881523, kl: 0.33214471218253266, sum: 3.184719427881522 };
