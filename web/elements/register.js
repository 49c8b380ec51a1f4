// Defines every element; importing it is all that a page has to do.
import { BinaryCrossEntropy } from "./binary-cross-entropy.js";
import { CnnTrainer } from "./cnn-trainer.js";
import { CodeLength } from "./code-length.js";
import { CourseFigures } from "./course-figures.js";
import { CourseLog } from "./course-log.js";
import { CrossEntropy } from "./cross-entropy.js";
import { DigitPad } from "./digit-pad.js";
import { DigitSheet } from "./digit-sheet.js";
import { DivergenceTable } from "./divergence-table.js";
import { EntropyIdentity } from "./entropy-identity.js";
import { EntropyView } from "./entropy-view.js";
import { GradientEquality } from "./gradient-equality.js";
import { KlDivergence } from "./kl-divergence.js";
import { KlFit } from "./kl-fit.js";
import { LiveNumber } from "./live-number.js";
import { LossRace } from "./loss-race.js";

export { BinaryCrossEntropy, CnnTrainer, CodeLength, CourseFigures, CourseLog, CrossEntropy, DigitPad, DigitSheet, DivergenceTable, EntropyIdentity, EntropyView, GradientEquality, KlDivergence, KlFit, LiveNumber, LossRace };
export const ELEMENTS = [KlDivergence, CrossEntropy, BinaryCrossEntropy, EntropyIdentity, EntropyView, GradientEquality, DivergenceTable, CodeLength, KlFit, LiveNumber, LossRace, CourseFigures, CourseLog, CnnTrainer, DigitPad, DigitSheet];
for (const element of ELEMENTS) element.define();
