"""Find unfenced ASCII art in a message, and decide whether a fenced block is ASCII art."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wcwidth import wcswidth

from sitegen.blocks.ascii_art.line import ArtLine
from sitegen.blocks.ascii_art.paragraph import ArtParagraph
from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.model import Span

_SWITCH_IN_PARAGRAPH = 4.5
"""Cost of a switch between prose and art; high, because few paragraphs contain both."""
_SWITCH_AT_BLANK = 1.0
_ONE_BLANK = 0.2
"""Cost of a drawing that continues after a blank line."""
_MORE_BLANKS = 1.5
_MAX_SCORE = 6.0
"""Maximum absolute score of a line, so that one line cannot decide for its neighbours."""
_MIN_DRAWING_SCORE = 3.0
"""Minimum sum of the scores of a drawing."""
_MIN_BLOCK_INDENT = 4
"""Columns; a blank line that is indented by so many does not end an indented block."""
_SPARKLINE_CHARACTERS = frozenset(map(chr, range(0x2581, 0x2590))) | frozenset(map(chr, range(0x2801, 0x2900)))


def columns(lines: Sequence[str]) -> int:
    """Return the width of the widest line in terminal columns, with tabs expanded to eight."""
    return max((_width(line.expandtabs(8)) for line in lines), default=0)


def _width(line: str) -> int:
    if line.isascii() and line.isprintable():
        return len(line)
    width = wcswidth(line)
    # Control characters have no width, but a page shows a symbol for them.
    return width if width >= 0 else sum(max(wcswidth(char), 0) or 1 for char in line)


def is_art(lines: Sequence[str]) -> bool:
    """Return whether a fenced block without a language is art: at least half of its lines are in drawings."""
    drawn = sum(not _is_blank(line) for span in find_art(lines) for line in lines[span.start : span.end])
    return drawn > 0 and 2 * drawn >= sum(not _is_blank(line) for line in lines)


def find_art(lines: Sequence[str]) -> tuple[Span, ...]:
    """Return the drawings among the lines of a message: half-open ranges of line indexes, in order and disjoint.

    Each starts and ends with a line that is not blank; blank lines inside belong to the drawing. Scores lines by
    their features, then finds the most likely division into prose and art (Viterbi, two states).
    """
    drawings = Drawings(lines)
    return tuple(drawing for part in drawings.parts() for drawing in drawings.in_part(part))


class Drawings:
    """The drawings among lines; only the paragraphs around the lines that are asked for are examined."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._paragraphs = list(_paragraphs(lines))
        self._parsed: dict[int, ArtParagraph | None] = {}
        self._found: dict[int, tuple[Span, ...]] = {}  # by each paragraph of a part

    def at(self, line: int) -> Span | None:
        """Return the drawing that contains a line, or None."""
        n = bisect_right(self._paragraphs, line, key=lambda indexes: indexes[0]) - 1
        if n < 0 or not self._is_candidate(n):
            return None
        if n not in self._found:
            first, end = n, n + 1
            while first and self._is_candidate(first - 1):
                first -= 1
            while end < len(self._paragraphs) and self._is_candidate(end):
                end += 1
            part = range(first, end)
            self._found |= dict.fromkeys(part, tuple(self.in_part(part)))
        found = self._found[n]
        index = bisect_right(found, line, key=lambda each: each.start) - 1
        return found[index] if index >= 0 and line < found[index].end else None

    def parts(self) -> Iterator[range]:
        """Yield runs of paragraphs that may contain a drawing or labels next to one; the rest is prose."""
        first = 0
        for n in range(len(self._paragraphs) + 1):
            if n == len(self._paragraphs) or not self._is_candidate(n):
                if first < n:
                    yield range(first, n)
                first = n + 1

    def in_part(self, part: range) -> Iterator[Span]:
        """Yield the drawings in one of the `parts`."""
        paragraphs = [self._parse(n) or _parse(self._lines, self._paragraphs[n]) for n in part]
        for drawing in _drawings(paragraphs):
            if _is_drawing(drawing, self._lines):
                yield Span(drawing[0].index, drawing[-1].index + 1)

    def _is_candidate(self, n: int) -> bool:
        return self._parse(n) is not None or self._is_inky(n - 1) or self._is_inky(n + 1)

    def _is_inky(self, n: int) -> bool:
        paragraph = self._parse(n) if 0 <= n < len(self._paragraphs) else None
        return paragraph is not None and paragraph.is_inky

    def _parse(self, n: int) -> ArtParagraph | None:
        """Return a paragraph if a line of it hints at art."""
        if n not in self._parsed:
            indexes = self._paragraphs[n]
            hints = any(hints_at_art(self._lines[i]) for i in indexes)
            self._parsed[n] = _parse(self._lines, indexes) if hints else None
        return self._parsed[n]


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _keeps_indent(lines: Sequence[str], index: int) -> bool:
    """Return whether the blank line at ``index`` is inside an indented block and indented itself."""
    margin = " " * _MIN_BLOCK_INDENT
    return (
        0 < index < len(lines) - 1
        and lines[index].startswith(margin)
        and all(lines[i].startswith(margin) and not _is_blank(lines[i]) for i in (index - 1, index + 1))
    )


def _paragraphs(lines: Sequence[str]) -> Iterator[list[int]]:
    paragraph: list[int] = []
    for index, line in enumerate(lines):
        if line and not line.isspace():
            paragraph.append(index)
        elif paragraph and not (line and _keeps_indent(lines, index)):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _parse(lines: Sequence[str], indexes: Sequence[int]) -> ArtParagraph:
    return ArtParagraph.from_lines(indexes, [ArtLine.parse(lines[index]) for index in indexes])


@dataclass(frozen=True, slots=True)
class _ScoredLine:
    """A line with its score, and the costs of switching to it and of continuing a drawing at it."""

    index: int
    score: float
    switch_cost: float
    continue_cost: float


def _score_lines(part: Sequence[ArtParagraph]) -> Iterator[_ScoredLine]:
    is_inky = [False, *(paragraph.is_inky for paragraph in part), False]
    end = None
    for n, paragraph in enumerate(part):
        switch_cost = _SWITCH_AT_BLANK
        continue_cost = _ONE_BLANK if paragraph.indexes[0] - 1 == end else _MORE_BLANKS
        for index, score in zip(paragraph.indexes, paragraph.scores(is_inky[n] or is_inky[n + 2]), strict=True):
            yield _ScoredLine(index, max(-_MAX_SCORE, min(_MAX_SCORE, score)), switch_cost, continue_cost)
            switch_cost, continue_cost = _SWITCH_IN_PARAGRAPH, 0.0
        end = paragraph.indexes[-1] + 1


def _drawings(part: Sequence[ArtParagraph]) -> Iterator[list[_ScoredLine]]:
    """Yield the runs of art in the most likely division of a part."""
    lines = list(_score_lines(part))
    drawing: list[_ScoredLine] = []
    for line, is_drawn in zip(lines, _label(lines), strict=True):
        if is_drawn:
            drawing.append(line)
        elif drawing:
            yield drawing
            drawing = []
    if drawing:
        yield drawing


def _label(lines: Sequence[_ScoredLine]) -> list[bool]:
    """Return for each line whether it is art: the labels with the highest sum of scores minus costs."""
    prose, art = 0.0, float("-inf")
    from_art: list[tuple[bool, bool]] = []  # whether the best path to prose, and to art, comes from art
    for line in lines:
        to_prose, to_art, go_on = art - line.switch_cost, prose - line.switch_cost, art - line.continue_cost
        from_art.append((to_prose > prose, go_on > to_art))
        prose, art = max(prose, to_prose), max(go_on, to_art) + line.score
    is_drawn = art - _SWITCH_AT_BLANK > prose
    labels = []
    for previous in reversed(from_art):
        labels.append(is_drawn)
        is_drawn = previous[is_drawn]
    return labels[::-1]


def _is_drawing(drawing: Sequence[_ScoredLine], lines: Sequence[str]) -> bool:
    """Return whether the run is a drawing: at least two lines with enough score together, a sparkline or a meter."""
    if len(drawing) > 1:
        return sum(line.score for line in drawing) >= _MIN_DRAWING_SCORE
    line = ArtLine.parse(lines[drawing[0].index])
    glyphs = set(line.text)
    return line.is_meter or (glyphs <= _SPARKLINE_CHARACTERS and len(glyphs) > 2)
