// A query → the documents it matches; the same as sitegen/search/evaluate.py.

import { filtered } from "./filters.js";
import { Leaves, MOST_TERMS } from "./leaves.js";
import { Matches, allOf, anyOf, noneOf } from "./matches.js";
import { isUnspaced } from "./tokens.js";

/**
 * What a query, or a part of one, came to; `terms` are the words that were looked for, in all forms, not those of NOT.
 * @typedef {{matches: Matches, terms: Set<string>, problems: object[]}} Evaluation
 */

/** The documents that the query matches; none where it asks for nothing. Loads what it needs all at once. */
export async function evaluate(data, query) {
  if (!query.node) return evaluation(new Matches(data.columns.count));
  return new Evaluator(data, query.text).found(query.node);
}

function evaluation(matches, terms = [], problems = []) {
  return { matches, terms: new Set(terms), problems };
}

class Evaluator {
  constructor(data, text) {
    this.data = data;
    this.text = text;
    this.leaves = new Leaves(data);
  }

  async found(node) {
    const { count } = this.data.columns;
    switch (node.type) {
      case "word":
        return ofLeaf(await this.leaves.word(node.term));
      case "phrase":
        return ofLeaf(await this.leaves.phrase(node.terms));
      case "prefix": {
        const leaf = await this.leaves.prefix(node.term);
        return ofLeaf(leaf, this.tooMany(node, leaf));
      }
      case "field":
        return evaluation(await filtered(this.data, node));
      case "not": {
        const part = await this.found(node.node);
        return evaluation(noneOf(part.matches, count), [], part.problems);
      }
      default: {
        const parts = await Promise.all(node.nodes.map((each) => this.found(each)));
        const join = node.type === "and" ? allOf : anyOf;
        return evaluation(
          join(parts.map((part) => part.matches), count),
          parts.flatMap((part) => [...part.terms]),
          parts.flatMap((part) => part.problems),
        );
      }
    }
  }

  /** What to say where not all terms with a prefix were looked for. */
  tooMany(node, leaf) {
    if (!leaf.leftOut) return [];
    const star = Array.from(this.text).indexOf("*", node.at);
    const length = star >= 0 && !isUnspaced(node.term) ? star + 1 - node.at : Array.from(node.term).length;
    const number = MOST_TERMS + leaf.leftOut;
    const message = `${number} words begin so; only the ${MOST_TERMS} that most messages have were looked for`;
    return [{ at: node.at, length, message }];
  }
}

function ofLeaf(leaf, problems = []) {
  return evaluation(leaf.matches, leaf.terms, problems);
}
