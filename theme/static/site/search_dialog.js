// The search dialog. The script of the search finds it, and shows the first hits in it.

import { _ } from "./translator.js";

/** A dialog with a form that leads to the search page; it is made, and the search loaded, when it is opened first. */
export class SearchDialog {
  #dialog = null;

  constructor(document) {
    this.document = document;
    this.link = document.querySelector("header.site a.search-link");
  }

  /** Focus the search box of the search page, or open the dialog. Returns false where the header has no search. */
  open() {
    if (this.document.querySelector("main .results")) this.#focus(this.document.querySelector("form.search"));
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
    const { document } = this;
    const address = this.link.getAttribute("href");
    const dialog = document.createElement("dialog");
    dialog.className = "search-dialog";
    dialog.dataset.search = address;
    dialog.setAttribute("aria-label", _("Search"));
    dialog.setAttribute("closedby", "any");
    const form = document.createElement("form");
    form.className = "search";
    form.setAttribute("role", "search");
    form.setAttribute("action", address);
    const box = document.createElement("input");
    const attributes = {
      type: "search", name: "q", "aria-label": _("Words to search for"), placeholder: _("Search messages"), dir: "auto",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    };
    for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
    const button = document.createElement("button");
    button.textContent = _("Search");
    form.append(box, button);
    const results = document.createElement("div");
    results.className = "dialog-results";
    dialog.append(form, results);
    document.body.append(dialog);
    const script = document.createElement("script");
    script.src = new URL("static/search.js", this.link.href).href;
    document.head.append(script);
    return dialog;
  }
}
