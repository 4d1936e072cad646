"""Build the fonts of the theme from DejaVu: the web fonts, and the fonts of social cards.

Run ``python make_fonts.py /usr/share/fonts/truetype/dejavu ../static/fonts .`` with fonttools and brotli installed.
The output is deterministic.
"""

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter, save_font
from fontTools.ttLib import TTFont

# Nearly every drawing needs only the first; browsers load the others for pages that have their characters.
RANGES = {
    "sitegen mono": "20-7E A0-17F 2010-2037 2190-21FF 2500-25FF FFFD",
    "sitegen mono more": "180-36F 2000-200A 2038-218F 2200-24FF 2600-27FF 2900-2BFF",
}
BRAILLE = range(0x2800, 0x2900)
# Social cards: characters that need neither shaping nor combining marks.
CARD_RANGES = (
    "20-7E A0-AC AE-24F 370-3FF 400-52F 1E00-1FFF 2010-2027 2030-205E 2070-209C 20A0-20BF 2100-22FF "
    "2460-257F 25A0-27BF FFFD"
)
CARD_FONTS = {"sitegen serif": "DejaVuSerif", "sitegen sans": "DejaVuSans"}


def characters(ranges: str) -> set[int]:
    """Return the code points of ranges such as ``20-7E FFFD``."""
    wanted: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        wanted |= set(range(int(first, 16), int(last or first, 16) + 1))
    return wanted


def ranges(characters: set[int]) -> str:
    """Return code points as ranges, the inverse of `characters`."""
    parts: list[list[int]] = []
    for code in sorted(characters):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in parts)


def save(font: TTFont, characters: set[int], family: str, folder: str) -> None:
    """Write a subset of ``font`` with these ``characters`` under a new family name."""
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
    """Scale the Braille of DejaVu Sans, a fifth too wide, to the cell width; DejaVu Sans Mono has none."""
    cmap, glyphs, glyph_set = font.getBestCmap(), font["glyf"], font.getGlyphSet()
    for code in BRAILLE:
        name = cmap[code]
        flat, pen = DecomposingRecordingPen(glyph_set), TTGlyphPen(None)
        glyph_set[name].draw(flat)
        flat.replay(TransformPen(pen, (cell / font["hmtx"][name][0], 0, 0, 1, 0, 0)))
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(glyphs)
        font["hmtx"][name] = (cell, getattr(glyphs[name], "xMin", 0))


def main(source: str, folder: str, card_folder: str) -> None:
    """Build all fonts from DejaVu in ``source``, and write the list of characters that each covers."""
    covered = {}
    for family, wanted in RANGES.items():
        mono = TTFont(f"{source}/DejaVuSansMono.ttf", recalcTimestamp=False)
        covered[family] = characters(wanted) & set(mono.getBestCmap())
        save(mono, covered[family], family, folder)
    sans = TTFont(f"{source}/DejaVuSans.ttf", recalcTimestamp=False)
    narrow_braille(sans, max(width for width, _ in mono["hmtx"].metrics.values()))
    save(sans, covered.setdefault("sitegen braille", set(BRAILLE)), "sitegen braille", folder)
    for family, name in CARD_FONTS.items():
        font = TTFont(f"{source}/{name}.ttf", recalcTimestamp=False)
        covered[family] = characters(CARD_RANGES) & set(font.getBestCmap())
        save(font, covered[family], family, card_folder)
    lines = (f"{family.replace(' ', '-')}: {ranges(each)}\n" for family, each in sorted(covered.items()))
    with open(f"{card_folder}/coverage.txt", "w", encoding="ascii") as file:  # noqa: PTH123
        file.writelines(lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
