// Text as a browser's search compares it, or coarser; sitegen/fragments/folding.py has the reasons.

export const BLANKS = " \\t\\n\\r\\f\\v\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const RUN = new RegExp(`[${BLANKS}]+`, "gu");
const BEYOND_ASCII = new RegExp(`[^\\x00-\\x7f${BLANKS}]`, "gu");
const BLANK = new RegExp(`^[${BLANKS}]`, "u");
const EDGES = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "gu");
const UNSEEN = /[\p{M}\p{Cf}]/u;
const ALIKE = {
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
const SAME = new Map(Object.entries(ALIKE).flatMap(([letters, alike]) => [...alike].map((same) => [same, letters])));

/** The text without case, accents, invisible characters and curls; a run of white space is one blank. */
export function fold(text) {
  return text.replace(BEYOND_ASCII, folded).replace(RUN, " ").toLowerCase();
}

/** The last offset in the text up to which it folds to so many characters: accents go with their letter. */
export function unfoldedOffset(text, length) {
  let seen = 0;
  let wasBlank = false;
  let offset = 0;
  for (const char of text) {
    const blank = isBlank(char);
    const size = blank ? Number(!wasBlank) : fold(char).length;
    seen += size;
    wasBlank = blank || (wasBlank && !size);
    if (seen > length) return offset;
    offset += char.length;
  }
  return offset;
}

export function isBlank(char) {
  return BLANK.test(char);
}

/** Without white space at its edges. */
export function trimmed(text) {
  return text.replace(EDGES, "");
}

function folded(char) {
  const same = SAME.get(char);
  if (same) return same;
  const decomposed = char.normalize("NFKD");
  if (decomposed.includes(" ")) return char;
  return [...decomposed].filter((each) => !UNSEEN.test(each)).map((each) => SAME.get(each) ?? each).join("").toLowerCase();
}
