// Defines every element; importing it is all that a page has to do.
import { BinaryCrossEntropy } from "./binary-cross-entropy.js";
import { CnnTrainer } from "./cnn-trainer.js";
import { CourseFigures } from "./course-figures.js";
import { CrossEntropy } from "./cross-entropy.js";
import { DivergenceTable } from "./divergence-table.js";
import { EntropyIdentity } from "./entropy-identity.js";
import { GradientEquality } from "./gradient-equality.js";
import { KlDivergence } from "./kl-divergence.js";

export const ELEMENTS = [KlDivergence, CrossEntropy, BinaryCrossEntropy, EntropyIdentity, GradientEquality, DivergenceTable, CourseFigures, CnnTrainer];
for (const element of ELEMENTS) element.define();
