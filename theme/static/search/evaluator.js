// A query → the documents it matches; the same as sitegen/search/evaluate.py.

import { period } from "./dates.js";
import { KINDS } from "./block_flags.js";
import { Leaves, MOST_TERMS } from "./terms.js";
import { Matches, allOf, anyOf, noneOf } from "./matches.js";
import { models, speakers } from "./participants.js";
import { isUnspaced, terms } from "./tokens.js";

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

/** The documents that pass the filter. */
async function filtered(data, { field, value }) {
  const { count } = data.columns;
  const found = new Matches(count);
  const passes = await passing(data, field, value);
  for (let doc = 0; doc < count; doc++) if (passes(doc)) found.addNeutral(doc);
  return found;
}

async function passing(data, field, value) {
  const { conversation, day, kinds, participant, participants, models: known } = data.columns;
  switch (field) {
    case "speaker": {
      const who = speakers(value, participants);
      return (doc) => who.has(participant[doc]);
    }
    case "model": {
      const who = models(value, participants, known);
      return (doc) => who.has(participant[doc]);
    }
    case "in": {
      const where = await conversationsNamed(data, value);
      return (doc) => where.has(conversation[doc]);
    }
    case "has": {
      const bit = 1 << KINDS.indexOf(value);
      return (doc) => kinds[doc] & bit;
    }
  }
  const [first, last] = period(value);
  switch (field) {
    case "before": return (doc) => day[doc] >= 0 && day[doc] < first;
    case "after": return (doc) => day[doc] >= 0 && day[doc] > last;
    default: return (doc) => day[doc] >= 0 && day[doc] >= first && day[doc] <= last;
  }
}

/** Those with this slug; if there is none, those with these words in the title or the slug. */
async function conversationsNamed(data, value) {
  const all = await data.conversations(Array.from({ length: data.columns.bases.length - 1 }, (_, n) => n));
  const numbers = (holds) => new Set([...all].filter(([, each]) => holds(each)).map(([number]) => number));
  const exact = numbers(({ slug }) => slug === value);
  const words = terms(value);
  if (exact.size || !words.length) return exact;
  const has = (text) => {
    const among = new Set(terms(text));
    return words.every((word) => among.has(word));
  };
  return numbers(({ slug, title }) => has(title) || has(slug));
}
