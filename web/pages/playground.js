// The Embed page's playground: a widget, its attributes in fields, and the code that gives it.
import { elementCode, frameCode } from "../elements/embed-code.js";
import { WIDGETS } from "../elements/widgets.js";

/** @param {HTMLElement} place */
export function play(place) {
  const [choice, fields, live, code] = /** @type {HTMLElement[]} */ (["select", ".fields", ".live", "pre"].map((s) => place.querySelector(s)));
  const how = /** @type {HTMLInputElement} */ (place.querySelector("input[value=frame]"));
  const select = /** @type {HTMLSelectElement} */ (choice);
  select.append(...Object.keys(WIDGETS).map((tag) => new Option(tag)));

  const write = () => {
    const widget = /** @type {any} */ (live.firstElementChild);
    const attributes = Object.fromEntries(Object.keys(WIDGETS[select.value].attributes).map((name) => [name, widget.textOf(name)]));
    code.textContent = how.checked ? frameCode(select.value, attributes, widget.offsetHeight) : elementCode(select.value, attributes);
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (fields.querySelectorAll("[name]"))) if (field !== document.activeElement) field.value = attributes[field.name];
  };
  const show = () => {
    const widget = document.createElement(select.value);
    live.replaceChildren(widget);
    fields.replaceChildren(...Object.entries(WIDGETS[select.value].attributes).map(([name, a]) => {
      const label = Object.assign(document.createElement("label"), { textContent: name, title: a.about });
      const field = a.choices ? document.createElement("select") : document.createElement("input");
      if (field instanceof HTMLSelectElement) field.append(...(a.choices ?? []).map((c) => new Option(c)));
      field.name = name;
      field.addEventListener("input", () => { widget.setAttribute(name, field.value); write(); });
      label.append(field);
      return label;
    }));
    write();
  };
  select.addEventListener("change", show);
  live.addEventListener("surprisal-change", write);
  for (const radio of place.querySelectorAll("input[type=radio]")) radio.addEventListener("change", write);
  show();
}
