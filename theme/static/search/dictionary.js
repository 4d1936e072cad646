// The terms of the index and their postings, written by sitegen/search/dictionary.py.

import { VarintReader } from "./varint.js";
import { compareCodePoints } from "./sort_order.js";

const FIELD_COUNT = 7;
const LEVEL_COUNT = 46; // of lengths
const NO_POSTINGS = Object.freeze({ numbers: new Uint32Array(0), tfs: new Uint32Array(0) });

/**
 * A term: entry `n` of the shard `from`. `positionsShard` has its positions.
 * @typedef {{from: string, term: string, df: number, ids: string, weights: string, largeName: string, title: string, speaker: string,
 *   n: number, positionsShard: string}} DictionaryEntry
 */

/** Finds terms. `meta` has the first terms of the shards, which `shards` loads. */
export class Dictionary {
  constructor(meta, shards) {
    this.starts = meta.starts;
    this.names = meta.terms;
    this.shards = shards;
  }

  /** The entry of a term, or null. */
  async entry(term) {
    const entries = await this.entries(this.findLast((start) => compareCodePoints(start, term) <= 0));
    return entries.get(term) ?? null;
  }

  /** `[term, df]` of all terms with a prefix, in order of code points. */
  async terms(prefix) {
    const from = Math.max(0, this.findLast((start) => compareCodePoints(start, prefix) <= 0));
    const to = this.findLast((start) => start.startsWith(prefix) || compareCodePoints(start, prefix) <= 0);
    const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
    const all = await Promise.all(numbers.map((number) => this.entries(number)));
    return all.flatMap((entries) => [...entries.values()])
      .filter(({ term }) => term.startsWith(prefix))
      .map(({ term, df }) => [term, df]);
  }

  /** The number of the last shard whose start passes, by binary search. */
  findLast(passes) {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passes(this.starts[middle])) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async entries(number) {
    const entries = number < 0 ? null : await this.shards.read(this.names[number], readEntries);
    return entries ?? new Map();
  }
}

/** Entries by term. */
function readEntries([positionsShard, text], from) {
  const found = new Map();
  const parts = text.split(" ");
  if (parts.length % FIELD_COUNT !== 1) throw new RangeError("a truncated entry");
  let previous = [];
  for (let at = 0, n = 0; at + 1 < parts.length; at += FIELD_COUNT, n++) {
    const [beginning, df, ids, weights, largeName, title, speaker] = parts.slice(at, at + FIELD_COUNT);
    const numbers = new VarintReader(beginning);
    const sharedLength = numbers.next();
    previous = [...previous.slice(0, sharedLength), ...beginning.slice(numbers.at)];
    const term = previous.join("");
    const frequency = df ? new VarintReader(df).next() : 0;
    found.set(term, { from, term, df: frequency, ids, weights, largeName, title, speaker, n, positionsShard });
  }
  return found;
}

/**
 * Decode postings in texts: documents, term frequencies and length levels; without weights (of a very common term)
 * the last two are null. `offsets`: first documents of conversations. A document beyond its conversation, whose columns
 * are lost, is -1. `base`: number of the conversation that the first delta is relative to.
 */
export function readPostings(ids, weights, offsets, base = 0) {
  const [docs, tfs, levels] = [[], [], []];
  const [numbers, weightReader] = [new VarintReader(ids), weights ? new VarintReader(weights) : null];
  let conversation = base;
  while (!numbers.isAtEnd) {
    conversation += numbers.next();
    if (conversation + 1 >= offsets.length) throw new RangeError("an unknown conversation");
    const [first, end] = [offsets[conversation], offsets[conversation + 1]];
    let doc = first;
    for (let left = numbers.next(); left > 0; left--) {
      doc += numbers.next();
      const weight = weightReader ? weightReader.next() : 0;
      docs.push(doc < end ? doc : -1);
      levels.push(weight % LEVEL_COUNT);
      tfs.push(Math.floor(weight / LEVEL_COUNT) + 1);
    }
  }
  if (weightReader && !weightReader.isAtEnd) throw new RangeError("more weights than documents");
  return { docs: Int32Array.from(docs), tfs: weightReader && Uint32Array.from(tfs), levels: weightReader && levels };
}

/** The postings without documents that are -1. */
export function withoutMissing({ docs, tfs, levels }) {
  const is = (_, n) => docs[n] >= 0;
  return { docs: Uint32Array.from(docs.filter(is)), tfs: tfs && tfs.filter(is), levels: levels && levels.filter(is) };
}

/** Decode numbers of conversations or participants, and the frequencies of a term in their titles or names. */
export function readPairs(text) {
  if (!text) return NO_POSTINGS;
  const numbers = new VarintReader(text);
  const [found, tfs] = [[], []];
  let number = 0;
  while (!numbers.isAtEnd) {
    number += numbers.next();
    found.push(number);
    tfs.push(numbers.next());
  }
  return { numbers: Uint32Array.from(found), tfs: Uint32Array.from(tfs) };
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
