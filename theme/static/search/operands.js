// Parse one word, quotation or filter of a query. Twin of sitegen/search/query/operands.py.

import { isPeriod } from "./dates.js";
import { FOLDED_KINDS, KINDS, KIND_GROUPS } from "./block_kinds.js";
import { isBlank, tokenize } from "./lexer.js";
import { isUnspaced, tokens } from "./tokens.js";

const FIELDS = ["speaker", "model", "in", "has", "before", "after", "on"];

/**
 * Parse a word or a quotation. `node` is null where there is nothing to search for; `problem` is null or
 * `{ code, at, length, parameters }`.
 */
export function parseOperand(token) {
  if (FIELDS.includes(token.field)) return filterOperand(token);
  if (token.field === "sort") return sortOperand(token);
  if (token.field) return unknownFilterOperand(token);
  if (token.kind === "quoted") return operand(adjacentNode(tokens(token.text), token.at));
  if (token.text === "-") return operand(null, problemAt(token, "lone-minus"));
  if (token.text.includes("*")) return prefixOperand(token);
  return operand(wordNode(token.text, token.at));
}

/** The word or quotation at an offset of a query, as it was typed. */
export function operandText(query, at) {
  const { length } = operandToken(query, at);
  return Array.from(query).slice(at, at + length).join("").replace(/:$/, "");
}

/** The token at the offset of a node. */
export function operandToken(query, at) {
  return tokenize(query).find((token) => token.at === at);
}

/** The nodes that are not null, joined into one. Twin of sitegen/search/query/ast.py. */
export function joinNodes(type, nodes) {
  const present = nodes.filter(Boolean);
  return present.length > 1 ? { type, nodes: present } : present[0] ?? null;
}

/** What a query searches besides the talk; what it excludes does not count. Twin of sitegen/search/query/ast.py. */
export function scopeOf(node) {
  if (node?.type === "field" && node.field === "in") {
    return { hasFolds: node.value === "all", hasBranches: ["all", "branches"].includes(node.value) };
  }
  if (node?.type === "field" && node.field === "has") return { hasFolds: FOLDED_KINDS.includes(node.value), hasBranches: false };
  const parts = node?.type === "and" || node?.type === "or" ? node.nodes.map(scopeOf) : [];
  return { hasFolds: parts.some((each) => each.hasFolds), hasBranches: parts.some((each) => each.hasBranches) };
}

/** A problem of this token. */
export function problemAt({ at, length }, code, parameters = {}) {
  return { code, at, length, parameters };
}

function operand(node, problem = null, sortsByDate = false) {
  return { node, problem, sortsByDate };
}

function filterOperand(token) {
  const { field, text, at } = token;
  if (isBlank(text)) return missingValue(token);
  const value = field === "has" ? text.toLowerCase() : text;
  if (field === "has" && !KINDS.includes(value) && !Object.hasOwn(KIND_GROUPS, value)) {
    const kinds = [...KINDS, ...Object.keys(KIND_GROUPS)].join(", ");
    return operand(null, problemAt(token, "unknown-kind", { kinds }));
  }
  if (["before", "after", "on"].includes(field) && !isPeriod(value)) {
    return operand(null, problemAt(token, "invalid-date", { filter: field }));
  }
  return operand({ type: "field", field, value, at });
}

function sortOperand(token) {
  if (isBlank(token.text)) return missingValue(token);
  if (token.text !== "date") return operand(null, problemAt(token, "unknown-order"));
  return operand(null, null, true);
}

function missingValue(token) {
  return operand(null, problemAt(token, "missing-value", { filter: token.field }));
}

/** Parse `author:ada`, and also plain words before a colon, as in `Note: …`. */
function unknownFilterOperand(token) {
  const { kind, field, text, at } = token;
  if (kind === "word" && !text) return operand(wordNode(field, at));
  const filters = [...FIELDS, "sort"].map((each) => `${each}:`).join(", ");
  const problem = problemAt(token, "unknown-filter", { filter: field, filters });
  if (kind === "word") return operand(wordNode(`${field}:${text}`, at), problem);
  return operand(joinNodes("and", [wordNode(field, at), adjacentNode(tokens(text), at)]), problem);
}

function prefixOperand(token) {
  const { text, at } = token;
  const base = text.replace(/\*+$/, "");
  const problem = base.includes("*") ? problemAt(token, "inner-star") : null;
  if (base === text) return operand(wordNode(base, at), problem);
  const words = tokens(base);
  if (!words.length) return operand(null, problemAt(token, "lone-star"));
  const last = words.at(-1).term;
  if (isUnspaced(last)) return operand(wordNode(base, at), problem); // these are prefix searches anyway
  if (Array.from(last).length < 2) return operand(wordNode(base, at), problemAt(token, "short-prefix"));
  const preceding = phraseNode(words.slice(0, -1).map((each) => each.term), at);
  return operand(joinNodes("and", [preceding, { type: "prefix", term: last, at }]), problem);
}

/** A node for text without quotes: one word in any form, or several adjacent ones. */
function wordNode(text, at) {
  const words = tokens(text);
  if (words.length === 1 && !isUnspaced(words[0].term)) return { type: "word", term: words[0].term, at };
  return adjacentNode(words, at);
}

/**
 * The terms as a phrase. A single character of an unspaced script is a term only at the end of a text. So at the end of
 * a phrase it is dropped where the pair before it has it, else it is the prefix of a pair.
 */
function adjacentNode(words, at) {
  const terms = words.map((word) => word.term);
  const last = terms.at(-1);
  if (!words.length || !isUnspaced(last) || Array.from(last).length > 1) return phraseNode(terms, at);
  const rest = terms.slice(0, -1);
  if (words.length > 1 && isUnspaced(terms.at(-2)) && words.at(-2).end >= words.at(-1).end) return phraseNode(rest, at);
  return joinNodes("and", [phraseNode(rest, at), { type: "prefix", term: last, at }]);
}

function phraseNode(terms, at) {
  return terms.length ? { type: "phrase", terms, at } : null;
}
