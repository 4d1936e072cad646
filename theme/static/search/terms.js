// What one word, prefix or phrase of a query matches; the same as sitegen/search/leaves.py.

import { Matches } from "./matches.js";
import { FORM, SPEAKER_BOOST, TITLE_BOOST, bm25, idf, isCommon, norms } from "./ranking.js";
import { familyPrefix, stem } from "./stemming.js";
import { terms as termsOf } from "./tokens.js";

const HAS_FORMS = /^[a-z]{3,64}$/;
/** Of a prefix: those that most messages have. */
export const MOST_TERMS = 512;

/**
 * What a word, prefix or phrase came to.
 * @typedef {{matches: Matches, terms: string[], leftOut: number}} Leaf
 * Where a term stands in one field: what has it there (documents, conversations or participants), how often
 * (null: in so many documents that it is not told), and how many documents that are.
 * @typedef {{keys: Uint32Array, tfs: Uint32Array|null, df: number}} Place
 */

/** Looks for words, prefixes and phrases in one index. */
export class Leaves {
  constructor(data) {
    this.data = data;
    const { averages, level, titleLevel, speakerLevel, lengths } = data.columns;
    this.text = { levels: level, norms: norms(lengths, averages.text), boost: 1, mayBeCommon: true };
    this.title = { levels: titleLevel, norms: norms(lengths, averages.title), boost: TITLE_BOOST };
    this.speaker = { levels: speakerLevel, norms: norms(lengths, averages.speaker), boost: SPEAKER_BOOST };
  }

  /** The term, and less weighty every other one of its family. */
  async word(term) {
    const factors = new Map([[term, 1]]);
    for (const other of HAS_FORMS.test(term) ? await this.family(term) : []) {
      if (other !== term) factors.set(other, FORM);
    }
    return this.group(factors);
  }

  /** All terms that begin so, as if they were one. */
  async prefix(start) {
    const found = await this.data.terms(start); // by code points, and sorting keeps that order of equals
    const most = [...found].sort((a, b) => b[1] - a[1]).slice(0, MOST_TERMS);
    const leaf = await this.group(new Map(most.map(([term]) => [term, 1])));
    return { ...leaf, leftOut: Math.max(0, found.length - MOST_TERMS) };
  }

  /** Exactly these terms side by side. */
  async phrase(terms) {
    if (terms.length === 1) return this.group(new Map([[terms[0], 1]]));
    const places = await Promise.all(terms.map((term) => this.places(term)));
    const { participants } = this.data.columns;
    const conversations = allKeys(places.map((each) => each.title));
    const [docs, known] = await Promise.all([
      this.adjacent(terms, places.map((each) => each.text)),
      this.data.conversations(conversations),
    ]);
    const titles = conversations.filter((key) => known.has(key) && standsIn(terms, termsOf(known.get(key).title)));
    const names = allKeys(places.map((each) => each.speaker)).filter(
      (key) => standsIn(terms, termsOf(participants[key].name)),
    );
    const text = this.added(this.text, docs, places.map((each) => each.text));
    const title = this.added(this.title, titles, places.map((each) => each.title));
    const speaker = this.added(this.speaker, names, places.map((each) => each.speaker));
    return { matches: this.matches(text, title, speaker), terms, leftOut: 0 };
  }

  /** The terms with the same stem. Words of one or two letters have no forms: `one` is not `on`. */
  async family(term) {
    const own = stem(term);
    const start = familyPrefix(term);
    const found = start ? await this.data.terms(start) : [];
    return found.map(([other]) => other).filter((other) => HAS_FORMS.test(other) && stem(other) === own);
  }

  /** Terms as if they were one, each counted as often as its factor says. */
  async group(factors) {
    const places = await Promise.all([...factors.keys()].map((term) => this.places(term)));
    const counted = [...factors.values()];
    const text = this.weighed(this.text, places.map((each) => each.text), counted);
    const title = this.weighed(this.title, places.map((each) => each.title), counted);
    const speaker = this.weighed(this.speaker, places.map((each) => each.speaker), counted);
    return { matches: this.matches(text, title, speaker), terms: [...factors.keys()], leftOut: 0 };
  }

  async places(term) {
    const { text, title, speaker } = await this.data.postings(term);
    const { bases, said } = this.data.columns;
    return {
      text: { keys: text.docs, tfs: text.tfs, df: text.docs.length },
      title: {
        keys: title.conversations,
        tfs: title.tfs,
        df: title.conversations.reduce((sum, key) => sum + bases[key + 1] - bases[key], 0),
      },
      speaker: {
        keys: speaker.participants,
        tfs: speaker.tfs,
        df: speaker.participants.reduce((sum, key) => sum + said[key], 0),
      },
    };
  }

  /** By key what the terms weigh in this field, taken together. */
  weighed(field, places, factors) {
    const { count } = this.data.columns;
    const found = new Weights(field.levels.length);
    const df = places.reduce((most, place) => Math.max(most, place.df), 0);
    for (const place of places) found.add(place.keys);
    if (!df) return found;
    if (field.mayBeCommon && isCommon(count, df)) return found;
    const tfs = new Float64Array(field.levels.length);
    places.forEach((place, n) => {
      place.keys.forEach((key, at) => { tfs[key] += factors[n] * place.tfs[at]; });
    });
    const rarity = idf(count, df);
    found.has.forEach((has, key) => {
      if (has) found.weights[key] = field.boost * bm25(rarity, tfs[key], field.norms[field.levels[key]]);
    });
    return found;
  }

  /** By key what the terms weigh in this field, one after the other. */
  added(field, keys, places) {
    const found = new Weights(field.levels.length);
    found.add(keys);
    for (const place of keys.length ? places : []) {
      const { weights } = this.weighed(field, [place], [1]);
      for (const key of keys) found.weights[key] += weights[key];
    }
    return found;
  }

  /** The documents in whose text the terms stand side by side; asks first where the rarest stand. */
  async adjacent(terms, places) {
    let docs = allKeys(places);
    let starts = null;
    const order = [...terms.keys()].sort((a, b) => places[a].df - places[b].df || a - b);
    for (const n of order) {
      if (!docs.length) break;
      const positions = await this.data.positions(terms[n], docs);
      const found = new Map(docs.map((doc) => [doc, new Set(Array.from(positions.get(doc) ?? [], (at) => at - n))]));
      starts = starts ? new Map(docs.map((doc) => [doc, inBoth(found.get(doc), starts.get(doc))])) : found;
      docs = docs.filter((doc) => starts.get(doc).size);
    }
    return docs;
  }

  /** The documents of a leaf from what it weighs by document, conversation and participant. */
  matches(text, title, speaker) {
    const { bases, count, participant } = this.data.columns;
    const found = new Matches(count);
    text.has.forEach((has, doc) => {
      if (!has) return;
      found.scores[doc] = text.weights[doc];
      found.addStrong(doc);
    });
    title.has.forEach((has, conversation) => {
      if (!has) return;
      found.addStrong(bases[conversation]);
      for (let doc = bases[conversation]; doc < bases[conversation + 1]; doc++) {
        found.scores[doc] += title.weights[conversation];
        found.addWeak(doc);
      }
    });
    for (let doc = 0; doc < count; doc++) {
      if (!speaker.has[participant[doc]]) continue;
      found.scores[doc] += speaker.weights[participant[doc]];
      found.addStrong(doc);
    }
    return found;
  }
}

/** For each key of a field whether it has what is looked for, and what that weighs there. */
class Weights {
  constructor(count) {
    this.has = new Uint8Array(count);
    this.weights = new Float64Array(count);
  }

  add(keys) { for (const key of keys) this.has[key] = 1; }
}

/** Whether the terms of the phrase stand side by side among these. */
export function standsIn(phrase, terms) {
  return terms.some((_, at) => phrase.every((term, n) => terms[at + n] === term));
}

/** What has all of the terms, ascending. */
function allKeys(places) {
  const [first, ...others] = [...places].sort((a, b) => a.keys.length - b.keys.length);
  return others.reduce((keys, place) => {
    const among = new Set(place.keys);
    return keys.filter((key) => among.has(key));
  }, Array.from(first.keys));
}

function inBoth(one, other) {
  return new Set([...one].filter((at) => other.has(at)));
}
