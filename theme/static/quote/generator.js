// Generate text fragments. Twin of sitegen/quotes/text_fragments/generator.py; both produce the same bytes.

import { ALWAYS, POSSIBLE, boundary } from "./boundaries.js";
import { formatFragment } from "./directives.js";
import { WHITESPACE, stripWhitespace } from "./folding.js";
import { search } from "./search.js";

const MAX_TERM_LENGTH = 120;
const MAX_WORD_LENGTH = 300;
const TERM_WORD_COUNTS = [3, 4, 5, 6, 7, 8, 9, 10, 2, 1];
const SUFFIX_WORD_COUNTS = [1, 3, 8];
const GAP = new RegExp(`[${WHITESPACE}]{2,}|[\\t\\n\\r\\f\\v\\u2028\\u2029]`, "gu");
const SENTENCE_ENDS = "、。！？」』）…";
const WORD = new RegExp(`[^${WHITESPACE}${SENTENCE_ENDS}]*[${SENTENCE_ENDS}]+|[^${WHITESPACE}${SENTENCE_ENDS}]+`, "gu");

/** Returns the fragment of the range, without "#"; the id of its message if it has none of its own. */
export function bestFragment(model, pageRange) {
  return generateFragment(model, pageRange) ?? pageRange.anchor;
}

/** Returns a fragment with which every browser finds exactly the range, or null. */
export function generateFragment(model, pageRange) {
  const first = model.blockIndex(pageRange.start);
  const last = model.blockIndex(pageRange.end - 1);
  const drawings = [model.blocks[first].drawingId, model.blocks[last].drawingId];
  if (drawings.some(Boolean)) return first === last ? drawings[0] : null;
  const begin = model.foldedOffset(pageRange.start);
  const end = model.foldedOffset(pageRange.end);
  if (model.unfoldedOffset(begin) !== pageRange.start || model.unfoldedOffset(end) !== pageRange.end) return null;
  for (const each of candidates(findContext(model, pageRange, first, last))) {
    const found = [POSSIBLE, ALWAYS].map((minBoundary) => search(model.folded, each, minBoundary));
    if (found.every((range) => range?.[0] === begin && range[1] === end)) return formatFragment(pageRange.anchor, each);
  }
  return null;
}

function findContext(model, pageRange, first, last) {
  const piecesOf = (n) => (n >= 0 && n < model.blocks.length ? pieces(model, n) : []);
  const firstPieces = piecesOf(first);
  const lastPieces = last === first ? firstPieces : piecesOf(last);
  const begin = pieceIndex(firstPieces, pageRange.start);
  const stop = pieceIndex(lastPieces, pageRange.end - 1);
  const here = firstPieces[begin];
  const there = lastPieces[stop];
  const before = begin > 0 ? firstPieces[begin - 1] : piecesOf(first - 1).at(-1);
  const after = lastPieces[stop + 1] ?? piecesOf(last + 1)[0];
  return {
    text: model.text,
    pageRange,
    before: isAdjacent(before, here) ? before : undefined,
    first: here,
    last: there,
    after: isAdjacent(after, there) ? after : undefined,
  };
}

function isAdjacent(piece, own) {
  return piece && !piece.isDrawing && piece.isCollapsed === own.isCollapsed;
}

function* candidates(context) {
  const { text, pageRange } = context;
  const allTerms = [...terms(context)];
  if (!allTerms.length) return;
  const before = [...prefixes(context)];
  const ends = boundary(text, pageRange.end) === ALWAYS ? [""] : [];
  const starts = boundary(text, pageRange.start) === ALWAYS ? [""] : [];
  for (const prefix of [...starts, ...before]) for (const suffix of ends) yield { ...allTerms[0], prefix, suffix };
  const longest = [...starts, ...before.slice(-1)];
  for (const otherTerm of allTerms.slice(1))
    for (const prefix of longest) for (const suffix of ends) yield { ...otherTerm, prefix, suffix };
  for (const suffix of suffixes(context)) for (const prefix of longest) yield { ...allTerms[0], prefix, suffix };
}

function* terms({ text, pageRange, first, last }) {
  const whole = text.slice(pageRange.start, pageRange.end);
  if (first.start === last.start && whole.length <= MAX_TERM_LENGTH) {
    yield { start: whole, end: "" };
    return;
  }
  let startTermEnds = first.words.map(([, end]) => end).filter((end) => pageRange.start < end && end <= pageRange.end);
  let endTermStarts = last.words.map(([start]) => start).filter((start) => pageRange.start <= start && start < pageRange.end);
  if (!startTermEnds.length) startTermEnds = [Math.min(first.end, pageRange.end)];
  if (!endTermStarts.length) endTermStarts = [Math.max(last.start, pageRange.start)];
  endTermStarts.reverse();
  const seen = new Set();
  for (const count of TERM_WORD_COUNTS) {
    const begin = startTermEnds[Math.min(count, startTermEnds.length) - 1];
    const stop = endTermStarts[Math.min(count, endTermStarts.length) - 1];
    const pair = { start: text.slice(pageRange.start, begin), end: text.slice(stop, pageRange.end) };
    const key = JSON.stringify(pair);
    if (begin > stop || seen.has(key)) continue;
    if (pair.start.length > MAX_WORD_LENGTH || pair.end.length > MAX_WORD_LENGTH) continue;
    seen.add(key);
    yield pair;
  }
  if (first.start === last.start && whole.length <= MAX_WORD_LENGTH) yield { start: whole, end: "" };
}

function* prefixes({ text, pageRange, before, first }) {
  const piece = first.start < pageRange.start ? first : before;
  if (!piece) return;
  const end = Math.min(piece.end, pageRange.start);
  for (const [begin] of [...piece.words].reverse()) {
    if (begin >= end || boundary(text, begin) !== ALWAYS) continue;
    const prefix = stripWhitespace(text.slice(begin, end));
    if (prefix.length > MAX_TERM_LENGTH) return;
    yield prefix;
  }
}

function* suffixes({ text, pageRange, last, after }) {
  const piece = pageRange.end < last.end ? last : after;
  if (!piece) return;
  const begin = Math.max(piece.start, pageRange.end);
  const wordEnds = piece.words.map(([, stop]) => stop).filter((stop) => stop > begin && boundary(text, stop) === ALWAYS);
  for (const count of SUFFIX_WORD_COUNTS) {
    if (count > wordEnds.length) return;
    const suffix = stripWhitespace(text.slice(begin, wordEnds[count - 1]));
    if (suffix.length <= MAX_TERM_LENGTH) yield suffix;
  }
}

/** Returns the pieces of a block, `{ start, end, isDrawing, isCollapsed, words }`, in offsets of the page's text. */
function pieces(model, n) {
  const block = model.blocks[n];
  const base = model.starts[n];
  const gaps = [...block.text.matchAll(GAP)].map((found) => [found.index, found.index + found[0].length]);
  gaps.push(...block.breaks.map((at) => [at, at]));
  gaps.sort(([a, b], [c, d]) => a - c || b - d);
  gaps.push([block.text.length, block.text.length]);
  const found = [];
  let start = 0;
  for (const [gap, gapEnd] of gaps) {
    const words = [...block.text.slice(start, Math.max(gap, start)).matchAll(WORD)].map((word) => {
      const begin = base + start + word.index;
      return [begin, begin + word[0].length];
    });
    const { drawingId, isCollapsed } = block;
    if (words.length) found.push({ start: words[0][0], end: words.at(-1)[1], isDrawing: Boolean(drawingId), isCollapsed, words });
    start = Math.max(start, gapEnd);
  }
  return found;
}

/** Returns the index of the piece with the character at the offset. */
function pieceIndex(allPieces, offset) {
  return Math.max(allPieces.findLastIndex((each) => each.start <= offset), 0);
}
