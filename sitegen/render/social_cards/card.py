"""Paint PNGs of 1200 × 630 pixels: the card of a quote, and the preview of a conversation or a site."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.social_cards.fonts import FontStack, load_font_stacks, renderable_text
from sitegen.render.social_cards.layout import SIZES, TextLayout, layout_drawing, layout_prose, truncate

WIDTH, HEIGHT = 1200, 630
"""Pixels, as recommended for Open Graph."""

_EDGE, _TOP, _INDENT = 80, 76, 34
_BOX = (WIDTH - 2 * _EDGE - _INDENT, 390)
_RULE_TOP = 506
_NAME, _SMALL = 30, 24  # pixels of type

_BACKGROUND, _INK, _ACCENT = (253, 252, 250), (29, 28, 26), (31, 79, 143)  # of the light theme
_SHADES = 15  # from background to ink; sixteen colours with the accent, so four bits per pixel
# Previews have four shades, so two bits: half the bytes and half the time, as there is one for each conversation.
_PREVIEW_SHADES, _PREVIEW_COMPRESSION = 4, 3
_PREVIEW_SIZES = SIZES[SIZES.index(47) :]  # larger letters take more time and bytes
_PREVIEW_INK, _PREVIEW_QUIET, _PREVIEW_LINE = 3, 2, 1  # shades
_FULL, _QUIET, _LINE = 255, 178, 40  # shares of ink


class CardPainter:
    """Painter of cards with the fonts of the built-in theme. Creating one takes 10 ms: create one per process."""

    def __init__(self, theme: Path, translator: Translator = ENGLISH) -> None:
        self._serif, self._sans, self._mono = load_font_stacks(theme)
        # The fonts lack the letters of many languages; then notes on the card are in English.
        note = renderable_text(_missing_glyphs_note(translator))
        self._translator = translator if self._sans.can_render(note) else ENGLISH

    def paint(self, quote: KnownQuote, site_title: str) -> bytes:
        """Return the card as PNG.

        A text that the fonts cannot render (missing scripts, scripts that need shaping, emoji) is replaced by a note;
        a text that is too long ends with the number of omitted words.
        """
        passage = quote.passage
        image = Image.new("L", (WIDTH, HEIGHT), 0)
        draw = ImageDraw.Draw(image)
        height = self._draw_text(draw, passage)
        self._draw_caption(draw, passage, site_title)
        bar = (_EDGE, _TOP + 6, _EDGE + 5, _TOP + max(height, 30))
        return _png(image, bar)

    def can_paint(self, words: str) -> bool:
        """Return whether a preview can show the words."""
        text = renderable_text(words)
        return bool(text.strip()) and self._serif.can_render(text)

    def paint_preview(
        self, passages: Iterable[Passage], site_title: str, sizes: Sequence[int] = _PREVIEW_SIZES
    ) -> bytes | None:
        """Return a picture of the first passage that the fonts can render; None if there is none.

        Names that they cannot render are left out.
        """
        for passage in passages:
            fonts, layout, is_passage = self._layout(passage, sizes)
            if is_passage:
                break
        else:
            return None
        image = Image.new("P", (WIDTH, HEIGHT), 0)
        image.putpalette(_shades(_PREVIEW_SHADES))
        draw = ImageDraw.Draw(image)
        draw.fontmode = "L"  # letters have the shades between background and ink
        style = _TextStyle(fonts, layout.size, _PREVIEW_INK)
        left = _EDGE
        if passage.is_drawing:
            left = round((WIDTH - max(style.width(line.text) for line in layout.lines)) / 2)
        top = _TOP + (_BOX[1] - layout.height) // 2
        for line in layout.lines:
            style.draw(draw, (left, top + line.top), line.text)
        draw.line((_EDGE, _RULE_TOP, WIDTH - _EDGE, _RULE_TOP), fill=_PREVIEW_LINE, width=2)
        self._draw_names(draw, passage.title, passage.speaker, site_title)
        return _encode(image, _PREVIEW_COMPRESSION)

    def _draw_names(self, draw: ImageDraw.ImageDraw, title: str, speaker: str, site_title: str) -> None:
        """Draw the title; speaker and site below it."""
        large = _TextStyle(self._sans, _NAME, _PREVIEW_INK)
        small = _TextStyle(self._sans, _SMALL, _PREVIEW_QUIET)
        width = WIDTH - 2 * _EDGE
        large.draw(draw, (_EDGE, _RULE_TOP + 18), large.truncated(self._renderable_name(title, ""), width))
        _draw_last_line(draw, small, self._renderable_name(speaker, ""), self._renderable_name(site_title, ""))

    def _draw_text(self, draw: ImageDraw.ImageDraw, passage: Passage) -> int:
        """Draw the text; return its height in pixels."""
        fonts, layout, is_quote = self._layout(passage)
        style = _TextStyle(fonts, layout.size, _FULL if is_quote else _QUIET)
        left = _EDGE + _INDENT
        for line in layout.lines:
            style.draw(draw, (left, _TOP + line.top), line.text)
        if layout.omitted:
            note = _TextStyle(self._sans, _SMALL, _QUIET)
            note.draw(draw, (left, _TOP + layout.height + 8), f"… {layout.omitted}")
        return layout.height

    def _layout(self, passage: Passage, sizes: Sequence[int] = SIZES) -> tuple[FontStack, TextLayout, bool]:
        """Return fonts and layout of the text, and whether it is the quote rather than a note."""
        text = renderable_text(passage.words.strip("\n"))
        if passage.is_drawing and text:
            lines = [line.rstrip() for line in text.split("\n")]
            if self._mono.can_render(text):
                drawing_layout = layout_drawing(lines, _BOX, self._translator)
                if drawing_layout:
                    return self._mono, drawing_layout, True
                note = self._translator.gettext(
                    "A drawing of {columns} × {lines} characters, too wide for this image. The page shows all of it.",
                    columns=max(map(len, lines)),
                    lines=len(lines),
                )
                return self._note_layout(note)
            return self._note_layout(_missing_glyphs_note(self._translator))
        words = text or renderable_text(passage.title)
        layout = layout_prose(words, self._serif.width, _BOX, self._translator, sizes)
        if all(self._serif.can_render(line.text) for line in layout.lines):
            return self._serif, layout, bool(text)
        return self._note_layout(_missing_glyphs_note(self._translator))

    def _note_layout(self, text: str) -> tuple[FontStack, TextLayout, bool]:
        box = (_BOX[0], _BOX[1] // 2)  # half the height, for a moderate font size
        return self._sans, layout_prose(text, self._sans.width, box), False

    def _draw_caption(self, draw: ImageDraw.ImageDraw, passage: Passage, site_title: str) -> None:
        """Draw a line, and below it speaker, model and date; conversation and site. Long names end with ``…``."""
        draw.line((_EDGE, _RULE_TOP, WIDTH - _EDGE, _RULE_TOP), fill=_LINE, width=2)
        large, small = _TextStyle(self._sans, _NAME, _FULL), _TextStyle(self._sans, _SMALL, _QUIET)
        top = _RULE_TOP + 18
        day = self._translator.day(passage.date or "")
        end = WIDTH - _EDGE - small.width(day)
        small.draw(draw, (end, top + 5), day)
        at = large.draw(draw, (_EDGE, top), large.truncated(self._renderable_name(passage.speaker), end - _EDGE - 40))
        if passage.model not in ("", passage.speaker) and at + 100 < end:
            small.draw(draw, (at + 16, top + 5), small.truncated(self._renderable_name(passage.model), end - at - 40))
        _draw_last_line(draw, small, self._renderable_name(passage.title), self._renderable_name(site_title))

    def _renderable_name(self, name: str, missing: str | None = None) -> str:
        """Return a name on one line; if the fonts cannot render it, ``missing`` or a note."""
        one_line = " ".join(renderable_text(name[:300]).split())
        if self._sans.can_render(one_line):
            return one_line
        return self._translator.gettext("(script not supported)") if missing is None else missing


def _missing_glyphs_note(translator: Translator) -> str:
    return translator.gettext("This image cannot show the script of this quote. The page has the full text.")


class _TextStyle(NamedTuple):
    """Fonts, size and strength of text."""

    fonts: FontStack
    size: float
    ink: int

    def width(self, text: str) -> float:
        return self.fonts.width(text, self.size)

    def truncated(self, text: str, max_width: float) -> str:
        return truncate(text, self.fonts.width, self.size, max_width)

    def draw(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str) -> float:
        """Draw one line with its top left at ``at``; return the x coordinate of its end."""
        x, base = round(at[0]), at[1] + self.fonts.ascent(self.size)
        for run, font in self.fonts.runs(text, self.size):
            draw.text((x, base), run, fill=self.ink, font=font, anchor="ls")
            x += round(self.width(run))
        return x


def _draw_last_line(draw: ImageDraw.ImageDraw, style: _TextStyle, name: str, site_title: str) -> None:
    """Draw a name on the left, and on the right the site, which takes at most half of the width."""
    top = _RULE_TOP + 64
    site = style.truncated(site_title, (WIDTH - 2 * _EDGE) / 2 - 20)
    end = WIDTH - _EDGE - style.width(site)
    style.draw(draw, (end, top), site)
    style.draw(draw, (_EDGE, top), style.truncated(name, end - _EDGE - 40))


def _png(image: Image.Image, bar: tuple[int, int, int, int]) -> bytes:
    """Encode with sixteen colours: shades of ink, and the accent of the bar."""
    shades = image.point([value * (_SHADES - 1) // 255 for value in range(256)])
    ImageDraw.Draw(shades).rectangle(bar, fill=_SHADES)
    palette_image = Image.frombytes("P", shades.size, shades.tobytes())
    palette_image.putpalette([*_shades(_SHADES), *_ACCENT])
    return _encode(palette_image, 6)  # level 9 takes five times as long and saves 5 %


def _shades(number: int) -> list[int]:
    """Return a palette from background to ink."""
    return [
        round(ground + (ink - ground) * shade / (number - 1))
        for shade in range(number)
        for ground, ink in zip(_BACKGROUND, _INK, strict=True)
    ]


def _encode(image: Image.Image, compress_level: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=compress_level)
    return file.getvalue()
