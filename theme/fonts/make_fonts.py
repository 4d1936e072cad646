"""Makes the fonts of the theme from DejaVu: those of the pages, and those that only pictures are set in.

``python make_fonts.py /usr/share/fonts/truetype/dejavu ../static/fonts .``.
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
# Of pictures: what needs neither shaping nor marks set upon letters.
SET = (
    "20-7E A0-AC AE-24F 370-3FF 400-52F 1E00-1FFF 2010-2027 2030-205E 2070-209C 20A0-20BF 2100-22FF "
    "2460-257F 25A0-27BF FFFD"
)
PICTURES = {"sitegen serif": "DejaVuSerif", "sitegen sans": "DejaVuSans"}


def characters(ranges: str) -> set[int]:
    """``20-7E FFFD`` → the code points."""
    wanted: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        wanted |= set(range(int(first, 16), int(last or first, 16) + 1))
    return wanted


def ranges(characters: set[int]) -> str:
    """The inverse of `characters`."""
    parts: list[list[int]] = []
    for code in sorted(characters):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return " ".join(f"{first:X}" if first == last else f"{first:X}-{last:X}" for first, last in parts)


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


def main(source: str, folder: str, pictures: str) -> None:
    """Makes all fonts of DejaVu in ``source``, and the list of what each covers, which pictures need."""
    covered = {}
    for family, wanted in RANGES.items():
        mono = TTFont(f"{source}/DejaVuSansMono.ttf", recalcTimestamp=False)
        covered[family] = characters(wanted) & set(mono.getBestCmap())
        save(mono, covered[family], family, folder)
    sans = TTFont(f"{source}/DejaVuSans.ttf", recalcTimestamp=False)
    narrow_braille(sans, max(width for width, _ in mono["hmtx"].metrics.values()))
    save(sans, covered.setdefault("sitegen braille", set(BRAILLE)), "sitegen braille", folder)
    for family, name in PICTURES.items():
        font = TTFont(f"{source}/{name}.ttf", recalcTimestamp=False)
        covered[family] = characters(SET) & set(font.getBestCmap())
        save(font, covered[family], family, pictures)
    lines = (f"{family.replace(' ', '-')}: {ranges(each)}\n" for family, each in sorted(covered.items()))
    with open(f"{pictures}/coverage.txt", "w", encoding="ascii") as file:  # noqa: PTH123
        file.writelines(lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
