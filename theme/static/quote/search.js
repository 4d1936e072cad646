// What a browser finds of a directive; sitegen/fragments/searching.py has the reasons.

import { ALWAYS, boundary } from "./boundaries.js";
import { fold } from "./folding.js";

const MOST_TRIES = 2000;
const BLANK_EDGES = /^ +| +$/g;

/** Where the first match begins and ends in a folded text, `[begin, end]`; null where there is none. */
export function search(folded, directive, least) {
  const terms = [directive.prefix, directive.start, directive.end, directive.suffix];
  const [prefix, start, end, suffix] = terms.map((term) => fold(term).replace(BLANK_EDGES, ""));
  if (!start || [prefix, start, end, suffix].some((kept, n) => terms[n] && !kept)) return null;
  return new Search(folded, least).first(prefix, start, end, suffix);
}

class Search {
  #folded;
  #least;
  #tries = 0;

  constructor(folded, least) {
    this.#folded = folded;
    this.#least = least;
  }

  first(prefix, start, end, suffix) {
    const isBounded = Boolean(end) || !suffix;
    for (let at = 0; ;) {
      let begin = this.#find(prefix || start, at, !prefix && isBounded);
      if (begin < 0) return null;
      at = this.#after(begin);
      if (prefix) {
        begin = this.#skipBlanks(begin + prefix.length);
        if (!this.#stands(start, begin, isBounded)) continue;
      }
      let behind = begin + start.length;
      do {
        if (end) {
          const found = this.#find(end, behind, !suffix);
          if (found < 0) return null;
          behind = found + end.length;
        }
        if (!suffix || this.#stands(suffix, this.#skipBlanks(behind), true)) return [begin, behind];
      } while (end);
    }
  }

  /** Where the term stands first, beginning with a word; -1 where it does not, or after too many places. */
  #find(term, at, ends) {
    while ((at = this.#folded.indexOf(term, at)) >= 0) {
      this.#tries += 1;
      if (this.#tries > MOST_TRIES) return -1;
      if (this.#isBoundary(at) && (!ends || this.#isBoundary(at + term.length))) return at;
      at += 1;
    }
    return -1;
  }

  #stands(term, at, ends) {
    return this.#folded.startsWith(term, at) && (!ends || this.#isBoundary(at + term.length));
  }

  #isBoundary(at) {
    return boundary(this.#folded, at) >= this.#least;
  }

  #skipBlanks(at) {
    while (this.#folded[at] === " " || this.#folded[at] === "\n") at += 1;
    return at;
  }

  #after(begin) {
    let at = begin + 1;
    if (this.#least !== ALWAYS) return at;
    while (boundary(this.#folded, at) < ALWAYS) at += 1;
    return at + 1;
  }
}
