// What a hit weighs, and which hit comes first; the same as sitegen/search/ranking.py, in the same order of additions.

const K1 = 1.2;
const B = 0.75;
export const TITLE_BOOST = 2.0;
export const SPEAKER_BOOST = 1.5;
/** How often one other form of the typed word counts. */
export const FORM = 0.5;
const COMMON_FROM = 2000;
const COMMON_SHARE = 8;

/** How much a term tells that `df` of `count` documents have. */
export function idf(count, df) {
  return Math.log(count / (df + 1)) + 1;
}

/** For each length of a field what a document of that length is set off with in `bm25`. */
export function norms(lengths, average) {
  return Float64Array.from(lengths, (length) => K1 * ((1 - B) + B * length / (average || 1)));
}

/** The weight of a term (its `idf` is `rarity`) that a document of a length (its norm) has `tf` times. */
export function bm25(rarity, tf, norm) {
  return rarity * (tf * (K1 + 1) / (tf + norm));
}

/** Whether so many of `count` documents have a term that it is looked for but weighs nothing. */
export function isCommon(count, df) {
  return df > Math.max(COMMON_FROM, Math.floor(count / COMMON_SHARE));
}

/** The score to nine places: what two machines agree on. */
export function rounded(score) {
  return Math.floor(score * 1e9 + 0.5) / 1e9;
}

/** The order of hits by rank: highest score, newest conversation, earliest message. */
export function byScore(scores, conversations) {
  return (a, b) => scores(b) - scores(a) || conversations[b] - conversations[a] || a - b;
}

/** The order of hits by date: latest day (those without one last), newest conversation, earliest message. */
export function byDate(days, conversations) {
  return (a, b) => days[b] - days[a] || conversations[b] - conversations[a] || a - b;
}

/** The first `limit` of the documents in this order. */
export function best(docs, limit, order) {
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
