// What every element's shadow tree looks like: type, buttons, fields, the card, quiet actions.
import { css, unsafeCSS } from "lit";
import { forcedTokens, tokens } from "./tokens.js";

/** What a page may not hand down: a rule of the page for all elements would beat those of :host. */
const OWN = [
  "letter-spacing: normal", "word-spacing: normal", "text-transform: none", "text-indent: 0", "text-shadow: none", "white-space: normal", "word-break: normal", "overflow-wrap: normal",
  "hyphens: manual", "-webkit-text-fill-color: currentcolor", "box-sizing: border-box", "cursor: auto", "user-select: auto",
];

export const theme = css`
  :host {
    ${unsafeCSS(tokens)}
    display: block;
    container-type: inline-size;
    color: var(--surprisal-text) !important;
    font: 400 0.9375rem/1.45 var(--surprisal-sans) !important;
    font-variant-numeric: tabular-nums !important;
    font-feature-settings: "cv05", "ss03";
    text-align: start !important;
    ${unsafeCSS(OWN.map((declaration) => `${declaration} !important;`).join(" "))}
  }
  :host(:state(light)) { color-scheme: light; } :host(:state(dark)) { color-scheme: dark; }
  :host([hidden]) { display: none !important; }
  *, ::before, ::after { box-sizing: border-box; }
  :focus-visible { outline: 2px solid var(--surprisal-accent); outline-offset: 2px; border-radius: 3px; }
  p { margin: 0; }
  .title { font-size: 1.0625rem; font-weight: 620; line-height: 1.35; margin: 0 0 0.75rem; text-wrap: balance; }
  .words { min-height: 2.9em; margin: 0.75rem 0 0; color: var(--surprisal-text); }
  .muted { color: var(--surprisal-muted); }
  .p { color: var(--surprisal-p); } .q { color: var(--surprisal-q); } .d { color: var(--surprisal-d); }
  .nowrap { white-space: nowrap; }
  i, var { font-family: var(--surprisal-serif); font-style: italic; }
  sup { line-height: 0; font-size: 0.75em; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

  button, select, input[type="text"] {
    font: inherit; color: inherit; font-variant-numeric: inherit;
    min-height: 2.25rem; border-radius: 0.375rem; border: 1px solid var(--surprisal-rule); background: var(--surprisal-ground);
  }
  button { padding: 0 0.875rem; cursor: pointer; font-weight: 520; white-space: nowrap; }
  @container (max-width: 30rem) { button { white-space: normal; } }
  button:hover:not(:disabled) { background: var(--surprisal-sunken); border-color: var(--surprisal-text); }
  button.primary { background: var(--surprisal-accent); border-color: var(--surprisal-accent); color: var(--surprisal-on-accent); }
  button.primary:hover:not(:disabled) { background: color-mix(in oklab, var(--surprisal-accent) 86%, var(--surprisal-text)); }
  button:disabled { opacity: 0.5; cursor: default; }
  button.quiet, a.quiet, summary {
    min-height: 1.75rem; padding: 0 0.375rem; border: 0; background: none; color: var(--surprisal-muted);
    font-size: 0.8125rem; font-weight: 450; cursor: pointer; border-radius: 0.25rem;
  }
  button.quiet:hover:not(:disabled), summary:hover { color: var(--surprisal-text); background: var(--surprisal-sunken); }
  select { min-width: 0; padding: 0 1.75rem 0 0.625rem; appearance: none;
    background: var(--surprisal-ground) linear-gradient(45deg, transparent 50%, var(--surprisal-muted) 50%) right 0.9rem center / 0.3rem 0.3rem no-repeat;
    background-image: linear-gradient(45deg, transparent 50%, var(--surprisal-muted) 50%), linear-gradient(-45deg, transparent 50%, var(--surprisal-muted) 50%);
    background-position: right 0.95rem center, right 0.65rem center; background-size: 0.3rem 0.3rem; }
  option { color: #1a1d21; background: #ffffff; }
  input[type="text"] { padding: 0 0.5rem; min-width: 0; }
  input[aria-invalid="true"] { border-color: var(--surprisal-error); border-width: 2px; }
  .field { display: grid; gap: 0.25rem; }
  .field > span, legend { font-size: 0.8125rem; color: var(--surprisal-muted); padding: 0; }
  fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
  .actions { display: flex; flex-wrap: wrap; gap: 0.25rem; margin: 0.75rem -0.375rem 0; }
  .download { display: inline-flex; align-items: center; } .download summary { display: inline-flex; align-items: center; list-style: none; } .download summary::after { content: "▾"; margin-inline-start: 0.25em; } .download summary::-webkit-details-marker { display: none; }
  table { border-collapse: collapse; font-size: 0.8125rem; }
  th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: end; font-weight: 400; border-bottom: 1px solid var(--surprisal-grid); }
  th { color: var(--surprisal-muted); } th:first-child, td:first-child { text-align: start; }
  .error { display: grid; grid-template-columns: auto 1fr; gap: 0.5rem 0.75rem; padding: 1rem; border-inline-start: 3px solid var(--surprisal-error); background: var(--surprisal-sunken); }
  .error b { color: var(--surprisal-error); }
  .waiting { display: grid; place-items: center; min-height: max(100%, var(--narrow, 0px)); color: var(--surprisal-muted); }
  @container (min-width: 36rem) { .waiting { min-height: max(100%, var(--middle, var(--narrow, 0px))); } }
  @container (min-width: 46rem) { .waiting { min-height: max(100%, var(--wide, 0px)); } }
  @media (forced-colors: active) {
    :host { ${unsafeCSS(forcedTokens)} }
    select { appearance: auto; padding-inline-end: 0.25rem; }
    button[aria-pressed="true"], [role="tab"][aria-selected="true"], button.primary:not(:disabled), label:has(> :checked) { forced-color-adjust: none; background: Highlight !important; border-color: Highlight; }
    button[aria-pressed="true"], [role="tab"][aria-selected="true"], button.primary:not(:disabled), label:has(> :checked) * { color: HighlightText !important; }
    progress { border: 1px solid CanvasText !important; } progress::-webkit-progress-value { forced-color-adjust: none; background: Highlight; }
  }
  .print { display: none; }
  @media print {
    .controls, .actions, button, select, input { display: none !important; }
    .print { display: revert; }
  }
`;
