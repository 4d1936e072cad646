// Keyboard shortcuts of one character. They can be turned off (WCAG 2.1.4), and none acts while one types.

const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** Calls the action of the pressed key: a function by the character of its key. An action that returns false leaves it. */
export function listenToKeys(document, actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (areKeysOff(document) || !Object.hasOwn(actions, event.key)) return;
    if (event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    if (actions[event.key]() !== false) event.preventDefault();
  });
}

export function areKeysOff(document) {
  return document.documentElement.dataset.keys === "off";
}
