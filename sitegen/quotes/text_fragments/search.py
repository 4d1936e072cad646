"""Search for a text directive as browsers do. Twin of theme/static/quote/search.js.

The algorithm is "find a range from a text directive" of WICG's URL Fragment Text Directives, as in Chromium
(text_fragment_finder.cc), on folded text. As word boundaries are uncertain, a minimum certainty selects what any
browser may find (`Boundary.POSSIBLE`) or what every browser must find (`Boundary.ALWAYS`).
"""

from dataclasses import dataclass

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import TextDirective
from sitegen.quotes.text_fragments.folding import fold
from sitegen.quotes.text_fragments.page_text import BLOCK_SEPARATOR

_MAX_TRIES = 2000
"""Occurrences that are examined before a directive counts as not end_at; limits the time on repetitive pages."""


def search(folded: str, directive: TextDirective, min_boundary: Boundary) -> tuple[int, int] | None:
    """Return the start and end of the first match in a folded text, or None."""
    terms = [fold(term).strip(" ") for term in directive.terms]
    prefix, start, end, suffix = terms
    if not start or any(term and not folded_term for term, folded_term in zip(directive.terms, terms, strict=True)):
        return None
    return _Search(folded, min_boundary).first_match(prefix, start, end, suffix)


@dataclass(slots=True)
class _Search:
    folded: str
    min_boundary: Boundary
    tries: int = 0

    def first_match(self, prefix: str, start: str, end: str, suffix: str) -> tuple[int, int] | None:
        is_bounded = bool(end) or not suffix
        at = 0
        while True:
            begin = self._find(prefix or start, at, not prefix and is_bounded)
            if begin < 0:
                return None
            at = self._next_start(begin)
            if prefix:
                begin = self._skip_whitespace(begin + len(prefix))
                if not self._matches_at(start, begin, is_bounded):
                    continue
            match_end = begin + len(start)
            while True:
                if end:
                    end_at = self._find(end, match_end, not suffix)
                    if end_at < 0:
                        return None
                    match_end = end_at + len(end)
                if not suffix or self._matches_at(suffix, self._skip_whitespace(match_end), True):
                    return begin, match_end
                if not end:
                    break

    def _find(self, term: str, at: int, ends: bool) -> int:
        """Return the first offset of the term at a word start; -1 if there is none or after too many tries."""
        while (at := self.folded.find(term, at)) >= 0:
            self.tries += 1
            if self.tries > _MAX_TRIES:
                return -1
            if self._is_boundary(at) and (not ends or self._is_boundary(at + len(term))):
                return at
            at += 1
        return -1

    def _matches_at(self, term: str, at: int, ends: bool) -> bool:
        return self.folded.startswith(term, at) and (not ends or self._is_boundary(at + len(term)))

    def _is_boundary(self, at: int) -> bool:
        return boundary(self.folded, at) >= self.min_boundary

    def _skip_whitespace(self, at: int) -> int:
        while at < len(self.folded) and self.folded[at] in (" ", BLOCK_SEPARATOR):
            at += 1
        return at

    def _next_start(self, begin: int) -> int:
        """Return where the search continues. Chromium skips the rest of the word and one more character."""
        at = begin + 1
        if self.min_boundary is Boundary.ALWAYS:
            while boundary(self.folded, at) < Boundary.ALWAYS:
                at += 1
            at += 1
        return at
