// Loads the page again when `sitegen serve` has built the site anew. It is in no published page.
"use strict";

(() => {
  const shown = document.currentScript.dataset.state;
  let events = null;

  function stop() {
    if (events) events.close();
    events = null;
  }

  // Browsers grant a host few connections, so that only pages which are seen keep one.
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
