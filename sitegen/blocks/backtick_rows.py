"""Tell code fences of backticks from rows of backticks in ASCII art: grass, rain, the edge of a picture.

In CommonMark every line of three backticks is a fence. Such a line is a row of a drawing only if lines of the drawing
touch it, and if it would leave another fence without its pair.
"""

from collections.abc import Sequence

from sitegen.blocks.ascii_art.detection import find_art
from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.text.fences import Fence, parse_fence

_MIN_LONG_ROW = 5
"""Backticks; so long a fence is rare, because it is needed only around shorter ones."""


class BacktickRows:
    """The fences of backticks in a message; linear in the text for all queries."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._fences: list[Fence] = []
        self._line_numbers: list[int] = []
        self._places: dict[int, int] = {}
        """Line → index of its fence."""
        for n, line in enumerate(lines):
            fence = parse_fence(line) if "```" in line else None
            if fence and fence.char == "`":
                self._places[n] = len(self._fences)
                self._fences.append(fence)
                self._line_numbers.append(n)
        self._longest_after = [0]
        """For each fence the length of the longest later one that closes others; from the last to the first."""
        self._closers_after = [0]
        """For each fence the number of those that follow it before one with a language; likewise."""
        for fence in reversed(self._fences[1:]):
            self._longest_after.append(max(self._longest_after[-1], 0 if fence.info else fence.length))
            self._closers_after.append(0 if fence.info else self._closers_after[-1] + 1)
        self._longest_after.reverse()
        self._closers_after.reverse()

    def is_row(self, line: int, is_open: bool) -> bool:
        """Return whether the fence in ``line`` is a row of a drawing; ``is_open``: it would close code, not open it."""
        place = self._places[line]
        fence = self._fences[place]
        if fence.info:
            return False
        if is_open:
            return self._closers_after[place] % 2 == 1 and self._is_inside_drawing(place)
        if fence.length >= _MIN_LONG_ROW and self._is_edge(place):
            return True
        is_paired = self._closers_after[place] > 0
        return self._is_inside_drawing(place) and (not is_paired or self._is_inside_drawing(place + 1))

    def _is_edge(self, place: int) -> bool:
        """Return whether this long row is the top or the bottom of a drawing."""
        if self._frames_backticks(place - 1) or self._frames_backticks(place):
            return True
        is_alone = self._longest_after[place] < self._fences[place].length
        return is_alone and self._is_drawn(place, margin=0)

    def _frames_backticks(self, place: int) -> bool:
        """Return whether this fence and the next are equal, and each line between them has backticks too."""
        if not 0 <= place < len(self._fences) - 1 or self._fences[place].length != self._fences[place + 1].length:
            return False
        first, end = (self._line_numbers[n] for n in (place, place + 1))
        return end - first > 1 and all("`" in line for line in self._lines[first + 1 : end])

    def _is_inside_drawing(self, place: int) -> bool:
        """Return whether lines of one drawing touch this line above and below."""
        line = self._line_numbers[place]
        touching = self._lines[max(0, line - 1) : line + 2]
        return len(touching) == 3 and all(map(hints_at_art, touching)) and self._is_drawn(place, margin=1)

    def _is_drawn(self, place: int, margin: int) -> bool:
        """Return whether the drawing has this line and ``margin`` lines above and below, no fences among them."""
        first = self._line_numbers[place - 1] + 1 if place else 0
        end = self._line_numbers[place + 1] if place + 1 < len(self._fences) else len(self._lines)
        line = self._line_numbers[place] - first
        drawings = find_art(self._lines[first:end])
        return any(art.start <= line - margin and line + margin < art.end for art in drawings)
