// Find the documents that have most words of a query that no document has all words of.
// Twin of sitegen/search/query/closest.py.

import { Matches, allOf, anyOf } from "./matches.js";
import { operandText } from "./operands.js";
import { frequentWordWeight, wordWeight } from "./ranking.js";

/**
 * The documents that have at least half as much as the best one; null where no word may be missing.
 * `weights`: by document, the sum of the weights of the words that it has; `missing(doc)`: the words that it has not.
 */
export async function findClosest(evaluator) {
  const { data, query } = evaluator;
  const nodes = query.node ? operands(query.node) : [];
  const words = nodes.filter(isWord);
  if (words.length < 2) return null;
  const { count } = data.columns;
  const parts = await Promise.all(words.map((each) => evaluator.evaluate(each)));
  const found = anyOf(parts.map((part) => part.matches), count);
  const strictNodes = found.hits().length ? nodes.filter((each) => !isWord(each)) : [];
  const strict = await Promise.all(strictNodes.map((each) => evaluator.evaluate(each)));
  const visible = await evaluator.visible(allOf([found, ...strict.map((part) => part.matches)], count));
  const docs = visible.hits();
  const weights = new Uint32Array(count);
  let wordWeights = parts.map(({ matches }) => wordWeight(count, matches.hits().length));
  if (!parts.some(({ matches }, n) => wordWeights[n] && docs.some((doc) => matches.strengths[doc]))) {
    wordWeights = parts.map(({ matches }) => frequentWordWeight(count, matches.hits().length));
  }
  parts.forEach(({ matches }, n) => {
    for (const doc of wordWeights[n] ? docs : []) if (matches.strengths[doc]) weights[doc] += wordWeights[n];
  });
  let best = 0;
  for (const doc of docs) best = Math.max(best, weights[doc]);
  const hits = new Matches(count);
  for (const doc of docs) if (best && 2 * weights[doc] >= best) hits.addStrong(doc);
  hits.scores = visible.scores;
  const texts = words.map((each) => operandText(query.text, each.at));
  return {
    evaluation: { matches: hits, terms: new Set(parts.flatMap((part) => [...part.terms])), problems: [] },
    weights,
    missing: (doc) => [...new Set(texts.filter((_, n) => !parts[n].matches.strengths[doc]))],
  };
}

function isWord({ type }) {
  return ["word", "phrase", "prefix"].includes(type);
}

/** The parts of a query that must all match. */
function operands(node) {
  return node.type === "and" ? node.nodes.flatMap(operands) : [node];
}
