// The list of keyboard shortcuts, with the way to turn them off.

import { element } from "./elements.js";
import { _ } from "./sentences.js";

let dialog = null;

/** Opens the dialog with the list. */
export function openKeyList() {
  dialog ??= create();
  dialog.showModal();
}

function create() {
  const keys = [
    ["/", _("Search")],
    ...(document.querySelector(".conversation") ? [["j", _("Next message")], ["k", _("Previous message")]] : []),
    ["?", _("This list")],
    ["Esc", _("Close")],
  ];
  const rows = keys.map(([key, what]) => element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, what)));
  const display = document.getElementById("f-display");
  const off = element("button", { type: "button" }, _("Turn them off"));
  off.addEventListener("click", () => {
    made.close();
    display.showPopover?.(); // where it is unknown, the control is always open
    display.querySelector("input[name=keys]:checked").focus();
  });
  const title = element("h2", { id: "h-keys" }, _("Keyboard shortcuts"));
  const made = element(
    "dialog", { class: "key-list", "aria-labelledby": "h-keys", closedby: "any" },
    title, element("dl", {}, ...rows), ...(display ? [off] : []),
  );
  document.body.append(made);
  return made;
}
