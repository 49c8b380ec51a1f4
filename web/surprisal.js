// In a page, one script tag is enough: the elements register themselves. In Node it is the engine alone.
export * from "./index.js";

if (typeof document !== "undefined") {
  void import("./elements/register.js");
  void import("./elements/fonts.js").then(({ bringFonts }) => bringFonts());
}
