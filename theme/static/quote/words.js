// What the terms of a directive are made of; sitegen/fragments/words.py has the reasons.

import { BLANKS } from "./folding.js";

const GAP = new RegExp(`[${BLANKS}]{2,}|[\\t\\n\\r\\f\\v\\u2028\\u2029]`, "gu");
const STOPS = "、。！？」』）…";
const WORD = new RegExp(`[^${BLANKS}${STOPS}]*[${STOPS}]+|[^${BLANKS}${STOPS}]+`, "gu");

/** The pieces of a block, `{ start, end, isDrawn, isClosed, words }`, in offsets of the page's text. */
export function pieces(model, n) {
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
export function pieceIndex(all, offset) {
  return Math.max(all.findLastIndex((each) => each.start <= offset), 0);
}
