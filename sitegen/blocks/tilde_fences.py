"""Tildes at the margin: do they open fenced code, or are they the waves, the ground and the smoke of a drawing?

CommonMark takes each line of three tildes for a fence, and one without an end for a fence up to the end. Those who
draw with text draw water with them. A line taken for a fence is not shown, and what follows is shown as code; one
taken for a drawing is shown as it was written. So a line is a fence only where all speaks for it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from sitegen.blocks.ascii_art.detection import find_art
from sitegen.model import Span
from sitegen.text.fences import Fence, read_fence

_SHORTEST = 3
_USUAL = 4
"""Who fences takes three tildes, or one more to hold a fence; a longer row has to hold what reads like code."""

_CODE = re.compile(
    r"[;{}]$|\w\([^()]*\)|\w\[[^][]*\]|[=!<>]=|[\w\])] [-+*/|&]?= \S|[=-]>|::|^(?:import|from) [\w.]+(?: import .*)?$"
    r"|^(?:#include|def |class \w+[:(]|@\w|\$ |//|/\*|</?\w|--\w)|^[\w\"'.-]+:$|^[])}]+[,;]?$"
)
"""Looked for in a line without the white space around it."""
_LONGEST_LINE = 1000
"""Characters; no more of a line is looked at."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAID = re.compile(r"\*\*\w|\]\(\w|^#{2,6} \w")
"""Bold words, a link, a heading."""
_WORDS_OF_PROSE = 4


class Tildes:
    """The lines of a message, asked which of their tildes open fenced code. Linear in the text, however often."""

    def __init__(self, lines: Sequence[str], nested: bool = False) -> None:
        """``nested``: a fence may be indented by any depth, as in a list."""
        self._lines = lines
        self._nested = nested

    def opens(self, fence: Fence, line: int, end: int | None = None) -> bool:
        """Whether ``fence``, which stands in ``line``, opens code in the message that ends before line ``end``.

        Asked only where no code is open; a line of back-ticks always opens some.
        """
        if fence.char != "~":
            return True
        end = len(self._lines) if end is None else end
        close = self._closes.get(line, end)
        if close >= end:
            return self._stays_open(fence, line, end)
        is_usual = fence.length <= _USUAL
        if fence.info and is_usual:
            return True
        if not self._written.within(line + 1, close):
            return False
        if fence.length == _SHORTEST:
            return not (self._goes_on_drawing(line) and self._drawing_at(line) == self._drawing_at(close))
        is_code = self._reads_like_code(line + 1, close)
        if is_usual and is_code:
            return True
        if self._is_drawn(line) or self._is_drawn(close) or self._is_mostly_drawn(line + 1, close):
            return False
        return is_usual or is_code or fence.info.startswith("{")

    def may_open(self, fence: Fence, line: int) -> bool:
        """Whether it could open code that does not end in its message: if not for the text, then for its look."""
        return fence.char != "~" or not self._is_drawn(line)

    def _stays_open(self, fence: Fence, line: int, end: int) -> bool:
        if self._goes_on_drawing(line) or (self._is_drawn(line) and not fence.info):
            return False
        if fence.length <= _USUAL and len(fence.info.split()) == 1:
            return not self._reads_like_prose(line + 1, end)
        return self._reads_like_code(line + 1, end)

    @cached_property
    def _closes(self) -> dict[int, int]:
        """For each line of tildes the first one after it that closes what it opens."""
        found: dict[int, int] = {}
        open_ends: list[tuple[int, int]] = []  # lengths and lines of bare rows, the longest and last first
        for line in range(len(self._lines) - 1, -1, -1):
            fence = self._read(line)
            if fence is None or fence.char != "~":
                continue
            longer = bisect_right(open_ends, -fence.length, key=lambda each: -each[0])
            if longer:
                found[line] = open_ends[longer - 1][1]
            if not fence.info:
                del open_ends[bisect_right(open_ends, -fence.length - 1, key=lambda each: -each[0]) :]
                open_ends.append((fence.length, line))
        return found

    def _read(self, line: int) -> Fence | None:
        text = self._lines[line]
        if "~~~" not in text and "```" not in text:
            return None
        return read_fence(text.lstrip(" ") if self._nested else text)

    # --- drawings ---

    @cached_property
    def _drawings(self) -> tuple[Span, ...]:
        return find_art(self._lines)

    @cached_property
    def _drawn(self) -> "_Counts":
        drawn = [False] * len(self._lines)
        for drawing in self._drawings:
            for line in range(drawing.start, drawing.end):
                drawn[line] = bool(self._lines[line].strip())
        return _Counts(drawn)

    def _drawing_at(self, line: int) -> Span | None:
        place = bisect_right(self._drawings, line, key=lambda each: each.start) - 1
        return self._drawings[place] if place >= 0 and line < self._drawings[place].end else None

    def _is_drawn(self, line: int) -> bool:
        return self._drawing_at(line) is not None

    def _goes_on_drawing(self, line: int) -> bool:
        """Whether it is part of a drawing that began above it."""
        drawing = self._drawing_at(line)
        return drawing is not None and drawing.start < line

    def _is_mostly_drawn(self, first: int, end: int) -> bool:
        return 2 * self._drawn.within(first, end) >= self._written.within(first, end)

    # --- what code and prose look like ---

    @cached_property
    def _written(self) -> "_Counts":
        return _Counts(bool(line.strip()) for line in self._lines)

    @cached_property
    def _leanings(self) -> "_Counts":
        """Lines of code less lines of prose."""
        return _Counts(map(_leaning, self._lines))

    @cached_property
    def _certain(self) -> "_Counts":
        """Lines that begin fenced code, for all that is known of them: a row of tildes around them is a rule."""
        fences = map(self._read, range(len(self._lines)))
        return _Counts(fence is not None and (fence.char == "`" or bool(fence.info)) for fence in fences)

    def _reads_like_code(self, first: int, end: int) -> bool:
        return self._leanings.within(first, end) > 0 and not self._certain.within(first, end)

    def _reads_like_prose(self, first: int, end: int) -> bool:
        return self._leanings.within(first, end) < 0


class _Counts:
    """Numbers of lines, and their sums."""

    def __init__(self, counts: Iterable[int]) -> None:
        self._sums = list(accumulate(counts, initial=0))

    def within(self, first: int, end: int) -> int:
        """The sum over the lines ``first`` to ``end`` (half-open)."""
        return self._sums[end] - self._sums[first]


def _leaning(line: str) -> int:
    """1 for a line of code, −1 for one of prose, 0 for what could be either."""
    text = line.strip()[:_LONGEST_LINE]
    if _SAID.search(text):
        return -1
    if _CODE.search(text):
        return 1
    return -1 if len(_WORD.findall(text)) >= _WORDS_OF_PROSE else 0
