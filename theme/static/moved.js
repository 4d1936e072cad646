// A former address: takes the reader to the new one, with the fragment, and with the words that a link may have marked.
"use strict";
{
  // Browsers hide `:~:text=…` from location.hash, but not from the entry of the visit.
  const [visit] = performance.getEntriesByType("navigation");
  const whole = visit ? visit.name : location.href;
  const at = whole.indexOf("#");
  const fragment = at < 0 ? location.hash : whole.slice(at);
  location.replace(document.currentScript.dataset.to + fragment);
}
