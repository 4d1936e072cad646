"""Words → lines of one size in a box; what does not fit is counted, never dropped in silence. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.render.i18n.translator import ENGLISH, Words

Width = Callable[[str, float], float]
"""Text and size → pixels."""

SIZES = (64, 58, 52, 47, 43, 39, 36, 33, 30, 28)
"""Pixels of prose, the largest that holds all words first; nobody reads smaller ones in a preview."""
LEADING = 1.36
PARAGRAPH = 0.45
"""Lines between paragraphs."""
_LONGEST = 6_000
"""Characters looked at: more than the smallest size can show."""

ADVANCE = 0.60205
"""Of the mono font, in em."""
_PITCH = 1.17
"""Lines of a drawing, in em: they join up to 1.18."""
_SMALLEST_CELL, _LARGEST_CELL = 6, 26
"""Pixels: 10 and 43 px of type."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and how far below the top of the box it begins, in pixels."""

    text: str
    top: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands in the box."""

    lines: tuple[Line, ...]
    size: float
    height: int
    """Of the lines, in pixels."""
    left_out: str = ""
    """``412 more words``; empty where everything is there."""


def set_prose(words: str, width: Width, box: tuple[int, int], language: Words = ENGLISH) -> Setting:
    """``words`` at the largest of `SIZES` that holds them; at the smallest, as many as leave room for a remark."""
    part = words[:_LONGEST]
    for size in SIZES:
        lines = tuple(_fitting(part, size, width, box))
        if len(part) == len(words) and sum(each.words for each in lines) == len(words.split()):
            return _prose(lines, size, "")
    size = SIZES[-1]
    shorter = (box[0], box[1] - round(size * LEADING))
    lines = tuple(_fitting(part, size, width, shorter))
    more = len(words.split()) - sum(each.words for each in lines)
    return _prose(lines, size, language.ngettext("{number} more word", "{number} more words", more))


def set_drawing(lines: list[str], box: tuple[int, int], language: Words = ENGLISH) -> Setting | None:
    """A drawing in cells of whole pixels, so that its lines join; None where it is too wide for any size."""
    columns = max(map(len, lines))
    cell = min(box[0] // max(columns, 1), _LARGEST_CELL)
    if cell < _SMALLEST_CELL:
        return None
    while cell > _SMALLEST_CELL and len(lines) * _pitch(cell) > box[1]:
        cell -= 1
    pitch, rows = _pitch(cell), len(lines)
    left_out = ""
    if rows * pitch > box[1]:
        rows = box[1] // pitch - 2
        more = len(lines) - rows
        left_out = language.ngettext("{number} more line", "{number} more lines", more)
    told = tuple(Line(line, n * pitch) for n, line in enumerate(lines[:rows]))
    return Setting(told, cell / ADVANCE, rows * pitch, left_out)


def fitted(text: str, width: Width, size: float, room: float) -> str:
    """``text``, or its beginning and ``…``, in at most ``room`` pixels."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


@dataclass(frozen=True, slots=True)
class _Broken:
    text: str
    words: int
    """That end in this line."""
    top: int


def _fitting(words: str, size: int, width: Width, box: tuple[int, int]) -> Iterator[_Broken]:
    """Lines from the top of the box, until one does not fit in."""
    pitch, top = round(size * LEADING), 0
    for paragraph in words.split("\n"):
        if not paragraph.strip():
            top += round(pitch * PARAGRAPH) if top else 0
            continue
        for text, ended in _broken(paragraph, size, width, box[0]):
            if top + pitch > box[1]:
                return
            yield _Broken(text, ended, top)
            top += pitch


def _broken(paragraph: str, size: int, width: Width, room: int) -> Iterator[tuple[str, int]]:
    """Lines of a paragraph, and how many of its words end in each; words wider than a line are cut."""
    blank = width(" ", size)
    line: list[str] = []
    used, ended = 0.0, 0
    for word in paragraph.split():
        for part, is_end in _cut(word, size, width, room):
            wide = width(part, size)
            if line and used + blank + wide > room:
                yield " ".join(line), ended
                line, used, ended = [], 0.0, 0
            used += wide + (blank if line else 0)
            line.append(part)
            ended += is_end
    if line:
        yield " ".join(line), ended


def _cut(word: str, size: int, width: Width, room: int) -> Iterator[tuple[str, bool]]:
    """The word, or parts of it that fit into a line each."""
    start, used = 0, 0.0
    for at, char in enumerate(word):
        wide = width(char, size)
        if at > start and used + wide > room:
            yield word[start:at], False
            start, used = at, 0.0
        used += wide
    yield word[start:], True


def _prose(lines: tuple[_Broken, ...], size: int, left_out: str) -> Setting:
    height = lines[-1].top + round(size * LEADING) if lines else 0
    return Setting(tuple(Line(each.text, each.top) for each in lines), size, height, left_out)


def _pitch(cell: int) -> int:
    return int(cell / ADVANCE * _PITCH)
