"""Load fonts with fallbacks, and tell which text they can render without shaping."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

from sitegen.text.invisible import spell_out_invisible

_CARD_FONTS, _PAGE_FONTS = "fonts", "static/fonts"  # folders of a theme
_COVERAGE = "coverage.txt"
_MONO = ("sitegen-mono", "sitegen-mono-more", "sitegen-braille")
_SHAPED_BIDI_CLASSES = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
"""Bidi classes of right-to-left text, which needs reordering and shaping."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font file and its characters."""

    path: Path
    characters: frozenset[str]


class FontStack:
    """Fonts with fallback: each character is rendered in the first font that has it."""

    def __init__(self, fonts: Sequence[Font]) -> None:
        self._fonts = tuple(fonts)
        # Caches for a few hundred characters and a dozen sizes; Pillow would take most of the time.
        self._opened: dict[tuple[int, float], ImageFont.FreeTypeFont] = {}
        self._widths: dict[tuple[str, float], float] = {}

    def can_render(self, text: str) -> bool:
        """Return whether every character of a `renderable_text` has a glyph and needs no shaping."""
        return all(
            self._font_of(char) is not None
            and not unicodedata.combining(char)
            and unicodedata.bidirectional(char) not in _SHAPED_BIDI_CLASSES
            for char in set(text)
            if char not in " \n"
        )

    def width(self, text: str, size: float) -> float:
        """Return the width in pixels."""
        return sum(self._width(char, size) for char in text)

    def runs(self, text: str, size: float) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
        """Yield runs of text in one font, in order."""
        for number, chars in groupby(text, lambda char: self._font_of(char) or 0):
            yield "".join(chars), self._open(number, size)

    def ascent(self, size: float) -> int:
        """Return the pixels from the top of a line of the first font to its baseline."""
        return self._open(0, size).getmetrics()[0]

    def _width(self, char: str, size: float) -> float:
        width = self._widths.get((char, size))
        if width is None:
            width = self._open(self._font_of(char) or 0, size).getlength(char)
            self._widths[char, size] = width
        return width

    def _font_of(self, char: str) -> int | None:
        return next((n for n, font in enumerate(self._fonts) if char in font.characters), None)

    def _open(self, number: int, size: float) -> ImageFont.FreeTypeFont:
        font = self._opened.get((number, size))
        if font is None:
            # Every Pillow has the basic layout; Raqm would make output differ by machine.
            path = self._fonts[number].path
            font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
            self._opened[number, size] = font
        return font


def renderable_text(text: str) -> str:
    """Return ``text`` composed (NFC), with controls spelled out and without format characters."""
    composed = unicodedata.normalize("NFC", spell_out_invisible(text).expandtabs(8))
    return "".join(char for char in composed if not _is_shapeless(char))


def _is_shapeless(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f")


def load_font_stacks(theme: Path) -> tuple[FontStack, FontStack, FontStack]:
    """Return serif, sans and mono of the built-in theme; mono is the fallback of the others."""
    coverage = _coverage(theme / _CARD_FONTS / _COVERAGE)
    mono = [Font(theme / _PAGE_FONTS / f"{name}.woff2", coverage[name]) for name in _MONO]
    serif, sans = (
        Font(theme / _CARD_FONTS / f"{name}.woff2", coverage[name]) for name in ("sitegen-serif", "sitegen-sans")
    )
    return FontStack([serif, *mono]), FontStack([sans, *mono]), FontStack(mono)


@cache
def _coverage(path: Path) -> dict[str, frozenset[str]]:
    """Read the characters of each font from lines such as ``sitegen-serif: 20-7E FFFD``."""
    coverage = {}
    for line in path.read_text("ascii").splitlines():
        name, _, ranges = line.partition(": ")
        pairs = ((first, last or first) for first, _, last in (each.partition("-") for each in ranges.split()))
        coverage[name] = frozenset(
            chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1)
        )
    return coverage
