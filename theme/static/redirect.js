// Redirect to the page that has the fragment, keeping it and its text directive: from a former address to the new one,
// and between the parts of a long conversation.
"use strict";
{
  const { to, whole } = document.currentScript.dataset;

  function redirect(fragment) {
    const page = to ?? pageOf(fragment.slice(1).split(":~:")[0]);
    if (page) location.replace(page + location.search + fragment);
  }

  function pageOf(encoded) {
    const id = decodeURI(encoded);
    return whole ? pageOfMissing(id) : pageOfPart(id);
  }

  /** Returns the page that knows all messages, if the id is of a message that is not here. */
  function pageOfMissing(id) {
    return /^(m-|n\d)/.test(id) && !document.getElementById(messageId(id)) ? whole : null;
  }

  function pageOfPart(id) {
    const number = /^n(\d+)$/.exec(id)?.[1];
    const parts = [...document.querySelectorAll("#parts [data-last]")];
    const part = number
      ? parts.find(({ dataset }) => Number(dataset.first) <= number && number <= Number(dataset.last))
      : document.getElementById(messageId(id))?.closest("#parts [data-last]");
    return part?.querySelector("a").getAttribute("href");
  }

  /** Returns the id of the message of a drawing, a heading or a fold; other ids unchanged. */
  function messageId(id) {
    return id.replace(/-[ahp]\d+$/, "");
  }

  // Browsers remove `:~:text=…` from location.hash, but not from the navigation entry.
  const [navigation] = performance.getEntriesByType("navigation");
  const address = navigation ? navigation.name : location.href;
  const start = address.indexOf("#");
  redirect(start < 0 ? location.hash : address.slice(start));
  addEventListener("hashchange", () => redirect(location.hash));
}
