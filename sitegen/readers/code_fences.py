"""Find code fences in a transcript, to tell markers of messages from lines of code. Linear in the text."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from sitegen.blocks.tilde_fences import TildeFences
from sitegen.model.problems import Problem
from sitegen.text.fences import Fence, find_fences
from sitegen.text.source import Source

RULE = "---"
_MAX_FENCE_LENGTH = 64  # longer fences count as this long, which bounds the search for the closing one


def outside_fences(text: str, starts: Sequence[int]) -> tuple[bool, ...]:
    """Return for each possible marker, by ascending offsets, whether it is outside fenced code."""
    return tuple(fence is None for fence in enclosing_fences(text, starts))


def enclosing_fences(text: str, starts: Sequence[int]) -> tuple[int | None, ...]:
    """Return for each possible marker, by ascending offsets, the start of the code fence around it, or None.

    Each fence is first paired inside its message, as if every marker were real. A fence left open there hides the
    markers up to its closing line only if the message with that line has an unclosed fence too: then both belong
    together. Otherwise it was never closed (a model ran out of tokens) and ends with its message, so that it cannot
    hide the messages that follow; nor can tildes of ASCII art.
    """
    if not starts:
        return ()
    fences = tuple(find_fences(text))
    tildes = _TildeIndex(text, starts)
    unclosed = _unclosed_fences(fences, starts, tildes)
    closing = _ClosingFences(fences)
    enclosing: list[int | None] = [None] * len(starts)
    segment = 0
    while segment <= len(starts):
        opener = unclosed[segment]
        last = segment
        if opener and segment < len(starts) and (close := closing.after(opener, starts[segment])) is not None:
            closing_segment = bisect_left(starts, close)
            is_whole = unclosed[closing_segment] and tildes.open(opener, _segment_end(starts, closing_segment))
            last = closing_segment if is_whole else segment
            enclosing[segment:last] = [opener.start] * (last - segment)
        segment = last + 1
    return tuple(enclosing)


def speakers_alternate(names: Iterable[str]) -> bool:
    """Return whether no two neighbouring names are equal."""
    return all(one != other for one, other in pairwise(names))


def fences_hide_turns(all_names: Sequence[str], outside: Sequence[str]) -> bool:
    """Return whether code fences seem to hide messages rather than to quote some.

    That is so if the speakers of all markers (``all_names``) alternate, but those ``outside`` fences do not:
    two messages that are each cut off inside a fence turn what is between them into code.
    """
    return len(all_names) > len(outside) and speakers_alternate(all_names) and not speakers_alternate(outside)


def report_fenced_markers(source: Source, lines: Sequence[tuple[int, int]]) -> Iterator[Problem]:
    """Report lines that look like markers but are code; ``lines`` are pairs of offsets: line, fence."""
    if not lines:
        return
    start, fence = (source.line_number(offset) for offset in lines[0])
    yield Problem("marker-in-code-fence", source.path, start, count=len(lines), fence_line=fence)


def is_blank(text: str) -> bool:
    """Return whether ``text`` has only spaces, tabs and newlines."""
    return not text.strip(" \t\n")


def _unclosed_fences(fences: Iterable[Fence], starts: Sequence[int], tildes: "_TildeIndex") -> list[Fence | None]:
    """Return the fence still open at the end of each segment; the first is the text before the first start.

    Where no fence certainly is, it is the first tildes that could be if the code went on after the segment.
    """
    open_fences: list[Fence | None] = [None] * (len(starts) + 1)
    possible: list[Fence | None] = open_fences.copy()
    for fence in fences:
        segment = bisect_left(starts, fence.start)
        opener = open_fences[segment]
        if opener is None and tildes.open(fence, _segment_end(starts, segment)):
            open_fences[segment] = fence
        elif opener is None and possible[segment] is None and tildes.may_open(fence):
            possible[segment] = fence
        elif opener and fence.closes(opener):
            open_fences[segment] = None
    return [sure or maybe for sure, maybe in zip(open_fences, possible, strict=True)]


def _segment_end(starts: Sequence[int], segment: int) -> int | None:
    """Return the offset at which a segment ends; None for the last."""
    return starts[segment] if segment < len(starts) else None


class _TildeIndex:
    """Fences of tildes by offset; the text is split into lines only if there are any."""

    def __init__(self, text: str, markers: Sequence[int]) -> None:
        self._text = text
        self._markers = markers

    def open(self, fence: Fence, end: int | None) -> bool:
        """Return whether ``fence`` opens code in the message that ends at offset ``end``, or with the text."""
        if fence.char != "~":
            return True
        last = None if end is None else bisect_left(self._starts, end)
        return self._tildes.opens_code(fence, self._line(fence), last)

    def may_open(self, fence: Fence) -> bool:
        """Return whether it could open code that goes on after its message."""
        return self._tildes.may_open_code(fence, self._line(fence))

    def _line(self, fence: Fence) -> int:
        return bisect_left(self._starts, fence.start)

    @cached_property
    def _tildes(self) -> TildeFences:
        lines = list(self._lines)
        for marker in self._markers:  # a marker is not part of ASCII art
            lines[bisect_right(self._starts, marker) - 1] = "turn"
        return TildeFences(lines)

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Offset of each line."""
        return tuple(accumulate((len(line) + 1 for line in self._lines), initial=0))

    @cached_property
    def _lines(self) -> Sequence[str]:
        return self._text.split("\n")


class _ClosingFences:
    """Closing fences by character and length."""

    def __init__(self, fences: Iterable[Fence]) -> None:
        self._offsets: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for fence in fences:
            if not fence.info:
                self._offsets[fence.char, min(fence.length, _MAX_FENCE_LENGTH)].append(fence.start)

    def after(self, opener: Fence, offset: int) -> int | None:
        """Return the offset of the first line at or after ``offset`` that closes ``opener``."""
        firsts = (
            offsets[place]
            for (char, length), offsets in self._offsets.items()
            if char == opener.char and length >= min(opener.length, _MAX_FENCE_LENGTH)
            if (place := bisect_left(offsets, offset)) < len(offsets)
        )
        return min(firsts, default=None)
