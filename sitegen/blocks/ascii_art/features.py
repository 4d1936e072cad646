"""Compute the features of a line that distinguish ASCII art from prose, and their weights."""

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from sitegen.blocks.ascii_art.line import ArtLine
from sitegen.blocks.ascii_art.shapes import DIGIT, INK, WORD
from sitegen.model.package_data import load_toml

WEIGHTS: Mapping[str, float] = MappingProxyType(load_toml("sitegen.blocks.ascii_art", "weights.toml"))
BIAS = -3.2
"""A line without features is prose."""

_HEADING = re.compile(r"#{1,6} +[*_]*\w.*[^#]$|#{2,6} +\w{2}|(?:-{3}|\*{3}|_{3})$")
_KEY_VALUE = re.compile(r"[\w\"-][\w.\"-]*: *\S")
_DRAWING_CHARACTER = re.compile(
    "[\u2502\u2503\u2506\u2507\u250a-\u254b\u254e\u254f\u2551-\u259f\u2800-\u28ff\U0001fb00-\U0001fbff]"
)
_GAP = re.compile(r"[^ ] {3,}(?=[^ ])")
_MIRRORED = frozenset({"/\\", "\\/"})
_AXIS_OR_BRANCH = re.compile(r"[-+]?[\d.]{1,5}\w?%? ?[|│┤](?! *[\w-]+ *\|)|[├└╰│]")  # 40 |  *
_STRINGS = re.compile(r"[A-Ga-g][#b♯♭]? ?[|:‖](?=.*--)[-\dhpbrsx|/\\~^()<>*=. ]{6,}+$")
_DUMP = re.compile(r"[\dA-Fa-f]{4,16}:? +(?:(?:[\dA-Fa-f]{2}){1,4}[ -]+){4,}")


def line_features(line: ArtLine) -> dict[str, float]:
    """Return the features of a line without its context, each 0 to 1."""
    text, shape = line.text, line.shape
    return {
        # In a line of many words such a character is a bullet or a table cell, unless the line starts with a frame.
        "box": _DRAWING_CHARACTER.search(text) is not None
        and (line.words < 6 or "─" <= text[0] <= "╿")
        and not line.is_prompt,
        "outlined": line.is_outlined,
        "mirrored": text[0] + text[-1] in _MIRRORED,
        "dense": _is_dense(text, line.words),
        "meter": line.is_meter,
        "captioned": _is_captioned(line),
        "dump": _DUMP.match(text) is not None,
        "strings": _STRINGS.match(text) is not None,
        "board": line.ink > 0 and _is_board(text),
        "framed": line.is_framed,
        "lone": line.is_lone,
        # Spaced letters have gaps that are not drawn.
        "gaps": 0 if line.is_spaced else min(len(_GAP.findall(text)), 3) / 3,
        "indent": min(line.indent, 12) / 12,
        "deep": line.indent >= 4,
        "letters": shape.count(WORD) / line.visible_count,
        "digits": 0 if _AXIS_OR_BRANCH.match(text) else shape.count(DIGIT) / line.visible_count,
        "words": min(line.words, 10) / 10,
        "sentence": line.words >= 4 and line.ends_clause,
        "prosy": 0 if line.is_drawn else min(max(line.words - (3 if line.indent else 2), 0), 5) / 5,
        "long": len(text) > 100,
        "markdown": line.words > 0 and line.is_markdown,
        "heading": _HEADING.match(text) is not None,
        "code": line.is_code or _KEY_VALUE.match(text) is not None,
    }


def _is_dense(text: str, words: int) -> bool:
    """Return whether two in five characters repeat the one before, and not only letters do."""
    if words > 2:
        return False
    repeated = [char for char, following in pairwise(text) if char == following != " "]
    kinds = set(repeated)
    return (
        len(kinds) > 1 + all(char in ".-_=!?" for char in kinds)
        and not all(map(str.isalpha, kinds))
        and len(repeated) >= 0.4 * (len(text) - text.count(" ")) >= 3
    )


def _is_captioned(line: ArtLine) -> bool:
    """Return whether it is strokes, a gap and a few words: ``@@@    the crown``."""
    drawn, gap, caption = line.text.partition("   ")
    if not gap or not line.indent or line.is_markdown or not 0 < line.words < 7 or line.ends_clause:
        return False
    return WORD not in line.shape[: len(drawn)] and INK in line.shape[: len(drawn)] and caption.strip()[0].isalpha()


def _is_board(text: str) -> bool:
    """Return whether it has fields of one character, as on a chessboard; one in five may be longer."""
    fields = text.split()
    return len(fields) >= 6 and sum(len(field) == 1 for field in fields) >= 0.8 * len(fields)
