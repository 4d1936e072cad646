"""Describe box-drawing characters by the lines from their centre, and choose the one that fits its neighbours.

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

from sitegen.text.encoding.code_pages import MojibakeRun


class Weight(IntEnum):
    """The weight of a line; `NONE` if there is no line."""

    NONE = 0
    LIGHT = 1
    HEAVY = 2
    DOUBLE = 3


@dataclass(frozen=True, slots=True)
class Arms:
    """The four half lines of one box-drawing character."""

    up: Weight = Weight.NONE
    down: Weight = Weight.NONE
    left: Weight = Weight.NONE
    right: Weight = Weight.NONE
    dashed: bool = False

    @property
    def is_horizontal_line(self) -> bool:
        """Return whether a row of this character is just one unbroken line."""
        return self.left == self.right != Weight.NONE and self.up == self.down == Weight.NONE

    @property
    def all(self) -> tuple[Weight, Weight, Weight, Weight]:
        """Return the weights up, down, left and right."""
        return self.up, self.down, self.left, self.right

    def weight(self, direction: str) -> Weight:
        """Return the weight of the arm ``up``, ``down``, ``left`` or ``right``."""
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
    """Parse a Unicode name; a part without a weight has that of the previous part: ``LIGHT DOWN AND RIGHT``."""
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
_MIN_SCORE, _MIN_LEAD = 3, 1
"""The best candidate needs this score and this lead over the next."""


class Contact(Enum):
    """The contact of an arm that touches no known box-drawing character."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    OFFSET = "offset"  # the line continues one column further: models often draw a box one column off


def box_characters(candidates: Iterable[str]) -> list[str]:
    """Return the candidates that are box-drawing characters."""
    return [char for char in candidates if char in ARMS]


@lru_cache(maxsize=4096)
def best_box_character(candidates: tuple[str, ...], contacts: tuple[Weight | Contact, ...]) -> str:
    """Return the box-drawing candidate that fits best to its contacts above, below, left and right; may be empty."""
    scores = sorted(((_score(ARMS[char], contacts), char) for char in box_characters(candidates)), reverse=True)
    best, char = scores[0]
    lead = best - scores[1][0] if len(scores) > 1 else _MIN_LEAD
    return char if best >= _MIN_SCORE and lead >= _MIN_LEAD and _is_sound(ARMS[char], contacts) else ""


def _score(arms: Arms, contacts: tuple[Weight | Contact, ...]) -> int:
    return sum(map(_contact_score, arms.all, contacts))


def _contact_score(arm: Weight, contact: Weight | Contact) -> int:
    """Return how well an arm fits its contact; `Weight.NONE` is a box-drawing character without an arm here."""
    if contact is Contact.UNKNOWN:
        return 0
    if isinstance(contact, Weight):
        if arm and contact:
            return _SAME if arm == contact else _JOINED
        return _BROKEN if arm or contact else 0
    if not arm:
        return 0
    return _JOINED if contact is Contact.OFFSET else _DANGLING


def _is_sound(arms: Arms, contacts: tuple[Weight | Contact, ...]) -> bool:
    """Return whether every arm continues and every adjacent line is connected.

    All sides of a corner must be known, at most one of them a column off. Nobody types ``┭`` or ``╎``.
    """
    if arms.dashed or {Weight.LIGHT, Weight.HEAVY} <= set(arms.all):
        return False
    offsets = 0
    for arm, contact in zip(arms.all, contacts, strict=True):
        offsets += bool(arm) and contact is Contact.OFFSET
        if contact not in (arm, Contact.UNKNOWN, Contact.OFFSET if arm else Contact.NOTHING):
            return False
    return offsets <= 1 and (arms.is_horizontal_line or Contact.UNKNOWN not in contacts)


def line_character(candidates: Iterable[str]) -> str:
    """Return the candidate of which a row is a solid line; empty unless there is exactly one."""
    lines = [char for char in box_characters(candidates) if ARMS[char].is_horizontal_line]
    solid = [char for char in lines if not ARMS[char].dashed]
    return solid[0] if len(solid) == 1 else ""


Cell = tuple[int, int]
"""Line and column of the text in a terminal."""


@dataclass(slots=True)
class Grid:
    """The cells of all lines with an unknown box-drawing character, and of their neighbouring lines."""

    runs: Sequence[MojibakeRun]
    cells: dict[int, Cell]
    """Position of each unknown run."""
    chars: dict[Cell, str]
    unknown: dict[Cell, int]

    @classmethod
    def around(cls, text: str, runs: Sequence[MojibakeRun], values: Sequence[str], unknown: Iterable[int]) -> "Grid":
        """Return the grid around the ``unknown`` runs that may be box drawing."""
        wanted = {index for index in unknown if box_characters(runs[index].candidates)}
        grid = cls(runs, {}, {}, {})
        if wanted:
            for line, items in _lines_around(text, runs, wanted):
                grid._draw(line, items, values, wanted)
        return grid

    def _draw(self, line: int, items: Iterable[str | int], values: Sequence[str], wanted: set[int]) -> None:
        column = 0
        for item in items:
            char = item if isinstance(item, str) else values[item]
            cell = line, column
            if char:
                self.chars[cell] = char
                column += max(wcwidth(char), 0)
            else:
                assert isinstance(item, int)
                self.unknown[cell] = item
                if item in wanted:
                    self.cells[item] = cell
                column += 1 if item in wanted else 2

    def put(self, index: int, char: str) -> None:
        """Set the character of run ``index``."""
        cell = self.cells[index]
        self.chars[cell] = char
        del self.unknown[cell]

    def unknown_neighbours(self, index: int) -> list[int]:
        """Return the unknown neighbours of a run that may be box drawing."""
        neighbours = (self.unknown.get(cell) for cell in self._around(index))
        return [other for other in neighbours if other is not None and other in self.cells]

    def _around(self, index: int) -> tuple[Cell, Cell, Cell, Cell]:
        """Return the cells above, below, left and right."""
        line, column = self.cells[index]
        return (line - 1, column), (line + 1, column), (line, column - 1), (line, column + 1)

    def best(self, index: int) -> str:
        """Return the candidate that continues the lines around it; empty if none is clearly best."""
        up, down, left, right = self._around(index)
        contacts = (
            self._contact_or_offset(index, up, "down", "up"),
            self._contact_or_offset(index, down, "up", "down"),
            self._contact(left, "right"),
            self._contact(right, "left"),
        )
        return best_box_character(self.runs[index].candidates, contacts)

    def lines_with_boxes(self) -> set[int]:
        """Return the lines with a known box-drawing character."""
        return {line for (line, _), char in self.chars.items() if char in ARMS}

    def _contact(self, cell: Cell, arm: str) -> Weight | Contact:
        """Return the contact of an arm that points to ``cell``; ``arm`` is the opposite direction."""
        if cell in self.unknown:
            return Contact.UNKNOWN
        neighbour = ARMS.get(self.chars.get(cell, " "))
        return neighbour.weight(arm) if neighbour else Contact.NOTHING

    def _contact_or_offset(self, index: int, cell: Cell, arm: str, own_arm: str) -> Weight | Contact:
        """Return the contact, or `Contact.OFFSET` if this closes a box whose side ends one column further."""
        contact = self._contact(cell, arm)
        if contact is not Contact.NOTHING or not self._ends_row_of_corner(index, own_arm):
            return contact
        (line, column), (own_line, _) = cell, self.cells[index]
        for near in (column - 1, column + 1):
            incoming = self._contact((line, near), arm)
            outgoing = self._contact((own_line, near), own_arm)
            if isinstance(incoming, Weight) and incoming and outgoing in (Contact.NOTHING, Weight.NONE):
                return Contact.OFFSET
        return Contact.NOTHING

    def _ends_row_of_corner(self, index: int, turn: str) -> bool:
        """Return whether a run ends a horizontal line that started with a corner turning the same way."""
        line, column = self.cells[index]
        for step, back, ahead in ((-1, "left", "right"), (1, "right", "left")):
            if self._contact((line, column - step), back) is not Contact.NOTHING:
                continue
            cell = line, column + step
            while (arms := ARMS.get(self.chars.get(cell, " "), BLANK)).weight(ahead):
                if not arms.weight(back):
                    return arms.weight(turn) is not Weight.NONE
                cell = line, cell[1] + step
        return False


def _lines_around(text: str, runs: Sequence[MojibakeRun], wanted: set[int]) -> Iterator[tuple[int, list[str | int]]]:
    """Yield the lines with a wanted run and their neighbours, as characters and indices of runs."""
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    middles = {bisect_right(starts, runs[index].start) - 1 for index in wanted}
    lines = {line + step for line in middles for step in (-1, 0, 1)}
    offsets = [run.start for run in runs]
    for line in sorted(lines & set(range(len(starts) - 1))):
        items: list[str | int] = []
        position, end = starts[line], starts[line + 1] - 1
        for index in range(bisect_left(offsets, position), bisect_left(offsets, end)):
            items += text[position : offsets[index]]
            items.append(index)
            position = runs[index].end
        items += text[position:end]
        yield line, items
