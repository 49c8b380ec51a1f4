import Reveal from "reveal.js";
import "reveal.js/reveal.css";
import "reveal.js/theme/white.css";

// the figure's slide begins at its top, for the figure grows when it starts; the deck's keys stay out of the widget, which has its own
new Reveal({ width: 960, height: 540, center: false, hash: true, keyboardCondition: () => !document.activeElement?.shadowRoot }).initialize();
