// Make a name in the legend lead to the speaker's next message in the page.

const READ = 24; // px from the top of the window: where a link puts a message

export function followLegend(page) {
  page.querySelector(".participants")?.addEventListener("click", (event) => {
    const link = event.target.closest('.participants a[href^="#"]');
    if (!link) return;
    const next = nextMessage(page, page.getElementById(link.hash.slice(1)));
    if (next) link.setAttribute("href", `#${next.id}`); // the browser goes there
  });
}

/** Returns the first message below the present place that is by the speaker of a message; after the last, the first. */
function nextMessage(page, message) {
  const { speaker, model } = message.dataset;
  const found = [...page.querySelectorAll(`article.${message.classList.contains("event") ? "event" : "message"}`)].filter(
    (each) => each.dataset.speaker === speaker && each.dataset.model === model && each.checkVisibility());
  const later = found.filter((each) => each.getBoundingClientRect().top > READ);
  // At the end of the page, a link cannot put a message at the top.
  const isReached = later[0]?.matches(":target") && later[0].getBoundingClientRect().top < innerHeight;
  return later[isReached ? 1 : 0] ?? found[0];
}
