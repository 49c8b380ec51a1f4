// Before the first paint: the colours that the reader chose last time. Runs as a plain script.
try {
  const chosen = localStorage.getItem("surprisal-scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch { /* storage is closed to us: the system's colours, then */ }
