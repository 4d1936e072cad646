// Find the documents that match a query. Twin of sitegen/search/query/evaluator.py.

import { periodBounds } from "./dates.js";
import { IN_BRANCH, KINDS, KIND_GROUPS, WITHOUT_TALK } from "./block_kinds.js";
import { SLUG, SLUG_WORD } from "./dictionary.js";
import { MAX_PREFIX_TERMS, TermMatcher } from "./terms.js";
import { Matches, allOf, anyOf, noneOf } from "./matches.js";
import { findModels, findSpeakers } from "./participants.js";
import { problemAt, scopeOf } from "./operands.js";
import { isUnspaced, terms } from "./tokens.js";

/**
 * The result of a query or a part of it. `terms`: to highlight; all forms of the words, without those of NOT.
 * @typedef {{matches: Matches, terms: Set<string>, problems: object[]}} Evaluation
 */

function evaluation(matches, terms = [], problems = []) {
  return { matches, terms: new Set(terms), problems };
}

/** Evaluates a query and its parts, each once. Loads all needed shards in parallel. */
export class Evaluator {
  constructor(data, query) {
    const scope = scopeOf(query.node);
    this.data = data;
    this.query = query;
    this.known = new Map(); // promises of evaluations by node
    this.hidden = (scope.hasBranches ? 0 : IN_BRANCH) | (scope.hasFolds ? 0 : WITHOUT_TALK);
    this.matcher = new TermMatcher(data, scope.hasFolds);
  }

  /** The documents that match the query; none for an empty query. */
  async result() {
    if (!this.query.node) return evaluation(new Matches(this.data.columns.count));
    const found = await this.evaluate(this.query.node);
    return { ...found, matches: await this.visible(found.matches) };
  }

  /** The matches in what the query searches. */
  async visible(matches) {
    if (!this.hidden || !this.data.columns.hasHidden) return matches;
    await this.data.loadColumns("kinds");
    const { count, kinds } = this.data.columns;
    const visible = new Matches(count);
    for (let doc = 0; doc < count; doc++) if (!(kinds[doc] & this.hidden)) visible.addNeutral(doc);
    return allOf([matches, visible], count);
  }

  /** The documents that match a part of the query, also those that it does not search. */
  evaluate(node) {
    if (!this.known.has(node)) this.known.set(node, this.evaluateNode(node));
    return this.known.get(node);
  }

  async evaluateNode(node) {
    const { count } = this.data.columns;
    switch (node.type) {
      case "word":
        return termEvaluation(await this.matcher.word(node.term));
      case "phrase":
        return termEvaluation(await this.matcher.phrase(node.terms));
      case "prefix": {
        const matches = await this.matcher.prefix(node.term);
        return termEvaluation(matches, this.prefixProblems(node, matches));
      }
      case "field":
        return evaluation(await filterDocuments(this.data, node));
      case "not": {
        const part = await this.evaluate(node.node);
        return evaluation(noneOf(part.matches, count), [], part.problems);
      }
      default: {
        const parts = await Promise.all(node.nodes.map((each) => this.evaluate(each)));
        const join = node.type === "and" ? allOf : anyOf;
        return evaluation(
          join(parts.map((part) => part.matches), count),
          parts.flatMap((part) => [...part.terms]),
          parts.flatMap((part) => part.problems),
        );
      }
    }
  }

  /** Report where a prefix has too many terms. */
  prefixProblems(node, matches) {
    if (!matches.omittedCount) return [];
    const star = Array.from(this.query.text).indexOf("*", node.at);
    const length = star >= 0 && !isUnspaced(node.term) ? star + 1 - node.at : Array.from(node.term).length;
    const parameters = { number: MAX_PREFIX_TERMS + matches.omittedCount, limit: MAX_PREFIX_TERMS };
    return [problemAt({ at: node.at, length }, "common-prefix", parameters)];
  }
}

function termEvaluation(matches, problems = []) {
  return evaluation(matches.matches, matches.terms, problems);
}

/** The documents that pass a filter. */
async function filterDocuments(data, { field, value }) {
  const { count } = data.columns;
  const found = new Matches(count);
  const passes = await filterPredicate(data, field, value);
  for (let doc = 0; doc < count; doc++) if (passes(doc)) found.addNeutral(doc);
  return found;
}

const COLUMN_OF_FIELD = { speaker: "participant", model: "participant", has: "kinds", before: "day", after: "day", on: "day" };

async function filterPredicate(data, field, value) {
  if (field in COLUMN_OF_FIELD) await data.loadColumns(COLUMN_OF_FIELD[field]);
  const { conversation, day, kinds, participant, participants, models } = data.columns;
  switch (field) {
    case "speaker": {
      const wanted = findSpeakers(value, participants);
      return (doc) => wanted.has(participant[doc]);
    }
    case "model": {
      const wanted = findModels(value, participants, models);
      return (doc) => wanted.has(participant[doc]);
    }
    case "in": {
      if (value === "all") return () => true;
      if (value === "branches") {
        await data.loadColumns("kinds");
        return (doc) => data.columns.kinds[doc] & IN_BRANCH;
      }
      const wanted = await findConversations(data, value);
      return (doc) => wanted.has(conversation[doc]);
    }
    case "has": {
      const bits = (KIND_GROUPS[value] ?? [value]).reduce((sum, each) => sum | 1 << KINDS.indexOf(each), 0);
      return (doc) => kinds[doc] & bits;
    }
  }
  const [first, last] = periodBounds(value);
  switch (field) {
    case "before": return (doc) => day[doc] >= 0 && day[doc] < first;
    case "after": return (doc) => day[doc] >= 0 && day[doc] > last;
    default: return (doc) => day[doc] >= 0 && day[doc] >= first && day[doc] <= last;
  }
}

/** The conversation with this slug, or if there is none, those with these words in title or slug. */
async function findConversations(data, value) {
  const exact = await data.titled([SLUG + value]);
  const words = terms(value);
  if (exact.length || !words.length) return new Set(exact);
  return new Set((await Promise.all([data.titled(words), data.titled(words.map((word) => SLUG_WORD + word))])).flat());
}
