// The elements that compute at once: what a page defines first.
import { BinaryCrossEntropy } from "./binary-cross-entropy.js";
import { CodeLength } from "./code-length.js";
import { CourseFigures } from "./course-figures.js";
import { CourseLog } from "./course-log.js";
import { CrossEntropy } from "./cross-entropy.js";
import { DivergenceTable } from "./divergence-table.js";
import { EntropyIdentity } from "./entropy-identity.js";
import { EntropyView } from "./entropy-view.js";
import { GradientEquality } from "./gradient-equality.js";
import { KlDivergence } from "./kl-divergence.js";
import { KlFit } from "./kl-fit.js";
import { LiveNumber } from "./live-number.js";

export { BinaryCrossEntropy, CodeLength, CourseFigures, CourseLog, CrossEntropy, DivergenceTable, EntropyIdentity, EntropyView, GradientEquality, KlDivergence, KlFit, LiveNumber };
export const FIGURES = [KlDivergence, CrossEntropy, BinaryCrossEntropy, EntropyIdentity, EntropyView, GradientEquality, DivergenceTable, CodeLength, KlFit, LiveNumber, CourseFigures, CourseLog];
