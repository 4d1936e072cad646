// Search for a text directive as browsers do. Twin of sitegen/quotes/text_fragments/search.py.

import { ALWAYS, boundary } from "./boundaries.js";
import { fold } from "./folding.js";

const MAX_TRIES = 2000;
const EDGE_SPACES = /^ +| +$/g;

/** Returns the start and end of the first match in a folded text, `[begin, end]`, or null. */
export function search(folded, directive, minBoundary) {
  const terms = [directive.prefix, directive.start, directive.end, directive.suffix];
  const [prefix, start, end, suffix] = terms.map((term) => fold(term).replace(EDGE_SPACES, ""));
  if (!start || [prefix, start, end, suffix].some((foldedTerm, n) => terms[n] && !foldedTerm)) return null;
  return new Search(folded, minBoundary).firstMatch(prefix, start, end, suffix);
}

class Search {
  #folded;
  #minBoundary;
  #tries = 0;

  constructor(folded, minBoundary) {
    this.#folded = folded;
    this.#minBoundary = minBoundary;
  }

  firstMatch(prefix, start, end, suffix) {
    const isBounded = Boolean(end) || !suffix;
    for (let at = 0; ;) {
      let begin = this.#find(prefix || start, at, !prefix && isBounded);
      if (begin < 0) return null;
      at = this.#nextStart(begin);
      if (prefix) {
        begin = this.#skipWhitespace(begin + prefix.length);
        if (!this.#matchesAt(start, begin, isBounded)) continue;
      }
      let matchEnd = begin + start.length;
      do {
        if (end) {
          const endAt = this.#find(end, matchEnd, !suffix);
          if (endAt < 0) return null;
          matchEnd = endAt + end.length;
        }
        if (!suffix || this.#matchesAt(suffix, this.#skipWhitespace(matchEnd), true)) return [begin, matchEnd];
      } while (end);
    }
  }

  /** Returns the first offset of the term at a word start; -1 if there is none or after too many tries. */
  #find(term, at, ends) {
    while ((at = this.#folded.indexOf(term, at)) >= 0) {
      this.#tries += 1;
      if (this.#tries > MAX_TRIES) return -1;
      if (this.#isBoundary(at) && (!ends || this.#isBoundary(at + term.length))) return at;
      at += 1;
    }
    return -1;
  }

  #matchesAt(term, at, ends) {
    return this.#folded.startsWith(term, at) && (!ends || this.#isBoundary(at + term.length));
  }

  #isBoundary(at) {
    return boundary(this.#folded, at) >= this.#minBoundary;
  }

  #skipWhitespace(at) {
    while (this.#folded[at] === " " || this.#folded[at] === "\n") at += 1;
    return at;
  }

  #nextStart(begin) {
    let at = begin + 1;
    if (this.#minBoundary !== ALWAYS) return at;
    while (boundary(this.#folded, at) < ALWAYS) at += 1;
    return at + 1;
  }
}
