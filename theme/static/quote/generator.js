// A passage → a fragment that leads to it alone; sitegen/fragments/generator.py has the reasons. The same bytes.

import { ALWAYS, PERHAPS, boundary } from "./boundaries.js";
import { spelled } from "./directives.js";
import { BLANKS, trimmed } from "./folding.js";
import { search } from "./search.js";

const LONGEST = 120;
const LONGEST_WORD = 300;
const WORDS = [3, 4, 5, 6, 7, 8, 9, 10, 2, 1];
const SUFFIX_WORDS = [1, 3, 8];
const GAP = new RegExp(`[${BLANKS}]{2,}|[\\t\\n\\r\\f\\v\\u2028\\u2029]`, "gu");
const STOPS = "、。！？」』）…";
const WORD = new RegExp(`[^${BLANKS}${STOPS}]*[${STOPS}]+|[^${BLANKS}${STOPS}]+`, "gu");

/** The fragment of the passage, without "#"; where it has none of its own, its message's id. */
export function link(model, passage) {
  return generate(model, passage) ?? passage.anchor;
}

/** A fragment by which every browser finds exactly the passage; null where there is none. */
export function generate(model, passage) {
  const first = model.blockAt(passage.start);
  const last = model.blockAt(passage.end - 1);
  const drawings = [model.blocks[first].drawing, model.blocks[last].drawing];
  if (drawings.some(Boolean)) return first === last ? drawings[0] : null;
  const begin = model.foldedOffset(passage.start);
  const end = model.foldedOffset(passage.end);
  if (model.unfoldedOffset(begin) !== passage.start || model.unfoldedOffset(end) !== passage.end) return null;
  for (const each of candidates(surroundings(model, passage, first, last))) {
    const found = [PERHAPS, ALWAYS].map((least) => search(model.folded, each, least));
    if (found.every((range) => range?.[0] === begin && range[1] === end)) return spelled(passage.anchor, each);
  }
  return null;
}

function surroundings(model, passage, first, last) {
  const of = (n) => (n >= 0 && n < model.blocks.length ? pieces(model, n) : []);
  const own = of(first);
  const ends = last === first ? own : of(last);
  const begin = pieceIndex(own, passage.start);
  const stop = pieceIndex(ends, passage.end - 1);
  const here = own[begin];
  const there = ends[stop];
  const before = begin > 0 ? own[begin - 1] : of(first - 1).at(-1);
  const after = ends[stop + 1] ?? of(last + 1)[0];
  return {
    text: model.text,
    passage,
    before: isBeside(before, here) ? before : undefined,
    first: here,
    last: there,
    after: isBeside(after, there) ? after : undefined,
  };
}

function isBeside(piece, own) {
  return piece && !piece.isDrawn && piece.isClosed === own.isClosed;
}

function* candidates(around) {
  const { text, passage } = around;
  const all = [...terms(around)];
  if (!all.length) return;
  const before = [...prefixes(around)];
  const ends = boundary(text, passage.end) === ALWAYS ? [""] : [];
  const starts = boundary(text, passage.start) === ALWAYS ? [""] : [];
  for (const prefix of [...starts, ...before]) for (const suffix of ends) yield { ...all[0], prefix, suffix };
  const longest = [...starts, ...before.slice(-1)];
  for (const more of all.slice(1))
    for (const prefix of longest) for (const suffix of ends) yield { ...more, prefix, suffix };
  for (const suffix of suffixes(around)) for (const prefix of longest) yield { ...all[0], prefix, suffix };
}

function* terms({ text, passage, first, last }) {
  const whole = text.slice(passage.start, passage.end);
  if (first.start === last.start && whole.length <= LONGEST) {
    yield { start: whole, end: "" };
    return;
  }
  let begins = first.words.map(([, end]) => end).filter((end) => passage.start < end && end <= passage.end);
  let stops = last.words.map(([start]) => start).filter((start) => passage.start <= start && start < passage.end);
  if (!begins.length) begins = [Math.min(first.end, passage.end)];
  if (!stops.length) stops = [Math.max(last.start, passage.start)];
  stops.reverse();
  const seen = new Set();
  for (const count of WORDS) {
    const begin = begins[Math.min(count, begins.length) - 1];
    const stop = stops[Math.min(count, stops.length) - 1];
    const pair = { start: text.slice(passage.start, begin), end: text.slice(stop, passage.end) };
    const key = JSON.stringify(pair);
    if (begin > stop || seen.has(key)) continue;
    if (pair.start.length > LONGEST_WORD || pair.end.length > LONGEST_WORD) continue;
    seen.add(key);
    yield pair;
  }
  if (first.start === last.start && whole.length <= LONGEST_WORD) yield { start: whole, end: "" };
}

function* prefixes({ text, passage, before, first }) {
  const piece = first.start < passage.start ? first : before;
  if (!piece) return;
  const end = Math.min(piece.end, passage.start);
  for (const [begin] of [...piece.words].reverse()) {
    if (begin >= end || boundary(text, begin) !== ALWAYS) continue;
    const prefix = trimmed(text.slice(begin, end));
    if (prefix.length > LONGEST) return;
    yield prefix;
  }
}

function* suffixes({ text, passage, last, after }) {
  const piece = passage.end < last.end ? last : after;
  if (!piece) return;
  const begin = Math.max(piece.start, passage.end);
  const stops = piece.words.map(([, stop]) => stop).filter((stop) => stop > begin && boundary(text, stop) === ALWAYS);
  for (const count of SUFFIX_WORDS) {
    if (count > stops.length) return;
    const suffix = trimmed(text.slice(begin, stops[count - 1]));
    if (suffix.length <= LONGEST) yield suffix;
  }
}

/** The pieces of a block, `{ start, end, isDrawn, isClosed, words }`, in offsets of the page's text. */
function pieces(model, n) {
  const block = model.blocks[n];
  const base = model.starts[n];
  const gaps = [...block.text.matchAll(GAP)].map((found) => [found.index, found.index + found[0].length]);
  gaps.push(...block.breaks.map((at) => [at, at]));
  gaps.sort(([a, b], [c, d]) => a - c || b - d);
  gaps.push([block.text.length, block.text.length]);
  const found = [];
  let start = 0;
  for (const [gap, behind] of gaps) {
    const words = [...block.text.slice(start, Math.max(gap, start)).matchAll(WORD)].map((word) => {
      const begin = base + start + word.index;
      return [begin, begin + word[0].length];
    });
    const { drawing, isClosed } = block;
    if (words.length) found.push({ start: words[0][0], end: words.at(-1)[1], isDrawn: Boolean(drawing), isClosed, words });
    start = Math.max(start, behind);
  }
  return found;
}

/** Which piece holds the character at the offset. */
function pieceIndex(all, offset) {
  return Math.max(all.findLastIndex((each) => each.start <= offset), 0);
}
