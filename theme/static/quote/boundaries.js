// Word boundaries as browsers see them. Twin of sitegen/quotes/text_fragments/boundaries.py.

import { isWhitespace } from "./folding.js";

export const NEVER = 0;
export const POSSIBLE = 1;
export const ALWAYS = 2;

const FIRST_COMPLEX_SCRIPT = 0x590;
const ALWAYS_SEPARATE = new Set('!?()[]{}<>=+*"|~^“”„«»‹›—–、。「」『』（）！？《》〈〉【】〔〕');
const MID_WORD = new Set(".,;:'’…");
const WORD_CHAR = /[\p{L}\p{Nd}]/u;
const EXTENDING = /[\p{M}\p{Cf}\u{1f3fb}-\u{1f3ff}]/u;

/** Returns how certain a word boundary before the offset is. */
export function boundary(text, at) {
  if (at <= 0 || at >= text.length) return ALWAYS;
  if (isLowSurrogate(text, at) && !isLowSurrogate(text, at - 1)) return NEVER;
  const before = text.codePointAt(isLowSurrogate(text, at - 1) && at > 1 ? at - 2 : at - 1);
  const after = text.codePointAt(at);
  const previous = String.fromCodePoint(before);
  const next = String.fromCodePoint(after);
  if (after > 127 && EXTENDING.test(next)) return POSSIBLE;
  if (isWhitespace(previous) || isWhitespace(next)) return ALWAYS;
  if (isWordChar(previous) && isWordChar(next)) return NEVER;
  const isSeparate = ALWAYS_SEPARATE.has(previous) || ALWAYS_SEPARATE.has(next)
    || (MID_WORD.has(next) && isWhitespace(text[at + 1] ?? " "));
  return isSeparate ? ALWAYS : POSSIBLE;
}

function isWordChar(char) {
  return char.codePointAt(0) < FIRST_COMPLEX_SCRIPT && WORD_CHAR.test(char);
}

function isLowSurrogate(text, at) {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
