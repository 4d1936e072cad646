// Documents that match a query or a part of it. Twin of sitegen/search/matches.py, which explains strengths.

const NOT_MATCHED = 0;
const WEAK = 1;
const NEUTRAL = 2;
const STRONG = 3;

/** Strengths and scores by document. */
export class Matches {
  /** @param {number} count number of documents */
  constructor(count) {
    this.strengths = new Uint8Array(count);
    this.scores = new Float64Array(count);
  }

  addStrong(doc) { this.strengths[doc] = STRONG; }

  addNeutral(doc) { this.strengths[doc] = Math.max(NEUTRAL, this.strengths[doc]); }

  addWeak(doc) { this.strengths[doc] = Math.max(WEAK, this.strengths[doc]); }

  /** The documents to show, ascending. */
  hits() {
    const found = [];
    this.strengths.forEach((strength, doc) => { if (strength >= NEUTRAL) found.push(doc); });
    return found;
  }
}

/** What all parts match: strong where one part is, neutral where all are, else weak. */
export function allOf(parts, count) {
  const found = new Matches(count);
  for (let doc = 0; doc < count; doc++) {
    let lowest = STRONG;
    let highest = NOT_MATCHED;
    let score = 0;
    for (const part of parts) {
      const strength = part.strengths[doc];
      if (strength < lowest) lowest = strength;
      if (strength > highest) highest = strength;
      score += part.scores[doc];
    }
    if (lowest === NOT_MATCHED) continue;
    const isWeak = lowest === WEAK && highest < STRONG;
    found.strengths[doc] = isWeak ? WEAK : highest;
    found.scores[doc] = score;
  }
  return found;
}

/** What any part matches: strong where one part is, else neutral where one is, else weak. */
export function anyOf(parts, count) {
  const found = new Matches(count);
  for (let doc = 0; doc < count; doc++) {
    for (const part of parts) {
      if (part.strengths[doc] > found.strengths[doc]) found.strengths[doc] = part.strengths[doc];
      found.scores[doc] += part.scores[doc];
    }
  }
  return found;
}

/** The documents that the part does not match. */
export function noneOf(part, count) {
  const found = new Matches(count);
  part.strengths.forEach((strength, doc) => { if (strength === NOT_MATCHED) found.addNeutral(doc); });
  return found;
}
