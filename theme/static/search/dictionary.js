// The terms of the index and their postings, written by sitegen/search/dictionary.py.

import { VarintReader, decode } from "./varint.js";
import { compareCodePoints } from "./sort_order.js";

/** First characters of terms that are in titles only: slugs, and their words; see sitegen/search/group_dictionary.py. */
export const SLUG = "/";
export const SLUG_WORD = "#";
const FAMILY_MARK = "="; // in the names of families; see sitegen/search/stemming.py
const NO_WORD = new RegExp(`^[${SLUG}${SLUG_WORD}]|${FAMILY_MARK}`);
const FIELD_COUNT = 6;
const LEVEL_COUNT = 46; // of lengths

/**
 * A term: entry `n` of the shard `from`. `positionsShard` has its positions. `ids` of a family are its words.
 * @typedef {{from: string, term: string, df: number, ids: string, weights: string, largeName: string, title: string,
 *   n: number, positionsShard: string}} DictionaryEntry
 */

/** Finds terms. `list`: starts and names of the term shards, or of pages with these; `shards` loads them. */
export class Dictionary {
  constructor(list, shards) {
    this.list = list;
    this.shards = shards;
  }

  /** The entry of a term, or null. */
  async entry(term) {
    const [name] = await this.shardNames((starts) => {
      const n = findLast(starts, (start) => compareCodePoints(start, term) <= 0);
      return [n, n];
    });
    return (await this.entries(name)).get(term) ?? null;
  }

  /** The words with a stem in a language. */
  async family(stem, language) {
    const words = (await this.entry(stem + FAMILY_MARK + language))?.ids;
    return words ? words.split(",").map((word) => (word.startsWith("-") ? stem + word.slice(1) : word)) : [];
  }

  /** `[term, df]` of all words with a prefix, in order of code points. */
  async terms(prefix) {
    const names = await this.shardsWith(prefix);
    const all = await Promise.all(names.map((name) => this.entries(name)));
    return all.flatMap((entries) => [...entries.values()])
      .filter(({ term }) => term.startsWith(prefix) && !NO_WORD.test(term))
      .map(({ term, df }) => [term, df]);
  }

  /** All words in titles with a prefix; none if they are in more than `maxShards` shards. */
  async titleTerms(prefix, maxShards) {
    const names = await this.shardsWith(prefix);
    if (names.length > maxShards) return [];
    const all = await Promise.all(names.map((name) => this.entries(name)));
    return all.flatMap((entries) => [...entries.values()])
      .filter(({ term, title }) => title && term.startsWith(prefix) && !NO_WORD.test(term))
      .map(({ term }) => term);
  }

  /** The names of the term shards with a prefix. */
  shardsWith(prefix) {
    return this.shardNames((starts) => [
      findLast(starts, (start) => compareCodePoints(start, prefix) <= 0),
      findLast(starts, (start) => start.startsWith(prefix) || compareCodePoints(start, prefix) <= 0),
    ]);
  }

  /** The names of term shards. `find(starts)`: the first and last number. */
  async shardNames(find) {
    let { starts, shards, pages } = this.list;
    const between = (items, [first, last]) => items.slice(Math.max(0, first), last + 1);
    if (pages) {
      const loaded = await Promise.all(between(pages, find(starts)).map((page) => this.shards.read(page, readPage)));
      starts = loaded.flatMap((page) => page?.starts ?? []);
      shards = loaded.flatMap((page) => page?.names ?? []);
    }
    return between(shards, find(starts));
  }

  async entries(name) {
    return (name && await this.shards.read(name, readEntries)) || new Map();
  }
}

/** The number of the last start that passes, by binary search. */
function findLast(starts, passes) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(starts[middle])) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function readPage([starts, names]) {
  if (starts.length !== names.length) throw new RangeError("starts of no shards");
  return { starts: starts.map(String), names: names.map(String) };
}

/** Entries by term. */
function readEntries([positionsShard, text], from) {
  const found = new Map();
  const parts = text.split(" ");
  if (parts.length % FIELD_COUNT !== 1) throw new RangeError("a truncated entry");
  let previous = [];
  for (let at = 0, n = 0; at + 1 < parts.length; at += FIELD_COUNT, n++) {
    const [beginning, df, ids, weights, largeName, title] = parts.slice(at, at + FIELD_COUNT);
    const numbers = new VarintReader(beginning);
    const sharedLength = numbers.next();
    previous = [...previous.slice(0, sharedLength), ...beginning.slice(numbers.at)];
    const term = previous.join("");
    const frequency = df ? new VarintReader(df).next() : 0;
    found.set(term, { from, term, df: frequency, ids, weights, largeName, title, n, positionsShard });
  }
  return found;
}

/** Call `read(conversation, weight)` for all conversations with a term in their title, group by group. */
function forEachTitle(text, { groupStarts }, read) {
  const reader = new VarintReader(text);
  let group = 0;
  while (!reader.isAtEnd) {
    group += reader.next();
    let conversation = groupStarts[group];
    for (let left = reader.next(); left > 0; left--) {
      conversation += reader.next();
      if (!(conversation < groupStarts[group + 1])) throw new RangeError("an unknown conversation");
      read(conversation, reader.next());
    }
  }
}

/**
 * Decode postings in texts: documents, term frequencies and length levels; without weights (of a very common term)
 * the last two are null. `groups`: by group of conversations its number and the index of its first document.
 */
export function readPostings(ids, weights, { groupStarts, offsets }) {
  const [docs, groups] = [[], []];
  const reader = new VarintReader(ids);
  let group = 0;
  while (!reader.isAtEnd) {
    group += reader.next();
    groups.push([group, docs.length]);
    let doc = offsets[groupStarts[group]];
    const end = offsets[groupStarts[group + 1]];
    if (end === undefined) throw new RangeError("an unknown group");
    let left = reader.next();
    if (!left) reader.readBitmap(end - doc, (number) => docs.push(doc + number));
    for (; left > 0; left--) {
      doc += reader.next();
      if (doc >= end) throw new RangeError("an unknown message");
      docs.push(doc);
    }
  }
  return { docs: Uint32Array.from(docs), groups, ...(weights ? readWeights(weights, docs.length) : { tfs: null, levels: null }) };
}

/** Decode term frequencies and length levels. */
export function readWeights(text, count) {
  const weights = decode(text);
  if (weights.length !== count) throw new RangeError("weights of other documents");
  return {
    tfs: Uint32Array.from(weights, (weight) => Math.floor(weight / LEVEL_COUNT) + 1),
    levels: Uint8Array.from(weights, (weight) => weight % LEVEL_COUNT),
  };
}

/** Decode conversations, the frequencies of a term in their titles, and the length levels of these. */
export function readTitles(text, columns) {
  const [conversations, weights] = [[], []];
  forEachTitle(text, columns, (conversation, weight) => {
    if (columns.offsets[conversation] === columns.offsets[conversation + 1]) return; // it has no message
    conversations.push(conversation);
    weights.push(weight);
  });
  return {
    conversations: Uint32Array.from(conversations),
    tfs: Uint32Array.from(weights, (weight) => Math.floor(weight / LEVEL_COUNT) + 1),
    levels: Uint8Array.from(weights, (weight) => weight % LEVEL_COUNT),
  };
}

/** The conversations with a term in their title, also those without messages. */
export function readTitled(text, columns) {
  const found = [];
  forEachTitle(text, columns, (conversation) => found.push(conversation));
  return found;
}

/** Decode the positions of a term by document, for the documents `wanted`. */
export function readPositions(text, { docs, tfs }, wanted) {
  const found = new Map();
  const numbers = new VarintReader(text);
  docs.forEach((doc, n) => {
    let at = 0;
    const positions = numbers.take(tfs[n]).map((delta) => (at += delta));
    if (wanted.has(doc)) found.set(doc, positions);
  });
  return found;
}
