// Render search results as elements. Twin of theme/templates/search_results.html and sitegen/render/search_page.py.

import { KIND_TITLES } from "./block_kinds.js";
import { TABLE } from "./table.js";
import { _, fillPlaceholders, formatDay, formatNumber, listSeparator, ngettext, ngettextParts } from "./translator.js";
import { spellOutInvisible, visibleNodes } from "./invisible_characters.js";

/** Number of hits that a page shows first, and that each link to more adds. */
export const STEP = 10;
export const MAX_HITS = 1000;
const MAX_PROBLEMS = 10;
const MAX_FILTERS = 12;
const MAX_MISSING = 8;
const MAX_QUERY_LENGTH = 1000; // in code points, as in parser.js
const FACET_TITLES = { speaker: _("Speaker"), model: _("Model"), year: _("Year"), kind: _("Contains") };
// As lexer.js splits a query.
const WHITE_SPACE = " \\t-\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const QUOTATION = '["“”„«»][^"“”„«»]*(?:["“”„«»]|$)';
const QUERY_WORD = `[^${WHITE_SPACE}"“”„«»()]+`;
const FILTER = `-?(?:speaker|model|in|has|before|after|on|sort):(?![:/\\\\])(?:${QUOTATION}|${QUERY_WORD})`;
const QUERY_PART = new RegExp(`(${FILTER})|${QUOTATION}|[()]|(?!\\ufeff)${QUERY_WORD}`, "giu");
const NOT_BLANK = new RegExp(`[^${WHITE_SPACE}\\ufeff]`, "u");

/** The address of a search. `hits`: their number, 0 for the default. */
export function searchAddress(query, hits = 0) {
  // A lone surrogate cannot be encoded.
  return `search.html?q=${encodeURIComponent(query.replace(/\p{Surrogate}/gu, "\ufffd"))}${hits ? `&n=${hits}` : ""}`;
}

/** Return whether the query has only white space. */
export function isBlank(query) {
  return !NOT_BLANK.test(query);
}

/**
 * The filters that can be removed without changing the meaning of the rest of the query, and that rest.
 * `problems`: of the query; a filter with one is not applied.
 */
export function queryFilters(query, problems = []) {
  const read = [...query].slice(0, MAX_QUERY_LENGTH).join("");
  const parts = [...read.matchAll(QUERY_PART)];
  const removable = [];
  let depth = 0;
  parts.forEach((part, n) => {
    if (part[0] === "(") depth += 1;
    if (part[0] === ")") depth -= 1;
    const isJoined = ["AND", "OR", "NOT"].includes(parts[n - 1]?.[0]) || ["AND", "OR"].includes(parts[n + 1]?.[0]);
    if (!part[1] || depth !== 0 || isJoined) return;
    const before = query.slice(0, part.index).replace(/ +$/, "");
    const after = query.slice(part.index + part[0].length).replace(/^ +/, "");
    const start = Array.from(read.slice(0, part.index)).length;
    const isApplied = !problems.some((each) => concerns(each, start, start + Array.from(part[0]).length));
    removable.push({ text: part[0], rest: `${before} ${after}`.replace(/^ +| +$/g, ""), isApplied });
  });
  return removable.slice(0, MAX_FILTERS);
}

/** Return whether the part of a query from `start` to `end` was not understood or not read. */
function concerns({ code, at, length }, start, end) {
  return at < end && start < (code === "too-many-words" ? Infinity : at + length);
}

/** A fragment of two elements: the summary and the results. */
export function hitsMarkup(result) {
  const hasQuery = !isBlank(result.query);
  const filters = hasQuery ? queryFilters(result.query, result.problems) : [];
  const fragment = document.createDocumentFragment();
  fragment.append(
    element("p", { class: "summary", role: "status", tabindex: -1 }, hasQuery ? resultSummary(result) : ""),
    element("div", { class: "results wide" }, ...(hasQuery ? resultParts(result, filters) : [])),
  );
  return fragment;
}

/** Create an element. Children that are not nodes become text, with invisible characters spelled out. */
export function element(name, attributes, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, spellOutInvisible(String(value)));
  for (const child of children.flat()) created.append(...(child instanceof Node ? [child] : visibleNodes(String(child))));
  return created;
}

/** How many messages match, in a sentence. */
export function resultSummary({ total, hits, sort, match }) {
  if (!total) return _("No message matches");
  if (match === "most") {
    return ngettext("No message has all of these words; {number} message comes closest",
      "No message has all of these words; {number} messages come closest", total);
  }
  if (total <= hits.length) return ngettext("{number} message matches", "{number} messages match", total);
  const shown = { shown: formatNumber(hits.length) };
  return sort === "date"
    ? ngettext("{number} message matches; showing the newest {shown}", "{number} messages match; showing the newest {shown}", total, shown)
    : ngettext("{number} message matches; showing the best {shown}", "{number} messages match; showing the best {shown}", total, shown);
}

function resultParts(result, filters) {
  return [
    result.suggestion ? suggestedQuery(result.suggestion) : [],
    filters.length ? activeFilters(filters) : [],
    result.problems.length ? problemSection(result) : [],
    result.lost.length ? lostShards(result.lost) : [],
    result.total > 1 && result.match === "all" ? facetNavigation(result) : [],
    result.hits.length ? hitList(result) : [],
    result.total ? [] : noResults(filters),
  ].flat();
}

function suggestedQuery(query) {
  return element("p", { class: "suggestion" }, _("Did you mean:"), " ", element("a", { href: searchAddress(query) }, element("bdi", {}, query)));
}

function activeFilters(filters) {
  const links = filters.map(({ text, rest, isApplied }) => element("li", isApplied ? {} : { class: "not-applied" },
    element("a", { href: searchAddress(rest) }, element("span", { class: "visually-hidden" }, _("Remove filter"), " "),
      element("bdi", {}, text), isApplied ? [] : [" ", element("small", {}, _("not applied"))])));
  return element("ul", { class: "active-filters", "aria-label": _("Active filters") }, links);
}

function problemSection({ query, problems }) {
  const places = problems.slice(0, MAX_PROBLEMS).map((problem) =>
    element("li", {}, queryExcerpt([...query], problem.at, problem.at + problem.length), " ", queryMessage(problem)));
  const more = problems.length - places.length;
  return element("section", { class: "problems", "aria-labelledby": "h-problems" },
    element("h2", { id: "h-problems" }, _("Part of this search was not understood. These are the results for the rest.")),
    element("ul", {}, places),
    more ? element("p", {}, ngettext("And {number} more.", "And {number} more.", more)) : []);
}

/** The sentence for a problem of a query, in the language of the page. */
function queryMessage({ code, parameters }) {
  const values = Object.entries(parameters).map(([name, value]) => [name, Number.isInteger(value) ? formatNumber(value) : value]);
  return fillPlaceholders(TABLE.queryMessages[code], Object.fromEntries(values));
}

/** The part of a query that has a problem, in code points, with context. */
function queryExcerpt(query, start, end) {
  const text = (from, to) => query.slice(from, to).join("");
  return element("code", { class: "query", dir: "auto" },
    (start > 30 ? "…" : "") + text(Math.max(start - 30, 0), start),
    element("mark", {}, text(start, Math.min(end, start + 60)) + (end - start > 60 ? "…" : "")),
    text(end, end + 30) + (query.length > end + 30 ? "…" : ""));
}

/** A fragment of two elements, as of `hitsMarkup`, for a search that failed. */
export function failureMarkup(error) {
  const fragment = document.createDocumentFragment();
  fragment.append(
    element("p", {}, _("Search failed")),
    element("div", {}, element("p", { class: "load-error" }, _("The search index could not be loaded ({reason}). Reloading the page may help.", { reason: error.message }))),
  );
  return fragment;
}

/** A message that shards could not be loaded. */
export function lostShards(lost) {
  const names = lost.slice(0, 3).flatMap((name, n) => [n ? listSeparator() : "", element("code", {}, name)]);
  if (lost.length > 3) names.push(" …");
  return element("p", { class: "load-error" }, ...ngettextParts(
    "Part of the search index could not be loaded ({number} file: {names}), so results may be missing. Reloading the page may help.",
    "Part of the search index could not be loaded ({number} files: {names}), so results may be missing. Reloading the page may help.",
    lost.length, { names }));
}

function facetNavigation(result) {
  return element("nav", { class: "facets", "aria-label": _("Filter results") },
    element("details", {}, element("summary", {}, _("Filter results")), facetLists(result),
      result.problems.length ? [] : [element("h2", {}, _("Order")), sortOrders(result)]));
}

/** The facets that narrow the results, each with a heading. */
export function facetLists(result) {
  return result.facets
    .filter(({ values }) => values.some(({ count }) => count < result.total))
    .flatMap((facet) => [
      element("h2", {}, FACET_TITLES[facet.name] ?? facet.name),
      element("ul", {}, facet.values.map((value) => facetValue(facet, value, result.total))),
    ]);
}

function facetValue(facet, { label, count, query }, total) {
  const name = element("bdi", {}, facet.name === "kind" ? KIND_TITLES[label] ?? label : label);
  const narrows = query && count < total;
  return element("li", {}, narrows ? element("a", { href: searchAddress(query) }, name) : name, " ",
    element("span", { class: "count" }, formatNumber(count)));
}

function sortOrders({ query, sort }) {
  if (sort === "date") return element("ul", {}, element("li", {}, _("newest first")));
  const newest = element("a", { href: searchAddress(`${query} sort:date`) }, _("newest first"));
  return element("ul", {}, element("li", {}, _("best match first")), element("li", {}, newest));
}

function hitList(result) {
  return element("section", { class: "result-list", "aria-labelledby": "h-hits" },
    element("h2", { class: "visually-hidden", id: "h-hits" }, _("Messages")),
    element("ol", { class: "hits" }, result.hits.map(hitItem)),
    moreLink(result));
}

function hitItem(hit) {
  const tag = hit.label !== "" && hit.label !== hit.speaker ? hit.label : hit.model ?? "";
  const facts = [element("span", {}, element("bdi", {}, hit.speaker),
    tag ? [" ", element("bdi", { class: "model" }, tag)] : [])];
  if (hit.day) facts.push(" ", element("time", { datetime: hit.day }, formatDay(hit.day)));
  const kinds = hit.kinds.map((kind) => KIND_TITLES[kind] ?? kind).join(listSeparator());
  if (kinds) facts.push(" ", element("span", { class: "kinds" }, kinds));
  return element("li", { class: "hit", "data-address": hit.address },
    element("h3", {}, element("a", { href: hit.link },
      element("bdi", {}, markedParts(hit.heading)), " ", element("span", { class: "number" }, hit.number))),
    element("p", { class: "facts" }, facts),
    hit.snippet.some(({ text }) => text) ? element("blockquote", { dir: "auto" }, markedParts(hit.snippet)) : element("p", { class: "empty" }, _("No text.")),
    hit.missing.length ? missingWords(hit.missing) : []);
}

function missingWords(words) {
  return element("p", { class: "missing" }, _("Missing:"), words.slice(0, MAX_MISSING).flatMap((word) => [" ", element("s", {}, word)]),
    words.length > MAX_MISSING ? " …" : []);
}

/** A text with matching words marked. */
export function markedParts(parts) {
  return parts.map(({ text, marked }) => (marked ? element("mark", {}, text) : text));
}

function moreLink({ query, total, hits }) {
  if (total <= hits.length) return [];
  const more = hits.length < MAX_HITS
    ? element("a", { href: searchAddress(query, hits.length + STEP) }, ngettext("{number} more", "{number} more", Math.min(STEP, total - hits.length)))
    : ngettext("At most {number} message is shown. Add a word to narrow the search.",
      "At most {number} messages are shown. Add a word to narrow the search.", MAX_HITS);
  return element("p", { class: "more" }, more);
}

function noResults(filters) {
  return element("p", { class: "no-results" }, filters.length
    ? _("No message contains all of this. Try fewer words or filters, OR between words, or the start of a word: light*")
    : _("No message contains all of this. Try fewer words, OR between words, or the start of a word: light*"));
}
