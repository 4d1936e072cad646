// The terms of the index and where they stand. sitegen/search/dictionary_shards.py writes them.

import { Numbers } from "./varint.js";
import { byCodePoint } from "./sort_order.js";

const FIELDS_OF_TERM = 7;
const LEVELS = 46; // of lengths
const NOWHERE = Object.freeze({ numbers: new Uint32Array(0), tfs: new Uint32Array(0) });

/**
 * A term as the shard `from` has it; `n` is its place there, `beside` the shard of its positions.
 * @typedef {{from: string, term: string, df: number, ids: string, weights: string, big: string, title: string, speaker: string,
 *   n: number, beside: string}} Line
 */

/** Finds terms. `meta` says where the shards begin; `shards` loads them. */
export class Dictionary {
  constructor(meta, shards) {
    this.starts = meta.starts;
    this.names = meta.terms;
    this.shards = shards;
  }

  /** The line of a term; null where it stands nowhere. */
  async line(term) {
    const lines = await this.lines(this.last((start) => byCodePoint(start, term) <= 0));
    return lines.get(term) ?? null;
  }

  /** `[term, df]` of all terms that begin so, in order of code points. */
  async terms(prefix) {
    const from = Math.max(0, this.last((start) => byCodePoint(start, prefix) <= 0));
    const to = this.last((start) => start.startsWith(prefix) || byCodePoint(start, prefix) <= 0);
    const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
    const all = await Promise.all(numbers.map((number) => this.lines(number)));
    return all.flatMap((lines) => [...lines.values()])
      .filter(({ term }) => term.startsWith(prefix))
      .map(({ term, df }) => [term, df]);
  }

  /** The last shard whose start passes; starts ascend, and those that pass come first. */
  last(passes) {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passes(this.starts[middle])) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  async lines(number) {
    const lines = number < 0 ? null : await this.shards.read(this.names[number], readLines);
    return lines ?? new Map();
  }
}

/** By term its line. */
function readLines([beside, text], from) {
  const found = new Map();
  const parts = text.split(" ");
  if (parts.length % FIELDS_OF_TERM !== 1) throw new RangeError("a line was cut");
  let before = [];
  for (let at = 0, n = 0; at + 1 < parts.length; at += FIELDS_OF_TERM, n++) {
    const [beginning, df, ids, weights, big, title, speaker] = parts.slice(at, at + FIELDS_OF_TERM);
    const numbers = new Numbers(beginning);
    const same = numbers.next();
    before = [...before.slice(0, same), ...beginning.slice(numbers.at)];
    const term = before.join("");
    const many = df ? new Numbers(df).next() : 0;
    found.set(term, { from, term, df: many, ids, weights, big, title, speaker, n, beside });
  }
  return found;
}

/**
 * Postings in texts: the documents, how often each has the term, and the level of its length; of a term that is
 * too common to be weighed neither of the last two. `bases` are the first documents of conversations; what a
 * conversation does not have (its columns were lost) is left out. `base` is the conversation to count from.
 */
export function readPostings(ids, weights, bases, base = 0) {
  const [docs, tfs, levels] = [[], [], []];
  const [numbers, weighed] = [new Numbers(ids), weights ? new Numbers(weights) : null];
  let conversation = base;
  while (!numbers.isAtEnd) {
    conversation += numbers.next();
    if (conversation + 1 >= bases.length) throw new RangeError("there is no such conversation");
    const [first, end] = [bases[conversation], bases[conversation + 1]];
    let doc = first;
    for (let left = numbers.next(); left > 0; left--) {
      doc += numbers.next();
      const weight = weighed ? weighed.next() : 0;
      docs.push(doc < end ? doc : -1);
      levels.push(weight % LEVELS);
      tfs.push(Math.floor(weight / LEVELS) + 1);
    }
  }
  if (weighed && !weighed.isAtEnd) throw new RangeError("more weights than documents");
  return { docs: Int32Array.from(docs), tfs: weighed && Uint32Array.from(tfs), levels: weighed && levels };
}

/** The same without documents that are not there. */
export function present({ docs, tfs, levels }) {
  const is = (_, n) => docs[n] >= 0;
  return { docs: Uint32Array.from(docs.filter(is)), tfs: tfs && tfs.filter(is), levels: levels && levels.filter(is) };
}

/** Numbers of conversations or participants, each with how often it has a term in its title or name. */
export function readPairs(text) {
  if (!text) return NOWHERE;
  const numbers = new Numbers(text);
  const [found, tfs] = [[], []];
  let number = 0;
  while (!numbers.isAtEnd) {
    number += numbers.next();
    found.push(number);
    tfs.push(numbers.next());
  }
  return { numbers: Uint32Array.from(found), tfs: Uint32Array.from(tfs) };
}

/** By document the positions of a term, of those that are wanted. */
export function readPositions(text, { docs, tfs }, wanted) {
  const found = new Map();
  const numbers = new Numbers(text);
  docs.forEach((doc, n) => {
    let at = 0;
    const positions = numbers.take(tfs[n]).map((step) => (at += step));
    if (wanted.has(doc)) found.set(doc, positions);
  });
  return found;
}
