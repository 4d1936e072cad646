"""A quotation in a text: where its pieces stand, and what lies between them."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sitegen.model import Span
from sitegen.quotes.editorial_marks import Chain, Piece, chains
from sitegen.text.tokens import is_unspaced

MOST = 2_000
"""Places that are looked at; nobody counts further."""
_APOSTROPHES = "'’"


def occurrences(
    words: str, text: str, open_left: bool = False, open_right: bool = False
) -> Iterator[tuple[int, int]]:
    """Start and end of the first 2,000 places of ``words``, which must not be empty. On an open side they may
    end in the middle of a word.
    """
    at = text.find(words)
    for _ in range(MOST):
        if at < 0:
            return
        end = at + len(words)
        if (open_left or begins_word(text, at)) and (open_right or ends_word(text, end)):
            yield at, end
            at = text.find(words, end)
        else:
            at = text.find(words, at + 1)


def begins_word(text: str, start: int) -> bool:
    """Whether a quotation may begin at this character: "able" is not in "unable", nor "5" in "1.5"."""
    if not start or start >= len(text):
        return True
    before, first = text[start - 1], text[start]
    if _joins(before, first):
        return False
    return not (start > 1 and before in ".," and first.isdigit() and text[start - 2].isdigit())


def ends_word(text: str, end: int) -> bool:
    """Whether a quotation may end before this character: "I can" is not in "I can't", nor "1" in "1.5"."""
    if not end or end >= len(text):
        return True
    last, after = text[end - 1], text[end]
    if _joins(last, after):
        return False
    if last in _APOSTROPHES and after.isalnum() and text[end - 2 : end - 1].isalnum():
        return False
    if after in _APOSTROPHES and last.isalnum() and text[end + 1 : end + 2] in ("t", "T"):
        return text[end + 2 : end + 3].isalnum()
    return not (after in ".," and last.isdigit() and text[end + 1 : end + 2].isdigit())


def _joins(one: str, other: str) -> bool:
    """Whether two characters side by side are one word."""
    if unicodedata.combining(other):
        return True
    return _is_letter(one) and _is_letter(other) and not (is_unspaced(one) or is_unspaced(other))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


_SIGNS = re.compile(r"[\s*_`~#>=-]*[\[\]]?")
_SIGNS_BEFORE = re.compile(r"[\[\]]?[\s*_`~#>=-]*\Z")
_MOST_SIGNS = 20
_BRACKET = re.compile(r"(?<!\x1b)\[|\]")
"""But not the one that begins a terminal's command for colour."""
LONGEST_BRACKET = 60
"""Characters that ``[words]`` may stand for; none of them a bracket, or a log's own remarks could be left out."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands in a text."""

    start: int
    end: int
    times: int = 1
    cuts: tuple[Span, ...] = ()
    """What was left out or replaced."""


class _Linked(NamedTuple):
    """The places of a chain's pieces, so far."""

    start: int
    end: int
    gaps: tuple[Span, ...]


def match_plain(words: str, text: str) -> Match | None:
    """The quotation as it is, without looking at marks."""
    found = list(occurrences(words, text)) if words else []
    return Match(*found[0], len(found)) if found else None


def match_marked(words: str, text: str) -> Match | None:
    """The quotation with its marks; both in N2. Of several ways the one that leaves out least at the end."""
    for own, cuts in ((text, True), ("", True), ("", False)):
        if found := _match(chains(words, own, cuts), text):
            return found
    return None


def _match(found: Sequence[Chain], text: str) -> Match | None:
    if not found:
        return None
    places: list[list[_Linked]] = []
    at = 0
    chosen: list[_Linked] = []
    for chain in found:
        places.append(_places(chain, text))
        fitting = next((place for place in places[-1] if place.start >= at), None)
        if fitting is None:
            return None
        at = fitting.end
        chosen.append(fitting)
    for n in reversed(range(len(chosen) - 1)):
        ends = [place.end for place in places[n]]
        chosen[n] = places[n][bisect_right(ends, chosen[n + 1].start) - 1]
    cuts = [gap for place in chosen for gap in place.gaps]
    cuts += [Span(one.end, other.start) for one, other in pairwise(chosen)]
    times = len(places[0]) if len(places) == 1 else 1
    return Match(chosen[0].start, chosen[-1].end, times, tuple(sorted(cuts, key=lambda cut: cut.start)))


def _places(chain: Chain, text: str) -> list[_Linked]:
    """Where a chain stands, in order of its ends. Each piece goes with the last one before it that is in reach:
    what that one cannot reach for a bracket in between, none before it can.
    """
    linked = [
        _Linked(start, end, ())
        for start, end in _of_piece(chain.pieces[0], text)
        # Where the author has a bracket, one of other words is not the essayist's.
        if not (chain.bracket_before and _is_after_bracket(text, start))
    ]
    for piece, tight in zip(chain.pieces[1:], chain.tight[1:], strict=True):
        following = []
        ends = [each.end for each in linked]
        for start, end in _of_piece(piece, text):
            n = bisect_right(ends, start) - 1
            if n >= 0 and _reaches(text, ends[n], start, tight):
                before = linked[n]
                gap = Span(before.end, start)
                following.append(_Linked(before.start, end, before.gaps if tight else (*before.gaps, gap)))
        linked = following
    if chain.bracket_after:
        return [each for each in linked if not _is_before_bracket(text, each.end)]
    return linked


def _of_piece(piece: Piece, text: str) -> list[tuple[int, int]]:
    found = (
        place
        for variant in piece.variants()
        for place in occurrences(variant, text, piece.open_left, piece.open_right)
    )
    return sorted(found)[:MOST]


def _is_after_bracket(text: str, at: int) -> bool:
    """Whether a bracket, perhaps with Markdown's signs, stands before this place."""
    signs = _SIGNS_BEFORE.search(text[max(0, at - _MOST_SIGNS) : at])
    return signs is not None and _BRACKET.search(signs[0]) is not None


def _is_before_bracket(text: str, at: int) -> bool:
    signs = _SIGNS.match(text, at, at + _MOST_SIGNS)
    return signs is not None and _BRACKET.search(signs[0]) is not None


def _reaches(text: str, end: int, start: int, tight: bool) -> bool:
    between = text[end : min(start, end + LONGEST_BRACKET + 3)].strip()
    if tight:
        return not between and start - end <= 1
    # Nor may the author's bracket stand beside it: it might be the one that was replaced.
    if (
        start - end > LONGEST_BRACKET + 2
        or len(between) > LONGEST_BRACKET
        or "[" in between
        or "]" in between
    ):
        return False
    return not (_is_after_bracket(text, end) or _is_before_bracket(text, start))
