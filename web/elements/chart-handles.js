// Handles on a chart: what can be dragged is a slider for keys and screen readers too.
import { css, html, nothing } from "lit";
import { short } from "./format.js";

/** @typedef {{ x: number, y: number, label: string, role: string, axis?: "x" | "y", min: number, max: number, step: number, text?: string, letter?: string, stem?: boolean, small?: boolean, origin?: number }} Handle
 * letter: written on the handle; stem: a line from it down to the axis; axis: what moves, y unless said; min, max, step are of that coordinate, steps
 * counted from origin, 0 unless said. */

export const handleStyles = css`
  .handle { position: absolute; width: 1.75rem; height: 1.75rem; margin: -0.875rem 0 0 -0.875rem; border-radius: 50%; cursor: ns-resize; touch-action: none; display: grid; place-items: center; }
  .handle[data-axis="x"] { cursor: ew-resize; }
  .handle::before { content: ""; width: 0.875rem; height: 0.875rem; border-radius: 50%; border: 2px solid var(--role); background: var(--surprisal-ground); box-shadow: 0 1px 4px rgb(0 0 0 / 0.25); }
  .handle[data-letter]::before { content: attr(data-letter); width: 1.375rem; height: 1.375rem; display: grid; place-items: center; font: italic 600 0.875rem/1 var(--surprisal-serif); color: var(--role); }
  .handle[data-stem]::after { content: ""; position: absolute; left: calc(50% - 0.75px); top: calc(50% + 0.6875rem); height: calc(var(--stem, 0px) - 0.6875rem); border-left: 1.5px solid var(--role); opacity: 0.55; pointer-events: none; }
  .handle[data-small]::before { width: 0.75rem; height: 0.75rem; border-radius: 2px; transform: rotate(45deg); }
  .handle[data-small]:hover::before, .handle[data-small]:focus-visible::before { transform: rotate(45deg) scale(1.15); }
  .handle:hover::before, .handle:focus-visible::before { background: color-mix(in oklab, var(--role) 30%, var(--surprisal-ground)); transform: scale(1.15); }
  @media print { .handle { display: none; } }
`;

/** @param {Handle[]} handles @param {(index: number, value: number) => void} move @param {(index: number) => void} restart
 * @param {() => import("chart.js").Chart | null} chart @param {(held: boolean) => void} hold */
export function renderHandles(handles, move, restart, chart, hold) {
  return handles.map((h, i) => {
    const axis = h.axis ?? "y";
    const value = h[axis];
    const clamp = (/** @type {number} */ v) => Math.min(h.max, Math.max(h.min, Number((Math.round((v - (h.origin ?? 0)) / h.step) * h.step + (h.origin ?? 0)).toPrecision(10))));
    const pointer = (/** @type {PointerEvent} */ e) => {
      const knob = /** @type {HTMLElement} */ (e.currentTarget);
      if (e.type === "pointerdown") { knob.setPointerCapture(e.pointerId); knob.dataset.before = String(value); e.preventDefault(); knob.focus(); hold(true); }
      if (!knob.hasPointerCapture(e.pointerId)) return;
      const stage = /** @type {HTMLElement} */ (knob.parentElement);
      const area = stage.getBoundingClientRect();
      const scale = chart()?.scales[axis];
      // as the stage measures itself: a slide may be scaled
      const pixel = axis === "y" ? ((e.clientY - area.top) * stage.offsetHeight) / area.height : ((e.clientX - area.left) * stage.offsetWidth) / area.width;
      // places of bars are whole numbers to Chart.js, not to a handle between them
      const at = scale?.type === "category" ? scale.getDecimalForPixel(pixel) * (scale.max - scale.min + 1) + scale.min - 0.5 : scale?.getValueForPixel(pixel);
      if (at !== undefined && Number.isFinite(at)) move(i, clamp(at));
    };
    const key = (/** @type {KeyboardEvent} */ e) => {
      const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[e.key];
      const knob = /** @type {HTMLElement} */ (e.currentTarget);
      const to = direction ? value + direction * h.step * (e.shiftKey ? 10 : 1) : e.key === "Home" ? h.min : e.key === "End" ? h.max
        : e.key === "Escape" && knob.dataset.before !== undefined ? Number(knob.dataset.before) : null;
      if (to === null) return;
      e.preventDefault();
      e.stopPropagation();
      move(i, clamp(to));
    };
    return html`<div class="handle" data-axis=${axis} data-letter=${h.letter ?? nothing} ?data-stem=${h.stem} ?data-small=${h.small} role="slider" tabindex="0" aria-label=${h.label} aria-orientation=${axis === "y" ? "vertical" : "horizontal"}
      aria-valuemin=${h.min} aria-valuemax=${h.max} aria-valuenow=${value} aria-valuetext=${h.text ?? short(value, 3)} .style=${`--role: var(--surprisal-${h.role})`}
      @pointerdown=${pointer} @pointermove=${pointer} @lostpointercapture=${() => hold(false)} @keydown=${key} @dblclick=${() => restart(i)}
      @focus=${(/** @type {any} */ e) => (e.currentTarget.dataset.before = String(value))}></div>`;
  });
}

/** Puts the handles where the chart's scales have their values. @param {import("chart.js").Chart} chart @param {Handle[]} handles @param {ParentNode} root */
export function placeHandles(chart, handles, root) {
  const knobs = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".handle"));
  for (const [i, { x, y }] of handles.entries()) {
    if (!knobs[i]) continue;
    knobs[i].style.left = `${chart.scales.x.getPixelForValue(x)}px`;
    const top = chart.scales.y.getPixelForValue(y);
    knobs[i].style.top = `${top}px`;
    knobs[i].style.setProperty("--stem", `${Math.max(0, chart.chartArea.bottom - top)}px`);
  }
}
