"""Where code fences stand in a transcript, and so which of its marker lines are text. Linear in the text."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from sitegen.blocks.tilde_fences import Tildes
from sitegen.model.problems import Problem, Severity
from sitegen.text.fences import Fence, find_fences
from sitegen.text.source import Source

RULE = "---"
_LONGEST = 64  # longer fences count as this long, so that a search for the closing one stays short


def outside_code(text: str, starts: Sequence[int]) -> tuple[bool, ...]:
    """For each of the rising offsets of possible markers: whether it is one, and no line of fenced code."""
    return tuple(fence is None for fence in fences_around(text, starts))


def fences_around(text: str, starts: Sequence[int]) -> tuple[int | None, ...]:
    """For each of the rising offsets of possible markers: where the fence begins that makes it code, or None.

    A fence is looked at inside its message first, as if every marker were real. One left open there hides
    the markers up to its closing line only if the message with that line has, seen alone, an open fence as
    well: then both belong together. Otherwise it was never closed (a model ran out of words), and ends with
    its message. So a forgotten fence cannot swallow the messages that follow; nor can waves that are drawn in two.
    """
    if not starts:
        return ()
    fences = tuple(find_fences(text))
    tildes = _Tildes(text, starts)
    left_open = _left_open(fences, starts, tildes)
    closing = _Closing(fences)
    around: list[int | None] = [None] * len(starts)
    segment = 0
    while segment <= len(starts):
        opener = left_open[segment]
        last = segment
        if opener and segment < len(starts) and (close := closing.after(opener, starts[segment])) is not None:
            home = bisect_left(starts, close)
            is_whole = left_open[home] and tildes.open(opener, _end(starts, home))
            last = home if is_whole else segment
            around[segment:last] = [opener.start] * (last - segment)
        segment = last + 1
    return tuple(around)


def alternates(names: Iterable[str]) -> bool:
    """Whether nobody speaks twice in a row."""
    return all(one != other for one, other in pairwise(names))


def fences_swallow(all_names: Sequence[str], outside: Sequence[str]) -> bool:
    """Whether fences seem to hide turns, and not to quote some: of ``all_names``, the speakers of all markers
    in order, those ``outside`` fences do not take turns, but all together do.

    Two messages that are each cut off inside a fence make one of what stands between them.
    """
    return len(all_names) > len(outside) and alternates(all_names) and not alternates(outside)


def fenced_note(source: Source, lines: Sequence[tuple[int, int]]) -> Iterator[Problem]:
    """One note about lines like turns that are read as code: ``lines`` are the offsets of line and fence."""
    if not lines:
        return
    start, fence = lines[0]
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    message = f"a line like a turn inside the fence of line {source.line(fence)} is read as text{more}"
    remedy = "close the fence above it if a turn begins there"
    yield Problem(source.path, source.line(start), message, remedy, Severity.NOTE)


def blank(text: str) -> bool:
    """Whether nothing but blanks, tabs and newlines is left."""
    return not text.strip(" \t\n")


def _left_open(fences: Iterable[Fence], starts: Sequence[int], tildes: "_Tildes") -> list[Fence | None]:
    """The fence still open at the end of each segment: of what stands before the first start, and of each.

    Where none surely is, the first tildes that could be if the code went on behind the segment.
    """
    ends: list[Fence | None] = [None] * (len(starts) + 1)
    perhaps: list[Fence | None] = ends.copy()
    for fence in fences:
        segment = bisect_left(starts, fence.start)
        opener = ends[segment]
        if opener is None and tildes.open(fence, _end(starts, segment)):
            ends[segment] = fence
        elif opener is None and perhaps[segment] is None and tildes.may_open(fence):
            perhaps[segment] = fence
        elif opener and fence.closes(opener):
            ends[segment] = None
    return [end or other for end, other in zip(ends, perhaps, strict=True)]


def _end(starts: Sequence[int], segment: int) -> int | None:
    """The offset where a segment ends; None for the last."""
    return starts[segment] if segment < len(starts) else None


class _Tildes:
    """The tildes of a transcript by their offsets; its lines are read only where it has some."""

    def __init__(self, text: str, markers: Sequence[int]) -> None:
        self._text = text
        self._markers = markers

    def open(self, fence: Fence, end: int | None) -> bool:
        """Whether ``fence`` opens code in the message that ends at the offset ``end``, or with the text."""
        if fence.char != "~":
            return True
        last = None if end is None else bisect_left(self._starts, end)
        return self._tildes.opens(fence, self._line(fence), last)

    def may_open(self, fence: Fence) -> bool:
        """Whether it could open code that does not end in its message."""
        return self._tildes.may_open(fence, self._line(fence))

    def _line(self, fence: Fence) -> int:
        return bisect_left(self._starts, fence.start)

    @cached_property
    def _tildes(self) -> Tildes:
        lines = list(self._lines)
        for marker in self._markers:  # which belongs to no drawing
            lines[bisect_right(self._starts, marker) - 1] = "turn"
        return Tildes(lines)

    @cached_property
    def _starts(self) -> Sequence[int]:
        """Where each line begins."""
        return tuple(accumulate((len(line) + 1 for line in self._lines), initial=0))

    @cached_property
    def _lines(self) -> Sequence[str]:
        return self._text.split("\n")


class _Closing:
    """Finds the first line after an offset that closes a fence."""

    def __init__(self, fences: Iterable[Fence]) -> None:
        self._offsets: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for fence in fences:
            if not fence.info:
                self._offsets[fence.char, min(fence.length, _LONGEST)].append(fence.start)

    def after(self, opener: Fence, offset: int) -> int | None:
        """The offset of the first line at or after ``offset`` that closes ``opener``."""
        firsts = (
            offsets[place]
            for (char, length), offsets in self._offsets.items()
            if char == opener.char and length >= min(opener.length, _LONGEST)
            if (place := bisect_left(offsets, offset)) < len(offsets)
        )
        return min(firsts, default=None)
