// Reload the page after a rebuild by `sitegen serve`. Published pages do not have this script.
"use strict";

(() => {
  const shown = document.currentScript.dataset.state;
  let events = null;

  function stop() {
    if (events) events.close();
    events = null;
  }

  // Browsers allow few connections per host, so only visible pages keep one.
  function listen() {
    if (events || document.hidden) return;
    events = new EventSource("/-/changes");
    events.onmessage = (event) => {
      if (event.data === shown) return;
      stop();
      location.reload();
    };
    events.addEventListener("enough", stop);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  addEventListener("focus", listen);
})();
