// From message to message: `j` goes to the next, `k` to the previous one.

const MESSAGES = ".conversation .message";
const AT_TOP = 24; // px: the scroll padding of the page, and rounding

let last = null; // the message that was gone to

/** Focuses the next message, or with -1 the previous one. Returns false on a page without messages. */
export function goToMessage(step) {
  // Those that the page hides have no place.
  const messages = [...document.querySelectorAll(MESSAGES)].filter((each) => each.checkVisibility());
  const target = neighbour(messages, step);
  if (target) {
    last?.removeAttribute("tabindex"); // not when it loses the focus: a dialog gives it back
    last = target;
    target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  }
  return messages.length > 0;
}

/** The message after or before the focused one; if that is out of sight, after or before the top of the window. */
function neighbour(messages, step) {
  const focused = messages.indexOf(document.activeElement.closest(MESSAGES));
  const top = (each) => each.getBoundingClientRect().top;
  if (focused >= 0 && top(messages[focused]) >= 0 && top(messages[focused]) < innerHeight) return messages[focused + step];
  return step > 0 ? messages.find((each) => top(each) > AT_TOP) : messages.findLast((each) => top(each) < 0);
}
