// The elements' tables as a custom-elements manifest and as type declarations.
import { FAMILIES } from "../core/abi.gen.js";
import { allowed } from "../core/distribution.js";
import { TYPES } from "../elements/types.js";
import { WIDGETS } from "../elements/widgets.js";

/** @param {string} name */
export const classOf = (name) => name.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase());
/** @param {string} name */
const propertyOf = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** https://github.com/webcomponents/custom-elements-manifest, version 1. */
export function manifest() {
  return {
    schemaVersion: "1.0.0",
    modules: Object.entries(WIDGETS).map(([tagName, { about, attributes }]) => ({
      kind: "javascript-module", path: `dist/npm/elements/${tagName}.js`,
      declarations: [{
        kind: "class", customElement: true, name: classOf(tagName), tagName, description: about, superclass: { name: "HTMLElement" },
        attributes: Object.entries(attributes).map(([name, a]) => ({
          name, fieldName: propertyOf(name), default: a.default, type: { text: a.choices ? a.choices.map((c) => `"${c}"`).join(" | ") : "string" }, description: `${a.about}: ${TYPES[a.type].says}`,
        })),
        members: [
          ...Object.entries(attributes).map(([name, a]) => ({ kind: "field", name: propertyOf(name), attribute: name, type: { text: "string" }, description: a.about })),
          { kind: "field", name: "numbers", type: { text: "Record<string, any> | null" }, description: "what the widget shows now" },
        ],
        events: [{ name: "surprisal-change", type: { text: "CustomEvent" }, description: "after each change, with all numbers" }, { name: "surprisal-ready", type: { text: "CustomEvent" }, description: "when it first has numbers" }],
        slots: [{ name: "title", description: "another heading" }, { name: "", description: "what is shown before the widget runs, and where it cannot" }],
      }],
      exports: [{ kind: "js", name: classOf(tagName), declaration: { name: classOf(tagName) } }, { kind: "custom-element-definition", name: tagName, declaration: { name: classOf(tagName) } }],
    })),
  };
}

const BASE = `/** What every widget is. */
export declare class SurprisalElement extends HTMLElement {
  /** Defines the element, and what it is made of, where nothing has that name yet. */
  static define(): void;
  static readonly tag: string;
  /** What the widget shows now, as plain numbers; null before the first time. */
  readonly numbers: Record<string, any> | null;
  /** Resolves when the last change is shown. */
  readonly updateComplete: Promise<boolean>;
  /** Loads the engine now, instead of when the widget comes near the screen. */
  activate(): Promise<void>;
  /** The charts as they stand, as one picture that stands by itself. */
  toSVG(options?: { scheme?: "light" | "dark"; width?: number }): string;
  /** What the charts show, one row a value (chart, series, x, y); the widget's numbers where there are no charts, or when asked for. */
  toCSV(options?: { of?: "series" | "numbers" }): string;
  /** The same picture in pixels. */
  toPNG(options?: { scheme?: "light" | "dark" }): Promise<Blob>;
  /** Offers it as a file. */
  download(kind: "SVG" | "PNG" | "CSV"): Promise<void>;
  /** Back to what the author of the page wrote: all of it, or one attribute. */
  reset(only?: string): void;
}
export interface SurprisalChange { widget: string; changed: string[]; attributes: Record<string, string>; numbers: Record<string, any>; }
declare global {
  interface HTMLElementEventMap { "surprisal-change": CustomEvent<SurprisalChange>; "surprisal-ready": CustomEvent<SurprisalChange>; }
  interface DocumentEventMap { "surprisal-change": CustomEvent<SurprisalChange>; "surprisal-ready": CustomEvent<SurprisalChange>; }
}
`;

/** file under types/ → its text */
export function declarations() {
  const widget = (/** @type {string} */ tag) => {
    const { about, attributes } = WIDGETS[tag];
    const fields = Object.entries(attributes).map(([name, a]) => {
      const text = a.choices ? a.choices.map((c) => JSON.stringify(c)).join(" | ") : "string";
      return `  /** ${a.about}: ${TYPES[a.type].says}; "${a.default}" unless given. */\n  get ${propertyOf(name)}(): string;\n  set ${propertyOf(name)}(value: ${text}${["number", "integer"].includes(a.type) ? " | number" : ""});`;
    });
    return `import { SurprisalElement } from "./base.js";\n/** ${about} */\nexport declare class ${classOf(tag)} extends SurprisalElement {\n${fields.join("\n")}\n}\ndeclare global { interface HTMLElementTagNameMap { "${tag}": ${classOf(tag)}; } }\n`;
  };
  const tags = Object.keys(WIDGETS);
  return {
    "elements/base.d.ts": BASE,
    ...Object.fromEntries(tags.map((tag) => [`elements/${tag}.d.ts`, widget(tag)])),
    "elements/index.d.ts": `export type { SurprisalChange, SurprisalElement } from "./base.js";\n${tags.map((tag) => `export { ${classOf(tag)} } from "./${tag}.js";\n`).join("")}`,
  };
}

/** The engine's methods that its table of distributions makes, for core/index.d.ts: each by position and by name. */
export const familyMethods = () => `export interface Surprisal {
${FAMILIES.map((family) => {
  const { name, kind, support, formula, accuracy, parameters } = family;
  const typed = parameters.map((p) => `${p.name}${p.default === undefined ? "" : "?"}: ${["weights", "probabilities"].includes(p.name) ? "ArrayLike<number>" : p.name === "components" ? "readonly Distribution[]" : "number"}`).join(", ");
  const made = name === "mixture" ? "Distribution" : kind === "DISCRETE" ? "DiscreteDistribution" : "ContinuousDistribution";
  const domains = parameters.map((p) => `${p.name}: ${allowed(family, p.domain)}${p.default === undefined ? "" : `, ${p.default} unless given`}`).join("; ");
  return `  /** ${domains}. On ${support}, log-density (nats) ${formula}. Relative errors: ${accuracy}. */
  ${name}(${typed}): ${made};
  ${name}(parameters: { ${typed} }): ${made};`;
}).join("\n")}
}
`;
