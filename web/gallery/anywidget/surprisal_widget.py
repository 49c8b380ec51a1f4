"""<kl-divergence> in a notebook (Jupyter, Colab, VS Code, marimo), its attributes as traits.

Put surprisal.single.js beside this file; then, in a cell:

    from surprisal_widget import KlDivergence
    w = KlDivergence(p="normal(0, 1)", q="normal(1, 2)")
    w            # shows it; w.q = "normal(2, 2)" moves it, and dragging it sets w.q
    w.numbers    # all that it shows, such as w.numbers["kl"]
"""
from pathlib import Path

import anywidget
import traitlets

FRONT_END = """
const name = (trait) => trait.replaceAll("_", "-");

export default {
  render({ model, el }) {
    const widget = document.createElement(model.get("_tag"));
    const traits = model.get("_attributes");
    const controller = new AbortController();
    const listeners = traits.map((trait) => [`change:${trait}`, () => {
      const text = model.get(trait);
      if (widget.getAttribute(name(trait)) !== text) widget.setAttribute(name(trait), text);
    }]);
    const tell = ({ detail }) => {
      for (const trait of traits) if (name(trait) in detail.attributes) model.set(trait, detail.attributes[name(trait)]);
      model.set("numbers", detail.numbers);
      model.save_changes();
    };
    for (const [, follow] of listeners) follow();
    for (const [event, follow] of listeners) model.on(event, follow);
    for (const event of ["surprisal-ready", "surprisal-change"]) widget.addEventListener(event, tell, { signal: controller.signal });
    el.append(widget);
    return () => {
      controller.abort();
      for (const [event, follow] of listeners) model.off(event, follow);
      widget.remove();
    };
  },
};
"""


class KlDivergence(anywidget.AnyWidget):
    # a notebook has no folder that a page can read: engine and elements go along
    _esm = Path(__file__).with_name("surprisal.single.js").read_text(encoding="utf-8") + FRONT_END
    _tag = traitlets.Unicode("kl-divergence").tag(sync=True)
    _attributes = traitlets.List(["p", "q", "range", "base", "direction", "show"]).tag(sync=True)

    p = traitlets.Unicode("binomial(250, 0.008)").tag(sync=True)
    q = traitlets.Unicode("poisson(2)").tag(sync=True)
    range = traitlets.Unicode("").tag(sync=True)
    base = traitlets.Unicode("nats").tag(sync=True)
    direction = traitlets.Unicode("forward").tag(sync=True)
    show = traitlets.Unicode("all").tag(sync=True)
    numbers = traitlets.Dict().tag(sync=True)
