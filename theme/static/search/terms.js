// Match one word, prefix or phrase of a query. Twin of sitegen/search/query/terms.py.

import { Matches } from "./matches.js";
import { OTHER_FORM_WEIGHT, SPEAKER_BOOST, TITLE_BOOST, bm25, idf, isCommon, lengthNorms } from "./ranking.js";
import { compareCodePoints } from "./sort_order.js";
import { FOLDED, terms as termsOf } from "./tokens.js";

/** Of one prefix; the most frequent ones are used. */
export const MAX_PREFIX_TERMS = 512;

/**
 * Documents that match a word, prefix or phrase.
 * @typedef {{matches: Matches, terms: string[], omittedCount: number}} TermMatches
 * Postings of a term in one field. `keys`: documents for texts, conversations for titles, participants for names;
 * `tfs`: null for a very common term; `df`: number of documents.
 * @typedef {{keys: Uint32Array, tfs: Uint32Array|null, df: number}} FieldPostings
 */

/** Matches words, prefixes and phrases in an index. */
export class TermMatcher {
  constructor(data, withFolds = false) {
    this.data = data;
    this.marks = withFolds ? ["", FOLDED] : [""];
    const { averages, level, titleLevel, speakerLevel, lengths } = data.columns;
    this.text = { levels: level, lengthNorms: lengthNorms(lengths, averages.text), boost: 1, mayBeCommon: true };
    this.title = { levels: titleLevel, lengthNorms: lengthNorms(lengths, averages.title), boost: TITLE_BOOST };
    this.speaker = { levels: speakerLevel, lengthNorms: lengthNorms(lengths, averages.speaker), boost: SPEAKER_BOOST };
  }

  /** Match a term and, with less weight, its other forms. */
  async word(term) {
    const weights = new Map([[term, 1]]);
    for (const other of await this.data.otherForms(term)) {
      if (other !== term) weights.set(other, OTHER_FORM_WEIGHT);
    }
    return this.matchAny(weights);
  }

  /** Match all terms with a prefix, scored as one term. */
  async prefix(start) {
    const found = (await this.markedTerms(start)).sort((a, b) => b[1] - a[1] || compareCodePoints(a[0], b[0]));
    const matches = await this.matchTerms(new Map(found.slice(0, MAX_PREFIX_TERMS).map(([term]) => [term, 1])));
    return { ...matches, omittedCount: Math.max(0, found.length - MAX_PREFIX_TERMS) };
  }

  /** Match adjacent terms. */
  async phrase(terms) {
    if (terms.length === 1) return this.matchAny(new Map([[terms[0], 1]]));
    const postings = await Promise.all(terms.map((term) => this.postings(term)));
    const { participants } = this.data.columns;
    const conversations = sharedKeys(postings.map((each) => each.title));
    const [docs, known] = await Promise.all([
      this.phraseDocuments(terms, postings.map((each) => each.text)),
      this.data.conversations(conversations),
    ]);
    const titles = conversations.filter((key) => known.has(key) && containsPhrase(terms, termsOf(known.get(key).title)));
    const names = sharedKeys(postings.map((each) => each.speaker)).filter(
      (key) => containsPhrase(terms, termsOf(participants[key].name)),
    );
    const text = this.summedScores(this.text, docs, postings.map((each) => each.text));
    if (this.marks.includes(FOLDED)) {
      const marked = terms.map((term) => FOLDED + term);
      const folds = (await Promise.all(marked.map((term) => this.postings(term)))).map((each) => each.text);
      const foldDocs = await this.phraseDocuments(marked, folds);
      const { scores } = this.summedScores(this.text, foldDocs, folds);
      text.add(foldDocs);
      for (const doc of foldDocs) text.scores[doc] += scores[doc];
    }
    const title = this.summedScores(this.title, titles, postings.map((each) => each.title));
    const speaker = this.summedScores(this.speaker, names, postings.map((each) => each.speaker));
    return { matches: await this.matches(text, title, speaker), terms: [terms.join(" ")], omittedCount: 0 };
  }

  /** All terms with a prefix in what is searched. */
  async markedTerms(start) {
    return (await Promise.all(this.marks.map((mark) => this.data.terms(mark + start)))).flat();
  }

  /** Match terms as if they were one, with their frequencies weighted, in all that is searched. */
  async matchAny(weights) {
    return this.matchTerms(new Map(this.marks.flatMap((mark) => [...weights].map(([term, weight]) => [mark + term, weight]))));
  }

  /** Match exactly these terms as if they were one. */
  async matchTerms(weights) {
    const postings = await Promise.all([...weights.keys()].map((term) => this.postings(term)));
    const termWeights = [...weights.values()];
    const text = this.groupScores(this.text, postings.map((each) => each.text), termWeights);
    const title = this.groupScores(this.title, postings.map((each) => each.title), termWeights);
    const speaker = this.groupScores(this.speaker, postings.map((each) => each.speaker), termWeights);
    return { matches: await this.matches(text, title, speaker), terms: [...weights.keys()].map(withoutMark), omittedCount: 0 };
  }

  async postings(term) {
    const { text, title, speaker } = await this.data.postings(term);
    const { offsets, messageCounts } = this.data.columns;
    return {
      text: { keys: text.docs, tfs: text.tfs, df: text.docs.length },
      title: {
        keys: title.conversations,
        tfs: title.tfs,
        df: title.conversations.reduce((sum, key) => sum + offsets[key + 1] - offsets[key], 0),
      },
      speaker: {
        keys: speaker.participants,
        tfs: speaker.tfs,
        df: speaker.participants.reduce((sum, key) => sum + messageCounts[key], 0),
      },
    };
  }

  /** Scores in a field by key, of terms taken as one. */
  groupScores(field, postings, weights) {
    const { count } = this.data.columns;
    const found = new Scores(field.levels.length);
    const df = postings.reduce((most, each) => Math.max(most, each.df), 0);
    for (const each of postings) found.add(each.keys);
    if (!df) return found;
    if (field.mayBeCommon && isCommon(count, df)) return found;
    const tfs = new Float64Array(field.levels.length);
    postings.forEach((each, n) => {
      each.keys.forEach((key, at) => { tfs[key] += weights[n] * each.tfs[at]; });
    });
    const termIdf = idf(count, df);
    found.has.forEach((has, key) => {
      if (has) found.scores[key] = field.boost * bm25(termIdf, tfs[key], field.lengthNorms[field.levels[key]]);
    });
    return found;
  }

  /** The sum of the scores of all terms in a field, by key. */
  summedScores(field, keys, postings) {
    const found = new Scores(field.levels.length);
    found.add(keys);
    for (const each of keys.length ? postings : []) {
      const { scores } = this.groupScores(field, [each], [1]);
      for (const key of keys) found.scores[key] += scores[key];
    }
    return found;
  }

  /** The documents with the phrase in their text. Starts with the rarest term. */
  async phraseDocuments(terms, postings) {
    let docs = sharedKeys(postings);
    let starts = null;
    const order = [...terms.keys()].sort((a, b) => postings[a].df - postings[b].df || a - b);
    for (const n of order) {
      if (!docs.length) break;
      const positions = await this.data.positions(terms[n], docs);
      const found = new Map(docs.map((doc) => [doc, new Set(Array.from(positions.get(doc) ?? [], (at) => at - n))]));
      starts = starts ? new Map(docs.map((doc) => [doc, intersection(found.get(doc), starts.get(doc))])) : found;
      docs = docs.filter((doc) => starts.get(doc).size);
    }
    return docs;
  }

  /** The matches from scores by document, conversation and participant. */
  async matches(text, title, speaker) {
    if (speaker.has.includes(1)) await this.data.loadColumns("participant");
    const { offsets, count, participant } = this.data.columns;
    const found = new Matches(count);
    text.has.forEach((has, doc) => {
      if (!has) return;
      found.scores[doc] = text.scores[doc];
      found.addStrong(doc);
    });
    title.has.forEach((has, conversation) => {
      if (!has) return;
      found.addStrong(offsets[conversation]);
      for (let doc = offsets[conversation]; doc < offsets[conversation + 1]; doc++) {
        found.scores[doc] += title.scores[conversation];
        found.addWeak(doc);
      }
    });
    for (let doc = 0; doc < count && participant; doc++) {
      if (!speaker.has[participant[doc]]) continue;
      found.scores[doc] += speaker.scores[participant[doc]];
      found.addStrong(doc);
    }
    return found;
  }
}

function withoutMark(term) {
  return term.startsWith(FOLDED) ? term.slice(FOLDED.length) : term;
}

/** For each key of a field whether it matches, and its score. */
class Scores {
  constructor(count) {
    this.has = new Uint8Array(count);
    this.scores = new Float64Array(count);
  }

  add(keys) { for (const key of keys) this.has[key] = 1; }
}

/** Return whether the terms of the phrase are adjacent among these. */
export function containsPhrase(phrase, terms) {
  return terms.some((_, at) => phrase.every((term, n) => terms[at + n] === term));
}

/** The keys that all terms have, ascending. */
function sharedKeys(postings) {
  const [first, ...others] = [...postings].sort((a, b) => a.keys.length - b.keys.length);
  return others.reduce((keys, each) => {
    const eachKeys = new Set(each.keys);
    return keys.filter((key) => eachKeys.has(key));
  }, Array.from(first.keys));
}

function intersection(one, other) {
  return new Set([...one].filter((at) => other.has(at)));
}
