"""What a browser finds of a directive. The same as theme/static/quote/search.js.

The algorithm is "find a range from a text directive" of WICG's URL Fragment Text Directives, as Chromium has it
(text_fragment_finder.cc), on folded text and with an uncertain idea of where words end: with the least sure
`Boundary` that is taken for one, it finds all that any browser may find, or only what every browser must.
"""

from dataclasses import dataclass

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import Directive
from sitegen.quotes.text_fragments.folding import fold
from sitegen.quotes.text_fragments.page_text import BETWEEN

_MOST_TRIES = 2000
"""Places that are looked at before a directive counts as not found: a page of one word would take for ever."""


class _TriedEnough(Exception):  # noqa: N818  # no error, an end
    pass


def search(folded: str, directive: Directive, least: Boundary) -> tuple[int, int] | None:
    """Where the first match of ``directive`` begins and ends in the text ``folded``."""
    prefix, start, end, suffix = (fold(term).strip(" ") for term in directive.terms)
    if not start or any(
        told and not kept for told, kept in zip(directive.terms, (prefix, start, end, suffix), strict=True)
    ):
        return None
    try:
        return _Search(folded, least).first(prefix, start, end, suffix)
    except _TriedEnough:
        return None


@dataclass(slots=True)
class _Search:
    folded: str
    least: Boundary
    tries: int = 0

    def first(self, prefix: str, start: str, end: str, suffix: str) -> tuple[int, int] | None:
        is_bounded = bool(end) or not suffix
        at = 0
        while True:
            begin = self._find(prefix or start, at, True, not prefix and is_bounded)
            if begin < 0:
                return None
            at = self._after(begin)
            if prefix:
                begin = self._skip_blanks(begin + len(prefix))
                if not self._stands(start, begin, is_bounded):
                    continue
            behind = begin + len(start)
            while True:
                if end:
                    found = self._find(end, behind, True, not suffix)
                    if found < 0:
                        return None
                    behind = found + len(end)
                if not suffix or self._stands(suffix, self._skip_blanks(behind), True):
                    return begin, behind
                if not end:
                    break

    def _find(self, term: str, at: int, starts: bool, ends: bool) -> int:
        """Where ``term`` stands first, with boundaries where they are asked for; -1 where it does not."""
        while (at := self.folded.find(term, at)) >= 0:
            self.tries += 1
            if self.tries > _MOST_TRIES:
                raise _TriedEnough
            if (not starts or self._is_boundary(at)) and (not ends or self._is_boundary(at + len(term))):
                return at
            at += 1
        return -1

    def _stands(self, term: str, at: int, ends: bool) -> bool:
        return self.folded.startswith(term, at) and (not ends or self._is_boundary(at + len(term)))

    def _is_boundary(self, at: int) -> bool:
        return boundary(self.folded, at) >= self.least

    def _skip_blanks(self, at: int) -> int:
        while at < len(self.folded) and self.folded[at] in (" ", BETWEEN):
            at += 1
        return at

    def _after(self, begin: int) -> int:
        """Where the search goes on. Chromium leaves out the rest of the word and one character more."""
        at = begin + 1
        if self.least is Boundary.ALWAYS:
            while boundary(self.folded, at) < Boundary.ALWAYS:
                at += 1
            at += 1
        return at
