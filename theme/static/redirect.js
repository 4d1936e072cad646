// Redirect a former address to the new one, keeping the fragment and its text directive.
"use strict";
{
  // Browsers remove `:~:text=…` from location.hash, but not from the navigation entry.
  const [navigation] = performance.getEntriesByType("navigation");
  const address = navigation ? navigation.name : location.href;
  const start = address.indexOf("#");
  const fragment = start < 0 ? location.hash : address.slice(start);
  location.replace(document.currentScript.dataset.to + fragment);
}
