// The search page: address, box and result, kept together. What is found, and how, is results.js's matter.

import { _ } from "./translator.js";
import { MOST_HITS, STEP, element, hitsMarkup, isBlank, searchAddress } from "./hit_markup.js";
import { search } from "./results.js";
import { SearchData } from "./shards.js";
import { shown } from "./invisible_characters.js";

const LONGEST_PAUSE = 150; // ms of quiet after which what was typed is searched; less where answers are quick
const LATE = 500; // ms after which a reader is told that the search goes on
const SETTLED = 250; // ms after which typing and scrolling are noted in the history

/** What an address asks for: a query, and how many hits, whatever it says. */
export function askedBy(address) {
  const values = new URL(address).searchParams;
  const n = values.get("n") ?? "";
  const number = /^[0-9]{1,4}$/.test(n) ? Number(n) : STEP;
  const limit = Math.min(Math.max(Math.ceil(number / STEP) * STEP, STEP), MOST_HITS);
  return { query: values.get("q") ?? "", limit };
}

/**
 * Answers while one types. Typing changes the present entry of the history; what was sent, or followed as a
 * link, becomes a new one, and then the present one is again what it was before the typing.
 */
export class SearchPage {
  #turn = 0; // of the newest question: answers to older ones are dropped
  #pause = LONGEST_PAUSE;
  #typing = 0;
  #noting = 0;

  /** `engine`: `warm()`, which promises to be quicker then, and `find(query, limit)`, which promises a result. */
  constructor(root, engine) {
    this.engine = engine;
    this.form = root.querySelector("form.search");
    this.box = this.form.elements.q;
    this.summary = root.querySelector(".summary");
    this.found = root.querySelector(".found");
    this.help = root.querySelector("details.help");
    this.window = root.defaultView;
  }

  start() {
    const { history, location } = this.window;
    this.asked = askedBy(location.href);
    this.settled = this.asked;
    this.box.value = this.asked.query;
    this.help.open = isBlank(this.asked.query);
    this.#listen();
    history.scrollRestoration = "manual"; // the browser would restore before there is anything to scroll
    const top = history.state?.top ?? 0;
    // A server may have answered already.
    if (this.found.childElementCount || isBlank(this.asked.query)) this.#scroll(top);
    else this.#answer(this.asked).then(() => this.#scroll(top));
  }

  #listen() {
    const { box, form, window } = this;
    const { document } = window;
    box.addEventListener("focus", () => this.engine.warm().catch(() => {}), { once: true });
    box.addEventListener("input", (event) => event.isComposing || this.#typed());
    box.addEventListener("compositionend", () => this.#typed());
    box.addEventListener("keydown", (event) => this.#pressed(event));
    form.addEventListener("submit", (event) => this.#sent(event));
    document.addEventListener("keydown", (event) => this.#focusBySlash(event));
    document.addEventListener("click", () => this.#note(), { capture: true });
    document.addEventListener("click", (event) => this.#followed(event));
    window.addEventListener("popstate", () => this.#returned());
    window.addEventListener("scroll", () => this.#noteSoon(), { passive: true });
    window.addEventListener("pagehide", () => this.#note());
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#answer({ query: this.box.value, limit: STEP });
      this.#noteSoon();
    }, this.#pause);
  }

  #pressed(event) {
    if (event.key !== "Escape" || event.isComposing || !this.box.value) return;
    event.preventDefault();
    this.box.value = "";
    this.#typed();
  }

  #focusBySlash(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    this.box.focus();
    this.box.select();
  }

  #sent(event) {
    event.preventDefault();
    if (this.window.matchMedia("(hover: none)").matches) this.box.blur(); // the keyboard covers half a phone
    this.#go({ query: this.box.value, limit: STEP });
  }

  async #followed(event) {
    const link = event.target.closest("a[href]");
    const { location, scrollTo } = this.window;
    if (!link || event.defaultPrevented || event.button) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.protocol + link.host + link.pathname !== location.protocol + location.host + location.pathname) return;
    if (!link.search || link.hash) return;
    event.preventDefault();
    const asked = askedBy(link.href);
    if (asked.query === this.asked.query && asked.limit > this.asked.limit) return this.#showMore(asked);
    this.box.value = asked.query;
    this.settled = this.asked; // what was typed was used: it stays in the history
    this.#go(asked);
    // The link may be gone in a moment, and with it the place of those who read by keyboard.
    this.summary.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  async #showMore(asked) {
    const before = this.found.querySelectorAll(".hit").length;
    if (!await this.#answer(asked)) return;
    this.#note();
    this.found.querySelectorAll(".hit a")[before]?.focus({ preventScroll: true });
  }

  /** A question that the history is to keep. */
  #go(asked) {
    clearTimeout(this.#typing);
    if (asked.query !== this.settled.query) {
      this.#write("replaceState", this.settled);
      this.#write("pushState", asked, 0);
      this.settled = asked;
    }
    this.#answer(asked);
  }

  /** Back or forward: the address has changed already. */
  async #returned() {
    clearTimeout(this.#typing);
    clearTimeout(this.#noting);
    const { location, history } = this.window;
    const top = history.state?.top;
    const asked = askedBy(location.href);
    this.settled = asked;
    if (asked.query === this.asked.query && asked.limit === this.asked.limit) return;
    this.box.value = asked.query;
    if (await this.#answer(asked)) this.#scroll(top ?? 0);
  }

  /** Shows what is found. Whether it was shown: not if something else was asked meanwhile. */
  async #answer(asked) {
    const turn = ++this.#turn;
    const wasBlank = isBlank(this.asked.query);
    const blank = isBlank(asked.query);
    this.asked = asked;
    if (blank !== wasBlank) this.help.open = blank;
    this.#entitle(asked.query);
    const start = performance.now();
    const late = setTimeout(() => turn === this.#turn && this.#say(_("Searching…")), LATE);
    this.found.setAttribute("aria-busy", "true");
    const markup = await this.#markup(asked, blank);
    clearTimeout(late);
    if (turn !== this.#turn) return false;
    this.#pause = Math.min(LONGEST_PAUSE, 3 * (performance.now() - start));
    this.#show(markup);
    return true;
  }

  async #markup({ query, limit }, blank) {
    const none = { query: "", problems: [], total: 0, sort: "rank", hits: [], facets: [], lost: [] };
    try {
      return hitsMarkup(blank ? none : await this.engine.find(query, limit));
    } catch (error) {
      console.error(error);
      return failureMarkup(error);
    }
  }

  #show(markup) {
    const [summary, found] = markup.children;
    const wide = this.window.matchMedia("(min-width: 66rem)").matches;
    for (const each of found.querySelectorAll(".facets details")) each.open = wide;
    // The summary stays the same element: a live region that has just come is not read out.
    this.#say(summary.textContent);
    this.found.replaceChildren(...found.childNodes);
    this.found.removeAttribute("aria-busy");
  }

  #say(text) {
    this.summary.textContent = text;
  }

  #entitle(query) {
    const title = this.form.dataset.title;
    this.window.document.title = !isBlank(query) ? `${shown(query)} · ${title}` : title;
  }

  #noteSoon() {
    clearTimeout(this.#noting);
    this.#noting = setTimeout(() => this.#note(), SETTLED);
  }

  /** Keeps in the history what is asked and how far the page is scrolled. */
  #note() {
    clearTimeout(this.#noting);
    this.#write("replaceState", this.asked);
  }

  #write(method, { query, limit }, top = this.window.scrollY) {
    const { history, location } = this.window;
    const name = location.pathname.slice(location.pathname.lastIndexOf("/") + 1);
    const asked = query ? searchAddress(query, limit > STEP ? limit : 0).replace(/^[^?]*/, "") : "";
    history[method]({ top }, "", name + asked);
  }

  #scroll(top) {
    if (top) this.window.scrollTo(0, top);
  }
}

function failureMarkup(error) {
  const fragment = document.createDocumentFragment();
  fragment.append(
    element("p", {}, _("The search could not be done")),
    element("div", {}, element("p", { class: "lost" }, _("The index could not be loaded ({reason}). To load the page anew may help.", { reason: error.message }))),
  );
  return fragment;
}

/** The search in the index that lies beside the page. */
function shardEngine() {
  const data = new SearchData();
  return { warm: () => data.load(), find: (query, limit) => search(data, query, limit) };
}

if (document.querySelector("form.search")) new SearchPage(document, shardEngine()).start();
