// How many hits there are of each speaker, model, year and kind; the same as sitegen/search/facets.py.

import { dateOf } from "./dates.js";
import { KINDS } from "./block_flags.js";
import { nameWords } from "./participants.js";
import { byCodePoint } from "./sort_order.js";
import { parse } from "./parser.js";
import { terms } from "./tokens.js";

const MOST_VALUES = 12;
const QUOTES = /["“”„«»]/g;

/** The facets of these hits, each with its most frequent values first. */
export function facets(columns, docs, query) {
  const said = new Map();
  const days = new Map();
  const kinds = new Map();
  for (const doc of docs) {
    increase(said, columns.participant[doc], 1);
    increase(days, columns.day[doc], 1);
    increase(kinds, columns.kinds[doc], 1);
  }
  return [
    facet("speaker", "speaker", speakerGroups(columns, said), query),
    facet("model", "model", modelGroups(columns, said), query),
    facet("year", "on", yearGroups(days), query),
    facet("kind", "has", kindGroups(kinds), query),
  ];
}

function increase(counts, key, by) {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function facet(name, field, groups, query) {
  const most = groups.sort((a, b) => b.count - a.count || byCodePoint(a.label, b.label)).slice(0, MOST_VALUES);
  const values = most.map(({ label, count, value }) => ({ label, count, query: narrowed(query, field, value) }));
  return { name, values };
}

/** By name. */
function speakerGroups(columns, said) {
  const names = [...said].map(([participant, count]) => [columns.participants[participant].name, count]);
  return groupsAlike(names, terms);
}

/** By identity, and where that is unknown by what the transcript says. */
function modelGroups(columns, said) {
  const known = new Map();
  const labels = new Map();
  for (const [participant, count] of said) {
    const { model, label } = columns.participants[participant];
    if (model) increase(known, model, count);
    else if (label) increase(labels, label, count);
  }
  const names = new Map(columns.models.map(({ identity, name }) => [identity, name]));
  return [
    ...[...known].map(([identity, count]) => ({ label: names.get(identity), count, value: identity })),
    ...groupsAlike(labels, nameWords),
  ];
}

/** Names of the same words as one group, called as most often. */
function groupsAlike(counts, wordsOf) {
  const names = new Map();
  for (const [name, count] of counts) {
    const words = wordsOf(name);
    const key = JSON.stringify(words.length ? words : name);
    if (!names.has(key)) names.set(key, { hasWords: words.length > 0, spellings: new Map() });
    increase(names.get(key).spellings, name, count);
  }
  return [...names.values()].map(({ hasWords, spellings }) => {
    const [label] = [...spellings].sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]))[0];
    const count = [...spellings.values()].reduce((sum, each) => sum + each, 0);
    return { label, count, value: hasWords ? label : "" };
  });
}

function yearGroups(days) {
  const years = new Map();
  for (const [day, count] of days) increase(years, dateOf(day).slice(0, 4), count);
  years.delete("");
  return [...years].map(([year, count]) => ({ label: year, count, value: year }));
}

function kindGroups(kinds) {
  return KINDS.map((kind, n) => {
    const count = [...kinds].reduce((sum, [bits, each]) => (bits >> n & 1 ? sum + each : sum), 0);
    return { label: kind, count, value: kind };
  }).filter(({ count }) => count);
}

/** The query with a filter at its end, in parentheses where the filter would else belong to a part of it. */
function narrowed(query, field, written) {
  const value = written.replace(QUOTES, "");
  const isQuoted = field === "speaker" || /[ ()]/.test(value);
  const filter = isQuoted ? `${field}:"${value}"` : `${field}:${value}`;
  if (!value || query.text.includes(filter)) return "";
  for (const text of [`${query.text} ${filter}`, `(${query.text}) ${filter}`]) {
    const found = parse(text);
    const last = found.node?.type === "and" ? found.node.nodes.at(-1) : null;
    const isLast = last?.type === "field" && last.field === field && last.value === value;
    if (isLast && found.problems.length === query.problems.length) return text;
  }
  return "";
}
