"""What the terms of a directive are made of. The same as theme/static/quote/words.js."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from sitegen.fragments.folding import BLANKS
from sitegen.fragments.pagemodel import PageModel

# A browser may show a run of white space as one blank, or not; and a newline in one of two ways.
_GAP = re.compile(f"[{BLANKS}]{{2,}}|[\t\n\r\f\v\u2028\u2029]")
_EDGES = re.compile(f"^[{BLANKS}]+|[{BLANKS}]+$")
_STOPS = "、。！？」』）…"
_WORD = re.compile(f"[^{BLANKS}{_STOPS}]*[{_STOPS}]+|[^{BLANKS}{_STOPS}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that a term may be taken from: what no browser divides, in offsets of `PageModel.text`."""

    start: int
    end: int
    is_drawn: bool
    is_closed: bool
    words: tuple[tuple[int, int], ...]
    """From where to where each goes; where no blanks are between words, they go from stop to stop."""


def pieces(model: PageModel, n: int) -> tuple[Piece, ...]:
    """The pieces of the ``n``-th block."""
    block, base = model.blocks[n], model.starts[n]
    gaps = sorted([found.span() for found in _GAP.finditer(block.text)] + [(at, at) for at in block.breaks])
    found = []
    start = 0
    for gap, behind in (*gaps, (len(block.text), len(block.text))):
        words = tuple(
            (base + each.start(), base + each.end())
            for each in _WORD.finditer(block.text, start, max(gap, start))
        )
        if words:
            found.append(Piece(words[0][0], words[-1][1], bool(block.drawing), block.is_closed, words))
        start = max(start, behind)
    return tuple(found)


def piece_index(all_: tuple[Piece, ...], offset: int) -> int:
    """Which piece holds the character at ``offset``."""
    return max(bisect_right([each.start for each in all_], offset) - 1, 0)


def length(text: str) -> int:
    """In UTF-16 units, as JavaScript counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def trimmed(text: str) -> str:
    """Without white space at its edges."""
    return _EDGES.sub("", text)
