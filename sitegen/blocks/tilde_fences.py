"""Tell ``~~~`` code fences from tildes in ASCII art.

In CommonMark every line of three tildes is a fence, and an unclosed one extends to the end. ASCII art uses tildes for
water, ground and smoke. A wrong fence hides its line and shows the rest as code; wrong art shows the text as written.
So a line is a fence only if all evidence agrees.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from sitegen.blocks.ascii_art.detection import Drawings, find_art
from sitegen.text.fences import Fence, parse_fence

_MIN_LENGTH = 3
_MAX_USUAL_LENGTH = 4
"""Usual fences have three tildes, or four around another fence; longer ones must contain code."""

_CODE = re.compile(
    r"[;{}]$|\w\([^()]*\)|\w\[[^][]*\]|[=!<>]=|[\w\])] [-+*/|&]?= \S|[=-]>|::|^(?:import|from) [\w.]+(?: import .*)?$"
    r"|^(?:#include|def |class \w+[:(]|@\w|\$ |//|/\*|</?\w|--\w)|^[\w\"'.-]+:$|^[])}]+[,;]?$"
)
"""Searched in a stripped line."""
_MAX_LINE_LENGTH = 1000
"""Characters; the rest of a line is ignored."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_MARKDOWN = re.compile(r"\*\*\w|\]\(\w|^#{2,6} \w")
"""Bold words, a link, a heading."""
_MIN_PROSE_WORDS = 4


class TildeFences:
    """The lines of a message and which of their tildes open fenced code; linear in the text for all queries."""

    def __init__(self, lines: Sequence[str], nested: bool = False) -> None:
        """Analyse ``lines``; if ``nested``, fences may be indented to any depth, as in a list."""
        self._lines = lines
        self._nested = nested

    def opens_code(self, fence: Fence, line: int, end: int | None = None) -> bool:
        """Return whether ``fence`` in ``line`` opens code in the message that ends before line ``end``.

        Call it only outside code. A line of backticks always opens code.
        """
        if fence.char != "~":
            return True
        end = len(self._lines) if end is None else end
        close = self._closing_lines.get(line, end)
        if close >= end:
            return self._stays_open(fence, line, end)
        is_usual = fence.length <= _MAX_USUAL_LENGTH
        if fence.info and is_usual:
            return True
        if not self._nonblank.within(line + 1, close):
            return False
        if fence.length == _MIN_LENGTH:
            return not (self._continues_drawing(line) and self._drawings.at(line) == self._drawings.at(close))
        is_code = self._reads_like_code(line + 1, close)
        if is_usual and is_code:
            return True
        if self._is_drawn(line) or self._is_drawn(close) or self._is_mostly_drawn(line + 1, close):
            return False
        return is_usual or is_code or fence.info.startswith("{")

    def may_open_code(self, fence: Fence, line: int) -> bool:
        """Return whether the fence could open code that is not closed in its message, judged without the message."""
        return fence.char != "~" or not self._is_drawn(line)

    def _stays_open(self, fence: Fence, line: int, end: int) -> bool:
        if self._continues_drawing(line) or (self._is_drawn(line) and not fence.info):
            return False
        if fence.length <= _MAX_USUAL_LENGTH and len(fence.info.split()) == 1:
            return not self._reads_like_prose(line + 1, end)
        return self._reads_like_code(line + 1, end)

    @cached_property
    def _closing_lines(self) -> dict[int, int]:
        """Line of tildes → the first line that closes it."""
        closing_lines: dict[int, int] = {}
        open_ends: list[tuple[int, int]] = []  # lengths and lines of rows without info, longest and last first
        for line, fence in reversed(self._fences.items()):
            if fence.char != "~":
                continue
            longer = bisect_right(open_ends, -fence.length, key=lambda each: -each[0])
            if longer:
                closing_lines[line] = open_ends[longer - 1][1]
            if not fence.info:
                del open_ends[bisect_right(open_ends, -fence.length - 1, key=lambda each: -each[0]) :]
                open_ends.append((fence.length, line))
        return closing_lines

    @cached_property
    def _fences(self) -> dict[int, Fence]:
        """Fences by line."""
        texts = ((n, text) for n, text in enumerate(self._lines) if "~~~" in text or "```" in text)
        fences = ((n, parse_fence(text.lstrip(" ") if self._nested else text)) for n, text in texts)
        return {n: fence for n, fence in fences if fence}

    # --- drawings ---

    @cached_property
    def _drawings(self) -> Drawings:
        return Drawings(self._lines)

    @cached_property
    def _drawn_lines(self) -> "_Counts":
        is_drawn = [False] * len(self._lines)
        for drawing in find_art(self._lines):
            for line in range(drawing.start, drawing.end):
                is_drawn[line] = bool(self._lines[line].strip())
        return _Counts(is_drawn)

    def _is_drawn(self, line: int) -> bool:
        return self._drawings.at(line) is not None

    def _continues_drawing(self, line: int) -> bool:
        """Return whether the line is part of a drawing that starts above it."""
        drawing = self._drawings.at(line)
        return drawing is not None and drawing.start < line

    def _is_mostly_drawn(self, first: int, end: int) -> bool:
        return 2 * self._drawn_lines.within(first, end) >= self._nonblank.within(first, end)

    # --- code and prose ---

    @cached_property
    def _nonblank(self) -> "_Counts":
        return _Counts(bool(line.strip()) for line in self._lines)

    @cached_property
    def _code_balance(self) -> "_Counts":
        """Lines of code minus lines of prose."""
        return _Counts(map(code_score, self._lines))

    @cached_property
    def _certain_fences(self) -> "_Counts":
        """Lines that certainly open fenced code, so that a row of tildes around them is a rule."""
        certain = {line for line, fence in self._fences.items() if fence.char == "`" or fence.info}
        return _Counts(line in certain for line in range(len(self._lines)))

    def _reads_like_code(self, first: int, end: int) -> bool:
        return self._code_balance.within(first, end) > 0 and not self._certain_fences.within(first, end)

    def _reads_like_prose(self, first: int, end: int) -> bool:
        return self._code_balance.within(first, end) < 0


class _Counts:
    """Prefix sums of a number per line."""

    def __init__(self, counts: Iterable[int]) -> None:
        self._sums = list(accumulate(counts, initial=0))

    def within(self, first: int, end: int) -> int:
        """Return the sum over the lines ``first`` to ``end`` (half-open)."""
        return self._sums[end] - self._sums[first]


def code_score(line: str) -> int:
    """Return 1 for a line of code, −1 for prose, 0 if it can be either."""
    text = line.strip()[:_MAX_LINE_LENGTH]
    if _MARKDOWN.search(text):
        return -1
    if _CODE.search(text):
        return 1
    return -1 if len(_WORD.findall(text)) >= _MIN_PROSE_WORDS else 0
