// Puts the reader's choice of colours on the page before its first paint. Without a choice, and without scripts, the system decides.
(() => {
  "use strict";
  try {
    const scheme = localStorage.getItem("labs-scheme");
    if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
  } catch {
    // A browser may forbid storage; then the system decides.
  }
})();
