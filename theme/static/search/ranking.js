// Scores of hits by BM25F, and their order. Twin of sitegen/search/ranking.py, with the same order of additions.

const K1 = 1.2;
const B = 0.75;
export const TITLE_BOOST = 2.0;
export const SPEAKER_BOOST = 1.5;
/** Weight of other forms of a word; the form in the query has 1. */
export const OTHER_FORM_WEIGHT = 0.5;
const COMMON_MIN_DOCUMENTS = 2000;
const COMMON_DIVISOR = 8;
const MIN_DOCUMENTS_WITH_FREQUENT_WORDS = 64;

/** The inverse document frequency of a term that `df` of `count` documents have. */
export function idf(count, df) {
  return Math.log(count / (df + 1)) + 1;
}

/** The length normalisation of `bm25` for each length of a field. */
export function lengthNorms(lengths, average) {
  return Float64Array.from(lengths, (length) => K1 * ((1 - B) + B * length / (average || 1)));
}

/** The BM25 score of a term that a document has `tf` times. */
export function bm25(termIdf, tf, lengthNorm) {
  return termIdf * (tf * (K1 + 1) / (tf + lengthNorm));
}

/** Return whether a term is so common that it matches but scores 0. */
export function isCommon(count, df) {
  return df > Math.max(COMMON_MIN_DOCUMENTS, Math.floor(count / COMMON_DIVISOR));
}

/** The weight of a word that `df` of `count` documents have: the binary logarithm of its rarity; 0 if it is frequent. */
export function wordWeight(count, df) {
  const frequent = count >= MIN_DOCUMENTS_WITH_FREQUENT_WORDS ? Math.floor(bitLength(count) * 2 / 5) : 0;
  return Math.max(0, bitLength(Math.floor(count / (df + 1))) - frequent);
}

/** The weight of a word where no word of the query counts: 1, unless most documents of many have it. */
export function frequentWordWeight(count, df) {
  return Number(2 * df < count || count < MIN_DOCUMENTS_WITH_FREQUENT_WORDS);
}

function bitLength(number) {
  return 32 - Math.clz32(number);
}

/** Round to nine decimal places, the same on all machines. */
export function roundScore(score) {
  return Math.floor(score * 1e9 + 0.5) / 1e9;
}

/** A sort order: highest score, newest conversation, earliest message. */
export function byScore(scores, conversations) {
  return (a, b) => scores(b) - scores(a) || conversations[b] - conversations[a] || a - b;
}

/** A sort order: highest weight, then another order. */
export function byWeight(weights, then) {
  return (a, b) => weights[b] - weights[a] || then(a, b);
}

/** A sort order: latest day (unknown ones last), newest conversation, earliest message. */
export function byDate(days, conversations) {
  return (a, b) => days[b] - days[a] || conversations[b] - conversations[a] || a - b;
}

/** The first `limit` documents in this order. */
export function topDocuments(docs, limit, order) {
  const found = [];
  for (const doc of docs) {
    if (found.length === limit && (limit === 0 || order(doc, found[limit - 1]) > 0)) continue;
    let low = 0;
    let high = found.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order(doc, found[middle]) < 0) high = middle;
      else low = middle + 1;
    }
    found.splice(low, 0, doc);
    if (found.length > limit) found.pop();
  }
  return found;
}
