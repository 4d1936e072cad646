"""Find a quotation in a text: the positions of its pieces, and the text between them."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sitegen.model import Span
from sitegen.quotes.editorial_marks import Chain, QuotePiece, chains
from sitegen.text.tokens import is_unspaced

MAX_OCCURRENCES = 2_000
"""Maximum number of occurrences that are examined and counted."""
_APOSTROPHES = "'’"


def occurrences(
    words: str, text: str, may_start_mid_word: bool = False, may_end_mid_word: bool = False
) -> Iterator[tuple[int, int]]:
    """Yield start and end of the first 2,000 occurrences of ``words``, which must not be empty."""
    at = text.find(words)
    for _ in range(MAX_OCCURRENCES):
        if at < 0:
            return
        end = at + len(words)
        if (may_start_mid_word or is_word_start(text, at)) and (may_end_mid_word or is_word_end(text, end)):
            yield at, end
            at = text.find(words, end)
        else:
            at = text.find(words, at + 1)


def is_word_start(text: str, start: int) -> bool:
    """Return whether a quotation may start here: "able" is not in "unable", nor "5" in "1.5"."""
    if not start or start >= len(text):
        return True
    before, first = text[start - 1], text[start]
    if _is_same_word(before, first):
        return False
    return not (start > 1 and before in ".," and first.isdigit() and text[start - 2].isdigit())


def is_word_end(text: str, end: int) -> bool:
    """Return whether a quotation may end here: "I can" is not in "I can't", nor "1" in "1.5"."""
    if not end or end >= len(text):
        return True
    last, after = text[end - 1], text[end]
    if _is_same_word(last, after):
        return False
    if last in _APOSTROPHES and after.isalnum() and text[end - 2 : end - 1].isalnum():
        return False
    if after in _APOSTROPHES and last.isalnum() and text[end + 1 : end + 2] in ("t", "T"):
        return text[end + 2 : end + 3].isalnum()
    return not (after in ".," and last.isdigit() and text[end + 1 : end + 2].isdigit())


def _is_same_word(one: str, other: str) -> bool:
    """Return whether two adjacent characters belong to one word."""
    if unicodedata.combining(other):
        return True
    return _is_letter(one) and _is_letter(other) and not (is_unspaced(one) or is_unspaced(other))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


_SIGNS = re.compile(r"[\s*_`~#>=-]*[\[\]]?")
_SIGNS_BEFORE = re.compile(r"[\[\]]?[\s*_`~#>=-]*\Z")
_MAX_SIGNS = 20
_BRACKET = re.compile(r"(?<!\x1b)\[|\]")
"""Not the bracket of an ANSI escape sequence."""
MAX_BRACKET_LENGTH = 60
"""Maximum number of characters that ``[words]`` replace; without brackets, which the author's own remarks have."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """The first occurrence of a quotation in a text."""

    start: int
    end: int
    count: int = 1
    omissions: tuple[Span, ...] = ()
    """Spans that were left out or replaced."""


class _ChainMatch(NamedTuple):
    """An occurrence of the first pieces of a chain."""

    start: int
    end: int
    gaps: tuple[Span, ...]


def match_plain(words: str, text: str) -> TextMatch | None:
    """Find the quotation literally, ignoring editorial marks."""
    spans = list(occurrences(words, text)) if words else []
    return TextMatch(*spans[0], len(spans)) if spans else None


def match_with_marks(words: str, text: str) -> TextMatch | None:
    """Find a quotation with editorial marks; both in N2. Prefers the shortest last omission."""
    for source, allow_ellipses in ((text, True), ("", True), ("", False)):
        if match := _match_chains(chains(words, source, allow_ellipses), text):
            return match
    return None


def _match_chains(chain_list: Sequence[Chain], text: str) -> TextMatch | None:
    if not chain_list:
        return None
    matches: list[list[_ChainMatch]] = []
    at = 0
    chosen: list[_ChainMatch] = []
    for chain in chain_list:
        matches.append(_chain_matches(chain, text))
        first = next((each for each in matches[-1] if each.start >= at), None)
        if first is None:
            return None
        at = first.end
        chosen.append(first)
    for n in reversed(range(len(chosen) - 1)):
        ends = [each.end for each in matches[n]]
        chosen[n] = matches[n][bisect_right(ends, chosen[n + 1].start) - 1]
    omissions = [gap for each in chosen for gap in each.gaps]
    omissions += [Span(before.end, after.start) for before, after in pairwise(chosen)]
    omissions.sort(key=lambda each: each.start)
    count = len(matches[0]) if len(matches) == 1 else 1
    return TextMatch(chosen[0].start, chosen[-1].end, count, tuple(omissions))


def _chain_matches(chain: Chain, text: str) -> list[_ChainMatch]:
    """Return the occurrences of a chain, ordered by their ends.

    Each piece is combined with the last occurrence before it: if a bracket separates them, it also separates all
    earlier ones.
    """
    matches = [
        _ChainMatch(start, end, ())
        for start, end in _piece_occurrences(chain.pieces[0], text)
        # A bracket of the author cannot be the one of the essayist.
        if not (chain.has_bracket_before and _is_after_bracket(text, start))
    ]
    for piece, is_adjacent in zip(chain.pieces[1:], chain.is_adjacent[1:], strict=True):
        extended = []
        ends = [each.end for each in matches]
        for start, end in _piece_occurrences(piece, text):
            n = bisect_right(ends, start) - 1
            if n >= 0 and _is_within_reach(text, ends[n], start, is_adjacent):
                before = matches[n]
                gaps = before.gaps if is_adjacent else (*before.gaps, Span(before.end, start))
                extended.append(_ChainMatch(before.start, end, gaps))
        matches = extended
    if chain.has_bracket_after:
        return [each for each in matches if not _is_before_bracket(text, each.end)]
    return matches


def _piece_occurrences(piece: QuotePiece, text: str) -> list[tuple[int, int]]:
    spans = (
        occurrence
        for variant in piece.variants()
        for occurrence in occurrences(variant, text, piece.may_start_mid_word, piece.may_end_mid_word)
    )
    return sorted(spans)[:MAX_OCCURRENCES]


def _is_after_bracket(text: str, at: int) -> bool:
    """Return whether there is a bracket before ``at``, ignoring Markdown signs."""
    signs = _SIGNS_BEFORE.search(text[max(0, at - _MAX_SIGNS) : at])
    return signs is not None and _BRACKET.search(signs[0]) is not None


def _is_before_bracket(text: str, at: int) -> bool:
    signs = _SIGNS.match(text, at, at + _MAX_SIGNS)
    return signs is not None and _BRACKET.search(signs[0]) is not None


def _is_within_reach(text: str, end: int, start: int, is_adjacent: bool) -> bool:
    between = text[end : min(start, end + MAX_BRACKET_LENGTH + 3)].strip()
    if is_adjacent:
        return not between and start - end <= 1
    # A bracket of the author next to the gap might be the one that was replaced.
    if start - end > MAX_BRACKET_LENGTH + 2 or len(between) > MAX_BRACKET_LENGTH or "[" in between or "]" in between:
        return False
    return not (_is_after_bracket(text, end) or _is_before_bracket(text, start))
