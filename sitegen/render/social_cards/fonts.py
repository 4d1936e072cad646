"""Fonts that stand in for each other, and what they can set without shaping."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

from sitegen.text.invisible import shown

_PICTURES, _PAGES = "fonts", "static/fonts"  # folders of a theme
_COVERAGE = "coverage.txt"
_MONO = ("sitegen-mono", "sitegen-mono-more", "sitegen-braille")
_SHAPED = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
"""Bidi classes: text that does not run as it stands in memory, and joins its letters."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font file, and the characters that it has."""

    data_path: Path
    characters: frozenset[str]


class Faces:
    """Fonts in order: each character is set in the first that has it."""

    def __init__(self, fonts: Sequence[Font]) -> None:
        self._fonts = tuple(fonts)
        # Of a few hundred characters and a dozen sizes; asking Pillow for each again takes most of the time.
        self._opened: dict[tuple[int, float], ImageFont.FreeTypeFont] = {}
        self._widths: dict[tuple[str, float], float] = {}

    def can_set(self, text: str) -> bool:
        """Whether every character of a `settable` text has a glyph and stands where it is read."""
        return all(
            self._font_of(char) is not None
            and not unicodedata.combining(char)
            and unicodedata.bidirectional(char) not in _SHAPED
            for char in set(text)
            if char not in " \n"
        )

    def width(self, text: str, size: float) -> float:
        """In pixels; a character without a glyph is as wide as a missing one."""
        return sum(self._width(char, size) for char in text)

    def runs(self, text: str, size: float) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
        """Stretches of one font each, in order."""
        for number, chars in groupby(text, lambda char: self._font_of(char) or 0):
            yield "".join(chars), self._open(number, size)

    def ascent(self, size: float) -> int:
        """Pixels from the top of a line of the first font to its base line."""
        return self._open(0, size).getmetrics()[0]

    def _width(self, char: str, size: float) -> float:
        found = self._widths.get((char, size))
        if found is None:
            found = self._open(self._font_of(char) or 0, size).getlength(char)
            self._widths[char, size] = found
        return found

    def _font_of(self, char: str) -> int | None:
        return next((n for n, font in enumerate(self._fonts) if char in font.characters), None)

    def _open(self, number: int, size: float) -> ImageFont.FreeTypeFont:
        font = self._opened.get((number, size))
        if font is None:
            # The basic layout is there with every Pillow; the other would make pictures differ by machine.
            path = self._fonts[number].data_path
            font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
            self._opened[number, size] = font
        return font


def settable(text: str) -> str:
    """``text`` as it can be set: composed, controls spelled out, without what has no shape of its own."""
    composed = unicodedata.normalize("NFC", shown(text).expandtabs(8))
    return "".join(char for char in composed if not _is_shapeless(char))


def _is_shapeless(char: str) -> bool:
    return not char.isascii() and (unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f")


def load_faces(theme: Path) -> tuple[Faces, Faces, Faces]:
    """Serif, sans and mono of the built-in theme; each takes from mono what it has not."""
    covered = _coverage(theme / _PICTURES / _COVERAGE)
    mono = [Font(theme / _PAGES / f"{name}.woff2", covered[name]) for name in _MONO]
    serif, sans = (
        Font(theme / _PICTURES / f"{name}.woff2", covered[name]) for name in ("sitegen-serif", "sitegen-sans")
    )
    return Faces([serif, *mono]), Faces([sans, *mono]), Faces(mono)


@cache
def _coverage(path: Path) -> dict[str, frozenset[str]]:
    """What each font has: lines such as ``sitegen-serif: 20-7E FFFD``, made together with the fonts."""
    found = {}
    for line in path.read_text("ascii").splitlines():
        name, _, ranges = line.partition(": ")
        pairs = (
            (first, last or first) for first, _, last in (each.partition("-") for each in ranges.split())
        )
        found[name] = frozenset(
            chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1)
        )
    return found
