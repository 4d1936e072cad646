"""A passage → the shortest of some fragments that lead to it and to nothing else.

The same as theme/static/quote/generator.js, to the byte. Terms grow as those of the text fragments polyfill do
(fragment-generation-utils); since every message's header ends with its id, a beginning can always be told apart.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sitegen.permalinks import urls
from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import Directive
from sitegen.quotes.text_fragments.folding import BLANKS
from sitegen.quotes.text_fragments.page_text import PageModel, Passage
from sitegen.quotes.text_fragments.search import search

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


_LONGEST = 120
"""UTF-16 units of a term."""
_LONGEST_WORD = 300
"""Of a term that is a single word."""
_WORDS = (3, 4, 5, 6, 7, 8, 9, 10, 2, 1)
_SUFFIX_WORDS = (1, 3, 8)


def link(model: PageModel, passage: Passage) -> str:
    """The fragment of ``passage``, without ``#``; where it has none of its own, its message's id."""
    return generate(model, passage) or passage.anchor


def generate(model: PageModel, passage: Passage) -> str | None:
    """A fragment, without ``#``, by which every browser finds exactly ``passage``; None where there is none.

    Words of a drawing have the drawing's own address.
    """
    first, last = model.block_at(passage.start), model.block_at(passage.end - 1)
    drawings = {model.blocks[first].drawing, model.blocks[last].drawing}
    if drawings != {""}:
        return drawings.pop() if first == last else None
    target = model.folded_offset(passage.start), model.folded_offset(passage.end)
    if tuple(map(model.unfolded_offset, target)) != (passage.start, passage.end):
        return None  # it begins or ends between a letter and its accents
    for each in _candidates(_surroundings(model, passage, first, last)):
        if all(search(model.folded, each, least) == target for least in (Boundary.PERHAPS, Boundary.ALWAYS)):
            return urls.passage(passage.anchor, each.start, each.end, each.prefix, each.suffix)
    return None


@dataclass(frozen=True, slots=True)
class _Surroundings:
    text: str
    passage: Passage
    before: Piece | None
    """The piece before the one in which the passage begins."""
    first: Piece
    last: Piece
    after: Piece | None


def _surroundings(model: PageModel, passage: Passage, first: int, last: int) -> _Surroundings:
    blocks = {n: pieces(model, n) for n in (first - 1, first, last, last + 1) if 0 <= n < len(model.blocks)}
    begin = piece_index(blocks[first], passage.start)
    stop = piece_index(blocks[last], passage.end - 1)
    before = (*blocks.get(first - 1, ()), *blocks[first][:begin])
    after = (*blocks[last][stop + 1 :], *blocks.get(last + 1, ()))
    here, there = blocks[first][begin], blocks[last][stop]
    return _Surroundings(
        model.text,
        passage,
        next((each for each in before[-1:] if _is_beside(each, here)), None),
        here,
        there,
        next((each for each in after[:1] if _is_beside(each, there)), None),
    )


def _is_beside(piece: Piece, own: Piece) -> bool:
    """Do browsers see ``own`` next to ``piece``? And is that no drawing, where they differ?"""
    return not piece.is_drawn and piece.is_closed == own.is_closed


def _candidates(around: _Surroundings) -> Iterator[Directive]:
    """In the order in which they are tried; the first that leads to the passage is its address."""
    text, passage = around.text, around.passage
    terms = tuple(_terms(around))
    if not terms:
        return
    prefixes = tuple(_prefixes(around))
    suffixes = tuple(_suffixes(around))
    ends = ("",) if boundary(text, passage.end) is Boundary.ALWAYS else ()
    starts = ("",) if boundary(text, passage.start) is Boundary.ALWAYS else ()
    for prefix in (*starts, *prefixes):
        for suffix in ends:
            yield replace(terms[0], prefix=prefix, suffix=suffix)
    longest = (*starts, *prefixes[-1:])
    for more in terms[1:]:
        for prefix in longest:
            for suffix in ends:
                yield replace(more, prefix=prefix, suffix=suffix)
    for suffix in suffixes:
        for prefix in longest:
            yield replace(terms[0], prefix=prefix, suffix=suffix)


def _terms(around: _Surroundings) -> Iterator[Directive]:
    text, passage, first, last = around.text, around.passage, around.first, around.last
    whole = text[passage.start : passage.end]
    if first == last and length(whole) <= _LONGEST:
        yield Directive(whole)
        return
    begins = [end for _, end in first.words if passage.start < end <= passage.end]
    stops = [start for start, _ in reversed(last.words) if passage.start <= start < passage.end]
    begins = begins or [min(first.end, passage.end)]
    stops = stops or [max(last.start, passage.start)]
    seen = set()
    for count in _WORDS:
        begin, stop = begins[min(count, len(begins)) - 1], stops[min(count, len(stops)) - 1]
        pair = text[passage.start : begin], text[stop : passage.end]
        if begin <= stop and pair not in seen and all(length(each) <= _LONGEST_WORD for each in pair):
            seen.add(pair)
            yield Directive(*pair)
    if first == last and length(whole) <= _LONGEST_WORD:
        yield Directive(whole)


def _prefixes(around: _Surroundings) -> Iterator[str]:
    """What stands before, word by word further back, in one piece."""
    start = around.passage.start
    piece = around.first if around.first.start < start else around.before
    if piece is None:
        return
    end = min(piece.end, start)
    for begin, _ in reversed(piece.words):
        if begin < end and boundary(around.text, begin) is Boundary.ALWAYS:
            prefix = trimmed(around.text[begin:end])
            if length(prefix) > _LONGEST:
                return
            yield prefix


def _suffixes(around: _Surroundings) -> Iterator[str]:
    end = around.passage.end
    piece = around.last if end < around.last.end else around.after
    if piece is None:
        return
    begin = max(piece.start, end)
    stops = [
        stop for _, stop in piece.words if stop > begin and boundary(around.text, stop) is Boundary.ALWAYS
    ]
    for count in _SUFFIX_WORDS:
        if count > len(stops):
            return
        suffix = trimmed(around.text[begin : stops[count - 1]])
        if length(suffix) <= _LONGEST:
            yield suffix
