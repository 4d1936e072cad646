"""The essayist's marks in a quotation: ``…`` and ``[…]`` leave out, ``[words]`` stand for others, ``[T]he`` changes
a letter, ``[sic]`` says nothing.

What is between the marks are pieces. Those that only brackets divide make a chain and stand close together;
chains stand in order, with anything between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from sitegen.quotes.corpus import tokens_of
from sitegen.text import normalization

_MARK = re.compile(
    r"(?P<cut> ?[\[(] ?\.{3,4} ?[\])] ?|\.{3,4})"
    r"|(?P<sic> ?\[sic!?\])"
    r"|\[(?P<letter>\w)\](?=\w)"
    r"|\[(?P<words>(?:(?!\.\.\.)[^\[\]]){1,200})\]"
)
"""What a bracket with something left out in it says was somebody else's bracket."""
MOST_PIECES = 200
"""Of a quotation; who cuts more often does not quote."""
_AT_CUTS = " .,;:!?-"
"""May be added or lost where something is left out."""


class Piece(NamedTuple):
    """Words without a mark."""

    text: str
    open_left: bool = False
    """May begin in the middle of a word: a bracket touches it (``[un]able``)."""
    open_right: bool = False
    capital: bool = False
    """Its first letter may be of the other case."""

    def variants(self) -> tuple[str, ...]:
        """The piece as it may stand in the text."""
        if not self.capital:
            return (self.text,)
        first, rest = self.text[:1], self.text[1:]
        return tuple(dict.fromkeys((first + rest, first.lower() + rest, first.upper() + rest)))


@dataclass(frozen=True, slots=True)
class Chain:
    """Pieces with brackets between them, from one cut to the next."""

    pieces: tuple[Piece, ...]
    tight: tuple[bool, ...]
    """For each piece whether nothing but a blank may stand before it; of the first it says nothing."""
    bracket_before: bool = False
    """A bracket stands before the first piece."""
    bracket_after: bool = False


def chains(words: str, text: str = "", cuts: bool = True) -> tuple[Chain, ...]:
    """The chains of a quotation in N2; what also stands in brackets in ``text`` is the author's, and so are the
    ellipses unless ``cuts``. Empty where too little is left: marks alone say nothing, one word beside an omission
    stands anywhere, and more ellipses than words are a drawing.
    """
    found = list(_chains(words, text, cuts))
    kept = [
        each for each in map(_trimmed, found, range(len(found)), [len(found)] * len(found)) if each.pieces
    ]
    if sum(len(each.pieces) for each in kept) > MOST_PIECES:
        return ()
    left = " ".join(piece.text for each in kept for piece in each.pieces)
    count = len(tokens_of(normalization.words(left))) if any(map(str.isalnum, left)) else 0
    leaves_out = len(kept) > 1 or any(each.bracket_before or each.bracket_after for each in kept)
    cuts_inside = len(found) - 1 - (not found[0].pieces) - (not found[-1].pieces)
    return tuple(kept) if count > leaves_out and count >= cuts_inside else ()


def _chains(words: str, text: str, cuts: bool) -> Iterator[Chain]:
    pieces: list[Piece] = []
    tight: list[bool] = []
    start, is_tight, is_open, is_capital, bracket = 0, False, False, False, False
    bracket_before = False

    for mark in (*_MARK.finditer(words), None):
        if mark and (not cuts if mark["cut"] else text and mark[0].strip() in text):
            continue
        said = words[start : mark.start()] if mark else words[start:]
        if is_capital:
            said = said[0] + said[2:]  # the letter, without the bracket behind it
        touches = mark is not None and mark["words"] is not None
        if said.strip():
            if not pieces:
                bracket_before = bracket
            pieces.append(Piece(said.strip(), is_open, touches and said[-1].isalnum(), is_capital))
            tight.append(is_tight)
            is_tight, bracket = True, False
        if mark is None or mark["cut"]:
            yield Chain(tuple(pieces), tuple(tight), bracket_before, bracket)
            pieces, tight, bracket_before, bracket, is_tight = [], [], False, False, False
        if mark:
            start, is_capital = (mark.start() + 1, True) if mark["letter"] else (mark.end(), False)
            is_open = touches and words[start : start + 1].isalnum()
            if touches:
                is_tight, bracket = False, True


def _trimmed(chain: Chain, number: int, count: int) -> Chain:
    """The chain without the signs of its sentence beside what is left out."""
    texts = [piece.text for piece in chain.pieces]
    if texts and number:
        texts[0] = texts[0].lstrip(_AT_CUTS)
    if texts and number + 1 < count:
        texts[-1] = texts[-1].rstrip(_AT_CUTS)
    kept = [n for n, text in enumerate(texts) if text]
    return replace(
        chain,
        pieces=tuple(chain.pieces[n]._replace(text=texts[n]) for n in kept),
        tight=tuple(chain.tight[n] for n in kept),
    )
