"""A quote → its picture, 1200 × 630: the words, who said them, where they stand."""

import io
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.social_cards.fonts import Faces, load_faces, settable
from sitegen.render.social_cards.layout import Setting, fitted, set_drawing, set_prose

WIDTH, HEIGHT = 1200, 630
"""Pixels, as Open Graph asks for."""

_EDGE, _TOP, _INDENT = 80, 76, 34
_BOX = (WIDTH - 2 * _EDGE - _INDENT, 390)
_RULE = 506
_NAME, _SMALL = 30, 24  # pixels of type

_GROUND, _INK, _ACCENT = (253, 252, 250), (29, 28, 26), (31, 79, 143)  # of the theme by day
_SHADES = 15  # from ground to ink; with the accent sixteen colours, four bits for each pixel
_FULL, _QUIET, _LINE = 255, 178, 40  # shares of ink


class CardPainter:
    """Paints quotes with the fonts of the built-in theme. Takes some 10 ms to make, so make one per process."""

    def __init__(self, theme: Path, words: Words = ENGLISH) -> None:
        self._serif, self._sans, self._mono = load_faces(theme)
        # Its fonts have no letters for many languages; then the picture says in English what it cannot show.
        self._language = words if self._sans.can_set(settable(_no_letters(words))) else ENGLISH

    def paint(self, quote: KnownQuote, archive: str) -> bytes:
        """The picture as PNG. ``archive`` is the title of the site.

        What the fonts cannot set (scripts that they lack or that need shaping, emoji) is not set in part:
        the picture says so in its place. So it says how many words it had no room for.
        """
        passage = quote.passage
        image = Image.new("L", (WIDTH, HEIGHT), 0)
        draw = ImageDraw.Draw(image)
        height = self._words(draw, passage)
        self._names(draw, passage, archive)
        bar = (_EDGE, _TOP + 6, _EDGE + 5, _TOP + max(height, 30))
        return _png(image, bar)

    def _words(self, draw: ImageDraw.ImageDraw, passage: Passage) -> int:
        """Sets the words; the height that they take."""
        faces, setting, is_said = self._setting(passage)
        type_ = _Type(faces, setting.size, _FULL if is_said else _QUIET)
        left = _EDGE + _INDENT
        for line in setting.lines:
            type_.set(draw, (left, _TOP + line.top), line.text)
        if setting.left_out:
            remark = _Type(self._sans, _SMALL, _QUIET)
            remark.set(draw, (left, _TOP + setting.height + 8), f"… {setting.left_out}")
        return setting.height

    def _setting(self, passage: Passage) -> tuple[Faces, Setting, bool]:
        """What stands in the place of the words, and whether it was said."""
        words = settable(passage.words.strip("\n"))
        if passage.is_drawing and words:
            lines = [line.rstrip() for line in words.split("\n")]
            if self._mono.can_set(words):
                found = set_drawing(lines, _BOX, self._language)
                if found:
                    return self._mono, found, True
                told = self._language.gettext(
                    "A drawing of {columns} × {lines} characters, too wide for this picture. "
                    "It stands on its page, whole.",
                    columns=max(map(len, lines)),
                    lines=len(lines),
                )
                return self._remark(told)
            return self._remark(_no_letters(self._language))
        setting = set_prose(words or settable(passage.title), self._serif.width, _BOX, self._language)
        if all(self._serif.can_set(line.text) for line in setting.lines):
            return self._serif, setting, bool(words)
        return self._remark(_no_letters(self._language))

    def _remark(self, text: str) -> tuple[Faces, Setting, bool]:
        box = (_BOX[0], _BOX[1] // 2)  # in a moderate size
        return self._sans, set_prose(text, self._sans.width, box), False

    def _names(self, draw: ImageDraw.ImageDraw, passage: Passage, archive: str) -> None:
        """Below a rule: speaker, model, day; conversation and archive. What is too long is cut, with ``…``."""
        draw.line((_EDGE, _RULE, WIDTH - _EDGE, _RULE), fill=_LINE, width=2)
        large, small = _Type(self._sans, _NAME, _FULL), _Type(self._sans, _SMALL, _QUIET)
        top, below, right = _RULE + 18, _RULE + 64, WIDTH - _EDGE
        day = self._language.day(passage.date or "")
        end = right - small.width(day)
        small.set(draw, (end, top + 5), day)
        at = large.set(draw, (_EDGE, top), large.fitted(self._name(passage.speaker), end - _EDGE - 40))
        if passage.model not in ("", passage.speaker) and at + 100 < end:
            small.set(draw, (at + 16, top + 5), small.fitted(self._name(passage.model), end - at - 40))
        site = small.fitted(self._name(archive), (right - _EDGE) / 2 - 20)
        end = right - small.width(site)
        small.set(draw, (end, below), site)
        small.set(draw, (_EDGE, below), small.fitted(self._name(passage.title), end - _EDGE - 40))

    def _name(self, name: str) -> str:
        one_line = " ".join(settable(name[:300]).split())
        return one_line if self._sans.can_set(one_line) else self._language.gettext("(in its own script)")


def _no_letters(words: Words) -> str:
    return words.gettext(
        "These words need letters that this picture does not have. They stand on their page, as they were said."
    )


class _Type(NamedTuple):
    """Letters of one kind, size and strength."""

    faces: Faces
    size: float
    ink: int

    def width(self, text: str) -> float:
        return self.faces.width(text, self.size)

    def fitted(self, text: str, room: float) -> str:
        return fitted(text, self.faces.width, self.size, room)

    def set(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str) -> float:
        """Sets one line with its top left at ``at``; where it ends."""
        x, base = round(at[0]), at[1] + self.faces.ascent(self.size)
        for run, font in self.faces.runs(text, self.size):
            draw.text((x, base), run, fill=self.ink, font=font, anchor="ls")
            x += round(self.width(run))
        return x


def _png(image: Image.Image, bar: tuple[int, int, int, int]) -> bytes:
    """In sixteen colours: shades of ink, and the accent of the bar."""
    shades = image.point([value * (_SHADES - 1) // 255 for value in range(256)])
    ImageDraw.Draw(shades).rectangle(bar, fill=_SHADES)
    made = Image.frombytes("P", shades.size, shades.tobytes())
    mixed = (
        round(ground + (ink - ground) * shade / (_SHADES - 1))
        for shade in range(_SHADES)
        for ground, ink in zip(_GROUND, _INK, strict=True)
    )
    made.putpalette([*mixed, *_ACCENT])
    file = io.BytesIO()
    made.save(file, "PNG", compress_level=6)  # the highest levels take five times as long for a twentieth
    return file.getvalue()
