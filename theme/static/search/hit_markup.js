// A result of the search as elements: the same as theme/templates/hits.html, where a server answers.

import { complaint } from "./complaints.js";
import { _, comma, day, grouped, ngettext, ngettextParts } from "./translator.js";
import { shown, visibleNodes } from "./invisible_characters.js";

/** Hits that a page begins with, and that a step shows more. */
export const STEP = 20;
export const MOST_HITS = 1000;
const MOST_PROBLEMS = 10;
const MOST_FILTERS = 12;
const MOST_READ = 1000; // code points of a query that are understood
const FACET_TITLES = { speaker: _("Speaker"), model: _("Model"), year: _("Year"), kind: _("Holds") };
const KIND_TITLES = { art: _("drawing"), code: _("code"), image: _("image"), command: _("command"), event: _("event") };
// As lexemes.js divides a query.
const BLANKS = " \\t-\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const QUOTATION = '["“”„«»][^"“”„«»]*(?:["“”„«»]|$)';
const QUERY_WORD = `[^${BLANKS}"“”„«»()]+`;
const FILTER = `-?(?:speaker|model|in|has|before|after|on|sort):(?![:/\\\\])(?:${QUOTATION}|${QUERY_WORD})`;
const QUERY_PART = new RegExp(`(${FILTER})|${QUOTATION}|[()]|${QUERY_WORD}`, "giu");
const ASKED = new RegExp(`[^${BLANKS}]`, "u");

/** The address that answers a query; with how many hits it begins, where that is not the usual number. */
export function searchAddress(query, hits = 0) {
  // Half a character has no encoding.
  return `search.html?q=${encodeURIComponent(query.replace(/\p{Surrogate}/gu, "\ufffd"))}${hits ? `&n=${hits}` : ""}`;
}

/** Whether there is nothing to search for. */
export function isBlank(query) {
  return !ASKED.test(query);
}

/** The parts of a query that can be taken out without changing what its rest means, and that rest. */
export function queryFilters(query) {
  const read = [...query].slice(0, MOST_READ).join("");
  const parts = [...read.matchAll(QUERY_PART)];
  const found = [];
  let depth = 0;
  parts.forEach((part, n) => {
    if (part[0] === "(") depth += 1;
    if (part[0] === ")") depth -= 1;
    const isJoined = ["AND", "OR", "NOT"].includes(parts[n - 1]?.[0]) || ["AND", "OR"].includes(parts[n + 1]?.[0]);
    if (!part[1] || depth !== 0 || isJoined) return;
    const before = query.slice(0, part.index).replace(/ +$/, "");
    const after = query.slice(part.index + part[0].length).replace(/^ +/, "");
    found.push({ text: part[0], rest: `${before} ${after}`.replace(/^ +| +$/g, "") });
  });
  return found.slice(0, MOST_FILTERS);
}

/** The summary and what was found, as a fragment of two elements. */
export function hitsMarkup(result) {
  const isAsked = !isBlank(result.query);
  const filters = isAsked ? queryFilters(result.query) : [];
  const fragment = document.createDocumentFragment();
  fragment.append(
    element("p", { class: "summary", role: "status", tabindex: -1 }, isAsked ? summaryOf(result) : ""),
    element("div", { class: "found wide" }, ...(isAsked ? foundParts(result, filters) : [])),
  );
  return fragment;
}

/** An element; texts among its children become text, with what is invisible in them shown. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, shown(String(value)));
  for (const child of children.flat()) made.append(...(child instanceof Node ? [child] : visibleNodes(String(child))));
  return made;
}

function summaryOf({ total, hits, sort }) {
  if (!total) return _("No message matches");
  if (total <= hits.length) return ngettext("{number} message matches", "{number} messages match", total);
  const shown = { shown: grouped(hits.length) };
  return sort === "date"
    ? ngettext("{number} message matches, the newest {shown} are here", "{number} messages match, the newest {shown} are here", total, shown)
    : ngettext("{number} message matches, the best {shown} are here", "{number} messages match, the best {shown} are here", total, shown);
}

function foundParts(result, filters) {
  return [
    filters.length ? chosenFilters(filters) : [],
    result.problems.length ? problemsOf(result) : [],
    result.lost.length ? lostShards(result.lost) : [],
    result.total > 1 ? facetsOf(result) : [],
    result.hits.length ? listOf(result) : [],
    result.total ? [] : nothingFound(filters),
  ].flat();
}

function chosenFilters(filters) {
  const links = filters.map(({ text, rest }) =>
    element("li", {}, element("a", { href: searchAddress(rest) }, element("span", { class: "unseen" }, _("Without"), " "), text)));
  return element("ul", { class: "chosen", "aria-label": _("Filters of this search") }, links);
}

function problemsOf({ query, problems }) {
  const places = problems.slice(0, MOST_PROBLEMS).map((problem) =>
    element("li", {}, placeOf([...query], problem.at, problem.at + problem.length), " ", complaint(problem.message)));
  const more = problems.length - places.length;
  return element("section", { class: "problems", "aria-labelledby": "h-problems" },
    element("h2", { id: "h-problems" }, _("Not all of this query could be followed. What could be was still searched.")),
    element("ul", {}, places),
    more ? element("p", {}, ngettext("And {number} more.", "And {number} more.", more)) : []);
}

/** The place of a problem in the characters of its query, with some words around. */
function placeOf(query, start, end) {
  const text = (from, to) => query.slice(from, to).join("");
  return element("code", { class: "query", dir: "auto" },
    (start > 30 ? "…" : "") + text(Math.max(start - 30, 0), start),
    element("mark", {}, text(start, Math.min(end, start + 60)) + (end - start > 60 ? "…" : "")),
    text(end, end + 30) + (query.length > end + 30 ? "…" : ""));
}

function lostShards(lost) {
  const names = lost.slice(0, 3).flatMap((name, n) => [n ? comma() : "", element("code", {}, name)]);
  if (lost.length > 3) names.push(" …");
  return element("p", { class: "lost" }, ...ngettextParts(
    "A part of the index could not be loaded ({number} file: {names}). What follows is the rest. To load the page anew may help.",
    "A part of the index could not be loaded ({number} files: {names}). What follows is the rest. To load the page anew may help.",
    lost.length, { names }));
}

function facetsOf(result) {
  const facets = result.facets
    .filter(({ values }) => values.some(({ count }) => count < result.total))
    .flatMap((facet) => [
      element("h2", {}, FACET_TITLES[facet.name] ?? facet.name),
      element("ul", {}, facet.values.map((value) => facetValue(facet, value, result.total))),
    ]);
  return element("nav", { class: "facets", "aria-label": _("Narrow the search") },
    element("details", {}, element("summary", {}, _("Narrow the search")), facets,
      result.problems.length ? [] : [element("h2", {}, _("Order")), orders(result)]));
}

function facetValue(facet, { label, count, query }, total) {
  const name = element("bdi", {}, facet.name === "kind" ? KIND_TITLES[label] ?? label : label);
  const narrows = query && count < total;
  return element("li", {}, narrows ? element("a", { href: searchAddress(query) }, name) : name, " ",
    element("span", { class: "count" }, grouped(count)));
}

function orders({ query, sort }) {
  if (sort === "date") return element("ul", {}, element("li", {}, _("newest first")));
  const newest = element("a", { href: searchAddress(`${query} sort:date`) }, _("newest first"));
  return element("ul", {}, element("li", {}, _("best first")), element("li", {}, newest));
}

function listOf(result) {
  return element("section", { class: "listed", "aria-labelledby": "h-hits" },
    element("h2", { class: "unseen", id: "h-hits" }, _("Messages")),
    element("ol", { class: "hits" }, result.hits.map(hitItem)),
    moreOf(result));
}

function hitItem(hit) {
  const tag = hit.label !== "" && hit.label !== hit.speaker ? hit.label : hit.model ?? "";
  const facts = [element("span", {}, element("bdi", {}, hit.speaker),
    tag ? [" ", element("bdi", { class: "model" }, tag)] : [])];
  if (hit.day) facts.push(" ", element("time", { datetime: hit.day }, day(hit.day)));
  const kinds = hit.kinds.map((kind) => KIND_TITLES[kind] ?? kind).join(comma());
  if (kinds) facts.push(" ", element("span", { class: "kinds" }, kinds));
  return element("li", { class: "hit", "data-address": hit.address },
    element("h3", {}, element("a", { href: hit.link },
      element("bdi", {}, markedParts(hit.heading)), " ", element("span", { class: "number" }, hit.number))),
    element("p", { class: "facts" }, facts),
    hit.snippet.some(({ text }) => text) ? element("blockquote", { dir: "auto" }, markedParts(hit.snippet)) : element("p", { class: "empty" }, _("No words.")));
}

/** A text in which words that were looked for are marked. */
function markedParts(parts) {
  return parts.map(({ text, marked }) => (marked ? element("mark", {}, text) : text));
}

function moreOf({ query, total, hits }) {
  if (total <= hits.length) return [];
  const more = hits.length < MOST_HITS
    ? element("a", { href: searchAddress(query, hits.length + STEP) }, ngettext("{number} more", "{number} more", Math.min(STEP, total - hits.length)))
    : ngettext("No more than {number} message is shown at once. Another word would narrow the search.",
      "No more than {number} messages are shown at once. Another word would narrow the search.", MOST_HITS);
  return element("p", { class: "more" }, more);
}

function nothingFound(filters) {
  return element("p", { class: "nothing" }, filters.length
    ? _("No message has all of this. Leave out a word or a filter, join words by OR, or give only the beginning of a word with a star: light*")
    : _("No message has all of this. Leave out a word, join words by OR, or give only the beginning of a word with a star: light*"));
}
