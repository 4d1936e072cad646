// Load the quoting script, which is large, when words are selected or the address quotes words.

export function loadQuotes(page, address) {
  const { location, performance } = page.defaultView;

  function load() {
    page.removeEventListener("selectionchange", loadForSelection);
    const script = page.createElement("script");
    script.src = address;
    page.head.append(script);
  }

  function loadForSelection() {
    if (!page.getSelection().isCollapsed) load();
  }

  // Most browsers hide such a fragment from scripts, but not in the navigation entry.
  const [entry] = performance.getEntriesByType("navigation");
  if (`${entry?.name} ${location.hash}`.includes(":~:")) load();
  else page.addEventListener("selectionchange", loadForSelection);
}
