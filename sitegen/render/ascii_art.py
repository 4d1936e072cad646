"""Render ASCII art as HTML with exact column widths, and extract words for its label."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup, escape
from wcwidth import iter_graphemes, wcswidth

from sitegen.render.invisible_characters import Mark, mark_invisible
from sitegen.text.invisible import is_visible, spell_out_invisible

MIN_COLUMNS, MAX_COLUMNS = 31, 400
"""Columns. Up to 30 fit the smallest screen at full size; more than 400 are unreadable on paper."""

_TAB = 8
_MAX_LABEL_WORDS = 8
_MIN_LETTER_SHARE = 0.1  # below it, a drawing has no text that a screen reader could read
# Characters one column wide, in every terminal and in the fonts of the theme.
_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u017f\u2010-\u2023\u2026\u2030-\u2037\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff]*"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class DrawingView:
    """A drawing, as templates show it."""

    html: Markup
    """Content of the ``pre`` element: the source with invisible characters spelled out."""
    lines: int
    width: int
    """Number of columns."""
    width_class: str
    """A class such as ``c44`` of the generated style sheet; empty for narrow drawings."""
    words: str
    """Up to eight words in the drawing, for screen readers; may be empty."""
    is_picture: bool
    """True if there are hardly any letters."""


def drawing_view(text: str, mark: Mark = str) -> DrawingView:
    """Return the view of a drawing."""
    is_plain = is_visible(text)
    text = text if is_plain else spell_out_invisible(text)
    lines = text.split("\n")
    html = "\n".join(map(_line_html, mark(text).split("\n")))
    width = max(map(columns, lines))
    ink = sum(not char.isspace() for char in text)
    letters = sum(char.isalpha() for char in text)
    return DrawingView(
        html=Markup(html) if is_plain else mark_invisible(html),  # noqa: S704  # escaped in _cells
        lines=len(lines),
        width=width,
        width_class="" if width < MIN_COLUMNS else f"c{min(width, MAX_COLUMNS)}",
        words=", ".join(islice(dict.fromkeys(_WORD.findall(text)), _MAX_LABEL_WORDS)),
        is_picture=letters < _MIN_LETTER_SHARE * ink,
    )


def stylesheet() -> str:
    """Return a class for every number of columns: the CSP allows no ``style`` attributes."""
    return "".join(f".c{n}{{--cols:{n}}}\n" for n in range(MIN_COLUMNS, MAX_COLUMNS + 1))


def columns(line: str) -> int:
    """Return the number of columns that a line takes in a terminal."""
    line = line.expandtabs(_TAB)
    return len(line) if _NARROW.fullmatch(line) else max(wcswidth(line), 0)


def _line_html(line: str) -> str:
    """Return the HTML of a line, with boxes of fixed width around characters of unknown width."""
    if _NARROW.fullmatch(line.replace("\t", " ")):
        return escape(line)
    return "".join(_boxed_graphemes(line))


def _boxed_graphemes(line: str) -> Iterator[str]:
    for grapheme in iter_graphemes(line):
        width = wcswidth(grapheme)
        if width == 2 or (width == 1 and not _NARROW.fullmatch(grapheme[0])):
            yield f'<span class="w{width}">{escape(grapheme)}</span>'
        else:
            yield escape(grapheme)
