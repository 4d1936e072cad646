// Search: from a query to its hits, best first. Twin of sitegen/search/results.py; problems have no English messages.

import { isoDate } from "./dates.js";
import { findClosest } from "./closest.js";
import { Evaluator } from "./evaluator.js";
import { facets } from "./facets.js";
import { KINDS } from "./block_kinds.js";
import { parse } from "./parser.js";
import { byDate, byScore, byWeight, roundScore, topDocuments } from "./ranking.js";
import { scopeOf } from "./operands.js";
import { fragmentLink, highlight, snippet } from "./snippets.js";
import { MAX_FEW_HITS, correctedQuery } from "./spelling.js";
import { FOLDS_MARK } from "./tokens.js";

/** Messages of an archive for which the page counts facets without being asked: their columns take about 5 kB. */
const MAX_QUICK_COUNT = 25_000;

/**
 * Search for a query and return the `limit` best hits. `data`: a `SearchData`. The facets are empty at first:
 * `loadFacets()` returns them, and all shards lost by then; `hasQuickFacets`: whether that loads little.
 */
export async function search(data, text, limit) {
  await data.load();
  const query = parse(text);
  const { columns } = data;
  const evaluator = new Evaluator(data, query);
  let evaluation = await evaluator.result();
  const problems = [...query.problems, ...evaluation.problems];
  const hitCount = evaluation.matches.hits().length;
  const suggestion = hitCount <= MAX_FEW_HITS ? await correctedQuery(evaluator) : "";
  const found = hitCount ? null : await findClosest(evaluator);
  const closest = found?.evaluation.matches.hits().length ? found : null;
  if (closest) evaluation = closest.evaluation;
  const { scores } = evaluation.matches;
  const docs = evaluation.matches.hits();
  if (query.sort === "date") await data.loadColumns("day");
  let order = byScore((doc) => roundScore(scores[doc]), columns.conversation);
  if (query.sort === "date") order = byDate(columns.day, columns.conversation);
  else if (closest) order = byWeight(closest.weights, order);
  const missing = (doc) => closest?.missing(doc) ?? [];
  return {
    query: query.text,
    problems,
    total: docs.length,
    sort: query.sort,
    match: closest ? "most" : "all",
    suggestion,
    hits: await hitsOf(data, topDocuments(docs, limit, order), evaluation, missing, scopeOf(query.node).hasFolds),
    facets: [],
    hasQuickFacets: columns.count <= MAX_QUICK_COUNT || Boolean(columns.participant && columns.day && columns.kinds),
    loadFacets: async () => ({ facets: closest ? [] : await facets(data, docs, query), lost: [...data.lost].sort() }),
    lost: [...data.lost].sort(),
  };
}

async function hitsOf(data, docs, evaluation, missing, hasFolds) {
  const texts = await data.texts(docs);
  const without = docs.filter((doc) => !texts.has(doc));
  if (without.length) for (const [doc, message] of await messagesWithoutTexts(data, without)) texts.set(doc, message);
  return docs.filter((doc) => texts.has(doc)).map((doc) => {
    const { slug, title, name, model, label, number, anchor, text, day, kinds } = texts.get(doc);
    const searched = hasFolds ? text.replace(FOLDS_MARK, "\n") : text.split(FOLDS_MARK, 1)[0];
    const hitSnippet = snippet(searched, evaluation.terms);
    const address = `c/${slug}.html#${anchor}`;
    return {
      address,
      link: fragmentLink(address, anchor, hitSnippet.directives),
      conversation: slug,
      title,
      heading: highlight(title, evaluation.terms),
      number,
      anchor,
      speaker: name,
      model,
      label,
      day: isoDate(day),
      kinds: KINDS.filter((_, n) => kinds >> n & 1),
      score: roundScore(evaluation.matches.scores[doc]),
      snippet: hitSnippet.parts,
      missing: missing(doc),
    };
  });
}

/** What is known of messages whose texts are lost; the address is by number. */
async function messagesWithoutTexts(data, docs) {
  const { columns } = data;
  await data.loadColumns("participant", "day", "kinds");
  const conversations = await data.conversations(docs.map((doc) => columns.conversation[doc]));
  return docs.filter((doc) => conversations.has(columns.conversation[doc])).map((doc) => {
    const number = doc - columns.offsets[columns.conversation[doc]] + 1;
    const { name, model, label } = columns.participants[columns.participant[doc]] ?? { name: "", model: null, label: "" };
    const own = { name, model, label, number, anchor: `n${number}`, text: "", day: columns.day[doc], kinds: columns.kinds[doc] };
    return [doc, { ...conversations.get(columns.conversation[doc]), ...own }];
  });
}
