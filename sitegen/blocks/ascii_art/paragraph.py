"""Score the lines of a paragraph: their own features, and those of the lines around them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self

from sitegen.blocks.ascii_art.features import BIAS, WEIGHTS, line_features
from sitegen.blocks.ascii_art.line import ArtLine
from sitegen.blocks.ascii_art.shapes import WORD

PROSE = -6.0
"""Score of certain prose: Markdown tables and very long lines."""

_TABLE_RULE = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)+\|? *$")
_EDGE = re.compile(r"\+[-=+]+\+|_+$")
_MIN_GRID_LINES = 3
_MAX_SMALL = 3
_STROKES = frozenset("/\\|_()<>~^")


@dataclass(frozen=True, slots=True)
class ArtParagraph:
    """Lines without a blank line between them, and statistics that the features of each line need."""

    indexes: Sequence[int]
    """Indexes of the lines in the message."""
    lines: Sequence[ArtLine]
    ink: float
    """Sum over the lines."""
    top_two_inks: tuple[float, float]
    """The two highest values of ``ink`` of a line."""
    lone_count: int
    """Number of lone lines."""
    table_rows: range
    """Indices of the lines that are rows of a Markdown table."""
    grid_lines: frozenset[int]
    """Indices of the lines that are rows of a grid of single characters."""
    is_small: bool
    """Two or three lines of strokes."""
    has_one_sign: bool
    """All signs are the same, and the lines are indented differently."""
    is_centered: bool
    """Four lines or more without letters and with the same middle, of three indentations or more."""

    @classmethod
    def from_lines(cls, indexes: Sequence[int], lines: Sequence[ArtLine]) -> Self:
        """Return the paragraph of these lines, at least one; ``indexes`` are theirs in the message."""
        inks = sorted((line.ink for line in lines), reverse=True)
        return cls(
            indexes,
            lines,
            sum(inks),
            (inks[0], inks[1] if len(inks) > 1 else 0.0),
            sum(line.is_lone for line in lines),
            _table(lines),
            frozenset(_grid_lines(lines)),
            1 < len(lines) <= _MAX_SMALL and all(line.is_stroke for line in lines) and any(map(_is_drawn, lines)),
            len(lines) > _MAX_SMALL and len({line.indent for line in lines}) > 1 and _has_one_sign(lines),
            len({line.indent for line in lines}) > 2 and len(lines) > _MAX_SMALL and _is_centered(lines),
        )

    @property
    def is_inky(self) -> bool:
        """Return whether more than half of it is ink."""
        return self.ink > len(self.lines) / 2

    def scores(self, is_near_ink: bool) -> list[float]:
        """Return the log odds of each line to be art (above 0) or prose (below).

        ``is_near_ink``: the paragraph before or after this one is inky.
        """
        return [
            self._score(n, is_near_ink) if line.text and n not in self.table_rows else PROSE
            for n, line in enumerate(self.lines)
        ]

    def _score(self, index: int, is_near_ink: bool) -> float:
        around = _weighted(self._paragraph_features(index, is_near_ink))
        return BIAS + _own_score(self.lines[index]) + _neighbor_score(*self._neighborhood(index)) + around

    def features(self, index: int, is_near_ink: bool) -> dict[str, float]:
        """Return all features of the line with this index, each 0 to 1."""
        return (
            line_features(self.lines[index])
            | _neighbor_features(*self._neighborhood(index))
            | self._paragraph_features(index, is_near_ink)
        )

    def _neighborhood(self, index: int) -> tuple[ArtLine | None, ArtLine, ArtLine | None]:
        above = self.lines[index - 1] if index else None
        return above, self.lines[index], self.lines[index + 1] if index + 1 < len(self.lines) else None

    def _paragraph_features(self, index: int, is_near_ink: bool) -> dict[str, float]:
        line = self.lines[index]
        others = len(self.lines) - 1
        return {
            "paragraph": (self.ink - line.ink) / others if others else 0,
            "inkiest": self.top_two_inks[line.ink == self.top_two_inks[0]] if others else 0,
            "pointed": self.lone_count > line.is_lone and line.is_label,
            "label": is_near_ink and (line.indent >= 4 or "   " in line.text) and line.is_label,
            "grid": index in self.grid_lines,
            "small": self.is_small,
            "one_sign": self.has_one_sign,
            "centered": self.is_centered,
        }


def _neighbor_features(above: ArtLine | None, line: ArtLine, below: ArtLine | None) -> dict[str, float]:
    neighbors = [each for each in (above, below) if each]
    near = max((each.ink for each in neighbors), default=0)
    is_row = len(line.text) > 2 and len(set(line.text)) == 1 and near < 0.5
    rule = is_row and not any(each.wall or (each.bars and "   " in each.text) for each in neighbors)
    return {
        "rule": rule,
        "wordless": not rule and line.is_wordless,
        "near": near,
        "root": line.is_root and below is not None and below.is_branch,
        "walls": line.wall != "" and any(line.wall == each.wall for each in neighbors),
        "aligned": bool(line.bars or line.crosses) and any(line.continues(each) for each in neighbors),
        "scale": any(each.is_axis for each in neighbors) and line.is_scale,
        "blank": line.is_blank_to_fill and not any(each.ink > 0.5 and set(each.text) > {"_"} for each in neighbors),
        "bar": line.is_bar and any(each.is_bar for each in neighbors),
    }


@lru_cache(maxsize=8192)
def _own_score(line: ArtLine) -> float:
    return _weighted(line_features(line))


@lru_cache(maxsize=8192)
def _neighbor_score(above: ArtLine | None, line: ArtLine, below: ArtLine | None) -> float:
    return _weighted(_neighbor_features(above, line, below))


def _weighted(features: Mapping[str, float]) -> float:
    return sum([WEIGHTS[name] * value for name, value in features.items() if value])


def _table(lines: Sequence[ArtLine]) -> range:
    """Return the rows of a Markdown table: a header with pipes, a rule, and the following lines with pipes."""
    for rule in range(1, len(lines)):
        head = rule - 1
        if "|" not in lines[head].text or not _TABLE_RULE.match(lines[rule].text):
            continue
        if head and _EDGE.match(lines[head - 1].text):
            break  # the rule is a separator in a box
        end = next((n for n in range(rule, len(lines)) if "|" not in lines[n].text), len(lines))
        return range(head, end)
    return range(0)


def _grid_lines(lines: Sequence[ArtLine]) -> Iterator[int]:
    """Yield the indices of lines in grids; their counts of cells may differ by one, as with labels of rows."""
    start = 0
    for n, (line, following) in enumerate(pairwise([*lines, None])):
        assert line is not None
        if following and line.cells and following.cells and abs(line.cells - following.cells) <= 1:
            continue
        grid = lines[start : n + 1]
        is_word = all(each.is_spelled for each in grid)
        if (
            len(grid) >= _MIN_GRID_LINES + is_word
            and line.cells
            and (not is_word or len({each.cells for each in grid}) == 1)
        ):
            yield from range(start, n + 1)
        start = n + 1


def _has_one_sign(lines: Sequence[ArtLine]) -> bool:
    sign = lines[0].text[:1]
    return bool(sign) and all(not line.text.replace(sign, "").strip() for line in lines)


def _is_centered(lines: Sequence[ArtLine]) -> bool:
    middles = [2 * line.indent + len(line.text) for line in lines]
    return max(middles) - min(middles) < 3 and not any(WORD in line.shape for line in lines)


def _is_drawn(line: ArtLine) -> bool:
    return line.ink > 0.3 and sum(char in _STROKES for char in line.text) > 1
