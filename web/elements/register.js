// Defines every element; importing it is all that a page has to do.
import { FIGURES } from "./figures.js";
import { NETWORKS } from "./networks.js";

export * from "./figures.js";
export * from "./networks.js";
export const ELEMENTS = [...FIGURES, ...NETWORKS];
for (const element of ELEMENTS) element.define();
