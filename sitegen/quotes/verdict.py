"""The result of verifying a quotation, and its problems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import RecordState
from sitegen.quotes.message_text import QuoteSelector
from sitegen.quotes.quotation import Address, Quotation, QuoteTarget


class QuoteFinding(StrEnum):
    """The relation of a quotation to the text it quotes."""

    VERBATIM = "verbatim"
    TYPOGRAPHIC = "typographic"
    MARKED = "verbatim with marks"
    AMBIGUOUS = "ambiguous"
    ALTERED = "altered"
    MOVED = "moved"
    MOVED_ALTERED = "moved and altered"
    MISSING = "missing"
    DEAD = "dead link"
    LINK_ONLY = "link only"


FAULTS = frozenset(
    [
        QuoteFinding.ALTERED,
        QuoteFinding.MOVED,
        QuoteFinding.MOVED_ALTERED,
        QuoteFinding.MISSING,
        QuoteFinding.DEAD,
    ]
)
"""Findings that make a check fail."""


class DeadAddress(NamedTuple):
    """A conversation or message that a link leads to but that is not published."""

    address: str
    """Within the site."""
    state: str
    """Its `RecordState`; empty if it never existed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result for one quotation."""

    finding: QuoteFinding
    quotation: Quotation
    """The verified quotation: the fallback, if the text of a link is not a quotation."""
    exactness: QuoteFinding | None = None
    """If the words were found: VERBATIM, TYPOGRAPHIC or MARKED, also of ambiguous and moved words and dead links."""
    selector: QuoteSelector | None = None
    """Position of the words; of altered and missing words, position of the most similar words."""
    count: int = 0
    """Occurrences in the message."""
    closest: str = ""
    """The most similar words, if the words were not found."""
    difference: str = ""
    """Word diff of the quotation and the most similar words; see `differences.word_diff`."""
    score: float = 0.0
    """Similarity, 0 to 100."""
    omissions: tuple[str, ...] = ()
    """Text that the essayist left out or replaced."""
    dead: tuple[DeadAddress, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Return whether a check must fail."""
        return self.finding in FAULTS

    @property
    def new_address(self) -> Address | None:
        """Return the message with exactly these words, if the link should lead there instead."""
        is_wrong = self.finding in (QuoteFinding.MOVED, QuoteFinding.DEAD)
        return (
            Address(self.selector.slug, self.selector.anchor) if is_wrong and self.selector and self.exactness else None
        )


_MAX_QUOTE_LENGTH = 60
"""Characters of a quotation in a problem."""
_MIN_LONG_OMISSION = 400
"""Omitted characters, above which there is a note."""
_NEGATION = re.compile(r"\b(?:not|never|neither|nor|no|cannot|hardly|without)\b|n['’]t\b", re.IGNORECASE)


_DEAD_LINK_CODES = {"": "dead-link", RecordState.WITHDRAWN: "dead-link-to-withdrawn"}


def quotation_problems(path: str, line: int, verdict: Verdict) -> Iterator[Problem]:
    """Yield the problems of a quotation whose link is at this line of an essay."""
    address = _target_address(verdict.quotation.target)
    quoted = {"quote": _abbreviate(verdict.quotation.exact), "address": address}
    found_at = urls.message(verdict.selector.slug, verdict.selector.anchor) if verdict.selector else ""
    match verdict.finding:
        case QuoteFinding.ALTERED:
            yield Problem("altered-quotation", path, line, **quoted, difference=verdict.difference)
        case QuoteFinding.MOVED:
            yield Problem("moved-quotation", path, line, **quoted, new_address=found_at)
        case QuoteFinding.MOVED_ALTERED:
            found = {"similar_at": found_at, "difference": verdict.difference}
            yield Problem("moved-and-altered-quotation", path, line, **quoted, **found)
        case QuoteFinding.MISSING if verdict.closest:
            closest = verdict.closest[:_MAX_QUOTE_LENGTH]
            yield Problem("missing-quotation-with-match", path, line, **quoted, closest=closest)
        case QuoteFinding.MISSING:
            yield Problem("missing-quotation", path, line, **quoted)
        case QuoteFinding.DEAD if verdict.new_address:
            for each in verdict.dead:
                yield Problem("dead-link-to-moved-words", path, line, address=each.address, new_address=found_at)
        case QuoteFinding.DEAD:
            for each in verdict.dead:
                code = _DEAD_LINK_CODES.get(each.state, "dead-link-to-removed")
                yield Problem(code, path, line, address=each.address)


def quotation_notes(path: str, line: int, verdict: Verdict) -> Iterator[Problem]:
    """Yield notes on a valid quotation whose link is at this line of an essay."""
    quote = _abbreviate(verdict.quotation.exact)
    if verdict.finding is QuoteFinding.AMBIGUOUS:
        address = _target_address(verdict.quotation.target)
        yield Problem("ambiguous-quotation", path, line, quote=quote, address=address, count=verdict.count)
    for omission in verdict.omissions:
        if len(omission) > _MIN_LONG_OMISSION:
            yield Problem("long-omission", path, line, quote=quote, length=len(omission))
        if negation := _NEGATION.search(omission):
            yield Problem("omitted-negation", path, line, quote=quote, word=negation[0])


def _abbreviate(words: str) -> str:
    return words if len(words) <= _MAX_QUOTE_LENGTH else f"{words[:_MAX_QUOTE_LENGTH]}…"


def _target_address(target: QuoteTarget) -> str:
    if target.drawing_id:
        return urls.message(target.slug, target.drawing_id)
    return urls.message(target.slug, target.anchor) if target.anchor else urls.conversation(target.slug)
