// A text → what it asks for, and what in it could not be understood; the same as sitegen/search/query.py.

import { lexemes } from "./lexer.js";
import { joinedNodes, operand } from "./operands.js";

const LONGEST_QUERY = 1000; // characters that are read
const MOST_LEAVES = 64; // words, phrases and filters of a query
const DEEPEST = 50; // parentheses within parentheses; deeper ones are passed over, and not what is in them
const MOST_QUERY_PROBLEMS = 20;
const NO_OPERAND = ["and", "or", "close", "end"];

/**
 * The query in a text: `{ text, node, sort, problems }`. A node is `{ type: "word" | "prefix", term, at }`,
 * `{ type: "phrase", terms, at }`, `{ type: "field", field, value, at }`, `{ type: "not", node }` or
 * `{ type: "and" | "or", nodes }`; null where there is nothing to look for. Places count code points. Never throws.
 */
export function parse(text) {
  const points = Array.from(text);
  const parser = new Parser();
  if (points.length > LONGEST_QUERY) {
    parser.blame(LONGEST_QUERY, points.length - LONGEST_QUERY, "only the first 1,000 characters are read");
  }
  const node = parser.whole(lexemes(points.slice(0, LONGEST_QUERY).join("")));
  if (!node && parser.lexemes.length && !parser.isSorted && !parser.problems.length) {
    parser.blame(0, points.length, "there is no word in this to look for");
  }
  const problems = parser.problems.sort((a, b) => a.at - b.at);
  return { text, node, sort: parser.isSorted ? "date" : "rank", problems };
}

/** Recursive descent: or, and, not, parentheses, leaves. */
class Parser {
  constructor() {
    this.lexemes = [];
    this.next = 0;
    this.leaves = 0;
    this.isSorted = false;
    this.problems = [];
  }

  blame(at, length, message) {
    if (this.problems.length < MOST_QUERY_PROBLEMS) this.problems.push({ at, length, message });
  }

  whole(found) {
    this.lexemes = this.withoutDepths(found);
    const nodes = [];
    while (this.next < this.lexemes.length) {
      nodes.push(this.or());
      if (this.peek() === "close") this.blameLexeme(this.take(), "no parenthesis is open here");
    }
    return joinedNodes("and", nodes);
  }

  /** Parentheses that are too deep are left out, both of a pair, so that the others keep their meaning. */
  withoutDepths(found) {
    const kept = [];
    let depth = 0;
    let deepest = 0;
    for (const lexeme of found) {
      if (lexeme.kind === "open") depth++;
      if (depth <= DEEPEST || !["open", "close"].includes(lexeme.kind)) {
        kept.push(lexeme);
      } else if (depth > deepest && deepest <= DEEPEST) {
        this.blameLexeme(lexeme, `no more than ${DEEPEST} parentheses are followed into each other`);
      }
      deepest = Math.max(deepest, depth);
      if (lexeme.kind === "close") depth = Math.max(depth - 1, 0);
    }
    return kept;
  }

  peek() {
    return this.lexemes[this.next]?.kind ?? "end";
  }

  take() {
    return this.lexemes[this.next++];
  }

  blameLexeme(lexeme, message) {
    this.blame(lexeme.at, lexeme.length, message);
  }

  or() {
    let start = this.next;
    const nodes = [this.and()];
    while (this.peek() === "or") {
      const isFirst = this.next === start;
      const sign = this.take();
      if (isFirst || NO_OPERAND.includes(this.peek())) {
        this.blameLexeme(sign, "OR needs something to look for on both sides");
      }
      start = this.next;
      nodes.push(this.and());
    }
    return joinedNodes("or", nodes);
  }

  and() {
    const start = this.next;
    const nodes = [];
    while (!["or", "close", "end"].includes(this.peek())) {
      if (this.peek() !== "and") {
        nodes.push(this.not());
        continue;
      }
      const isFirst = this.next === start;
      const sign = this.take();
      if (isFirst || NO_OPERAND.includes(this.peek())) {
        this.blameLexeme(sign, "AND needs something to look for on both sides");
      }
    }
    return joinedNodes("and", nodes);
  }

  not() {
    let isNot = false;
    let sign = null;
    while (this.peek() === "not") {
      isNot = !isNot;
      sign = this.take();
    }
    if (sign && NO_OPERAND.includes(this.peek())) {
      this.blameLexeme(sign, "NOT needs something after it");
      return null;
    }
    const node = this.operand();
    return isNot && node ? { type: "not", node } : node;
  }

  operand() {
    const lexeme = this.take();
    if (lexeme.kind === "open") {
      const node = this.or();
      if (this.peek() === "close") this.take();
      else this.blameLexeme(lexeme, "this parenthesis is not closed");
      return node;
    }
    if (this.leaves >= MOST_LEAVES) {
      if (this.leaves === MOST_LEAVES) {
        this.blameLexeme(lexeme, `no more than ${MOST_LEAVES} words and filters are looked for`);
      }
      this.leaves++;
      return null;
    }
    return this.leaf(lexeme);
  }

  leaf(lexeme) {
    if (!lexeme.isClosed) this.blameLexeme(lexeme, "this quotation is not closed");
    const found = operand(lexeme);
    if (found.complaint) this.blameLexeme(lexeme, found.complaint);
    this.isSorted ||= found.isSorted;
    if (found.node) this.leaves++;
    return found.node;
  }
}
