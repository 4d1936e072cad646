"""Tell code fences of backticks from rows of backticks in ASCII art: grass, rain, the sky behind a picture.

In CommonMark every line of three backticks is a fence. Such a line is a row only if it touches lines of a drawing, and
only if the other fences can be paired without it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from sitegen.blocks.ascii_art.detection import find_art
from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.model import Span
from sitegen.text.fences import Fence, parse_fence

_MIN_LONG, _MIN_LONG_WITH_LANGUAGE = 5, 7
"""Backticks; so long a fence is rare, because it is needed only around shorter ones."""
_LANGUAGE = re.compile(r"[.{]?[A-Za-z]")


class BacktickRows:
    """The lines of a message and which of their backticks are drawn; linear in the text for all queries."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._found: dict[tuple[int, int], tuple[Span, ...]] = {}

    def is_row(self, line: int, closes: bool) -> bool:
        """Return whether the backticks in ``line`` are a row of a drawing; ``closes``: inside code, else outside."""
        fence = self._fences.get(line)
        if fence is None:
            return False
        if fence.info:
            return _is_long(fence) and self._is_drawn(line, above=int(line in self._closing_lines))
        if closes and line in self._shorter_pairs:
            return self._is_drawn(line)
        if closes:
            return self._closers_after[line] % 2 == 1 and self._is_drawn(line, above=1, below=1)
        if _is_long(fence):
            close = self._closing_lines.get(line)
            if close is None:
                return self._is_drawn(line)
            return close == line + 1 or self._plain_lines[close] == self._plain_lines[line + 1]
        if not self._is_drawn(line, above=1, below=1):
            return False
        return self._closers_after[line] == 0 or self._is_drawn(
            self._short_fences[self._place(line) + 1], above=1, below=1
        )

    @cached_property
    def _fences(self) -> dict[int, Fence]:
        """All fences of backticks by line."""
        fences = ((n, parse_fence(line)) for n, line in enumerate(self._lines) if "```" in line)
        return {n: fence for n, fence in fences if fence and fence.char == "`"}

    @cached_property
    def _short_fences(self) -> Sequence[int]:
        """Lines of fences that are not long."""
        return [line for line, fence in self._fences.items() if not _is_long(fence)]

    @cached_property
    def _shorter_pairs(self) -> frozenset[int]:
        """Lines of backticks inside code that a shorter line begins and another of that length ends."""
        last_lines = {fence.length: line for line, fence in self._fences.items() if not fence.info}
        inside: set[int] = set()
        shorter: list[int] = []  # lengths of earlier lines, ascending
        for line, fence in self._fences.items():
            while shorter and shorter[-1] >= fence.length:
                shorter.pop()
            if shorter and last_lines.get(shorter[-1], 0) > line:
                inside.add(line)
            shorter.append(fence.length)
        return frozenset(inside)

    @cached_property
    def _closers_after(self) -> dict[int, int]:
        """Line of a fence → number of short fences that follow before one with a language."""
        counts: dict[int, int] = {}
        count = 0
        for line, fence in reversed(self._fences.items()):
            counts[line] = count
            if not _is_long(fence):
                count = 0 if fence.info else count + 1
        return counts

    @cached_property
    def _closing_lines(self) -> dict[int, int]:
        """Line of a fence → the first line that closes it."""
        closing_lines: dict[int, int] = {}
        later: list[tuple[int, int]] = []  # lengths and lines, the longest and last first
        for line, fence in reversed(self._fences.items()):
            while later and later[-1][0] < fence.length and not fence.info:
                later.pop()
            longer = bisect_left(later, -fence.length + 1, key=lambda each: -each[0])
            if longer:
                closing_lines[line] = later[longer - 1][1]
            if not fence.info:
                later.append((fence.length, line))
        return closing_lines

    @cached_property
    def _plain_lines(self) -> Sequence[int]:
        """For each line the number of lines before it that are not blank and have no backticks."""
        return list(accumulate((bool(line.strip()) and "`" not in line for line in self._lines), initial=0))

    def _is_drawn(self, line: int, above: int = 0, below: int = 0) -> bool:
        """Return whether a drawing has this line and so many lines above and below, which look drawn themselves.

        Only the paragraph around the line is examined, up to other short fences.
        """
        place = self._place(line)
        is_short = place < len(self._short_fences) and self._short_fences[place] == line
        following = place + is_short
        end = self._short_fences[following] if following < len(self._short_fences) else len(self._lines)
        first = self._short_fences[place - 1] + 1 if place else 0
        blank = bisect_left(self._blank_lines, line)
        first = max(first, self._blank_lines[blank - 1] + 1 if blank else 0)
        end = min(end, self._blank_lines[blank] if blank < len(self._blank_lines) else end)
        touching = range(line - above, line + below + 1)
        if not (first <= touching[0] and touching[-1] < end and all(hints_at_art(self._lines[n]) for n in touching)):
            return False
        return any(art.start <= touching[0] - first and touching[-1] - first < art.end for art in self._art(first, end))

    @cached_property
    def _blank_lines(self) -> Sequence[int]:
        return [n for n, line in enumerate(self._lines) if not line.strip()]

    def _place(self, line: int) -> int:
        """Return the index of the first short fence at or after a line."""
        return bisect_left(self._short_fences, line)

    def _art(self, first: int, end: int) -> tuple[Span, ...]:
        if (first, end) not in self._found:
            self._found[first, end] = find_art(self._lines[first:end])
        return self._found[first, end]


def _is_long(fence: Fence) -> bool:
    """Return whether it is longer than usual fences, or has signs behind it instead of a language."""
    if not fence.info:
        return fence.length >= _MIN_LONG
    return fence.length >= _MIN_LONG_WITH_LANGUAGE or not _LANGUAGE.match(fence.info)
