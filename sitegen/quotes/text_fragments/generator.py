"""Generate text fragments that match a range of the page and nothing else.

Twin of theme/static/quote/generator.js; both produce the same bytes. Terms grow as in fragment-generation-utils of
the text fragments polyfill. Every message has its id in its header, so the start of a message is always unique.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sitegen.permalinks import urls
from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import TextDirective
from sitegen.quotes.text_fragments.folding import WHITESPACE
from sitegen.quotes.text_fragments.page_text import PageModel, PageRange
from sitegen.quotes.text_fragments.search import search

# Browsers differ in collapsing whitespace and in treating newlines.
_GAP = re.compile(f"[{WHITESPACE}]{{2,}}|[\t\n\r\f\v\u2028\u2029]")
_EDGES = re.compile(f"^[{WHITESPACE}]+|[{WHITESPACE}]+$")
_SENTENCE_ENDS = "、。！？」』）…"
_WORD = re.compile(f"[^{WHITESPACE}{_SENTENCE_ENDS}]*[{_SENTENCE_ENDS}]+|[^{WHITESPACE}{_SENTENCE_ENDS}]+")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text for terms, which no browser splits into blocks; in offsets of `PageModel.text`."""

    start: int
    end: int
    is_drawing: bool
    is_collapsed: bool
    words: tuple[tuple[int, int], ...]
    """Start and end of each word; in scripts without spaces, of each sentence."""


def pieces(model: PageModel, n: int) -> tuple[TextPiece, ...]:
    """Return the pieces of the ``n``-th block."""
    block, base = model.blocks[n], model.starts[n]
    gaps = sorted([match.span() for match in _GAP.finditer(block.text)] + [(at, at) for at in block.breaks])
    text_pieces = []
    start = 0
    for gap, gap_end in (*gaps, (len(block.text), len(block.text))):
        words = tuple(
            (base + each.start(), base + each.end()) for each in _WORD.finditer(block.text, start, max(gap, start))
        )
        if words:
            text_pieces.append(TextPiece(words[0][0], words[-1][1], bool(block.drawing_id), block.is_collapsed, words))
        start = max(start, gap_end)
    return tuple(text_pieces)


def piece_index(all_: tuple[TextPiece, ...], offset: int) -> int:
    """Return the index of the piece with the character at ``offset``."""
    return max(bisect_right([each.start for each in all_], offset) - 1, 0)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as in JavaScript."""
    return len(text) + sum(char > "\uffff" for char in text)


def strip_whitespace(text: str) -> str:
    """Remove `WHITESPACE` at both ends."""
    return _EDGES.sub("", text)


_MAX_TERM_LENGTH = 120
"""Maximum length of a term, in UTF-16 units."""
_MAX_WORD_LENGTH = 300
"""Maximum length of a term that is one word."""
_TERM_WORD_COUNTS = (3, 4, 5, 6, 7, 8, 9, 10, 2, 1)
_SUFFIX_WORD_COUNTS = (1, 3, 8)


def best_fragment(model: PageModel, page_range: PageRange) -> str:
    """Return the fragment of the range, without ``#``; the id of its message if it has none of its own."""
    return generate_fragment(model, page_range) or page_range.anchor


def generate_fragment(model: PageModel, page_range: PageRange) -> str | None:
    """Return a fragment, without ``#``, with which every browser finds exactly the range, or None.

    Words in a drawing get the id of the drawing.
    """
    first, last = model.block_index(page_range.start), model.block_index(page_range.end - 1)
    drawings = {model.blocks[first].drawing_id, model.blocks[last].drawing_id}
    if drawings != {""}:
        return drawings.pop() if first == last else None
    target = model.folded_offset(page_range.start), model.folded_offset(page_range.end)
    if tuple(map(model.unfolded_offset, target)) != (page_range.start, page_range.end):
        return None  # starts or ends between a letter and its accents
    for each in _candidates(_find_context(model, page_range, first, last)):
        boundaries = (Boundary.POSSIBLE, Boundary.ALWAYS)
        if all(search(model.folded, each, min_boundary) == target for min_boundary in boundaries):
            return urls.text_fragment(page_range.anchor, each.start, each.end, each.prefix, each.suffix)
    return None


@dataclass(frozen=True, slots=True)
class _Context:
    text: str
    page_range: PageRange
    before: TextPiece | None
    """The piece before the first one of the range."""
    first: TextPiece
    last: TextPiece
    after: TextPiece | None


def _find_context(model: PageModel, page_range: PageRange, first: int, last: int) -> _Context:
    blocks = {n: pieces(model, n) for n in (first - 1, first, last, last + 1) if 0 <= n < len(model.blocks)}
    begin = piece_index(blocks[first], page_range.start)
    stop = piece_index(blocks[last], page_range.end - 1)
    before = (*blocks.get(first - 1, ()), *blocks[first][:begin])
    after = (*blocks[last][stop + 1 :], *blocks.get(last + 1, ()))
    here, there = blocks[first][begin], blocks[last][stop]
    return _Context(
        model.text,
        page_range,
        next((each for each in before[-1:] if _is_adjacent(each, here)), None),
        here,
        there,
        next((each for each in after[:1] if _is_adjacent(each, there)), None),
    )


def _is_adjacent(piece: TextPiece, own: TextPiece) -> bool:
    """Return whether all browsers see ``own`` next to ``piece``; with drawings, they differ."""
    return not piece.is_drawing and piece.is_collapsed == own.is_collapsed


def _candidates(context: _Context) -> Iterator[TextDirective]:
    """Yield directives in order of preference; the first with a unique match is used."""
    text, page_range = context.text, context.page_range
    terms = tuple(_terms(context))
    if not terms:
        return
    prefixes = tuple(_prefixes(context))
    suffixes = tuple(_suffixes(context))
    ends = ("",) if boundary(text, page_range.end) is Boundary.ALWAYS else ()
    starts = ("",) if boundary(text, page_range.start) is Boundary.ALWAYS else ()
    for prefix in (*starts, *prefixes):
        for suffix in ends:
            yield replace(terms[0], prefix=prefix, suffix=suffix)
    longest = (*starts, *prefixes[-1:])
    for other_term in terms[1:]:
        for prefix in longest:
            for suffix in ends:
                yield replace(other_term, prefix=prefix, suffix=suffix)
    for suffix in suffixes:
        for prefix in longest:
            yield replace(terms[0], prefix=prefix, suffix=suffix)


def _terms(context: _Context) -> Iterator[TextDirective]:
    text, page_range, first, last = context.text, context.page_range, context.first, context.last
    whole = text[page_range.start : page_range.end]
    if first == last and utf16_length(whole) <= _MAX_TERM_LENGTH:
        yield TextDirective(whole)
        return
    start_term_ends = [end for _, end in first.words if page_range.start < end <= page_range.end]
    end_term_starts = [start for start, _ in reversed(last.words) if page_range.start <= start < page_range.end]
    start_term_ends = start_term_ends or [min(first.end, page_range.end)]
    end_term_starts = end_term_starts or [max(last.start, page_range.start)]
    seen = set()
    for count in _TERM_WORD_COUNTS:
        begin = start_term_ends[min(count, len(start_term_ends)) - 1]
        stop = end_term_starts[min(count, len(end_term_starts)) - 1]
        pair = text[page_range.start : begin], text[stop : page_range.end]
        if begin <= stop and pair not in seen and all(utf16_length(each) <= _MAX_WORD_LENGTH for each in pair):
            seen.add(pair)
            yield TextDirective(*pair)
    if first == last and utf16_length(whole) <= _MAX_WORD_LENGTH:
        yield TextDirective(whole)


def _prefixes(context: _Context) -> Iterator[str]:
    """Yield text before the range, each time one word longer, within one piece."""
    start = context.page_range.start
    piece = context.first if context.first.start < start else context.before
    if piece is None:
        return
    end = min(piece.end, start)
    for begin, _ in reversed(piece.words):
        if begin < end and boundary(context.text, begin) is Boundary.ALWAYS:
            prefix = strip_whitespace(context.text[begin:end])
            if utf16_length(prefix) > _MAX_TERM_LENGTH:
                return
            yield prefix


def _suffixes(context: _Context) -> Iterator[str]:
    end = context.page_range.end
    piece = context.last if end < context.last.end else context.after
    if piece is None:
        return
    begin = max(piece.start, end)
    word_ends = [stop for _, stop in piece.words if stop > begin and boundary(context.text, stop) is Boundary.ALWAYS]
    for count in _SUFFIX_WORD_COUNTS:
        if count > len(word_ends):
            return
        suffix = strip_whitespace(context.text[begin : word_ends[count - 1]])
        if utf16_length(suffix) <= _MAX_TERM_LENGTH:
            yield suffix
