"""Finds the drawings in a message that stand there without fences, and says whether a fenced block is one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from wcwidth import wcswidth

from sitegen.blocks.ascii_art.features import BIAS, WEIGHTS, Line, features_of
from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.model import Span

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


_STEP_IN_PARAGRAPH = 4.5
"""What a step from prose to art or back costs. People set drawings apart: few paragraphs are half drawn."""
_STEP_AT_BLANK = 1.0
_ONE_BLANK = 0.2
"""What it costs a drawing to go on behind a blank line."""
_MORE_BLANKS = 1.5
_SURE = 6.0
"""No line says more than this for or against, so that a loud one does not drag its neighbours along."""
_ENOUGH = 3.0
"""What the lines of a drawing must say together."""
_KEPT_INDENT = 4
"""Columns. A blank line that keeps its indentation does not end an indented block."""
_SPARKS = frozenset(map(chr, range(0x2581, 0x2590))) | frozenset(map(chr, range(0x2801, 0x2900)))


def columns(lines: Sequence[str]) -> int:
    """The width of the widest line in terminal columns, tabs expanded to eight."""
    return max((_width(line.expandtabs(8)) for line in lines), default=0)


def _width(line: str) -> int:
    if line.isascii() and line.isprintable():
        return len(line)
    width = wcswidth(line)
    # Control characters have no width of their own: a page shows a sign in their place.
    return width if width >= 0 else sum(max(wcswidth(character), 0) or 1 for character in line)


def is_art(lines: Sequence[str]) -> bool:
    """Whether a fenced block without a language is a drawing: at least half of its lines are drawn."""
    drawn = sum(not _is_blank(line) for span in find_art(lines) for line in lines[span.start : span.end])
    return drawn > 0 and 2 * drawn >= sum(not _is_blank(line) for line in lines)


def find_art(lines: Sequence[str]) -> tuple[Span, ...]:
    """The drawings among the lines of a message: half-open ranges of line indexes, in order and disjoint.

    Each starts and ends with a line that is not blank; blank lines inside belong to the drawing. Lines are
    scored by their features, then the likeliest division into prose and art is taken (Viterbi, two states).
    """
    drawings = (drawing for part in _parts(lines) for drawing in _drawings(part))
    return tuple(
        Span(drawing[0].index, drawing[-1].index + 1) for drawing in drawings if _is_drawing(drawing, lines)
    )


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _keeps_indent(lines: Sequence[str], index: int) -> bool:
    """Whether the blank line at ``index`` lies inside an indented block and is indented as well."""
    margin = " " * _KEPT_INDENT
    return (
        0 < index < len(lines) - 1
        and lines[index].startswith(margin)
        and all(lines[i].startswith(margin) and not _is_blank(lines[i]) for i in (index - 1, index + 1))
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[list[int]]:
    paragraph: list[int] = []
    for index, line in enumerate(lines):
        if not _is_blank(line):
            paragraph.append(index)
        elif paragraph and not _keeps_indent(lines, index):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _parts(lines: Sequence[str]) -> Iterator[list[Paragraph]]:
    """Runs of paragraphs that may hold a drawing, or the labels beside one; the rest is prose unread."""
    paragraphs = list(_paragraphs(lines))
    read = [_read(lines, x) if any(hints_at_art(lines[i]) for i in x) else None for x in paragraphs]
    inky = [paragraph is not None and paragraph.is_inky for paragraph in read]
    part: list[Paragraph] = []
    for at, (indexes, paragraph) in enumerate(zip(paragraphs, read, strict=True)):
        if paragraph is not None:
            part.append(paragraph)
        elif any(inky[max(0, at - 1) : at + 2]):
            part.append(_read(lines, indexes))
        elif part:
            yield part
            part = []
    if part:
        yield part


def _read(lines: Sequence[str], indexes: Sequence[int]) -> Paragraph:
    return Paragraph.of([Line.of(index, lines[index]) for index in indexes])


@dataclass(frozen=True, slots=True)
class _Scored:
    """A line, how much it looks like drawing, and the costs of stepping and of staying on the way to it."""

    index: int
    score: float
    step: float
    stay: float


def _scored(part: Sequence[Paragraph]) -> Iterator[_Scored]:
    inky = [False, *(paragraph.is_inky for paragraph in part), False]
    end = None
    for at, paragraph in enumerate(part):
        step = _STEP_AT_BLANK
        stay = _ONE_BLANK if paragraph.lines[0].index - 1 == end else _MORE_BLANKS
        for line, score in zip(paragraph.lines, paragraph.scores(inky[at] or inky[at + 2]), strict=True):
            yield _Scored(line.index, max(-_SURE, min(_SURE, score)), step, stay)
            step, stay = _STEP_IN_PARAGRAPH, 0.0
        end = paragraph.lines[-1].index + 1


def _drawings(part: Sequence[Paragraph]) -> Iterator[list[_Scored]]:
    """The stretches of art in the likeliest division of a part."""
    lines = list(_scored(part))
    drawing: list[_Scored] = []
    for line, drawn in zip(lines, _division(lines), strict=True):
        if drawn:
            drawing.append(line)
        elif drawing:
            yield drawing
            drawing = []
    if drawing:
        yield drawing


def _division(lines: Sequence[_Scored]) -> list[bool]:
    """For each line whether it is art: the labels with the highest sum of scores minus costs."""
    prose, art = 0.0, float("-inf")
    came: list[tuple[bool, bool]] = []  # whether the best way to prose, and to art, comes from art
    for line in lines:
        came.append((art - line.step > prose, art - line.stay > prose - line.step))
        prose, art = max(prose, art - line.step), max(art - line.stay, prose - line.step) + line.score
    drawn = art - _STEP_AT_BLANK > prose
    labels = []
    for from_art in reversed(came):
        labels.append(drawn)
        drawn = from_art[drawn]
    return labels[::-1]


def _is_drawing(drawing: Sequence[_Scored], lines: Sequence[str]) -> bool:
    """Two lines at least that say enough together; or a sparkline, the one drawing that needs no second."""
    if len(drawing) > 1:
        return sum(line.score for line in drawing) >= _ENOUGH
    glyphs = set(lines[drawing[0].index].strip())
    return glyphs <= _SPARKS and len(glyphs) > 2
