// Parse a query and report what was not understood. Twin of sitegen/search/query/parser.py.

import { tokenize } from "./lexer.js";
import { joinNodes, parseOperand, problemAt } from "./operands.js";

const MAX_QUERY_LENGTH = 1000; // code points; the rest is ignored
const MAX_OPERANDS = 64; // maximum number of words, phrases and filters
const MAX_DEPTH = 50; // of nested parentheses; deeper ones are ignored, but not their content
const MAX_PROBLEMS = 20;
const NOT_OPERANDS = ["and", "or", "close", "end"];

/**
 * Parse a query into `{ text, node, sort, problems }`. A node is `{ type: "word" | "prefix", term, at }`,
 * `{ type: "phrase", terms, at }`, `{ type: "field", field, value, at }`, `{ type: "not", node }` or
 * `{ type: "and" | "or", nodes }`; null where there is nothing to search for. Offsets are in code points. Never throws.
 */
export function parse(text) {
  const points = Array.from(text);
  const parser = new Parser();
  if (points.length > MAX_QUERY_LENGTH) {
    const rest = { at: MAX_QUERY_LENGTH, length: points.length - MAX_QUERY_LENGTH };
    parser.report(problemAt(rest, "long-query", { number: MAX_QUERY_LENGTH }));
  }
  const node = parser.parse(tokenize(points.slice(0, MAX_QUERY_LENGTH).join("")));
  if (!node && parser.tokens.length && !parser.sortsByDate && !parser.problems.length) {
    parser.report(problemAt({ at: 0, length: points.length }, "no-words"));
  }
  const problems = parser.problems.sort((a, b) => a.at - b.at);
  return { text, node, sort: parser.sortsByDate ? "date" : "rank", problems };
}

/** A recursive descent parser: OR, AND, NOT, parentheses, operands. */
class Parser {
  constructor() {
    this.tokens = [];
    this.position = 0;
    this.operandCount = 0;
    this.sortsByDate = false;
    this.problems = [];
  }

  report(problem) {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }

  parse(tokens) {
    this.tokens = this.limitDepth(tokens);
    const nodes = [];
    while (this.position < this.tokens.length) {
      nodes.push(this.or());
      if (this.peek() === "close") this.report(problemAt(this.take(), "unopened-parenthesis"));
    }
    return joinNodes("and", nodes);
  }

  /** The tokens without parentheses that are too deep, always both of a pair. */
  limitDepth(tokens) {
    const kept = [];
    let depth = 0;
    let deepest = 0;
    for (const token of tokens) {
      if (token.kind === "open") depth++;
      if (depth <= MAX_DEPTH || !["open", "close"].includes(token.kind)) {
        kept.push(token);
      } else if (depth > deepest && deepest <= MAX_DEPTH) {
        this.report(problemAt(token, "deep-parentheses", { number: MAX_DEPTH }));
      }
      deepest = Math.max(deepest, depth);
      if (token.kind === "close") depth = Math.max(depth - 1, 0);
    }
    return kept;
  }

  peek() {
    return this.tokens[this.position]?.kind ?? "end";
  }

  take() {
    return this.tokens[this.position++];
  }

  or() {
    let start = this.position;
    const nodes = [this.and()];
    while (this.peek() === "or") {
      const isFirst = this.position === start;
      const operator = this.take();
      if (isFirst || NOT_OPERANDS.includes(this.peek())) {
        this.report(problemAt(operator, "or-without-operand"));
      }
      start = this.position;
      nodes.push(this.and());
    }
    return joinNodes("or", nodes);
  }

  and() {
    const start = this.position;
    const nodes = [];
    while (!["or", "close", "end"].includes(this.peek())) {
      if (this.peek() !== "and") {
        nodes.push(this.not());
        continue;
      }
      const isFirst = this.position === start;
      const operator = this.take();
      if (isFirst || NOT_OPERANDS.includes(this.peek())) {
        this.report(problemAt(operator, "and-without-operand"));
      }
    }
    return joinNodes("and", nodes);
  }

  not() {
    let isNot = false;
    let operator = null;
    while (this.peek() === "not") {
      isNot = !isNot;
      operator = this.take();
    }
    if (operator && NOT_OPERANDS.includes(this.peek())) {
      this.report(problemAt(operator, "not-without-operand"));
      return null;
    }
    const node = this.operand();
    return isNot && node ? { type: "not", node } : node;
  }

  operand() {
    const token = this.take();
    if (token.kind === "open") {
      const node = this.or();
      if (this.peek() === "close") this.take();
      else this.report(problemAt(token, "unclosed-parenthesis"));
      return node;
    }
    if (this.operandCount >= MAX_OPERANDS) {
      if (this.operandCount === MAX_OPERANDS) {
        this.report(problemAt(token, "too-many-words", { number: MAX_OPERANDS }));
      }
      this.operandCount++;
      return null;
    }
    return this.wordOrFilter(token);
  }

  wordOrFilter(token) {
    if (!token.isClosed) this.report(problemAt(token, "unclosed-quotation"));
    const operand = parseOperand(token);
    if (operand.problem) this.report(operand.problem);
    this.sortsByDate ||= operand.sortsByDate;
    if (operand.node) this.operandCount++;
    return operand.node;
  }
}
