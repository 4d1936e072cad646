// Spell out invisible characters. Twin of sitegen/text/invisible.py and sitegen/render/invisible_characters.py.

const CONTROL_NAMES = (
  "NULL,START OF HEADING,START OF TEXT,END OF TEXT,END OF TRANSMISSION,ENQUIRY,ACKNOWLEDGE,BELL,BACKSPACE,"
  + "HORIZONTAL TABULATION,LINE FEED,VERTICAL TABULATION,FORM FEED,CARRIAGE RETURN,SHIFT OUT,SHIFT IN,"
  + "DATA LINK ESCAPE,DEVICE CONTROL ONE,DEVICE CONTROL TWO,DEVICE CONTROL THREE,DEVICE CONTROL FOUR,"
  + "NEGATIVE ACKNOWLEDGE,SYNCHRONOUS IDLE,END OF TRANSMISSION BLOCK,CANCEL,END OF MEDIUM,SUBSTITUTE,ESCAPE,"
  + "FILE SEPARATOR,GROUP SEPARATOR,RECORD SEPARATOR,UNIT SEPARATOR"
).split(",");
/** Unicode names: first code point and names of consecutive characters. */
const CHARACTER_NAMES = [
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
/** Names of ASCII punctuation and digits, which tag characters share. */
const ASCII_NAMES = [
  [0x20, "SPACE,EXCLAMATION MARK,QUOTATION MARK,NUMBER SIGN,DOLLAR SIGN,PERCENT SIGN,AMPERSAND,APOSTROPHE,"
    + "LEFT PARENTHESIS,RIGHT PARENTHESIS,ASTERISK,PLUS SIGN,COMMA,HYPHEN-MINUS,FULL STOP,SOLIDUS,DIGIT ZERO,"
    + "DIGIT ONE,DIGIT TWO,DIGIT THREE,DIGIT FOUR,DIGIT FIVE,DIGIT SIX,DIGIT SEVEN,DIGIT EIGHT,DIGIT NINE,COLON,"
    + "SEMICOLON,LESS-THAN SIGN,EQUALS SIGN,GREATER-THAN SIGN,QUESTION MARK,COMMERCIAL AT"],
  [0x5b, "LEFT SQUARE BRACKET,REVERSE SOLIDUS,RIGHT SQUARE BRACKET,CIRCUMFLEX ACCENT,LOW LINE,GRAVE ACCENT"],
  [0x7b, "LEFT CURLY BRACKET,VERTICAL LINE,RIGHT CURLY BRACKET,TILDE"],
];

const INVISIBLE = new RegExp(
  "(\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,16}\\u{e007f})|\\r\\n|[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029"
  + "\\u202a-\\u202e\\u2066-\\u2069\\u2061-\\u2064\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff"
  + "\\u{e0000}-\\u{e007f}]",
  "gu",
);
const HAS_INVISIBLE = new RegExp(INVISIBLE.source, "u");
const NOTE = /⟦U\+([0-9A-F]{4,5})⟧|[\u2400-\u2408\u240b-\u241f\u2421]/g;

/** The text with every invisible character spelled out: `␛`, `⟦U+202E⟧`. */
export function spellOutInvisible(text) {
  return text.replace(INVISIBLE, (found, flag) => flag ?? (found === "\r\n" ? "\n" : spellOut(found.codePointAt(0))));
}

/** The text as nodes, with spelled-out characters marked. */
export function visibleNodes(text) {
  if (!HAS_INVISIBLE.test(text)) return text ? [document.createTextNode(text)] : [];
  const nodes = [];
  const plain = spellOutInvisible(text);
  let end = 0;
  for (const found of plain.matchAll(NOTE)) {
    if (found[1] && !HAS_INVISIBLE.test(String.fromCodePoint(parseInt(found[1], 16)))) continue; // part of the original text
    if (found.index > end) nodes.push(document.createTextNode(plain.slice(end, found.index)));
    nodes.push(noteElement(found));
    end = found.index + found[0].length;
  }
  if (end < plain.length) nodes.push(document.createTextNode(plain.slice(end)));
  return nodes;
}

function spellOut(code) {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "␡" : `⟦U+${code.toString(16).toUpperCase().padStart(4, "0")}⟧`;
}

function noteElement(found) {
  const span = document.createElement("span");
  span.className = "invisible";
  span.title = found[1] ? characterName(parseInt(found[1], 16)) || `U+${found[1]}` : controlName(found[0]);
  span.textContent = found[0];
  return span;
}

function controlName(picture) {
  return picture === "␡" ? "DELETE" : CONTROL_NAMES[picture.charCodeAt(0) - 0x2400];
}

function characterName(code) {
  const name = nameInRuns(CHARACTER_NAMES, code);
  if (name || code < 0xe0020 || code > 0xe007f) return name;
  const letter = String.fromCharCode(code - 0xe0000);
  if (/[a-z]/.test(letter)) return `TAG LATIN SMALL LETTER ${letter.toUpperCase()}`;
  if (/[A-Z]/.test(letter)) return `TAG LATIN CAPITAL LETTER ${letter}`;
  return `TAG ${nameInRuns(ASCII_NAMES, letter.charCodeAt(0))}`;
}

function nameInRuns(names, code) {
  for (const [first, run] of names) {
    const name = code < first ? "" : run.split(",")[code - first];
    if (name) return name;
  }
  return "";
}
