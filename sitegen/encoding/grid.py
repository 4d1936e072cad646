"""The drawing around damaged box-drawing characters: their columns and their neighbours."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wcwidth import wcwidth

from sitegen.encoding.boxdrawing import ARMS, BLANK, Weight
from sitegen.encoding.boxfit import Met, best_box, boxes_of
from sitegen.encoding.codepages import Stretch

Cell = tuple[int, int]
"""A line and a column of the text, as a terminal shows it."""


@dataclass(slots=True)
class Grid:
    """The cells of all lines that hold an unknown box-drawing character, and of the lines beside them."""

    stretches: Sequence[Stretch]
    places: dict[int, Cell]
    """Where each unknown stretch stands."""
    chars: dict[Cell, str]
    unknown: dict[Cell, int]

    @classmethod
    def around(
        cls, text: str, stretches: Sequence[Stretch], values: Sequence[str], unknown: Iterable[int]
    ) -> "Grid":
        """The grid around those of the ``unknown`` stretches that may be box drawing."""
        wanted = {index for index in unknown if boxes_of(stretches[index].candidates)}
        grid = cls(stretches, {}, {}, {})
        if wanted:
            for line, cells in _drawn_lines(text, stretches, wanted):
                grid._draw(line, cells, values, wanted)
        return grid

    def _draw(self, line: int, cells: Iterable[str | int], values: Sequence[str], wanted: set[int]) -> None:
        column = 0
        for cell in cells:
            char = cell if isinstance(cell, str) else values[cell]
            place = line, column
            if char:
                self.chars[place] = char
                column += max(wcwidth(char), 0)
            else:
                assert isinstance(cell, int)
                self.unknown[place] = cell
                if cell in wanted:
                    self.places[cell] = place
                column += 1 if cell in wanted else 2

    def put(self, index: int, char: str) -> None:
        """Stretch ``index`` is known now."""
        place = self.places[index]
        self.chars[place] = char
        del self.unknown[place]

    def unknown_neighbours(self, index: int) -> list[int]:
        """The stretches beside this one that may be box drawing and are not known yet."""
        found = (self.unknown.get(place) for place in self._around(index))
        return [other for other in found if other is not None and other in self.places]

    def _around(self, index: int) -> tuple[Cell, Cell, Cell, Cell]:
        """The cells above, below, left and right."""
        line, column = self.places[index]
        return (line - 1, column), (line + 1, column), (line, column - 1), (line, column + 1)

    def best(self, index: int) -> str:
        """The candidate that goes on with the lines around it; empty where no one is clearly best."""
        up, down, left, right = self._around(index)
        meets = (
            self._met_beside(index, up, "down", "up"),
            self._met_beside(index, down, "up", "down"),
            self._met(left, "right"),
            self._met(right, "left"),
        )
        return best_box(self.stretches[index].candidates, meets)

    def lines_with_boxes(self) -> set[int]:
        """The lines on which a box-drawing character is known."""
        return {line for (line, _), char in self.chars.items() if char in ARMS}

    def _met(self, place: Cell, arm: str) -> Weight | Met:
        """What an arm meets that points to ``place``; ``arm`` is the one that would come towards it."""
        if place in self.unknown:
            return Met.UNKNOWN
        neighbour = ARMS.get(self.chars.get(place, " "))
        return neighbour.weight(arm) if neighbour else Met.NOTHING

    def _met_beside(self, index: int, place: Cell, arm: str, own_arm: str) -> Weight | Met:
        """As `_met`, and `Met.BESIDE` where this closes a box whose side ends loose a column further."""
        met = self._met(place, arm)
        if met is not Met.NOTHING or not self._ends_row_of_corner(index, own_arm):
            return met
        (line, column), (own_line, _) = place, self.places[index]
        for beside in (column - 1, column + 1):
            comes = self._met((line, beside), arm)
            goes = self._met((own_line, beside), own_arm)
            if isinstance(comes, Weight) and comes and goes in (Met.NOTHING, Weight.NONE):
                return Met.BESIDE
        return Met.NOTHING

    def _ends_row_of_corner(self, index: int, turn: str) -> bool:
        """Whether a stretch ends a horizontal line that began with a corner turning the same way."""
        line, column = self.places[index]
        for step, back, ahead in ((-1, "left", "right"), (1, "right", "left")):
            if self._met((line, column - step), back) is not Met.NOTHING:
                continue
            place = line, column + step
            while (arms := ARMS.get(self.chars.get(place, " "), BLANK)).weight(ahead):
                if not arms.weight(back):
                    return arms.weight(turn) is not Weight.NONE
                place = line, place[1] + step
        return False


def _drawn_lines(
    text: str, stretches: Sequence[Stretch], wanted: set[int]
) -> Iterator[tuple[int, list[str | int]]]:
    """The lines that hold a wanted stretch and those beside them, as characters and indices of stretches."""
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    middles = {bisect_right(starts, stretches[index].start) - 1 for index in wanted}
    lines = {line + beside for line in middles for beside in (-1, 0, 1)}
    offsets = [stretch.start for stretch in stretches]
    for line in sorted(lines & set(range(len(starts) - 1))):
        cells: list[str | int] = []
        position, end = starts[line], starts[line + 1] - 1
        for index in range(bisect_left(offsets, position), bisect_left(offsets, end)):
            cells += text[position : offsets[index]]
            cells.append(index)
            position = stretches[index].end
        cells += text[position:end]
        yield line, cells
