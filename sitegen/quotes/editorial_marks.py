"""Parse an essayist's editorial marks: ``…`` and ``[…]`` (omission), ``[words]`` (replacement), ``[T]he``, ``[sic]``.

The text between marks is a piece. Pieces separated only by brackets form a chain and must be close together in the
original; chains must follow in order, with any text between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from sitegen.quotes.corpus import tokenize
from sitegen.text import normalization

_MARK = re.compile(
    r"(?P<ellipsis> ?[\[(] ?\.{3,4} ?[\])] ?|\.{3,4})"
    r"|(?P<sic> ?\[sic!?\])"
    r"|\[(?P<letter>\w)\](?=\w)"
    r"|\[(?P<words>(?:(?!\.\.\.)[^\[\]]){1,200})\]"
)
"""A replacement contains no ellipsis: such a bracket was in the original."""
MAX_PIECES = 200
"""Maximum number of pieces; a text with more is not a quotation."""
_OMISSION_PUNCTUATION = " .,;:!?-"
"""Characters that may be added or dropped at an omission."""


class QuotePiece(NamedTuple):
    """Words between two editorial marks."""

    text: str
    may_start_mid_word: bool = False
    """A bracket touches it (``[un]able``)."""
    may_end_mid_word: bool = False
    is_initial_case_free: bool = False
    """Its first letter may be in the other case (``[T]he``)."""

    def variants(self) -> tuple[str, ...]:
        """Return the forms of the piece that may be in the original."""
        if not self.is_initial_case_free:
            return (self.text,)
        first, rest = self.text[:1], self.text[1:]
        return tuple(dict.fromkeys((first + rest, first.lower() + rest, first.upper() + rest)))


@dataclass(frozen=True, slots=True)
class Chain:
    """Pieces with brackets between them, from one ellipsis to the next."""

    pieces: tuple[QuotePiece, ...]
    is_adjacent: tuple[bool, ...]
    """For each piece but the first: whether it follows the previous one directly."""
    has_bracket_before: bool = False
    has_bracket_after: bool = False


def chains(words: str, text: str = "", allow_ellipses: bool = True) -> tuple[Chain, ...]:
    """Return the chains of a quotation (N2).

    Brackets that are also in ``text`` are the author's, as are ellipses unless ``allow_ellipses``. Empty if too little
    is left: only marks, a single word next to an omission, or more ellipses than words (a drawing).
    """
    untrimmed = list(_chains(words, text, allow_ellipses))
    count = len(untrimmed)
    trimmed = [_trim_punctuation(each, n, count) for n, each in enumerate(untrimmed)]
    trimmed = [each for each in trimmed if each.pieces]
    if sum(len(each.pieces) for each in trimmed) > MAX_PIECES:
        return ()
    remaining = " ".join(piece.text for each in trimmed for piece in each.pieces)
    word_count = len(tokenize(normalization.normalize_words(remaining))) if any(map(str.isalnum, remaining)) else 0
    has_omission = len(trimmed) > 1 or any(each.has_bracket_before or each.has_bracket_after for each in trimmed)
    inner_ellipses = count - 1 - (not untrimmed[0].pieces) - (not untrimmed[-1].pieces)
    return tuple(trimmed) if word_count > has_omission and word_count >= inner_ellipses else ()


def _chains(words: str, text: str, allow_ellipses: bool) -> Iterator[Chain]:
    pieces: list[QuotePiece] = []
    adjacent: list[bool] = []
    start, is_adjacent, may_start_mid_word, is_initial_case_free, bracket = 0, False, False, False, False
    bracket_before = False

    for mark in (*_MARK.finditer(words), None):
        if mark and (not allow_ellipses if mark["ellipsis"] else text and mark[0].strip() in text):
            continue
        piece = words[start : mark.start()] if mark else words[start:]
        if is_initial_case_free:
            piece = piece[0] + piece[2:]  # the letter without its closing bracket
        is_replacement = mark is not None and mark["words"] is not None
        if piece.strip():
            if not pieces:
                bracket_before = bracket
            pieces.append(
                QuotePiece(
                    piece.strip(),
                    may_start_mid_word,
                    is_replacement and piece[-1].isalnum(),
                    is_initial_case_free,
                )
            )
            adjacent.append(is_adjacent)
            is_adjacent, bracket = True, False
        if mark is None or mark["ellipsis"]:
            yield Chain(tuple(pieces), tuple(adjacent), bracket_before, bracket)
            pieces, adjacent, bracket_before, bracket, is_adjacent = [], [], False, False, False
        if mark:
            start, is_initial_case_free = (mark.start() + 1, True) if mark["letter"] else (mark.end(), False)
            may_start_mid_word = is_replacement and words[start : start + 1].isalnum()
            if is_replacement:
                is_adjacent, bracket = False, True


def _trim_punctuation(chain: Chain, number: int, count: int) -> Chain:
    """Return the chain without punctuation next to ellipses."""
    texts = [piece.text for piece in chain.pieces]
    if texts and number:
        texts[0] = texts[0].lstrip(_OMISSION_PUNCTUATION)
    if texts and number + 1 < count:
        texts[-1] = texts[-1].rstrip(_OMISSION_PUNCTUATION)
    non_empty = [n for n, text in enumerate(texts) if text]
    return replace(
        chain,
        pieces=tuple(chain.pieces[n]._replace(text=texts[n]) for n in non_empty),
        is_adjacent=tuple(chain.is_adjacent[n] for n in non_empty),
    )
