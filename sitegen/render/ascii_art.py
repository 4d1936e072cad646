"""A drawing → HTML in which every cell has its width, and the words that tell what it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup, escape
from wcwidth import iter_graphemes, wcswidth

from sitegen.render.invisible_characters import marked
from sitegen.text.invisible import is_shown, shown

NARROWEST, WIDEST = 31, 400
"""Columns. Up to 30 fit the smallest screen at full size; more than 400 no paper one can read."""

_TAB = 8
_LABEL_WORDS = 8
_SHARE_OF_LETTERS = 0.1  # below it a drawing is shapes alone: a screen reader would only spell signs
# All one column wide, in every terminal and in the fonts that the theme ships.
_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u017f\u2010-\u2023\u2026\u2030-\u2037\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Plate:
    """What a template needs to show a drawing."""

    html: Markup
    """The inside of the ``pre``; its text is the source, with invisible characters shown."""
    lines: int
    width: int
    """In columns."""
    columns: str
    """A class such as ``c44`` from the generated style sheet; empty for drawings that fit everywhere."""
    words: str
    """Up to eight words in it, for those who hear the page; may be empty."""
    is_picture: bool
    """Whether it is shapes with hardly a letter."""


def draw(text: str) -> Plate:
    """Takes a drawing to pieces."""
    is_plain = is_shown(text)
    text = text if is_plain else shown(text)
    lines = text.split("\n")
    html = "\n".join(map(_cells, lines))
    columns = max(map(_width, lines))
    solid = sum(not char.isspace() for char in text)
    letters = sum(char.isalpha() for char in text)
    return Plate(
        html=Markup(html) if is_plain else marked(html),  # noqa: S704  # escaped in _cells
        lines=len(lines),
        width=columns,
        columns="" if columns < NARROWEST else f"c{min(columns, WIDEST)}",
        words=", ".join(islice(dict.fromkeys(_WORD.findall(text)), _LABEL_WORDS)),
        is_picture=letters < _SHARE_OF_LETTERS * solid,
    )


def stylesheet() -> str:
    """A class for every number of columns: the CSP allows no ``style`` attribute."""
    return "".join(f".c{n}{{--cols:{n}}}\n" for n in range(NARROWEST, WIDEST + 1))


def _width(line: str) -> int:
    line = line.expandtabs(_TAB)
    return len(line) if _NARROW.fullmatch(line) else max(wcswidth(line), 0)


def _cells(line: str) -> str:
    """Characters of two columns, and those of fonts that we do not know, in boxes of the right width."""
    if _NARROW.fullmatch(line.replace("\t", " ")):
        return escape(line)
    return "".join(_boxed(line))


def _boxed(line: str) -> Iterator[str]:
    for grapheme in iter_graphemes(line):
        width = wcswidth(grapheme)
        if width == 2 or (width == 1 and not _NARROW.fullmatch(grapheme[0])):
            yield f'<span class="w{width}">{escape(grapheme)}</span>'
        else:
            yield escape(grapheme)
