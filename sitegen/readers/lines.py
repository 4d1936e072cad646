"""Where code fences stand in a transcript, and so which of its marker lines are text. Linear in the text."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sitegen.errors import Problem, Severity
from sitegen.fences import Fence, find_fences
from sitegen.source import Source

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
    its message. So a forgotten fence cannot swallow the messages that follow.
    """
    if not starts:
        return ()
    fences = tuple(find_fences(text))
    left_open = _left_open(fences, starts)
    closing = _Closing(fences)
    around: list[int | None] = [None] * len(starts)
    segment = 0
    while segment <= len(starts):
        opener = left_open[segment]
        last = segment
        if opener and segment < len(starts) and (close := closing.after(opener, starts[segment])) is not None:
            home = bisect_left(starts, close)
            last = home if left_open[home] else segment
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


def _left_open(fences: Iterable[Fence], starts: Sequence[int]) -> list[Fence | None]:
    """The fence still open at the end of each segment: of what stands before the first start, and of each."""
    ends: list[Fence | None] = [None] * (len(starts) + 1)
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
