// Suggest a spelling for words of a query that few messages have or none. Twin of sitegen/search/spelling.py.

import { operandToken } from "./operands.js";
import { compareCodePoints } from "./sort_order.js";
import { isUnspaced } from "./tokens.js";

/** Number of hits of a query, and of a word, up to which another spelling is suggested. */
export const MAX_FEW_HITS = 2;
const MIN_LENGTH = 4; // of a word that may be wrong, in code points
const MAX_LENGTH = 22;
const LONG = 6; // length from which two errors are possible; below it is one
const MORE_FREQUENT = 5; // frequency class that an error costs, and by which a suggestion must exceed a word that has hits

/** The query with other spellings of words that have few hits; empty if there are none. */
export async function correctedQuery(evaluator) {
  const { data, query } = evaluator;
  const points = Array.from(query.text);
  let end = points.length;
  for (const word of words(query.node).sort((a, b) => b.at - a.at)) {
    const { length } = operandToken(query.text, word.at);
    if (word.at + length > end) continue;
    const { matches } = await evaluator.evaluate(word);
    const other = await suggestion(data, word.term, (await evaluator.visible(matches)).hits().length);
    if (!other) continue;
    points.splice(word.at, length, ...other);
    end = word.at;
  }
  const text = points.join("");
  return text === query.text ? "" : text;
}

/** The words that hits should have. */
function words(node) {
  if (node?.type === "word") return [node];
  return node?.type === "and" || node?.type === "or" ? node.nodes.flatMap(words) : [];
}

/** A better spelling of a word; empty if there is none. */
async function suggestion(data, term, hitCount) {
  if (hitCount > MAX_FEW_HITS || !hasSpelling(term)) return "";
  const firsts = new Set(Array.from(term).slice(0, 2));
  const found = (await Promise.all([...firsts].map((first) => data.frequentWords(first)))).flat();
  const least = hitCount ? frequencyClass(hitCount) + MORE_FREQUENT : 0;
  return bestSpelling(term, found.filter(([, class_]) => class_ >= least));
}

/** The class of a document frequency: each has twice as many as the one before. */
function frequencyClass(df) {
  return 32 - Math.clz32(df);
}

/** Return whether a term is a word of letters, not too long, of a script with blanks between words. */
function hasSpelling(term) {
  const { length } = Array.from(term);
  return length >= MIN_LENGTH && length <= MAX_LENGTH && !/[0-9]/.test(term) && !isUnspaced(term);
}

/** The most frequent of the words with their classes that differ by one or two errors, or are longer; empty if none does. */
function bestSpelling(term, candidates) {
  const letters = Array.from(term);
  const limit = letters.length >= LONG ? 2 : 1;
  let best = null;
  for (const [other, class_] of candidates) {
    const otherLetters = Array.from(other);
    const isNear = Math.abs(otherLetters.length - letters.length) <= limit;
    if (other === term || (!isNear && !other.startsWith(term))) continue;
    const errors = other.startsWith(term) ? 1 : distance(letters, otherLetters);
    if (errors > limit) continue;
    const found = { cost: MORE_FREQUENT * errors - class_, errors, other };
    if (!best || (found.cost - best.cost || found.errors - best.errors || compareCodePoints(other, best.other)) < 0) best = found;
  }
  return best?.other ?? "";
}

/** The number of letters to insert, delete, replace or swap with the next one. */
function distance(one, other) {
  let before = [];
  let row = [...other.keys(), other.length];
  one.forEach((letter, n) => {
    const last = before;
    before = row;
    row = [n + 1];
    other.forEach((otherLetter, k) => {
      let cost = Math.min(before[k + 1] + 1, row[k] + 1, before[k] + (letter === otherLetter ? 0 : 1));
      if (n && k && letter === other[k - 1] && one[n - 1] === otherLetter) cost = Math.min(cost, last[k - 1] + 1);
      row.push(cost);
    });
  });
  return row.at(-1);
}
