// A list of links that belongs to a text field: arrow keys move through it while the field keeps the focus.

import { element } from "./hit_markup.js";

/** The list is hidden while it is empty. Enter follows the active link; without one, the field does what it does. */
export class LinkList {
  #active = -1;

  constructor(box, list, name) {
    this.box = box;
    this.list = list;
    list.id = "search-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", name);
    for (const [key, value] of [["autocomplete", "list"], ["haspopup", "listbox"], ["controls", list.id]]) box.setAttribute(`aria-${key}`, value);
    box.addEventListener("keydown", (event) => this.#onKeydown(event));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the field
    this.show([]);
  }

  get isEmpty() {
    return !this.list.childElementCount;
  }

  /** Show links; `children`: of each, after `[address, class]`. */
  show(links) {
    this.list.replaceChildren(...links.map(([href, class_, ...children], n) => (
      element("a", { href, class: class_, id: `search-option-${n}`, role: "option", tabindex: -1, "aria-selected": false }, ...children)
    )));
    this.list.hidden = this.isEmpty;
    this.#activate(-1);
  }

  #onKeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (step && !this.isEmpty) {
      const places = this.list.childElementCount + 1; // one of them is the field
      this.#activate((this.#active + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && this.#active >= 0) {
      this.list.children[this.#active].click();
    } else {
      return;
    }
    event.preventDefault();
  }

  #activate(n) {
    this.list.children[this.#active]?.setAttribute("aria-selected", false);
    this.#active = n;
    const link = this.list.children[n];
    if (!link) return this.box.removeAttribute("aria-activedescendant");
    link.setAttribute("aria-selected", true);
    link.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", link.id);
  }
}
