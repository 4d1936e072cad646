// Search: from a query to its hits, best first. Twin of sitegen/search/results.py; problems have no English messages.

import { isoDate } from "./dates.js";
import { evaluate } from "./evaluator.js";
import { facets } from "./facets.js";
import { KINDS } from "./block_kinds.js";
import { parse } from "./parser.js";
import { byDate, byScore, roundScore, topDocuments } from "./ranking.js";
import { fragmentLink, highlight, snippet } from "./snippets.js";

/** Search for a query and return the `limit` best hits. `data`: a `SearchData`. */
export async function search(data, text, limit) {
  await data.load();
  const query = parse(text);
  const { columns } = data;
  const evaluation = await evaluate(data, query);
  const { scores } = evaluation.matches;
  const docs = evaluation.matches.hits();
  const order = query.sort === "date"
    ? byDate(columns.day, columns.conversation)
    : byScore((doc) => roundScore(scores[doc]), columns.conversation);
  return {
    query: query.text,
    problems: [...query.problems, ...evaluation.problems],
    total: docs.length,
    sort: query.sort,
    hits: await hitsOf(data, topDocuments(docs, limit, order), evaluation),
    facets: facets(columns, docs, query),
    lost: [...data.lost].sort(),
  };
}

async function hitsOf(data, docs, evaluation) {
  const { columns } = data;
  const numbers = [...new Set(docs.map((doc) => columns.conversation[doc]))];
  const [texts, conversations] = await Promise.all([data.texts(docs), data.conversations(numbers)]);
  return docs.filter((doc) => conversations.has(columns.conversation[doc])).map((doc) => {
    const conversation = columns.conversation[doc];
    const { slug, title } = conversations.get(conversation);
    const number = doc - columns.offsets[conversation] + 1;
    const { anchor, text } = texts.get(doc) ?? { anchor: `n${number}`, text: "" }; // its text is lost
    const participant = columns.participants[columns.participant[doc]];
    const hitSnippet = snippet(text, evaluation.terms);
    const address = `c/${slug}.html#${anchor}`;
    return {
      address,
      link: fragmentLink(address, anchor, hitSnippet.directives),
      conversation: slug,
      title,
      heading: highlight(title, evaluation.terms),
      number,
      anchor,
      speaker: participant.name,
      model: participant.model,
      label: participant.label,
      day: isoDate(columns.day[doc]),
      kinds: KINDS.filter((_, n) => columns.kinds[doc] >> n & 1),
      score: roundScore(evaluation.matches.scores[doc]),
      snippet: hitSnippet.parts,
    };
  });
}
