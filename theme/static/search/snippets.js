// Snippets of messages, and links that mark words. Twin of sitegen/search/snippets.py, which explains them.
// All offsets are in code points.

import { tokens } from "./tokens.js";

const MAX_LENGTH = 240;
const MAX_BEFORE = MAX_LENGTH / 4;
const MAX_WORD_CUT = 40;
const ELLIPSIS = "…";
const MAX_DIRECTIVES = 3;
const MAX_CONTEXT = 3;
const MIN_CONTEXT = 2;
const PUNCTUATION = ",.;:!?";
const APOSTROPHES = "'’";

/**
 * The first part of a text with the greatest number of different terms, or its start.
 * @param {string} text
 * @param {Set<string>} terms
 * @returns {{parts: {text: string, marked: boolean}[], directives: string[]}}
 */
export function snippet(text, terms) {
  const blocks = Array.from(text);
  const words = codePointTokens(text, blocks);
  const chars = blocks.map((char) => (char === "\n" ? " " : char));
  const found = matching(words, terms);
  const [first, last] = bestSpan(found.map((n) => words[n]));
  const [start, end] = found.length
    ? snippetRange(chars, words[found[first]].start, words[found[last]].end)
    : snippetRange(chars, 0, 0);
  const marked = found.filter((n) => start <= words[n].start && words[n].end <= end);
  const directives = new Set(marked.map((n) => textDirective(blocks, words, n)).filter(Boolean));
  return { parts: snippetParts(chars, start, end, marked.map((n) => words[n])), directives: [...directives].slice(0, MAX_DIRECTIVES) };
}

/** The whole text with matching words marked. */
export function highlight(text, terms) {
  const chars = Array.from(text);
  const words = codePointTokens(text, chars);
  return snippetParts(chars, 0, chars.length, matching(words, terms).map((n) => words[n]));
}

/** The address of a message with a text fragment that marks words. */
export function fragmentLink(address, anchor, directives) {
  if (!directives.length) return address;
  return `${address}:~:${[anchor.replace(/^m-/, ""), ...directives].map((each) => `text=${each}`).join("&")}`;
}

/** The indexes of the words that are a term or in a phrase. */
function matching(words, terms) {
  const found = words.map(({ term }) => terms.has(term));
  for (const phrase of [...terms].filter((each) => each.includes(" ")).map((each) => each.split(" "))) {
    let done = 0; // a word is marked once, however often a phrase overlaps itself
    words.forEach((_, n) => {
      if (!phrase.every((term, k) => words[n + k]?.term === term)) return;
      found.fill(true, Math.max(n, done), n + phrase.length);
      done = n + phrase.length;
    });
  }
  return [...found.keys()].filter((n) => found[n]);
}

/** The tokens of a text with offsets in code points. */
function codePointTokens(text, chars) {
  const words = tokens(text);
  if (chars.length === text.length) return words;
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  chars.forEach((char, n) => { offsets[at] = n; at += char.length; });
  offsets[at] = chars.length;
  return words.map(({ term, start, end }) => ({ term, start: offsets[start], end: offsets[end] }));
}

/** The first and the last word of the span with most different terms that fits into a snippet. */
function bestSpan(words) {
  let found = [0, 0];
  let most = 0;
  const counts = new Map();
  let first = 0;
  words.forEach((word, last) => {
    counts.set(word.term, (counts.get(word.term) ?? 0) + 1);
    while (first < last && word.end - words[first].start > MAX_LENGTH) {
      const dropped = words[first].term;
      if (counts.get(dropped) === 1) counts.delete(dropped);
      else counts.set(dropped, counts.get(dropped) - 1);
      first += 1;
    }
    if (counts.size > most) {
      found = [first, last];
      most = counts.size;
    }
  });
  return found;
}

/** A range of at most `MAX_LENGTH` characters around `first` to `last`, cut at blanks. */
function snippetRange(chars, first, last) {
  let start = Math.max(0, first - Math.max(0, Math.min(MAX_BEFORE, MAX_LENGTH - (last - first))));
  let end = Math.min(chars.length, start + MAX_LENGTH);
  start = Math.max(0, Math.min(start, end - MAX_LENGTH));
  if (start && chars[start - 1] !== " ") {
    const blank = chars.slice(start, Math.min(first, start + MAX_WORD_CUT)).indexOf(" ");
    if (blank >= 0) start += blank + 1;
  }
  if (end < chars.length && chars[end] !== " ") {
    const from = Math.max(last, end - MAX_WORD_CUT);
    const blank = chars.slice(from, end).lastIndexOf(" ");
    if (blank >= 0) end = from + blank;
  }
  return [start, end];
}

/** A range of the text in parts. Adjacent marked words are one part. */
function snippetParts(chars, start, end, marked) {
  const parts = [];
  const add = (text, isMarked) => { if (text) parts.push({ text, marked: isMarked }); };
  let at = start;
  let before = start ? ELLIPSIS : "";
  for (let n = 0; n < marked.length; n++) {
    const first = marked[n].start;
    let last = marked[n].end;
    while (n + 1 < marked.length && marked[n + 1].start <= last) last = Math.max(last, marked[++n].end);
    add(before + chars.slice(at, first).join(""), false);
    add(chars.slice(first, last).join(""), true);
    at = last;
    before = "";
  }
  add(before + chars.slice(at, end).join("") + (end < chars.length ? ELLIPSIS : ""), false);
  return parts;
}

/** The text directive of word `n`; empty where it has too little context. */
function textDirective(chars, words, n) {
  let begin = n;
  let end = n;
  while (begin && isInSameWord(chars, words, begin - 1)) begin -= 1;
  while (end + 1 < words.length && isInSameWord(chars, words, end)) end += 1;
  let first = begin;
  let last = end;
  while (begin - first < MAX_CONTEXT && first && isBlankBetween(chars, words, first - 1)) first -= 1;
  while (last - end < MAX_CONTEXT && last + 1 < words.length && isBlankBetween(chars, words, last)) last += 1;
  while (first < begin && !isAfterBlank(chars, words[first])) first += 1;
  while (last > end && !isBeforeBlank(chars, words[last])) last -= 1;
  if ((begin - first) + (last - end) < MIN_CONTEXT) return "";
  const prefix = first < begin ? `${percentEncoded(chars, words[first], words[begin - 1])}-,` : "";
  const suffix = last > end ? `,-${percentEncoded(chars, words[end + 1], words[last])}` : "";
  return prefix + percentEncoded(chars, words[begin], words[end]) + suffix;
}

/** Return whether browsers take word `n` and the next as one: don't, GPT4. */
function isInSameWord(chars, words, n) {
  const { end } = words[n];
  const { start } = words[n + 1];
  if (start === end) return chars[end - 1] < "\x80" && chars[end] < "\x80";
  return start === end + 1 && APOSTROPHES.includes(chars[end]);
}

/** Return whether only a blank is between word `n` and the next. */
function isBlankBetween(chars, words, n) {
  return words[n + 1].start === words[n].end + 1 && chars[words[n].end] === " ";
}

function isAfterBlank(chars, word) {
  return word.start === 0 || " \n".includes(chars[word.start - 1]);
}

function isBeforeBlank(chars, word) {
  const end = word.end < chars.length && PUNCTUATION.includes(chars[word.end]) ? word.end + 1 : word.end;
  return end >= chars.length || " \n".includes(chars[end]);
}

function percentEncoded(chars, first, last) {
  const text = chars.slice(first.start, last.end).join("");
  return encodeURIComponent(text).replace(/[-!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
