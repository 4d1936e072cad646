"""One quotation in one passage: from the strictest comparison to the most lenient."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen import normal
from sitegen.folded import Folded
from sitegen.model import Span
from sitegen.quotes.marks import chains
from sitegen.quotes.matching import Match, match_marked, match_plain
from sitegen.quotes.nearest import aligned
from sitegen.quotes.said import Passage
from sitegen.quotes.verdict import Finding
from sitegen.typography import typographic

LONG_CUT = 400
"""Characters left out that a person should know of."""
_NOT = re.compile(r"\b(?:not|never|neither|nor|no|cannot|hardly|without)\b|n['’]t\b", re.IGNORECASE)
_ENDS = (".", ",")
"""A full stop or comma before the closing mark may be the essayist's."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands in a passage."""

    exactness: Finding
    span: Span
    """Of the passage's text."""
    times: int
    notes: tuple[str, ...]


class Wording:
    """The forms of a quotation, made once for all the passages it is looked for in."""

    def __init__(self, exact: str, written: str = "") -> None:
        self.exact = exact
        sources = (exact, written) if written not in ("", exact) else (exact,)
        self.verbatim = tuple(filter(None, dict.fromkeys(map(normal.verbatim, sources))))
        forms = [typographic(each, markdown=markdown).text for markdown in (True, False) for each in sources]
        self.typographic = tuple(dict.fromkeys(filter(None, forms)))
        self.pieces = tuple(piece.text for chain in chains(forms[0]) for piece in chain.pieces) or (forms[0],)
        spoken = [each for each in self.pieces if any(map(str.isalnum, each))]
        self.segments = tuple(filter(None, map(normal.words, spoken or self.pieces)))
        """N3 of what stands between the marks; signs alone only where there are no words."""
        self.words = " ".join(self.segments)

    def may_stand_in(self, words: str) -> bool:
        """Whether a text can hold the quotation, by the N3 of both; may be wrong only where brackets cut words."""
        return all(each in words for each in self.segments)

    def find_in(self, passage: Passage) -> Found | None:
        """The quotation in the passage's source or in what readers see; None where it is not there as quoted."""
        for form, is_source in ((passage.verbatim, True), (passage.shown_verbatim, False)):
            for each in self.verbatim:
                if match := match_plain(each, form.text):
                    return _found(Finding.VERBATIM, match, form, passage, is_source)
        forms = ((passage.typographic, True), (passage.typed, True), (passage.shown_typographic, False))
        for wanted in (self.typographic, tuple(_without_stop(self.typographic))):
            for finding, match_ in ((Finding.TYPOGRAPHIC, match_plain), (Finding.MARKED, match_marked)):
                for form, is_source in forms:
                    for each in wanted:
                        if match := match_(each, form.text):
                            return _found(finding, match, form, passage, is_source)
        return None


def _without_stop(forms: Sequence[str]) -> Iterator[str]:
    for each in forms:
        if each.endswith(_ENDS) and any(map(str.isalnum, each)):
            yield each[:-1]


def _found(finding: Finding, match: Match, form: Folded, passage: Passage, is_source: bool) -> Found:
    span: Span | None = form.source(match.start, match.end)
    if not is_source and passage.shown != passage.text:
        span = aligned(span, passage.shown, passage.text) if span else None
    cuts = [cut.of(form.text) for cut in match.cuts]
    # Signs that only the page has stand nowhere in the source: then the message as a whole is their place.
    return Found(finding, span or Span(0, len(passage.text)), match.times, tuple(_notes(cuts)))


def _notes(cuts: Sequence[str]) -> Iterator[str]:
    for cut in cuts:
        if len(cut) > LONG_CUT:
            yield f"{len(cut)} characters are left out"
        if negation := _NOT.search(cut):
            yield f"a “{negation[0]}” is left out"
