"""Where code fences stand in a transcript, and so which of its marker lines are text. Linear in the text."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"(?m)^ {0,3}(?:(?P<ticks>`{3,})(?P<info>[^`\n]*)|(?P<tildes>~{3,})(?P<rest>[^\n]*))$")
_LONGEST = 64  # longer runs count as this long, so that a search for the closing one stays short

RULE = "---"


@dataclass(frozen=True, slots=True)
class _Fence:
    """A line that opens a stretch of code, or closes one."""

    start: int
    char: str
    length: int
    bare: bool
    """Nothing but the marks: only such a line closes."""

    def closes(self, opener: "_Fence") -> bool:
        return self.bare and self.char == opener.char and self.length >= opener.length


def outside_code(text: str, starts: Sequence[int]) -> tuple[bool, ...]:
    """For each of the rising offsets of possible markers: whether it is one, and not a line of fenced code.

    A fence is looked at inside its message first, as if every marker were real. One left open there hides
    the markers up to its closing line only if the message with that line has, seen alone, an open fence as
    well: then both belong together. Otherwise it was never closed (a model ran out of words), and ends with
    its message. So a forgotten fence cannot swallow the messages that follow.
    """
    if not starts:
        return ()
    fences = tuple(_fences(text))
    left_open = _left_open(fences, starts)
    closing = _Closing(fences)
    real = [True] * len(starts)
    segment = 0
    while segment <= len(starts):
        if segment:
            real[segment - 1] = True
        opener = left_open[segment]
        last = segment
        if opener and segment < len(starts) and (close := closing.after(opener, starts[segment])) is not None:
            home = bisect_left(starts, close)
            last = home if left_open[home] else segment
        real[segment:last] = [False] * (last - segment)
        segment = last + 1
    return tuple(real)


def blank(text: str) -> bool:
    """Whether nothing but blanks, tabs and newlines is left."""
    return not text.strip(" \t\n")


def _fences(text: str) -> Iterator[_Fence]:
    for match in _FENCE.finditer(text):
        marks = match["ticks"] or match["tildes"]
        info = match["info"] or match["rest"] or ""
        yield _Fence(match.start(), marks[0], min(len(marks), _LONGEST), blank(info))


def _left_open(fences: Iterable[_Fence], starts: Sequence[int]) -> list[_Fence | None]:
    """The fence still open at the end of each segment: of what stands before the first start, and of each."""
    ends: list[_Fence | None] = [None] * (len(starts) + 1)
    for fence in fences:
        segment = bisect_left(starts, fence.start)
        opener = ends[segment]
        if opener is None:
            ends[segment] = fence
        elif fence.closes(opener):
            ends[segment] = None
    return ends


class _Closing:
    """Finds the first line after an offset that closes a fence."""

    def __init__(self, fences: Iterable[_Fence]) -> None:
        self._offsets: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for fence in fences:
            if fence.bare:
                self._offsets[fence.char, fence.length].append(fence.start)

    def after(self, opener: _Fence, offset: int) -> int | None:
        """The offset of the first line at or after ``offset`` that closes ``opener``."""
        firsts = (
            offsets[place]
            for (char, length), offsets in self._offsets.items()
            if char == opener.char and length >= opener.length
            if (place := bisect_left(offsets, offset)) < len(offsets)
        )
        return min(firsts, default=None)
