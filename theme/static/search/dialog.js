// The search dialog of all pages: suggestions and the first hits while one types. Its form leads to the search page.

import { _, formatDay } from "./translator.js";
import { element, failureMarkup, isBlank, lostShards, markedParts, resultSummary, searchAddress } from "./hit_markup.js";
import { LinkList } from "./link_list.js";
import { suggestionLink } from "./suggestions.js";

const LIMIT = 6;
const INPUT_DELAY = 100; // ms without typing before a search starts
const LOADING_DELAY = 500; // ms before "Searching…" is shown

/** Searches while the reader types; of several searches the latest wins. */
export class DialogSearch {
  #searchNumber = 0;
  #inputTimer = 0;

  /** `makeEngine(root)`: makes `find(query, limit)` and `suggest(query)` for the site at the address `root`. */
  constructor(dialog, makeEngine) {
    this.dialog = dialog;
    this.root = new URL(".", new URL(dialog.dataset.search, document.baseURI)).href;
    this.engine = makeEngine(this.root);
    this.box = dialog.querySelector("input[name=q]");
    this.summary = element("p", { class: "summary", role: "status" });
    this.notices = element("div", {});
    this.list = element("div", { class: "links" });
    dialog.querySelector(".dialog-results").replaceChildren(this.summary, this.notices, this.list);
    document.head.append(element("link", { rel: "stylesheet", href: `${this.root}static/search-dialog.css` }));
    this.links = new LinkList(this.box, this.list, _("Results"));
  }

  start() {
    this.box.addEventListener("input", (event) => event.isComposing || this.#onInput());
    this.box.addEventListener("compositionend", () => this.#onInput());
    this.box.addEventListener("keydown", (event) => this.#onKeydown(event));
    this.list.addEventListener("click", () => this.dialog.close()); // a link may lead to this page
    this.#search();
  }

  /** Close with the first Escape; a browser would only clear the box. */
  #onKeydown(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    this.dialog.close();
  }

  #onInput() {
    clearTimeout(this.#inputTimer);
    this.#inputTimer = setTimeout(() => this.#search(), INPUT_DELAY);
  }

  async #search() {
    const number = ++this.#searchNumber;
    const query = this.box.value;
    if (isBlank(query)) return this.#show("", [], []);
    const timer = setTimeout(() => number === this.#searchNumber && (this.summary.textContent = _("Searching…")), LOADING_DELAY);
    try {
      const [result, suggested] = await Promise.all([
        this.engine.find(query, LIMIT),
        this.engine.suggest(query).catch(() => []),
      ]);
      if (number === this.#searchNumber) this.#showResult(result, suggested);
    } catch (error) {
      console.error(error);
      const [summary, notices] = failureMarkup(error).children;
      if (number === this.#searchNumber) this.#show(summary.textContent, [...notices.childNodes], []);
    } finally {
      clearTimeout(timer);
    }
  }

  #showResult(result, suggested) {
    this.#show(resultSummary(result), result.lost.length ? [lostShards(result.lost)] : [], [
      ...(result.suggestion ? [otherSpelling(result.suggestion, this.root)] : []),
      ...suggested.map((each) => suggestionLink(each, this.root)),
      ...result.hits.map((each) => hitLink(each, this.root)),
    ]);
  }

  #show(summary, notices, links) {
    this.summary.textContent = summary;
    this.notices.replaceChildren(...notices);
    this.links.show(links);
  }
}

function otherSpelling(query, root) {
  return [root + searchAddress(query), "suggested", element("span", { class: "kind" }, _("Did you mean:")), " ", element("bdi", {}, query)];
}

function hitLink({ link, heading, number, speaker, day, snippet }, root) {
  return [root + link, "hit",
    element("span", { class: "title" }, element("bdi", {}, markedParts(heading)), " ", element("span", { class: "number" }, number)),
    " ",
    element("span", { class: "facts" }, element("bdi", {}, speaker), day ? [" ", element("time", { datetime: day }, formatDay(day))] : []),
    " ",
    element("span", { class: "snippet", dir: "auto" }, markedParts(snippet)),
  ];
}
