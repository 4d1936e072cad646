"""Compute the features of a line that distinguish ASCII art from prose, and their weights."""

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType

from sitegen.blocks.ascii_art.line import ArtLine
from sitegen.blocks.ascii_art.shapes import DIGIT, INK, WORD

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # evidence for art
        "box": 4.5,  # contains a drawing character: │ ┌ █ ⣿
        "framed": 0.6,  # between two posts: │ text │, + text +
        "outlined": 0.9,  # between strokes or brackets, without a word of four letters: ( o.o )
        "board": 1.5,  # single characters separated by spaces, not all of them letters
        "mirrored": 1.2,  # between two strokes that mirror each other: / text \\
        "dense": 3.0,  # mostly repeated characters, of several kinds: .:ooOO88@@
        "meter": 6.0,  # a bar between brackets: [####----]
        "captioned": 1.3,  # strokes, a gap and a few words
        "dump": 4.0,  # bytes in hexadecimal, with their addresses
        "strings": 3.0,  # a string of a guitar: e|--0--3--|
        "one_sign": 2.5,  # all signs of the paragraph are the same, and its lines are shifted
        "centered": 6.0,  # the paragraph has no letters, and its lines the same middle
        "lone": 0.5,  # indented, and only one or a few strokes: the shaft of an arrow
        "pointed": 2.2,  # a few words in a paragraph with a lone line: the target of the arrow
        "wordless": 1.2,  # no letters, at most a few digits
        "gaps": 2.3,  # wide gaps inside the line, up to three
        "indent": 1.5,  # up to twelve columns
        "deep": 0.6,  # four columns or more
        "near": 0.5,  # ink of the lines above and below
        "paragraph": 1.9,  # ink of the paragraph's other lines, on average
        "inkiest": 1.2,  # ink of the paragraph's inkiest other line
        "label": 4.2,  # a few words, indented or in columns, next to a mostly inky paragraph
        "root": 2.5,  # above the branches of a tree
        "walls": 1.3,  # between posts, like a line above or below
        "aligned": 1.8,  # a vertical stroke continues in the line above or below
        "grid": 3.5,  # as many single characters as in the lines around it, three lines or more
        "bar": 2.3,  # a bar after a label, like that of a neighbor: east ====>
        "scale": 2.5,  # short words or numbers along an axis
        "small": 2.5,  # one of two or three lines that all are strokes: a face, a bird
        # evidence against
        "letters": -0.6,  # share of the visible characters
        "digits": -2.4,  # share of the visible characters; a column of numbers is a table
        "words": -0.9,  # up to ten
        "sentence": -0.4,  # four words or more and punctuation at the end
        "prosy": -5.0,  # hardly any ink, no gap: words after the second (if indented the third), up to five
        "long": -1.4,  # more than a hundred columns
        "markdown": -1.0,  # starts like a heading, list item or quote
        "heading": -4.0,  # a heading with words, or a rule of three characters
        "code": -1.0,  # looks like code or `key: value`
        "rule": -1.0,  # one repeated character, without ink above or below
        "blank": -6.0,  # a blank to fill in: Name: ______
    }
)
"""Fitted by logistic regression on fenced drawings without their fences and on about 2,000 messages without drawings;
then rounded. `prosy`, `sentence`, `heading` and `wordless` were strengthened by hand, because fences also contain
prose. The features of single kinds of drawings, such as `strings` and `meter`, were added and weighted by hand.
"""
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
