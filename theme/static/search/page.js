// The search page: keeps address, search box and results in sync. results.js does the search.

import { _ } from "./translator.js";
import { DialogSearch } from "./dialog.js";
import { MAX_HITS, STEP, element, facetLists, failureMarkup, hitsMarkup, isBlank, lostShards, searchAddress } from "./hit_markup.js";
import { LinkList } from "./link_list.js";
import { search } from "./results.js";
import { SearchData } from "./shards.js";
import { suggestionLink, suggestions } from "./suggestions.js";
import { spellOutInvisible } from "./invisible_characters.js";

const MAX_INPUT_DELAY = 150; // ms without typing before a search starts; less where searches are fast
const LOADING_DELAY = 500; // ms before "Searching…" is shown
const HISTORY_DELAY = 250; // ms before typing and scrolling are saved in the history

/** The query of an address, and a valid number of hits. */
export function parseAddress(address) {
  const values = new URL(address).searchParams;
  const n = values.get("n") ?? "";
  const number = /^[0-9]{1,4}$/.test(n) ? Number(n) : STEP;
  const limit = Math.min(Math.max(Math.ceil(number / STEP) * STEP, STEP), MAX_HITS);
  return { query: values.get("q") ?? "", limit };
}

/**
 * Searches while the reader types. Typing changes the current history entry. Submitting the form or following a link
 * adds an entry, and resets the previous one to its state before the typing.
 */
export class SearchPage {
  #searchNumber = 0; // number of the latest search; results of earlier ones are dropped
  #inputDelay = MAX_INPUT_DELAY;
  #inputTimer = 0;
  #historyTimer = 0;

  /** `engine`: `preload()`, which makes the first search faster, and `find(query, limit)`, both asynchronous. */
  constructor(root, engine) {
    this.engine = engine;
    this.form = root.querySelector("form.search");
    this.box = this.form.elements.q;
    this.summary = root.querySelector(".summary");
    this.results = root.querySelector(".results");
    this.help = root.querySelector("details.help");
    this.window = root.defaultView;
    this.suggestions = new LinkList(this.box, this.form.appendChild(element("div", { class: "suggestions" })), _("Suggestions"));
  }

  start() {
    const { history, location } = this.window;
    this.request = parseAddress(location.href);
    this.historyRequest = this.request;
    this.box.value = this.request.query;
    this.help.open = isBlank(this.request.query);
    this.#listen();
    history.scrollRestoration = "manual"; // the browser would scroll before there are results
    const top = history.state?.top ?? 0;
    // A server may have rendered the results.
    if (this.results.childElementCount || isBlank(this.request.query)) this.#scroll(top);
    else this.#search(this.request).then(() => this.#scroll(top));
  }

  #listen() {
    const { box, form, window } = this;
    const { document } = window;
    if (this.#isEmptyPage()) box.focus({ preventScroll: true });
    for (const event of ["focus", "input"]) box.addEventListener(event, () => this.engine.preload().catch(() => {}), { once: true });
    box.addEventListener("input", (event) => event.isComposing || this.#onInput());
    box.addEventListener("compositionend", () => this.#onInput());
    box.addEventListener("keydown", (event) => this.#onKeydown(event));
    box.addEventListener("blur", () => this.suggestions.show([]));
    form.addEventListener("submit", (event) => this.#onSubmit(event));
    document.addEventListener("click", () => this.#saveState(), { capture: true });
    document.addEventListener("click", (event) => this.#onClick(event));
    window.addEventListener("popstate", () => this.#onPopState());
    window.addEventListener("scroll", () => this.#saveStateSoon(), { passive: true });
    window.addEventListener("pagehide", () => this.#saveState());
  }

  /** Return whether the reader comes to type: without a query or another place to go, and not with a finger. */
  #isEmptyPage() {
    const { document, history, location } = this.window;
    const isHere = !this.box.value && !location.hash && !history.state && document.activeElement === document.body;
    return isHere && this.window.matchMedia("(hover: hover)").matches;
  }

  #onInput() {
    clearTimeout(this.#inputTimer);
    this.#inputTimer = setTimeout(() => {
      this.#search({ query: this.box.value, limit: STEP });
      this.#suggest(this.box.value);
      this.#saveStateSoon();
    }, this.#inputDelay);
  }

  async #suggest(query) {
    const found = await this.engine.suggest(query).catch(() => []);
    const isTyping = this.box.value === query && this.window.document.activeElement === this.box;
    if (isTyping && this.request.query === query) this.suggestions.show(found.map((each) => suggestionLink(each)));
  }

  #onKeydown(event) {
    if (event.key !== "Escape" || event.isComposing || !this.box.value) return;
    event.preventDefault();
    if (!this.suggestions.isEmpty) return this.suggestions.show([]);
    this.box.value = "";
    this.#onInput();
  }

  #onSubmit(event) {
    event.preventDefault();
    this.suggestions.show([]);
    if (this.window.matchMedia("(hover: none)").matches) this.box.blur(); // hide the on-screen keyboard
    this.#navigate({ query: this.box.value, limit: STEP });
  }

  async #onClick(event) {
    const link = event.target.closest("a[href]");
    const { location, scrollTo } = this.window;
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.protocol + link.host + link.pathname !== location.protocol + location.host + location.pathname) return;
    if (!link.search || link.hash) return;
    event.preventDefault();
    const request = parseAddress(link.href);
    if (request.query === this.request.query && request.limit > this.request.limit) return this.#showMore(request);
    this.suggestions.show([]);
    this.box.value = request.query;
    this.historyRequest = this.request; // keep the typed query in the history
    this.#navigate(request);
    // The link may disappear, and with it the keyboard focus.
    this.summary.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  async #showMore(request) {
    const before = this.results.querySelectorAll(".hit").length;
    if (!await this.#search(request)) return;
    this.#saveState();
    this.results.querySelectorAll(".hit a")[before]?.focus({ preventScroll: true });
  }

  /** Search with a new history entry. */
  #navigate(request) {
    clearTimeout(this.#inputTimer);
    if (request.query !== this.historyRequest.query) {
      this.#writeHistory("replaceState", this.historyRequest);
      this.#writeHistory("pushState", request, 0);
      this.historyRequest = request;
    }
    this.#search(request);
  }

  /** Handle back and forward: the address has already changed. */
  async #onPopState() {
    clearTimeout(this.#inputTimer);
    clearTimeout(this.#historyTimer);
    const { location, history } = this.window;
    const top = history.state?.top;
    const request = parseAddress(location.href);
    this.historyRequest = request;
    if (request.query === this.request.query && request.limit === this.request.limit) return;
    this.box.value = request.query;
    if (await this.#search(request)) this.#scroll(top ?? 0);
  }

  /** Search and show the results. Resolves to false if a later search has replaced this one. */
  async #search(request) {
    const searchNumber = ++this.#searchNumber;
    const wasBlank = isBlank(this.request.query);
    const isBlankQuery = isBlank(request.query);
    this.request = request;
    if (isBlankQuery !== wasBlank) this.help.open = isBlankQuery;
    this.#setTitle(request.query);
    const start = performance.now();
    const loadingTimer = setTimeout(() => searchNumber === this.#searchNumber && this.#setSummary(_("Searching…")), LOADING_DELAY);
    this.results.setAttribute("aria-busy", "true");
    const result = await this.#result(request, isBlankQuery);
    clearTimeout(loadingTimer);
    if (searchNumber !== this.#searchNumber) return false;
    this.#inputDelay = Math.min(MAX_INPUT_DELAY, 3 * (performance.now() - start));
    this.#render(result);
    return true;
  }

  /** The result of a search, with its markup. */
  async #result({ query, limit }, isBlankQuery) {
    const emptyResult = { query: "", problems: [], total: 0, sort: "rank", match: "all", suggestion: "", hits: [], facets: [], lost: [] };
    try {
      const result = isBlankQuery ? emptyResult : await this.engine.find(query, limit);
      return { ...result, markup: hitsMarkup(result) };
    } catch (error) {
      console.error(error);
      return { markup: failureMarkup(error) };
    }
  }

  #render(result) {
    const [summary, results] = result.markup.children;
    const wide = this.window.matchMedia("(min-width: 66rem)").matches;
    for (const each of results.querySelectorAll(".facets details")) this.#prepareFacets(each, result, wide);
    // Keep the summary element: screen readers do not announce a new live region.
    this.#setSummary(summary.textContent);
    this.results.replaceChildren(...results.childNodes);
    this.results.removeAttribute("aria-busy");
  }

  /** Open the facets of a wide page. Where they are not loaded, load them once they are open. */
  #prepareFacets(details, result, wide) {
    details.open = wide && result.hasQuickFacets !== false;
    if (!result.loadFacets) return;
    details.classList.toggle("uncounted", !details.open); // a wide page does not hide how to open them
    const load = async () => {
      details.classList.remove("uncounted");
      const { facets, lost } = await result.loadFacets();
      const notice = lost.length && !result.lost.length ? [lostShards(lost)] : [];
      details.querySelector("summary").after(...notice, ...facetLists({ ...result, facets }));
    };
    if (details.open) load();
    else details.addEventListener("toggle", load, { once: true });
  }

  #setSummary(text) {
    this.summary.textContent = text;
  }

  #setTitle(query) {
    const title = this.form.dataset.title;
    this.window.document.title = !isBlank(query) ? `${spellOutInvisible(query)} · ${title}` : title;
  }

  #saveStateSoon() {
    clearTimeout(this.#historyTimer);
    this.#historyTimer = setTimeout(() => this.#saveState(), HISTORY_DELAY);
  }

  /** Save query and scroll position in the history. */
  #saveState() {
    clearTimeout(this.#historyTimer);
    this.#writeHistory("replaceState", this.request);
  }

  #writeHistory(method, { query, limit }, top = this.window.scrollY) {
    const { history, location } = this.window;
    const name = location.pathname.slice(location.pathname.lastIndexOf("/") + 1);
    const parameters = query ? searchAddress(query, limit > STEP ? limit : 0).replace(/^[^?]*/, "") : "";
    history[method]({ top }, "", name + parameters);
  }

  #scroll(top) {
    if (top) this.window.scrollTo(0, top);
  }
}

/** A search in the shards. `root`: address of the site. */
function shardEngine(root) {
  const data = new SearchData(root);
  return {
    preload: () => data.load(),
    find: (query, limit) => search(data, query, limit),
    suggest: (query) => suggestions(data, query),
  };
}

const dialog = document.querySelector("dialog.search-dialog");
if (document.querySelector("main .results")) new SearchPage(document, shardEngine()).start();
else if (dialog) new DialogSearch(dialog, shardEngine).start();
