"""What the lines of one paragraph tell about each other, and so how much each looks like drawing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sitegen.art.features import BIAS, WEIGHTS, Line, features_of

PROSE = -6.0
"""The score of what is prose for certain: Markdown tables and endless lines."""

_TABLE_RULE = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)+\|? *$")
_EDGE = re.compile(r"\+[-=+]+\+|_+$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines with no blank line between them, and what each has to know about the others together."""

    lines: Sequence[Line]
    ink: float
    """The sum over the lines."""
    inkiest: tuple[float, float]
    """The two highest."""
    lone: int
    """How many lines are."""
    table: range
    """Positions of the lines that are rows of a Markdown table."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The paragraph of these lines, at least one."""
        inks = sorted((line.ink for line in lines), reverse=True)
        lone = sum(line.lone for line in lines)
        return cls(lines, sum(inks), (inks[0], inks[1] if len(inks) > 1 else 0.0), lone, _table(lines))

    @property
    def is_inky(self) -> bool:
        """Whether more than half of it is drawn."""
        return self.ink > len(self.lines) / 2

    def scores(self, beside_ink: bool) -> list[float]:
        """How much each line looks like drawing (above 0) or prose (below), as log odds.

        ``beside_ink``: the paragraph before or after this one is inky.
        """
        return [
            self._score(at, beside_ink) if line.marks and at not in self.table else PROSE
            for at, line in enumerate(self.lines)
        ]

    def _score(self, at: int, beside_ink: bool) -> float:
        return BIAS + sum(WEIGHTS[name] * value for name, value in self.features(at, beside_ink).items())

    def features(self, at: int, beside_ink: bool) -> dict[str, float]:
        """All features of the line ``at``, each 0 to 1: its own, and those that its neighbours give it."""
        return features_of(self.lines[at]) | self._around(at, beside_ink)

    def _around(self, at: int, beside_ink: bool) -> dict[str, float]:
        line = self.lines[at]
        others = len(self.lines) - 1
        near = max((x.ink for x in self.lines[max(0, at - 1) : at + 2] if x is not line), default=0)
        rule = len(line.marks) > 2 and len(set(line.marks)) == 1 and near < 0.5
        return {
            "rule": rule,
            "wordless": line.is_wordless and not rule,
            "near": near,
            "paragraph": (self.ink - line.ink) / others if others else 0,
            "inkiest": self.inkiest[line.ink == self.inkiest[0]] if others else 0,
            "pointed": self.lone > line.lone and line.is_label,
            "label": beside_ink and (line.indent >= 4 or "   " in line.marks) and line.is_label,
        }


def _table(lines: Sequence[Line]) -> range:
    """The rows of a Markdown table: a head with pipes, a rule below it, and what follows with pipes."""
    for rule in range(1, len(lines)):
        head = rule - 1
        if "|" not in lines[head].marks or not _TABLE_RULE.match(lines[rule].marks):
            continue
        if head and _EDGE.match(lines[head - 1].marks):
            break  # the rule is a seam inside a box
        end = next((at for at in range(rule, len(lines)) if "|" not in lines[at].marks), len(lines))
        return range(head, end)
    return range(0)
