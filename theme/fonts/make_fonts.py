"""Makes the fonts of the theme from DejaVu.

``python make_fonts.py /usr/share/fonts/truetype/dejavu ../static/fonts``.
Needs fonttools and brotli. The same DejaVu gives the same bytes.
"""

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter, save_font
from fontTools.ttLib import TTFont

# Nearly every drawing needs the first alone; browsers fetch the others when a page holds their characters.
RANGES = {
    "sitegen mono": "20-7E A0-17F 2010-2037 2190-21FF 2500-25FF FFFD",
    "sitegen mono more": "180-36F 2000-200A 2038-218F 2200-24FF 2600-27FF 2900-2BFF",
}
BRAILLE = range(0x2800, 0x2900)


def save(font: TTFont, characters: set[int], family: str, folder: str) -> None:
    """Writes those ``characters`` of ``font`` as a font of its own name."""
    names = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright and licence stay
    options = Options(flavor="woff2", layout_features=[], hinting=False, name_IDs=names, drop_tables=["FFTM"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6):
            record.string = family.replace(" ", "-") if record.nameID == 6 else family
    save_font(font, f"{folder}/{family.replace(' ', '-')}.woff2", options)


def narrow_braille(font: TTFont, cell: int) -> None:
    """DejaVu Sans Mono has no Braille; DejaVu Sans has, in cells a fifth too wide."""
    cmap, glyphs, drawn = font.getBestCmap(), font["glyf"], font.getGlyphSet()
    for code in BRAILLE:
        name = cmap[code]
        flat, pen = DecomposingRecordingPen(drawn), TTGlyphPen(None)
        drawn[name].draw(flat)
        flat.replay(TransformPen(pen, (cell / font["hmtx"][name][0], 0, 0, 1, 0, 0)))
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(glyphs)
        font["hmtx"][name] = (cell, getattr(glyphs[name], "xMin", 0))


def main(source: str, folder: str) -> None:
    """Makes all three fonts of DejaVu in ``source``."""
    for family, ranges in RANGES.items():
        mono = TTFont(f"{source}/DejaVuSansMono.ttf", recalcTimestamp=False)
        wanted = set()
        for part in ranges.split():
            first, _, last = part.partition("-")
            wanted |= set(range(int(first, 16), int(last or first, 16) + 1))
        save(mono, wanted & set(mono.getBestCmap()), family, folder)
    sans = TTFont(f"{source}/DejaVuSans.ttf", recalcTimestamp=False)
    narrow_braille(sans, max(width for width, _ in mono["hmtx"].metrics.values()))
    save(sans, set(BRAILLE), "sitegen braille", folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
