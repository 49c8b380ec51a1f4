// Defines every element; importing it is all that a page has to do.
import { CnnTrainer } from "./cnn-trainer.js";
import { KlDivergence } from "./kl-divergence.js";
import { CourseFigures } from "./course-figures.js";

export const ELEMENTS = [KlDivergence, CourseFigures, CnnTrainer];
for (const element of ELEMENTS) element.define();
