// Split text into terms. Twin of sitegen/text/tokens.py, which explains the rules. A test compares all characters.

const MAX_TERM_LENGTH = 64; // the rest of a longer word is ignored

const PICTOGRAPHS = "\\u2600-\\u27bf\\u{1f000}-\\u{1faff}";
const JOINERS = "\\u00ad\\u200c\\u200d";
const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u19e0-\\u19ff\\u3005-\\u3007\\u3031-\\u3035\\u3041-\\u30ff" +
  "\\u3105-\\u312f\\u3131-\\u318e\\u31a0-\\u31bf\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\ua9e0-\\ua9ff" +
  "\\uaa60-\\uaa7f\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uffdc\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{3ffff}";
const VARIATION_SELECTORS = "\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}";
const WORD_CHARACTER = `(?![${PICTOGRAPHS}])[\\p{L}\\p{M}\\p{N}]`;

const IGNORED = new RegExp(
  "[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f" +
  `\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u20d0-\\u20ff${JOINERS}${VARIATION_SELECTORS}]+`, "gu");
const RUN = new RegExp(`${WORD_CHARACTER}(?:[${JOINERS}]*${WORD_CHARACTER})*|[${PICTOGRAPHS}]`, "gu");
const WORD = new RegExp(`(?:${WORD_CHARACTER})+|[${PICTOGRAPHS}]`, "gu");
const SEGMENT = new RegExp(
  `([${UNSPACED}](?:[${JOINERS}${VARIATION_SELECTORS}]*[${UNSPACED}])*)|[^${UNSPACED}]+`, "gu");
const CLUSTER = new RegExp(
  `[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff]{1,64}|.[\\p{M}\\uff9e\\uff9f${JOINERS}]{0,64}`, "gsu");
const ASCII = /^[\x00-\x7f]*$/;
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

// Characters without accents for which Python's casefold differs from toLowerCase.
const CASE_FOLDS = /[ßςẞꭰ-ꮿᏸ-ᏽᲀ-ᲈ]/gu;
const OLD_CYRILLIC = "вдосттъѣꙋ"; // of ᲀ to ᲈ
const CHEROKEE = 0xab70 - 0x13a0;

/** The terms of a text, in order; the index of a term in the list is its position. */
export function terms(text) {
  return tokens(text).map((token) => token.term);
}

/** The terms with their offsets in UTF-16 units: `{ term, start, end }`. */
export function tokens(text) {
  const found = [];
  for (const { 0: run, index: start } of text.matchAll(RUN)) {
    const end = start + run.length;
    if (ASCII.test(run)) found.push({ term: run.slice(0, MAX_TERM_LENGTH).toLowerCase(), start, end });
    else for (const token of tokensOfRun(run, start)) found.push(token);
  }
  return found;
}

/** The text for comparisons: NFKC, without case, accents and invisible characters. */
export function fold(text) {
  const bare = text.normalize("NFKD").replace(IGNORED, "");
  return bare.toLowerCase().replace(CASE_FOLDS, caseFolded).normalize("NFC");
}

/** Return whether the term is of a script without blanks between words. */
export function isUnspaced(term) {
  return IS_UNSPACED.test(term);
}

function caseFolded(char) {
  if (char === "ς") return "σ";
  if (char === "ß" || char === "ẞ") return "ss";
  const code = char.charCodeAt(0);
  if (code >= 0x1c80 && code <= 0x1c88) return OLD_CYRILLIC[code - 0x1c80];
  return String.fromCharCode(code >= 0xab70 ? code - CHEROKEE : code - 8);
}

function tokensOfRun(run, start) {
  const found = [];
  for (const segment of run.matchAll(SEGMENT)) {
    const begin = start + segment.index;
    if (segment[1]) {
      for (const pair of bigrams(segment[0], begin)) found.push(pair);
    } else {
      const end = begin + segment[0].length;
      for (const [word] of fold(truncated(segment[0])).matchAll(WORD)) found.push({ term: truncated(word), start: begin, end });
    }
  }
  return found;
}

function bigrams(segment, start) {
  const chars = [];
  for (const cluster of segment.matchAll(CLUSTER)) {
    const begin = start + cluster.index;
    for (const term of fold(cluster[0])) chars.push({ term, start: begin, end: begin + cluster[0].length });
  }
  return chars.map((char, n) => {
    const next = chars[n + 1];
    return next ? { term: char.term + next.term, start: char.start, end: Math.max(char.end, next.end) } : char;
  });
}

function truncated(text) {
  return text.length > MAX_TERM_LENGTH ? Array.from(text).slice(0, MAX_TERM_LENGTH).join("") : text;
}
