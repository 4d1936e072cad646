// One word, quotation or filter of a query → what it asks for; the same as sitegen/search/operands.py.

import { isPeriod } from "./dates.js";
import { KINDS } from "./block_flags.js";
import { isEmpty } from "./lexer.js";
import { isUnspaced, tokens } from "./tokens.js";

const FIELDS = ["speaker", "model", "in", "has", "before", "after", "on"];

/**
 * What the lexeme asks for, a word or a quotation: `node`, null if nothing; `complaint`, what is wrong with the way
 * it is written, else empty; `isSorted`, whether it asks for the newest first.
 */
export function operand(lexeme) {
  if (FIELDS.includes(lexeme.field)) return fieldOperand(lexeme);
  if (lexeme.field === "sort") return sortOperand(lexeme.text);
  if (lexeme.field) return unknownOperand(lexeme);
  if (lexeme.kind === "quoted") return asked(adjacentNode(tokens(lexeme.text), lexeme.at));
  if (lexeme.text === "-") return asked(null, "a minus stands right before what it leaves out");
  if (lexeme.text.includes("*")) return starredOperand(lexeme);
  return asked(wordNode(lexeme.text, lexeme.at));
}

/** The nodes that there are, as one. */
export function joinedNodes(type, nodes) {
  const found = nodes.filter(Boolean);
  return found.length > 1 ? { type, nodes: found } : found[0] ?? null;
}

function asked(node, complaint = "", isSorted = false) {
  return { node, complaint, isSorted };
}

function fieldOperand({ field, text, at }) {
  if (isEmpty(text)) return valueless(field);
  const value = field === "has" ? text.toLowerCase() : text;
  if (field === "has" && !KINDS.includes(value)) return asked(null, `has: knows ${KINDS.join(", ")}`);
  if (["before", "after", "on"].includes(field) && !isPeriod(value)) {
    return asked(null, `${field}: needs a date such as 2026, 2026-01 or 2026-01-31`);
  }
  return asked({ type: "field", field, value, at });
}

function sortOperand(value) {
  if (isEmpty(value)) return valueless("sort");
  return value === "date" ? asked(null, "", true) : asked(null, "sort: knows only date");
}

function valueless(name) {
  return asked(null, `${name}: needs a value right after it`);
}

/** `author:ada`, and mere words before a colon, as in `Note: …`. */
function unknownOperand({ kind, field, text, at }) {
  if (kind === "word" && !text) return asked(wordNode(field, at));
  const known = [...FIELDS, "sort"].map((each) => `${each}:`).join(", ");
  const complaint = `there is no ${field}:, only ${known}; it is looked for as words`;
  if (kind === "word") return asked(wordNode(`${field}:${text}`, at), complaint);
  return asked(joinedNodes("and", [wordNode(field, at), adjacentNode(tokens(text), at)]), complaint);
}

function starredOperand({ text, at }) {
  const base = text.replace(/\*+$/, "");
  const complaint = base.includes("*") ? "a star stands only at the end of a word" : "";
  if (base === text) return asked(wordNode(base, at), complaint);
  const words = tokens(base);
  if (!words.length) return asked(null, "a star needs the beginning of a word before it");
  const last = words.at(-1).term;
  if (isUnspaced(last)) return asked(wordNode(base, at), complaint); // these are looked for by their beginnings anyway
  if (Array.from(last).length < 2) return asked(wordNode(base, at), "a star needs at least two letters before it");
  const before = exactNode(words.slice(0, -1).map((each) => each.term), at);
  return asked(joinedNodes("and", [before, { type: "prefix", term: last, at }]), complaint);
}

/** What was written without quotes: one word in any form, or several side by side. */
function wordNode(text, at) {
  const words = tokens(text);
  if (words.length === 1 && !isUnspaced(words[0].term)) return { type: "word", term: words[0].term, at };
  return adjacentNode(words, at);
}

/**
 * The terms as a phrase. The last character of an unspaced script stands alone only where a text ends, so it is
 * left out where the pair before it says it, and is the beginning of a pair where none does.
 */
function adjacentNode(words, at) {
  const found = words.map((word) => word.term);
  const last = found.at(-1);
  if (!words.length || !isUnspaced(last) || Array.from(last).length > 1) return exactNode(found, at);
  const rest = found.slice(0, -1);
  if (words.length > 1 && isUnspaced(found.at(-2)) && words.at(-2).end >= words.at(-1).end) return exactNode(rest, at);
  return joinedNodes("and", [exactNode(rest, at), { type: "prefix", term: last, at }]);
}

function exactNode(terms, at) {
  return terms.length ? { type: "phrase", terms, at } : null;
}
