// A notebook page as Jupyter's own HTML manager makes it of a saved state, with anywidget's runtime, which asks for an AMD loader.
import * as base from "@jupyter-widgets/base";
import { HTMLManager } from "@jupyter-widgets/html-manager/lib/htmlmanager";

window.show = async (state, id) => {
  const modules = new Map();
  let loading = "";
  globalThis.define = (dependencies, factory) => modules.set(loading, factory(...dependencies.map(() => base)));
  loading = "anywidget";
  await import("anywidget");
  const manager = new HTMLManager({ loader: async (name) => modules.get(name) });
  const models = await manager.set_state(state);
  const model = models.find((m) => m.model_id === id);
  await manager.display_view(await manager.create_view(model), document.body);
  window.model = model;
};
