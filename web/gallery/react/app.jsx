import { useState } from "react";
import { createRoot } from "react-dom/client";
import "surprisal/elements";

// React 19 passes attributes and listens to custom events by itself: no wrapper
function App() {
  const [mean, setMean] = useState(1);
  const [kl, setKl] = useState(undefined);
  return (
    <>
      <label>mean of Q <input type="range" min="-3" max="3" step="0.5" value={mean} onChange={(e) => setMean(Number(e.target.value))} /></label>
      <p>React was told: <output>{kl}</output></p>
      <kl-divergence p="normal(0, 1)" q={`normal(${mean}, 2)`}
        onsurprisal-ready={(e) => setKl(e.detail.numbers.kl)} onsurprisal-change={(e) => setKl(e.detail.numbers.kl)} />
    </>
  );
}

createRoot(document.getElementById("root")).render(<App />);
