// Fold text as browsers do when they search, or more. Twin of sitegen/quotes/text_fragments/folding.py.

export const WHITESPACE = " \\t\\n\\r\\f\\v\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const WHITESPACE_RUN = new RegExp(`[${WHITESPACE}]+`, "gu");
const BEYOND_ASCII = new RegExp(`[^\\x00-\\x7f${WHITESPACE}]`, "gu");
const WHITESPACE_START = new RegExp(`^[${WHITESPACE}]`, "u");
const EDGES = new RegExp(`^[${WHITESPACE}]+|[${WHITESPACE}]+$`, "gu");
const IGNORABLE = /[\p{M}\p{Cf}]/u;
const EQUIVALENTS = {
  "'": "\u2018\u2019\u201a\u201b\u05f3",
  '"': "\u201c\u201d\u201e\u201f\u05f4",
  ss: "ßẞ",
  σ: "ς",
  ae: "æÆ",
  oe: "œŒ",
  o: "øØ",
  d: "đĐ",
  h: "ħĦ",
  l: "łŁ",
  t: "ŧŦ",
  i: "ı",
};
const FOLDS = new Map(Object.entries(EQUIVALENTS).flatMap(([letters, chars]) => [...chars].map((char) => [char, letters])));

/** Removes case, accents, invisible characters and curly quotes; a run of whitespace becomes one space. */
export function fold(text) {
  return text.replace(BEYOND_ASCII, foldChar).replace(WHITESPACE_RUN, " ").toLowerCase();
}

/** Returns the last offset up to which the text folds to `length` characters: accents stay with their letter. */
export function unfoldedOffset(text, length) {
  let foldedLength = 0;
  let wasWhitespace = false;
  let offset = 0;
  for (const char of text) {
    const isSpace = isWhitespace(char);
    const size = isSpace ? Number(!wasWhitespace) : fold(char).length;
    foldedLength += size;
    wasWhitespace = isSpace || (wasWhitespace && !size);
    if (foldedLength > length) return offset;
    offset += char.length;
  }
  return offset;
}

export function isWhitespace(char) {
  return WHITESPACE_START.test(char);
}

export function stripWhitespace(text) {
  return text.replace(EDGES, "");
}

function foldChar(char) {
  const equivalent = FOLDS.get(char);
  if (equivalent) return equivalent;
  const decomposed = char.normalize("NFKD");
  if (decomposed.includes(" ")) return char;
  return [...decomposed].filter((each) => !IGNORABLE.test(each)).map((each) => FOLDS.get(each) ?? each).join("").toLowerCase();
}
