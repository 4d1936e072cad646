// Does a word begin or end here, for a browser? sitegen/fragments/boundaries.py has the reasons.

import { isBlank } from "./folding.js";

export const NEVER = 0;
export const PERHAPS = 1;
export const ALWAYS = 2;

const FIRST_OTHER = 0x590;
const PLAIN = new Set('!?()[]{}<>=+*"|~^“”„«»‹›—–、。「」『』（）！？《》〈〉【】〔〕');
const JOINING = new Set(".,;:'’…");
const OF_WORD = /[\p{L}\p{Nd}]/u;
const EXTENDS = /[\p{M}\p{Cf}\u{1f3fb}-\u{1f3ff}]/u;

/** How sure it is that words are divided before the offset. */
export function boundary(text, at) {
  if (at <= 0 || at >= text.length) return ALWAYS;
  if (isLowHalf(text, at) && !isLowHalf(text, at - 1)) return NEVER;
  const before = text.codePointAt(isLowHalf(text, at - 1) && at > 1 ? at - 2 : at - 1);
  const after = text.codePointAt(at);
  const first = String.fromCodePoint(before);
  const next = String.fromCodePoint(after);
  if (after > 127 && EXTENDS.test(next)) return PERHAPS;
  if (isBlank(first) || isBlank(next)) return ALWAYS;
  if (isOfWord(first) && isOfWord(next)) return NEVER;
  const ends = PLAIN.has(first) || PLAIN.has(next) || (JOINING.has(next) && isBlank(text[at + 1] ?? " "));
  return ends ? ALWAYS : PERHAPS;
}

function isOfWord(char) {
  return char.codePointAt(0) < FIRST_OTHER && OF_WORD.test(char);
}

function isLowHalf(text, at) {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
