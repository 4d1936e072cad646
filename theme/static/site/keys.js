// Keyboard shortcuts of one character. They can be turned off (WCAG 2.1.4), and none acts while one types.

const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** Calls the action of the pressed key; `actions` are by key. An action that returns false leaves the key to others. */
export function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.keys === "off" || !Object.hasOwn(actions, event.key)) return;
    if (event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    if (actions[event.key]() !== false) event.preventDefault();
  });
}
