// How the digit pad is laid out: pad left, belief right, samples below; one under the other where it is narrow.
import { css } from "lit";

export const padStyles = css`
  :host { min-height: 40rem; --narrow: 89rem; --middle: 50rem; --wide: 43rem; }
  .readers { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 0.75rem; font-size: 0.875rem; margin-bottom: 1rem; min-height: 2.25rem; }
  .segments { display: flex; }
  .segments button { border-radius: 0; margin-inline-start: -1px; font-size: 0.875rem; }
  .segments button:first-of-type { border-radius: 0.375rem 0 0 0.375rem; margin: 0; } .segments button:last-of-type { border-radius: 0 0.375rem 0.375rem 0; }
  .segments button[aria-pressed="true"] { background: var(--surprisal-sunken); border-color: var(--surprisal-text); z-index: 1; position: relative; }

  .two { display: grid; grid-template-columns: 17.5rem minmax(0, 1fr); gap: 1rem 2rem; }
  .left { display: grid; gap: 0.625rem; align-content: start; }
  .board { position: relative; border-radius: 0.5rem; box-shadow: inset 0 0 0 1px var(--surprisal-rule); cursor: crosshair; touch-action: none; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; }
  .board:focus-visible { border-radius: 0.5rem; }
  .board canvas { display: block; width: 100%; aspect-ratio: 1; border-radius: 0.5rem; }
  .hint { position: absolute; inset: 0; display: grid; place-items: center; color: var(--surprisal-muted); font-size: 0.875rem; pointer-events: none; }
  .tools { display: flex; gap: 0.5rem; align-items: center; }
  .seen { display: flex; align-items: center; gap: 0.5rem; margin-inline-start: auto; font-size: 0.75rem; line-height: 1.25; }
  .seen span { max-width: 4.5rem; }
  .seen surprisal-digits { width: 3.5rem; flex: none; box-shadow: 0 0 0 1px var(--surprisal-grid); }
  .nudges { display: grid; grid-template-columns: repeat(8, 1fr); }
  .nudges button { min-width: 0; padding: 0; border-radius: 0; margin-inline-start: -1px; font-size: 1rem; }
  .nudges button:first-child { border-radius: 0.375rem 0 0 0.375rem; margin: 0; } .nudges button:last-child { border-radius: 0 0.375rem 0.375rem 0; }
  .nudges button:disabled { opacity: 1; color: color-mix(in oklab, var(--surprisal-muted) 70%, var(--surprisal-ground)); border-color: var(--surprisal-grid); }
  .keys { font-size: 0.75rem; line-height: 1.4; }

  .right { display: grid; gap: 0.75rem; align-content: start; min-width: 0; }
  .right .words { margin: 0; font-size: 1.0625rem; min-height: 2.9em; }
  .right surprisal-chart { --chart-height: 11; }
  .ten { display: grid; grid-template-columns: repeat(10, minmax(0, 1fr)); margin-top: 0.25rem; border: 1px solid var(--surprisal-grid); border-radius: 0.375rem; }
  .ten label { position: relative; display: grid; justify-items: center; padding: 0.3125rem 0 0.25rem; cursor: pointer; border-inline-start: 1px solid var(--surprisal-grid); min-height: 2.75rem; }
  .ten label:first-child { border: 0; }
  .ten input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; width: 100%; height: 100%; }
  .ten b { font-size: 1rem; font-weight: 560; line-height: 1.3; } .ten span { font-size: 0.75rem; color: var(--surprisal-muted); white-space: nowrap; }
  .ten label:hover { background: var(--surprisal-sunken); }
  .ten label[data-best="true"] b { color: var(--surprisal-q); }
  .ten label:has(:checked) { background: color-mix(in oklab, var(--surprisal-p) 14%, var(--surprisal-ground)); box-shadow: inset 0 -3px var(--surprisal-p); } .ten label:has(:checked) b { color: var(--surprisal-p); } .ten label:has(:checked) span { color: var(--surprisal-text); }
  .ten label:has(:focus-visible) { outline: 2px solid var(--surprisal-accent); outline-offset: 1px; z-index: 1; }
  @media (forced-colors: active) { .board { outline: 1px solid CanvasText; outline-offset: -1px; } .board:focus-visible { outline: 3px solid Highlight; } }
  @media (hover: none) { .keys { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } }

  .samples .quiet { padding-inline: 0; }
  .samples { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin-top: 1rem; padding-top: 0.875rem; border-top: 1px solid var(--surprisal-grid); font-size: 0.875rem; }
  .strip { display: grid; grid-template-columns: repeat(10, minmax(2rem, 2.75rem)); gap: 0.25rem; }
  .strip button { padding: 0.125rem; min-height: 0; aspect-ratio: 1; border-color: var(--surprisal-grid); overflow: hidden; }
  .strip surprisal-digits { pointer-events: none; }
  .about { margin-top: 0.75rem; font-size: 0.875rem; } .about summary { display: inline-flex; align-items: center; margin-inline-start: -0.375rem; } .about p { max-width: 42rem; margin: 0.375rem 0; }
  .about pre { margin: 0; padding: 0.5rem 0.75rem; overflow-x: auto; background: var(--surprisal-sunken); border-radius: 0.375rem; font-size: 0.8125rem; }
  @container (max-width: 40rem) {
    .two { grid-template-columns: minmax(0, 1fr); } .left { max-width: 17.5rem; }
  }
  @container (max-width: 30rem) {
    .ten { grid-template-columns: repeat(5, minmax(0, 1fr)); } .ten label:nth-child(6) { border-inline-start: 0; } .ten label:nth-child(n + 6) { border-top: 1px solid var(--surprisal-grid); }
    .segments { flex-wrap: wrap; }
    .strip { grid-template-columns: repeat(5, minmax(2.5rem, 3.25rem)); }
  }
`;
