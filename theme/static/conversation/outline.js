// Mark the present place in the outline at the side of a long conversation.

const READ = 80; // px from the top of the window: what begins above it is being read

export function followReading(page) {
  const { defaultView: window } = page;
  const outline = page.querySelector(".guide .outline");
  if (!outline) return;
  const box = outline.closest(".guide > div");
  const isAtTheSide = window.matchMedia("(min-width: 80rem)");
  const entries = [...outline.children].map((entry) => [...entry.querySelectorAll("a")]);
  let present = null;
  let isScheduled = false;

  /** Returns the last link whose target begins above the line; entries first, so that few headings are laid out. */
  function presentLink() {
    const entry = entries.findLast(([link]) => isAbove(link)) ?? [];
    return entry.findLast(isAbove);
  }

  function isAbove(link) {
    const target = page.getElementById(link.hash.slice(1));
    return Boolean(target?.checkVisibility()) && target.getBoundingClientRect().top < READ;
  }

  function update() {
    isScheduled = false;
    const link = isAtTheSide.matches ? presentLink() : null;
    if (link === present) return;
    present?.removeAttribute("aria-current");
    present = link;
    link?.setAttribute("aria-current", "location");
    if (link) keepInView(link.getBoundingClientRect(), box.getBoundingClientRect());
  }

  /** Scrolls the outline alone: `scrollIntoView` would also move the page. */
  function keepInView(link, frame) {
    if (link.top < frame.top || link.bottom > frame.bottom) box.scrollTop += link.top - frame.top - frame.height / 3;
  }

  function schedule() {
    if (!isScheduled) window.requestAnimationFrame(update);
    isScheduled = true;
  }

  window.addEventListener("scroll", schedule, { passive: true });
  isAtTheSide.addEventListener("change", schedule);
  schedule();
}
