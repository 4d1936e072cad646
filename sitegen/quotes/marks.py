"""The essayist's marks in a quotation: ``…`` and ``[…]`` leave out, ``[words]`` stand for others, ``[T]he`` changes
a letter, ``[sic]`` says nothing.

What is between the marks are pieces. Those that only brackets divide make a chain and stand close together;
chains stand in order, with anything between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_MARK = re.compile(
    r"(?P<cut> ?[\[(] ?\.{3,4} ?[\])] ?|\.{3,4})"
    r"|(?P<sic> ?\[sic!?\])"
    r"|\[(?P<letter>\w)\](?=\w)"
    r"|\[(?P<words>[^\[\]]{1,200})\]"
)
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


@dataclass(slots=True)
class Chain:
    """Pieces with brackets between them. ``tight[n]``: nothing but a blank may stand before piece n."""

    pieces: list[Piece] = field(default_factory=list)
    tight: list[bool] = field(default_factory=list)


def chains(words: str, text: str = "") -> list[Chain]:
    """The pieces of a quotation in N2; what also stands in brackets in ``text`` is the author's. Empty where
    nothing is left but marks.
    """
    found = [Chain()]
    start, is_tight, is_open, is_capital = 0, False, False, False
    for mark in _MARK.finditer(words):
        if mark["cut"] is None and mark[0].strip() in text and text:
            continue
        before = words[start : mark.start()]
        touches = mark["words"] is not None
        _add(found[-1], before, is_tight, is_open, touches and before[-1:].isalnum(), is_capital)
        is_open = touches and words[mark.end() : mark.end() + 1].isalnum()
        is_tight = not touches
        is_capital = False
        start = mark.end()
        if mark["cut"]:
            found.append(Chain())
        elif mark["letter"]:
            start, is_capital = mark.start() + 1, True
    _add(found[-1], words[start:], is_tight, is_open, False, is_capital)
    kept = [each for each in map(_trimmed, _ends(found)) if each.pieces]
    return (
        kept if any(map(str.isalnum, "".join(piece.text for each in kept for piece in each.pieces))) else []
    )


def _add(chain: Chain, text: str, tight: bool, open_left: bool, open_right: bool, capital: bool) -> None:
    if capital:
        text = text[0] + text[2:]  # the letter, without the bracket behind it
    if stripped := text.strip():
        chain.pieces.append(Piece(stripped, open_left, open_right, capital))
        chain.tight.append(tight)


def _ends(found: list[Chain]) -> Iterator[Chain]:
    """The chains without the signs of their sentences beside what is left out."""
    for n, chain in enumerate(found):
        if chain.pieces and n:
            first = chain.pieces[0]
            chain.pieces[0] = first._replace(text=first.text.lstrip(_AT_CUTS))
        if chain.pieces and n + 1 < len(found):
            last = chain.pieces[-1]
            chain.pieces[-1] = last._replace(text=last.text.rstrip(_AT_CUTS))
        yield chain


def _trimmed(chain: Chain) -> Chain:
    kept = [(piece, tight) for piece, tight in zip(chain.pieces, chain.tight, strict=True) if piece.text]
    return Chain([piece for piece, _ in kept], [tight for _, tight in kept])
