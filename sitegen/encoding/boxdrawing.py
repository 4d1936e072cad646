"""Which way the lines of a box-drawing character point, and how heavy they are.

Parsed from the Unicode names of U+2500–257F (``BOX DRAWINGS DOWN LIGHT AND RIGHT UP HEAVY``).
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum


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
