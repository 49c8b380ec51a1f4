import Reveal from "reveal.js";
import "reveal.js/reveal.css";
import "reveal.js/theme/white.css";

// a slide as high as the figure; the deck's keys stay out of the widget, which has its own
new Reveal({ width: 960, height: 1000, hash: true, keyboardCondition: () => !document.activeElement?.shadowRoot }).initialize();
