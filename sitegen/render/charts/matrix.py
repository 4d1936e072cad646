"""Compute the triangular matrix of shared conversations, as in a mileage chart."""

from dataclasses import dataclass
from typing import NamedTuple

from sitegen.render.charts.labels import display_name, truncate_name
from sitegen.render.i18n.template_filters import count
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.statistics import SharedConversations
from sitegen.render.taxonomies import TermKey

_CELL, _LETTER, _LABEL = 32, 8, 200  # units of 1/16 em: a cell, a digit, a name
_SHADES = 4


class MatrixCell(NamedTuple):
    """A square of the matrix."""

    x: int
    y: int
    number: int
    shade: int
    """0 to 4."""
    title: str


@dataclass(frozen=True, slots=True)
class MatrixChart:
    """A triangular matrix with the names along its diagonal."""

    width: int
    height: int
    cell_size: int
    names: tuple[tuple[int, int, str, str], ...]
    """x, y, truncated name, full name."""
    cells: tuple[MatrixCell, ...]
    diagonal: tuple[MatrixCell, ...]


class ModelPair(NamedTuple):
    """Two models that speak in the same conversations."""

    first: TermKey
    second: TermKey
    conversations: int


def matrix_chart(shared: SharedConversations, translator: Translator = ENGLISH) -> MatrixChart:
    """Return the matrix, with cells as wide as the longest number."""
    counts = shared.counts
    maximum = max((n for i, row in enumerate(counts) for n in row[:i]), default=0)
    largest = max((n for row in counts for n in row), default=0)
    cell_size = max(_CELL, _LETTER * len(translator.number(largest)) + 12)
    cells = [
        MatrixCell(j * cell_size, i * cell_size, n, _shade(n, maximum), _cell_title(shared, i, j, translator))
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
    ]
    names = [display_name(key, translator) for key in shared.keys]
    return MatrixChart(
        width=cell_size * len(counts) + _LABEL,
        height=cell_size * len(counts),
        cell_size=cell_size,
        names=tuple(
            ((i + 1) * cell_size + 9, i * cell_size, truncate_name(name), name) for i, name in enumerate(names)
        ),
        cells=tuple(each for each in cells if each.x != each.y),
        diagonal=tuple(each for each in cells if each.x == each.y),
    )


def model_pairs(shared: SharedConversations) -> tuple[ModelPair, ...]:
    """Return the pairs with shared conversations, the most frequent first."""
    result = (
        ModelPair(shared.keys[j], shared.keys[i], n)
        for i, row in enumerate(shared.counts)
        for j, n in enumerate(row)
        if n
    )
    return tuple(sorted(result, key=lambda pair: -pair.conversations))


def _shade(number: int, maximum: int) -> int:
    """Return the shade on a square-root scale: on a linear one, a few frequent pairs would leave the rest pale."""
    return -int(-_SHADES * (number / maximum) ** 0.5 // 1) if maximum else 0


def _cell_title(shared: SharedConversations, i: int, j: int, translator: Translator) -> str:
    conversations = count(translator, shared.counts[i][j], "conversation")
    first, second = display_name(shared.keys[j], translator), display_name(shared.keys[i], translator)
    if i == j:
        return translator.gettext("{name} twice: {conversations}", name=first, conversations=conversations)
    return translator.gettext(
        "{one} and {other}: {conversations}", one=first, other=second, conversations=conversations
    )
