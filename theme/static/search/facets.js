// Facets: the number of hits by speaker, model, year and kind. Twin of sitegen/search/facets.py.

import { isoDate } from "./dates.js";
import { FOLDED_KINDS, KINDS } from "./block_kinds.js";
import { scopeOf } from "./operands.js";
import { nameWords } from "./participants.js";
import { compareCodePoints } from "./sort_order.js";
import { parse } from "./parser.js";
import { terms } from "./tokens.js";

const MAX_FACET_VALUES = 12;
const QUOTES = /["“”„«»]/g;

/** The facets of these hits, each with its most frequent values first. Loads the columns. */
export async function facets(data, docs, query) {
  await data.loadColumns("participant", "day", "kinds");
  const { columns } = data;
  const byParticipant = new Map();
  const byDay = new Map();
  const byKindBits = new Map();
  for (const doc of docs) {
    if (columns.participant[doc] >= 0) addCount(byParticipant, columns.participant[doc], 1); // else it is lost
    addCount(byDay, columns.day[doc], 1);
    addCount(byKindBits, columns.kinds[doc], 1);
  }
  return [
    facet("speaker", "speaker", speakerCounts(columns, byParticipant), query),
    facet("model", "model", modelCounts(columns, byParticipant), query),
    facet("year", "on", yearCounts(byDay), query),
    facet("kind", "has", kindCounts(byKindBits, scopeOf(query.node)), query),
  ];
}

function addCount(counts, key, by) {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function facet(name, field, counts, query) {
  const top = counts.sort((a, b) => b.count - a.count || compareCodePoints(a.label, b.label)).slice(0, MAX_FACET_VALUES);
  const values = top.map(({ label, count, value }) => ({ label, count, query: narrowedQuery(query, field, value) }));
  return { name, values };
}

function speakerCounts(columns, byParticipant) {
  const names = [...byParticipant].map(([participant, count]) => [columns.participants[participant].name, count]);
  return mergeSpellings(names, terms);
}

/** Count hits by the identity of the model, or by its label where the identity is unknown. */
function modelCounts(columns, byParticipant) {
  const byModel = new Map();
  const byLabel = new Map();
  for (const [participant, count] of byParticipant) {
    const { model, label } = columns.participants[participant];
    if (model) addCount(byModel, model, count);
    else if (label) addCount(byLabel, label, count);
  }
  const names = new Map(columns.models.map(({ identity, name }) => [identity, name]));
  return [
    ...[...byModel].map(([identity, count]) => ({ label: names.get(identity), count, value: identity })),
    ...mergeSpellings(byLabel, nameWords),
  ];
}

/** Merge names with the same words under the most frequent spelling. */
function mergeSpellings(counts, wordsOf) {
  const names = new Map();
  for (const [name, count] of counts) {
    const words = wordsOf(name);
    const key = JSON.stringify(words.length ? words : name);
    if (!names.has(key)) names.set(key, { hasWords: words.length > 0, spellings: new Map() });
    addCount(names.get(key).spellings, name, count);
  }
  return [...names.values()].map(({ hasWords, spellings }) => {
    const [label] = [...spellings].sort((a, b) => b[1] - a[1] || compareCodePoints(a[0], b[0]))[0];
    const count = [...spellings.values()].reduce((sum, each) => sum + each, 0);
    return { label, count, value: hasWords ? label : "" };
  });
}

function yearCounts(byDay) {
  const years = new Map();
  for (const [day, count] of byDay) addCount(years, isoDate(day).slice(0, 4), count);
  years.delete("");
  return [...years].map(([year, count]) => ({ label: year, count, value: year }));
}

function kindCounts(byKindBits, scope) {
  return KINDS.map((kind, n) => {
    if (FOLDED_KINDS.includes(kind) && !scope.hasFolds) return { count: 0 }; // with such a filter, the query would search more
    const count = [...byKindBits].reduce((sum, [bits, each]) => (bits >> n & 1 ? sum + each : sum), 0);
    return { label: kind, count, value: kind };
  }).filter(({ count }) => count);
}

/** The query with a filter added, in parentheses where the filter would bind to a part of it. */
function narrowedQuery(query, field, label) {
  const value = label.replace(QUOTES, "");
  const isQuoted = field === "speaker" || /[ ()]/.test(value);
  const filter = isQuoted ? `${field}:"${value}"` : `${field}:${value}`;
  if (!value || query.text.includes(filter)) return "";
  for (const text of [`${query.text} ${filter}`, `(${query.text}) ${filter}`]) {
    const narrowed = parse(text);
    const last = narrowed.node?.type === "and" ? narrowed.node.nodes.at(-1) : null;
    const isLast = last?.type === "field" && last.field === field && last.value === value;
    if (isLast && narrowed.problems.length === query.problems.length) return text;
  }
  return "";
}
