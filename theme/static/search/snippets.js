// What a hit shows of its message, and a link that marks it there; the same as sitegen/search/snippets.py,
// where it is explained. All offsets are code points.

import { tokens } from "./tokens.js";

const WIDTH = 240;
const BEFORE = WIDTH / 4;
const LONGEST_WORD = 40;
const CUT = "…";
const MOST_DIRECTIVES = 3;
const MOST_CONTEXT = 3;
const LEAST_CONTEXT = 2;
const ENDS = ",.;:!?";
const APOSTROPHES = "'’";

/**
 * The stretch of a text with the most different terms, the earliest of such; else its beginning.
 * @param {string} text
 * @param {Set<string>} terms
 * @returns {{parts: {text: string, marked: boolean}[], directives: string[]}}
 */
export function snippet(text, terms) {
  const chars = Array.from(text);
  const words = tokensByChars(text, chars);
  const found = indexes(words.length).filter((n) => terms.has(words[n].term));
  const [first, last] = richest(found.map((n) => words[n]));
  const [start, end] = found.length
    ? snippetWindow(chars, words[found[first]].start, words[found[last]].end)
    : snippetWindow(chars, 0, 0);
  const marked = found.filter((n) => start <= words[n].start && words[n].end <= end);
  const directives = new Set(marked.map((n) => directive(chars, words, n)).filter(Boolean));
  return { parts: snippetParts(chars, start, end, marked.map((n) => words[n])), directives: [...directives].slice(0, MOST_DIRECTIVES) };
}

/** All of a text, with the words that were looked for. */
export function whole(text, terms) {
  const chars = Array.from(text);
  return snippetParts(chars, 0, chars.length, tokensByChars(text, chars).filter(({ term }) => terms.has(term)));
}

/** The address of a message as a link that marks words there. */
export function marking(address, anchor, directives) {
  if (!directives.length) return address;
  return `${address}:~:${[anchor.replace(/^m-/, ""), ...directives].map((each) => `text=${each}`).join("&")}`;
}

function indexes(count) {
  return Array.from({ length: count }, (_, n) => n);
}

/** The tokens of a text with offsets in code points. */
function tokensByChars(text, chars) {
  const words = tokens(text);
  if (chars.length === text.length) return words;
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  chars.forEach((char, n) => { offsets[at] = n; at += char.length; });
  offsets[at] = chars.length;
  return words.map(({ term, start, end }) => ({ term, start: offsets[start], end: offsets[end] }));
}

/** The first and the last of the words that fit into a snippet together and have the most different terms. */
function richest(words) {
  let found = [0, 0];
  let most = 0;
  const counts = new Map();
  let first = 0;
  words.forEach((word, last) => {
    counts.set(word.term, (counts.get(word.term) ?? 0) + 1);
    while (first < last && word.end - words[first].start > WIDTH) {
      const left = words[first].term;
      if (counts.get(left) === 1) counts.delete(left);
      else counts.set(left, counts.get(left) - 1);
      first += 1;
    }
    if (counts.size > most) {
      found = [first, last];
      most = counts.size;
    }
  });
  return found;
}

/** At most `WIDTH` characters of the text around those from `first` to `last`, cut at blanks. */
function snippetWindow(chars, first, last) {
  let start = Math.max(0, first - Math.max(0, Math.min(BEFORE, WIDTH - (last - first))));
  let end = Math.min(chars.length, start + WIDTH);
  start = Math.max(0, Math.min(start, end - WIDTH));
  if (start && chars[start - 1] !== " ") {
    const blank = chars.slice(start, Math.min(first, start + LONGEST_WORD)).indexOf(" ");
    if (blank >= 0) start += blank + 1;
  }
  if (end < chars.length && chars[end] !== " ") {
    const from = Math.max(last, end - LONGEST_WORD);
    const blank = chars.slice(from, end).lastIndexOf(" ");
    if (blank >= 0) end = from + blank;
  }
  return [start, end];
}

/** The window, marked words that touch each other in one part. */
function snippetParts(chars, start, end, marked) {
  const parts = [];
  const add = (text, isMarked) => { if (text) parts.push({ text, marked: isMarked }); };
  let at = start;
  let before = start ? CUT : "";
  for (let n = 0; n < marked.length; n++) {
    const first = marked[n].start;
    let last = marked[n].end;
    while (n + 1 < marked.length && marked[n + 1].start <= last) last = Math.max(last, marked[++n].end);
    add(before + chars.slice(at, first).join(""), false);
    add(chars.slice(first, last).join(""), true);
    at = last;
    before = "";
  }
  add(before + chars.slice(at, end).join("") + (end < chars.length ? CUT : ""), false);
  return parts;
}

/** The text directive of word `n`; empty where too few plain words stand around it. */
function directive(chars, words, n) {
  let begin = n;
  let end = n;
  while (begin && isApostrophe(chars, words, begin - 1)) begin -= 1;
  while (end + 1 < words.length && isApostrophe(chars, words, end)) end += 1;
  let first = begin;
  let last = end;
  while (begin - first < MOST_CONTEXT && first && sideBySide(chars, words, first - 1)) first -= 1;
  while (last - end < MOST_CONTEXT && last + 1 < words.length && sideBySide(chars, words, last)) last += 1;
  while (first < begin && !beginsWord(chars, words[first])) first += 1;
  while (last > end && !endsWord(chars, words[last])) last -= 1;
  if ((begin - first) + (last - end) < LEAST_CONTEXT) return "";
  const prefix = first < begin ? `${percentEncoded(chars, words[first], words[begin - 1])}-,` : "";
  const suffix = last > end ? `,-${percentEncoded(chars, words[end + 1], words[last])}` : "";
  return prefix + percentEncoded(chars, words[begin], words[end]) + suffix;
}

/** Whether word `n` and the next are one word to a browser. */
function isApostrophe(chars, words, n) {
  return words[n + 1].start === words[n].end + 1 && APOSTROPHES.includes(chars[words[n].end]);
}

/** Whether nothing but a blank divides word `n` and the next. */
function sideBySide(chars, words, n) {
  return words[n + 1].start === words[n].end + 1 && chars[words[n].end] === " ";
}

function beginsWord(chars, word) {
  return word.start === 0 || chars[word.start - 1] === " ";
}

function endsWord(chars, word) {
  const end = word.end < chars.length && ENDS.includes(chars[word.end]) ? word.end + 1 : word.end;
  return end >= chars.length || chars[end] === " ";
}

function percentEncoded(chars, first, last) {
  const text = chars.slice(first.start, last.end).join("");
  return encodeURIComponent(text).replace(/[-!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
