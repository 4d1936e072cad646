"""A passage that was quoted before → where it stands now.

The order of W3C's selectors (position, then quote), and the weights of Hypothesis's client for what is only like
it (``match-quote.ts``); but what is only like it is never taken for it: it is reported as altered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from sitegen.model import Span
from sitegen.normal import verbatim, words
from sitegen.quotes.corpus import Corpus
from sitegen.quotes.nearest import nearest
from sitegen.quotes.occurrences import occurrences
from sitegen.quotes.places import CONTEXT, Place, place
from sitegen.quotes.quotation import Address
from sitegen.quotes.said import Passage
from sitegen.typography import typographic

LEAST = 0.85
"""Of the weighted likeness, from which on words are the ones that were quoted, altered."""
_QUOTE, _PREFIX, _SUFFIX, _POSITION = 50.0, 20.0, 20.0, 2.0
_CANDIDATES = 30


class State(StrEnum):
    """What became of a quoted passage."""

    FOUND = "found"
    ALTERED = "altered"
    MOVED = "moved"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Anchored:
    """A stored quotation in the archive as it is now."""

    state: State
    place: Place | None
    """None where it is lost."""
    likeness: float = 1.0
    """0 to 1: of its words, what stands around them and where."""


def reanchor(stored: Place, corpus: Corpus) -> Anchored:
    """Where the stored words stand: at their offset, in their messages, in those with other typography, nearly;
    else in other messages, those of their conversation first.
    """
    own = corpus.passage(stored.slug, stored.anchor, stored.last)
    if own:
        if span := _standing(stored, own):
            return Anchored(State.FOUND, place(own, span))
        if found := _alike(stored, own):
            return found
    for passage in _others(stored, corpus):
        if span := _standing(stored, passage):
            return Anchored(State.MOVED, place(passage, span))
    return Anchored(State.LOST, None, 0.0)


def _standing(stored: Place, passage: Passage) -> Span | None:
    """The words as they were, or with other typography; of several places the one most like the old one."""
    said = passage.verbatim
    at = stored.position
    if said.text[at.start : at.end] == stored.exact:
        return said.source(at.start, at.end)
    found = [Span(*each) for each in occurrences(stored.exact, said.text, True, True)]
    if found:
        best = max(found, key=lambda each: (_context(stored, said.text, each), -each.start))
        return said.source(best.start, best.end)
    wanted = typographic(stored.exact).text
    folded = passage.typographic
    spans = [folded.source(*each) for each in occurrences(wanted, folded.text)] if wanted else []
    if not spans:
        return None
    return max(spans, key=lambda each: (_context(stored, passage.text, each), -each.start))


def _alike(stored: Place, passage: Passage) -> Anchored | None:
    """The words most like the stored ones, if they are enough so."""
    span = nearest(stored.exact, passage.text)
    if span is None:
        return None
    likeness = fuzz.ratio(stored.exact, verbatim(span.of(passage.text))) / 100
    weighted = _QUOTE * likeness + _context(stored, passage.text, span)
    score = weighted / (_QUOTE + _PREFIX + _SUFFIX + _POSITION)
    return Anchored(State.ALTERED, place(passage, span), score) if score >= LEAST else None


def _context(stored: Place, text: str, span: Span) -> float:
    """How much what stands around a span, and its place, are as they were; 42 at most."""
    before = verbatim(text[max(0, span.start - 2 * CONTEXT) : span.start])[-CONTEXT:]
    after = verbatim(text[span.end : span.end + 2 * CONTEXT])[:CONTEXT]
    moved = abs(span.start - stored.position.start) / max(1, len(text))
    return (
        _PREFIX * fuzz.ratio(stored.prefix.strip(), before) / 100
        + _SUFFIX * fuzz.ratio(stored.suffix.strip(), after) / 100
        + _POSITION * max(0.0, 1 - moved)
    )


def _others(stored: Place, corpus: Corpus) -> Iterator[Passage]:
    """Messages that share words with the stored ones, the nearest of the same conversation first."""
    own = {Address(stored.slug, stored.anchor), Address(stored.slug, stored.last)}
    known = corpus.number(Address(stored.slug, stored.anchor)) or 0
    found = corpus.holders.sharing([words(stored.exact)], _CANDIDATES)
    for slug, number in sorted(found, key=lambda each: (each[0] != stored.slug, abs(each[1] - known))):
        passage = corpus.message(slug, number)
        if Address(slug, passage.anchors[0]) not in own:
            yield passage
