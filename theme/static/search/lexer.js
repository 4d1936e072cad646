// A query's text → its words, quotations, parentheses and operators; the same as sitegen/search/lexemes.py.

const QUOTE_SIGNS = '"“”„«»';
const SPACE = " \\t\\n\\v\\f\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const SPACES = new RegExp(`[${SPACE}]+`, "uy");
const BLANK = new RegExp(`^[${SPACE}]*$`, "u");
const WRITTEN = new RegExp(`[^${SPACE}()${QUOTE_SIGNS}]+`, "uy");
const QUOTED = new RegExp(`[${QUOTE_SIGNS}]([^${QUOTE_SIGNS}]*)([${QUOTE_SIGNS}]?)`, "uy");
const FIELD = /([A-Za-z]{2,20}):(?![:/\\])/uy;
const OPERATORS = new Map([["AND", "and"], ["OR", "or"], ["NOT", "not"]]);
const PARENTHESES = new Map([["(", "open"], [")", "close"]]);

/**
 * The pieces in order. Places count code points, as people do.
 * @returns {{kind: string, at: number, length: number, text: string, field: string, isClosed: boolean}[]}
 */
export function lexemes(text) {
  const found = [];
  let unit = 0; // the place in UTF-16 units, and in code points
  let at = 0;
  while (unit < text.length) {
    const space = matchAt(SPACES, text, unit);
    const piece = space ? null : lexemeAt(text, unit);
    const written = space ? space[0] : text.slice(unit, unit + piece.units);
    const length = Array.from(written).length;
    if (piece) found.push({ ...piece.lexeme, at, length });
    unit += written.length;
    at += length;
  }
  return found;
}

/** Is there nothing in the text but white space? */
export function isEmpty(text) {
  return BLANK.test(text);
}

function lexemeAt(text, unit) {
  if (PARENTHESES.has(text[unit])) return piece(PARENTHESES.get(text[unit]), 1);
  const quoted = matchAt(QUOTED, text, unit);
  if (quoted) return piece("quoted", quoted[0].length, quoted[1], "", Boolean(quoted[2]));
  return wordAt(text, unit);
}

function wordAt(text, unit) {
  const [word] = matchAt(WRITTEN, text, unit);
  if (OPERATORS.has(word)) return piece(OPERATORS.get(word), word.length);
  const after = text[unit + 1];
  if (word[0] === "-" && after && !"-)".includes(after) && !matchAt(SPACES, text, unit + 1)) return piece("not", 1);
  const named = matchAt(FIELD, word, 0);
  if (!named) return piece("word", word.length, word);
  const field = named[1].toLowerCase();
  const value = word.slice(named[0].length);
  const quoted = value ? null : matchAt(QUOTED, text, unit + word.length);
  if (quoted) return piece("quoted", word.length + quoted[0].length, quoted[1], field, Boolean(quoted[2]));
  return piece("word", word.length, value, field);
}

function piece(kind, units, text = "", field = "", isClosed = true) {
  return { units, lexeme: { kind, text, field, isClosed } };
}

function matchAt(pattern, text, unit) {
  pattern.lastIndex = unit;
  return pattern.exec(text);
}
