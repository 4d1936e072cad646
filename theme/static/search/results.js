// A query → its hits, best first, with what the page shows of them; gives the same JSON as sitegen/search/results.py.

import { dateOf } from "./dates.js";
import { evaluate } from "./evaluator.js";
import { facets } from "./facets.js";
import { KINDS } from "./block_flags.js";
import { parse } from "./parser.js";
import { best, byDate, byScore, rounded } from "./ranking.js";
import { marking, snippet, whole } from "./snippets.js";

/** The `limit` best messages for a query, from the shards that `data` loads. */
export async function search(data, text, limit) {
  await data.load();
  const query = parse(text);
  const { columns } = data;
  const found = await evaluate(data, query);
  const { scores } = found.matches;
  const docs = found.matches.hits();
  const order = query.sort === "date"
    ? byDate(columns.day, columns.conversation)
    : byScore((doc) => rounded(scores[doc]), columns.conversation);
  return {
    query: query.text,
    problems: [...query.problems, ...found.problems],
    total: docs.length,
    sort: query.sort,
    hits: await hitsOf(data, best(docs, limit, order), found),
    facets: facets(columns, docs, query),
    lost: [...data.lost].sort(),
  };
}

async function hitsOf(data, docs, found) {
  const { columns } = data;
  const numbers = [...new Set(docs.map((doc) => columns.conversation[doc]))];
  const [texts, conversations] = await Promise.all([data.texts(docs), data.conversations(numbers)]);
  return docs.filter((doc) => conversations.has(columns.conversation[doc])).map((doc) => {
    const conversation = columns.conversation[doc];
    const { slug, title } = conversations.get(conversation);
    const number = doc - columns.bases[conversation] + 1;
    const { anchor, text } = texts.get(doc) ?? { anchor: `n${number}`, text: "" }; // its text is lost
    const who = columns.participants[columns.participant[doc]];
    const shown = snippet(text, found.terms);
    const address = `c/${slug}.html#${anchor}`;
    return {
      address,
      link: marking(address, anchor, shown.directives),
      conversation: slug,
      title,
      heading: whole(title, found.terms),
      number,
      anchor,
      speaker: who.name,
      model: who.model,
      label: who.label,
      day: dateOf(columns.day[doc]),
      kinds: KINDS.filter((_, n) => columns.kinds[doc] >> n & 1),
      score: rounded(found.matches.scores[doc]),
      snippet: shown.parts,
    };
  });
}
