"""Break text into lines of one font size that fit into a box; omitted words are counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sitegen.render.i18n.translator import ENGLISH, Translator

TextWidth = Callable[[str, float], float]
"""Function from text and font size to a width in pixels."""

SIZES = (64, 58, 52, 47, 43, 39, 36, 33, 30, 28)
"""Font sizes of prose in pixels, largest first; smaller ones are illegible in previews."""
LINE_HEIGHT = 1.36
PARAGRAPH_GAP = 0.45
"""Space between paragraphs, in lines."""
_MAX_CHARACTERS = 6_000
"""More than fit at the smallest size."""

MONO_ADVANCE = 0.60205
"""Width of a character of the mono font, in em."""
_DRAWING_LINE_HEIGHT = 1.17
"""Line height of a drawing, in em; up to 1.18, the lines join."""
_MIN_CELL, _MAX_CELL = 6, 26
"""Width of a character in pixels: font sizes of 10 and 43 px."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of text and its top, in pixels below the top of the box."""

    text: str
    top: int


@dataclass(frozen=True, slots=True)
class TextLayout:
    """The lines in the box."""

    lines: tuple[CardLine, ...]
    size: float
    height: int
    """Height of all lines in pixels."""
    omitted: str = ""
    """Such as ``412 more words``; empty if the text is complete."""


def layout_prose(
    text: str,
    width: TextWidth,
    box: tuple[int, int],
    translator: Translator = ENGLISH,
    sizes: Sequence[int] = SIZES,
) -> TextLayout:
    """Lay out prose at the first of the sizes at which it fits; else at the last, with a count of omitted words."""
    part = text[:_MAX_CHARACTERS]
    for size in sizes:
        lines = tuple(_fitting_lines(part, size, width, box))
        if len(part) == len(text) and sum(each.word_count for each in lines) == len(text.split()):
            return _prose_layout(lines, size, "")
    size = sizes[-1]
    shorter = (box[0], box[1] - round(size * LINE_HEIGHT))
    lines = tuple(_fitting_lines(part, size, width, shorter))
    omitted = len(text.split()) - sum(each.word_count for each in lines)
    return _prose_layout(lines, size, translator.ngettext("{number} more word", "{number} more words", omitted))


def layout_drawing(lines: list[str], box: tuple[int, int], translator: Translator = ENGLISH) -> TextLayout | None:
    """Lay out a drawing in cells of whole pixels, so that its lines join; None if it is too wide."""
    columns = max(map(len, lines))
    cell = min(box[0] // max(columns, 1), _MAX_CELL)
    if cell < _MIN_CELL:
        return None
    while cell > _MIN_CELL and len(lines) * _drawing_line_height(cell) > box[1]:
        cell -= 1
    line_height, rows = _drawing_line_height(cell), len(lines)
    omitted = ""
    if rows * line_height > box[1]:
        rows = box[1] // line_height - 2
        more = len(lines) - rows
        omitted = translator.ngettext("{number} more line", "{number} more lines", more)
    visible_lines = tuple(CardLine(line, n * line_height) for n, line in enumerate(lines[:rows]))
    return TextLayout(visible_lines, cell / MONO_ADVANCE, rows * line_height, omitted)


def truncate(text: str, width: TextWidth, size: float, max_width: float) -> str:
    """Return ``text``, truncated with ``…`` to at most ``max_width`` pixels."""
    if width(text, size) <= max_width:
        return text
    while text and width(f"{text}…", size) > max_width:
        text = text[:-1].rstrip()
    return f"{text}…"


@dataclass(frozen=True, slots=True)
class _ProseLine:
    text: str
    word_count: int
    """Words that end in this line."""
    top: int


def _fitting_lines(text: str, size: int, width: TextWidth, box: tuple[int, int]) -> Iterator[_ProseLine]:
    """Yield lines from the top of the box, until one does not fit."""
    line_height, top = round(size * LINE_HEIGHT), 0
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            top += round(line_height * PARAGRAPH_GAP) if top else 0
            continue
        for line, word_count in _break_paragraph(paragraph, size, width, box[0]):
            if top + line_height > box[1]:
                return
            yield _ProseLine(line, word_count, top)
            top += line_height


def _break_paragraph(paragraph: str, size: int, width: TextWidth, max_width: int) -> Iterator[tuple[str, int]]:
    """Yield lines of a paragraph and the number of words that end in each; words wider than a line are split."""
    blank = width(" ", size)
    line: list[str] = []
    used, ended = 0.0, 0
    for word in paragraph.split():
        for part, is_end in _split_word(word, size, width, max_width):
            wide = width(part, size)
            if line and used + blank + wide > max_width:
                yield " ".join(line), ended
                line, used, ended = [], 0.0, 0
            used += wide + (blank if line else 0)
            line.append(part)
            ended += is_end
    if line:
        yield " ".join(line), ended


def _split_word(word: str, size: int, width: TextWidth, max_width: int) -> Iterator[tuple[str, bool]]:
    """Yield the word, or parts of it that each fit into a line, and whether it is the last part."""
    start, used = 0, 0.0
    for at, char in enumerate(word):
        wide = width(char, size)
        if at > start and used + wide > max_width:
            yield word[start:at], False
            start, used = at, 0.0
        used += wide
    yield word[start:], True


def _prose_layout(lines: tuple[_ProseLine, ...], size: int, omitted: str) -> TextLayout:
    height = lines[-1].top + round(size * LINE_HEIGHT) if lines else 0
    return TextLayout(tuple(CardLine(each.text, each.top) for each in lines), size, height, omitted)


def _drawing_line_height(cell: int) -> int:
    return int(cell / MONO_ADVANCE * _DRAWING_LINE_HEIGHT)
