// What cannot be seen, shown; the same as sitegen/render/visible.py, which says why.

const CONTROL_NAMES = (
  "NULL,START OF HEADING,START OF TEXT,END OF TEXT,END OF TRANSMISSION,ENQUIRY,ACKNOWLEDGE,BELL,BACKSPACE,"
  + "HORIZONTAL TABULATION,LINE FEED,VERTICAL TABULATION,FORM FEED,CARRIAGE RETURN,SHIFT OUT,SHIFT IN,"
  + "DATA LINK ESCAPE,DEVICE CONTROL ONE,DEVICE CONTROL TWO,DEVICE CONTROL THREE,DEVICE CONTROL FOUR,"
  + "NEGATIVE ACKNOWLEDGE,SYNCHRONOUS IDLE,END OF TRANSMISSION BLOCK,CANCEL,END OF MEDIUM,SUBSTITUTE,ESCAPE,"
  + "FILE SEPARATOR,GROUP SEPARATOR,RECORD SEPARATOR,UNIT SEPARATOR"
).split(",");
/** First code point of a run of characters, and their names in Unicode. */
const ODD_NAMES = [
  [0x2028, "LINE SEPARATOR,PARAGRAPH SEPARATOR"],
  [0x202a, "LEFT-TO-RIGHT EMBEDDING,RIGHT-TO-LEFT EMBEDDING,POP DIRECTIONAL FORMATTING,LEFT-TO-RIGHT OVERRIDE,"
    + "RIGHT-TO-LEFT OVERRIDE"],
  [0x2061, "FUNCTION APPLICATION,INVISIBLE TIMES,INVISIBLE SEPARATOR,INVISIBLE PLUS"],
  [0x2066, "LEFT-TO-RIGHT ISOLATE,RIGHT-TO-LEFT ISOLATE,FIRST STRONG ISOLATE,POP DIRECTIONAL ISOLATE,"
    + "INHIBIT SYMMETRIC SWAPPING,ACTIVATE SYMMETRIC SWAPPING,INHIBIT ARABIC FORM SHAPING,"
    + "ACTIVATE ARABIC FORM SHAPING,NATIONAL DIGIT SHAPES,NOMINAL DIGIT SHAPES"],
  [0xfeff, "ZERO WIDTH NO-BREAK SPACE"],
  [0xfff9, "INTERLINEAR ANNOTATION ANCHOR,INTERLINEAR ANNOTATION SEPARATOR,INTERLINEAR ANNOTATION TERMINATOR"],
  [0xe0001, "LANGUAGE TAG"],
  [0xe007f, "CANCEL TAG"],
];
/** Names of the signs of ASCII, each run from its first; tags are named after them. */
const SIGN_NAMES = [
  [0x20, "SPACE,EXCLAMATION MARK,QUOTATION MARK,NUMBER SIGN,DOLLAR SIGN,PERCENT SIGN,AMPERSAND,APOSTROPHE,"
    + "LEFT PARENTHESIS,RIGHT PARENTHESIS,ASTERISK,PLUS SIGN,COMMA,HYPHEN-MINUS,FULL STOP,SOLIDUS,DIGIT ZERO,"
    + "DIGIT ONE,DIGIT TWO,DIGIT THREE,DIGIT FOUR,DIGIT FIVE,DIGIT SIX,DIGIT SEVEN,DIGIT EIGHT,DIGIT NINE,COLON,"
    + "SEMICOLON,LESS-THAN SIGN,EQUALS SIGN,GREATER-THAN SIGN,QUESTION MARK,COMMERCIAL AT"],
  [0x5b, "LEFT SQUARE BRACKET,REVERSE SOLIDUS,RIGHT SQUARE BRACKET,CIRCUMFLEX ACCENT,LOW LINE,GRAVE ACCENT"],
  [0x7b, "LEFT CURLY BRACKET,VERTICAL LINE,RIGHT CURLY BRACKET,TILDE"],
];

const ODD = new RegExp(
  "(\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,16}\\u{e007f})|\\r\\n|[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029"
  + "\\u202a-\\u202e\\u2066-\\u2069\\u2061-\\u2064\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff"
  + "\\u{e0000}-\\u{e007f}]",
  "gu",
);
const IS_ODD = new RegExp(ODD.source, "u");
const NOTE = /⟦U\+([0-9A-F]{4,5})⟧|[\u2400-\u2408\u240b-\u241f\u2421]/g;

/** The text with every invisible character spelled out: `␛`, `⟦U+202E⟧`. */
export function shown(text) {
  return text.replace(ODD, (found, flag) => flag ?? (found === "\r\n" ? "\n" : spelled(found.codePointAt(0))));
}

/** The text as nodes, what was invisible in it marked as such. */
export function visibleNodes(text) {
  if (!IS_ODD.test(text)) return text ? [document.createTextNode(text)] : [];
  const nodes = [];
  const plain = shown(text);
  let end = 0;
  for (const found of plain.matchAll(NOTE)) {
    if (found[1] && !IS_ODD.test(String.fromCodePoint(parseInt(found[1], 16)))) continue; // somebody wrote it so
    if (found.index > end) nodes.push(document.createTextNode(plain.slice(end, found.index)));
    nodes.push(setApart(found));
    end = found.index + found[0].length;
  }
  if (end < plain.length) nodes.push(document.createTextNode(plain.slice(end)));
  return nodes;
}

function spelled(code) {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : `⟦U+${code.toString(16).toUpperCase().padStart(4, "0")}⟧`;
}

function setApart(found) {
  const span = document.createElement("span");
  span.className = "invisible";
  span.title = found[1] ? oddName(parseInt(found[1], 16)) || `U+${found[1]}` : pictured(found[0]);
  span.textContent = found[0];
  return span;
}

function pictured(picture) {
  return picture === "␡" ? "DELETE" : CONTROL_NAMES[picture.charCodeAt(0) - 0x2400];
}

function oddName(code) {
  const own = nameIn(ODD_NAMES, code);
  if (own || code < 0xe0020 || code > 0xe007f) return own;
  const letter = String.fromCharCode(code - 0xe0000);
  if (/[a-z]/.test(letter)) return `TAG LATIN SMALL LETTER ${letter.toUpperCase()}`;
  if (/[A-Z]/.test(letter)) return `TAG LATIN CAPITAL LETTER ${letter}`;
  return `TAG ${nameIn(SIGN_NAMES, letter.charCodeAt(0))}`;
}

function nameIn(names, code) {
  for (const [first, run] of names) {
    const name = code < first ? "" : run.split(",")[code - first];
    if (name) return name;
  }
  return "";
}
