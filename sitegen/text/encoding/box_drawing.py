"""Which way the lines of a box-drawing character point, and how heavy they are.

Parsed from the Unicode names of U+2500–257F (``BOX DRAWINGS DOWN LIGHT AND RIGHT UP HEAVY``).
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache

from wcwidth import wcwidth

from sitegen.text.encoding.code_pages import Stretch


class Weight(IntEnum):
    """How a line is drawn; `NONE` where there is no line."""

    NONE = 0
    LIGHT = 1
    HEAVY = 2
    DOUBLE = 3


@dataclass(frozen=True, slots=True)
class Arms:
    """The four half lines of one character."""

    up: Weight = Weight.NONE
    down: Weight = Weight.NONE
    left: Weight = Weight.NONE
    right: Weight = Weight.NONE
    dashed: bool = False

    @property
    def joins_itself_in_a_row(self) -> bool:
        """Whether a row of this character is one unbroken line and nothing else."""
        return self.left == self.right != Weight.NONE and self.up == self.down == Weight.NONE

    @property
    def all(self) -> tuple[Weight, Weight, Weight, Weight]:
        """Up, down, left, right."""
        return self.up, self.down, self.left, self.right

    def weight(self, direction: str) -> Weight:
        """How heavy the arm ``up``, ``down``, ``left`` or ``right`` is."""
        return {"up": self.up, "down": self.down, "left": self.left, "right": self.right}[direction]


_WEIGHTS = {
    "LIGHT": Weight.LIGHT,
    "SINGLE": Weight.LIGHT,
    "HEAVY": Weight.HEAVY,
    "DOUBLE": Weight.DOUBLE,
}
_DIRECTIONS = {
    "UP": ("up",),
    "DOWN": ("down",),
    "LEFT": ("left",),
    "RIGHT": ("right",),
    "VERTICAL": ("up", "down"),
    "HORIZONTAL": ("left", "right"),
}


def _parse(name: str) -> Arms:
    """A part without a weight of its own has that of the part before: ``LIGHT DOWN AND RIGHT``."""
    if "DIAGONAL" in name:
        return Arms()
    arms: dict[str, Weight] = {}
    weight = Weight.NONE
    is_dashed = "DASH" in name
    shape = name.removeprefix("BOX DRAWINGS ").replace("DOUBLE DASH ", "")
    for part in shape.split(" AND "):
        words = part.split()
        weight = next((_WEIGHTS[word] for word in words if word in _WEIGHTS), weight)
        for word in words:
            for direction in _DIRECTIONS.get(word, ()):
                arms[direction] = weight
    return Arms(**arms, dashed=is_dashed)


BLANK = Arms()
ARMS = {char: _parse(unicodedata.name(char)) for char in map(chr, range(0x2500, 0x2580))}


_SAME, _JOINED, _BROKEN, _DANGLING = 3, 1, -2, -1
_ENOUGH, _LEAD = 3, 1
"""The best candidate is taken at this score, and this far ahead of the next."""


class Met(Enum):
    """What an arm meets where no box-drawing character is known to stand."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    BESIDE = "beside"  # a line goes on a column further: models often draw a box one column off


def boxes_of(candidates: Iterable[str]) -> list[str]:
    """Those of the candidates that are box drawing."""
    return [char for char in candidates if char in ARMS]


@lru_cache(maxsize=4096)
def best_box(candidates: tuple[str, ...], meets: tuple[Weight | Met, ...]) -> str:
    """The box-drawing candidate that fits best what it meets above, below, left and right."""
    scores = sorted(((_score(ARMS[char], meets), char) for char in boxes_of(candidates)), reverse=True)
    best, char = scores[0]
    lead = best - scores[1][0] if len(scores) > 1 else _LEAD
    return char if best >= _ENOUGH and lead >= _LEAD and _is_sound(ARMS[char], meets) else ""


def _score(arms: Arms, meets: tuple[Weight | Met, ...]) -> int:
    return sum(map(_meeting, arms.all, meets))


def _meeting(arm: Weight, met: Weight | Met) -> int:
    """How well an arm goes with what it meets; `Weight.NONE` is the side of a drawing without an arm."""
    if met is Met.UNKNOWN:
        return 0
    if isinstance(met, Weight):
        if arm and met:
            return _SAME if arm == met else _JOINED
        return _BROKEN if arm or met else 0
    if not arm:
        return 0
    return _JOINED if met is Met.BESIDE else _DANGLING


def _is_sound(arms: Arms, meets: tuple[Weight | Met, ...]) -> bool:
    """Whether every arm goes on as it is and every line that comes is met.

    A corner must know all its sides, one of them at most a column off; and nobody types ``┭`` or ``╎``.
    """
    if arms.dashed or {Weight.LIGHT, Weight.HEAVY} <= set(arms.all):
        return False
    beside = 0
    for arm, met in zip(arms.all, meets, strict=True):
        beside += bool(arm) and met is Met.BESIDE
        if met not in (arm, Met.UNKNOWN, Met.BESIDE if arm else Met.NOTHING):
            return False
    return beside <= 1 and (arms.joins_itself_in_a_row or Met.UNKNOWN not in meets)


def line_of(candidates: Iterable[str]) -> str:
    """The candidate of which a row is an unbroken solid line; empty unless there is exactly one."""
    lines = [char for char in boxes_of(candidates) if ARMS[char].joins_itself_in_a_row]
    solid = [char for char in lines if not ARMS[char].dashed]
    return solid[0] if len(solid) == 1 else ""


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
