"""Who meets whom: a triangle as in a road atlas, each name once, at the step."""

from dataclasses import dataclass
from typing import NamedTuple

from sitegen.render.charts.labels import name_of, short
from sitegen.render.i18n.template_filters import count
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.statistics import Meetings
from sitegen.render.taxonomies import Key

_CELL, _LETTER, _LABEL = 32, 8, 200  # units of the triangle, 16 to 1 em: a cell, a figure, room for a name
_SHADES = 4


class Cell(NamedTuple):
    """A square of the triangle."""

    x: int
    y: int
    number: int
    shade: int
    """0 to 4."""
    title: str


@dataclass(frozen=True, slots=True)
class Triangle:
    """Everyone with everyone, as in a table of distances: a name stands where its row and column meet."""

    width: int
    height: int
    cell: int
    names: tuple[tuple[int, int, str, str], ...]
    """Where, short, whole."""
    pairs: tuple[Cell, ...]
    selves: tuple[Cell, ...]


class Pair(NamedTuple):
    """Two who speak in the same conversations."""

    one: Key
    other: Key
    conversations: int


def triangle(meetings: Meetings, words: Words = ENGLISH) -> Triangle:
    """Cells as wide as the longest number needs."""
    counts = meetings.counts
    most = max((n for i, row in enumerate(counts) for n in row[:i]), default=0)
    largest = max((n for row in counts for n in row), default=0)
    cell = max(_CELL, _LETTER * len(words.number(largest)) + 12)
    cells = [
        Cell(j * cell, i * cell, n, _shade(n, most), _meeting(meetings, i, j, words))
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
    ]
    names = [name_of(who, words) for who in meetings.who]
    return Triangle(
        width=cell * len(counts) + _LABEL,
        height=cell * len(counts),
        cell=cell,
        names=tuple(((i + 1) * cell + 9, i * cell, short(name), name) for i, name in enumerate(names)),
        pairs=tuple(each for each in cells if each.x != each.y),
        selves=tuple(each for each in cells if each.x == each.y),
    )


def pairs(meetings: Meetings) -> tuple[Pair, ...]:
    """Those who met at all, the most frequent first."""
    found = (
        Pair(meetings.who[j], meetings.who[i], n)
        for i, row in enumerate(meetings.counts)
        for j, n in enumerate(row)
        if n
    )
    return tuple(sorted(found, key=lambda pair: -pair.conversations))


def _shade(number: int, most: int) -> int:
    """By the square root: a few who meet always would leave everyone else pale."""
    return -int(-_SHADES * (number / most) ** 0.5 // 1) if most else 0


def _meeting(meetings: Meetings, i: int, j: int, words: Words) -> str:
    times = count(words, meetings.counts[i][j], "conversation")
    one, other = name_of(meetings.who[j], words), name_of(meetings.who[i], words)
    if i == j:
        return words.gettext("{name} twice: {conversations}", name=one, conversations=times)
    return words.gettext("{one} and {other}: {conversations}", one=one, other=other, conversations=times)
