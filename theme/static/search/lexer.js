// Split a query into words, quotations, parentheses and operators. Twin of sitegen/search/query/lexer.py.

const QUOTES = '"“”„«»';
const SPACE = " \\t\\n\\v\\f\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}\\ufeff]+`, "uy"); // a byte order mark is invisible inside a word
const BLANK = new RegExp(`^[${SPACE}\\ufeff]*$`, "u");
const WORD = new RegExp(`[^${SPACE}()${QUOTES}]+`, "uy");
const QUOTED = new RegExp(`[${QUOTES}]([^${QUOTES}]*)([${QUOTES}]?)`, "uy");
const FIELD = /([A-Za-z]{2,20}):(?![:/\\])/uy;
const OPERATORS = new Map([["AND", "and"], ["OR", "or"], ["NOT", "not"]]);
const PARENTHESES = new Map([["(", "open"], [")", "close"]]);

/**
 * The tokens in order. Offsets are in code points.
 * @returns {{kind: string, at: number, length: number, text: string, field: string, isClosed: boolean}[]}
 */
export function tokenize(text) {
  const tokens = [];
  let unit = 0; // offset in UTF-16 units
  let at = 0; // offset in code points
  while (unit < text.length) {
    const space = matchAt(SPACES, text, unit);
    const scanned = space ? null : scanToken(text, unit);
    const source = space ? space[0] : text.slice(unit, unit + scanned.units);
    const length = Array.from(source).length;
    if (scanned) tokens.push({ ...scanned.token, at, length });
    unit += source.length;
    at += length;
  }
  return tokens;
}

/** Return whether the text has only white space. */
export function isBlank(text) {
  return BLANK.test(text);
}

function scanToken(text, unit) {
  if (PARENTHESES.has(text[unit])) return scanned(PARENTHESES.get(text[unit]), 1);
  const quoted = matchAt(QUOTED, text, unit);
  if (quoted) return scanned("quoted", quoted[0].length, quoted[1], "", Boolean(quoted[2]));
  return scanWord(text, unit);
}

function scanWord(text, unit) {
  const [word] = matchAt(WORD, text, unit);
  if (OPERATORS.has(word)) return scanned(OPERATORS.get(word), word.length);
  const nextChar = text[unit + 1];
  if (word[0] === "-" && nextChar && !"-)".includes(nextChar) && !matchAt(SPACES, text, unit + 1)) return scanned("not", 1);
  const fieldMatch = matchAt(FIELD, word, 0);
  if (!fieldMatch) return scanned("word", word.length, word);
  const field = fieldMatch[1].toLowerCase();
  const value = word.slice(fieldMatch[0].length);
  const quoted = value ? null : matchAt(QUOTED, text, unit + word.length);
  if (quoted) return scanned("quoted", word.length + quoted[0].length, quoted[1], field, Boolean(quoted[2]));
  return scanned("word", word.length, value, field);
}

function scanned(kind, units, text = "", field = "", isClosed = true) {
  return { units, token: { kind, text, field, isClosed } };
}

function matchAt(pattern, text, unit) {
  pattern.lastIndex = unit;
  return pattern.exec(text);
}
