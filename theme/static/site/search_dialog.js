// The search dialog. The script of the search finds it, and shows the first hits in it.

import { element } from "./elements.js";
import { _ } from "./sentences.js";

/** A dialog with a form that leads to the search page; it is made, and the search loaded, when it is opened first. */
export class SearchDialog {
  #dialog = null;

  constructor() {
    this.link = document.querySelector("header.site a.search-link");
    this.link?.setAttribute("aria-keyshortcuts", "/");
  }

  /** Focuses the search box of the search page, or opens the dialog. Returns false where the header has no search. */
  open() {
    if (document.querySelector("main .results")) this.#focus(document.querySelector("form.search"));
    else if (!this.link) return false;
    else {
      this.#dialog ??= this.#create();
      this.#dialog.showModal();
      this.#focus(this.#dialog);
    }
    return true;
  }

  #focus(parent) {
    const box = parent.querySelector("input[name=q]");
    box.focus();
    box.select();
  }

  #create() {
    const address = this.link.getAttribute("href");
    const box = element("input", {
      type: "search", name: "q", "aria-label": _("Words to search for"), placeholder: _("Search messages"), dir: "auto",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    });
    const form = element("form", { class: "search", role: "search", action: address }, box, element("button", {}, _("Search")));
    const dialog = element(
      "dialog", { class: "search-dialog", "aria-label": _("Search"), "data-search": address, closedby: "any" },
      form, element("div", { class: "dialog-results" }),
    );
    document.body.append(dialog);
    document.head.append(element("script", { src: new URL("static/search.js", this.link.href).href }));
    return dialog;
  }
}
