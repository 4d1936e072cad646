"""Compute the features of a line that distinguish ASCII art from prose, and their weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Self

from sitegen.blocks.ascii_art.shapes import DIGIT, EMOJI, INK, MAX_LINE_LENGTH, NOTHING, WORD, line_shape

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
        "strings": 3.0,  # a string of a guitar: e|--0--3--|
        "one_sign": 2.5,  # all signs of the paragraph are the same, and its lines are shifted
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
        "aligned": 1.3,  # a vertical stroke continues in the line above or below
        "grid": 3.5,  # as many single characters as in the lines around it, three lines or more
        "bar": 1.5,  # a bar after a label, like that of a neighbor: east ====>
        "scale": 2.5,  # short words or numbers along an axis
        "small": 1.5,  # one of two or three lines that all are strokes: a face, a bird
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
prose.
"""
BIAS = -3.2
"""A line without features is prose."""

_MARKDOWN = re.compile(r"(?:#{1,6} \S|[-*+•] +\S|\d+[.)] |> |\*\*\S|\[[ x]\] )")
_HEADING = re.compile(r"#{1,6} +[*_]*\w.*[^#]$|#{2,6} +\w{2}|(?:-{3}|\*{3}|_{3})$")
_CODE = re.compile(
    r"(?:def|class|import|from|return|if|for|while|const|let|var|function|public|private) "
    r"|#include|//|\$ |>>> |@@|</?[a-z]|\\(?:begin|end|[a-z]*\{)|[-dl][rwx-]{9} "
    r"|[\])}]*(?:\}|[\])}]{2}|[\])}][,;])[,;]?$|;;$|\\[\[\]]$"  # closing brackets, displayed formulas
    r"|.*(?:[;{]|\w\([^()]*\)[:;]?)$"
    r"|[\w\"-][\w.\"-]*= *\S"
)
_KEY_VALUE = re.compile(r"[\w\"-][\w.\"-]*: *\S")
_DRAWING_CHARACTER = re.compile(
    "[\u2502\u2503\u2506\u2507\u250a-\u254b\u254e\u254f\u2551-\u259f\u2800-\u28ff\U0001fb00-\U0001fbff]"
)
_OUTLINE = re.compile(r"[|/\\(<\[{_.:'`,~+^\"-].*[|/\\)>\]}_.:'`,~+^\"-]")
_LONG_WORD = re.compile(f"{WORD}{{4}}")
_GAP = re.compile(r"[^ ] {3,}(?=[^ ])")
_SPACED_LETTERS = re.compile(r"(?:\w +){3,}\w(?!\w)")
_WORDS = re.compile(f"{WORD}{{2,}}")
_SENTENCE = re.compile(r"[.!?:,;…。！？][\"'”’)*_]*$")
_STROKE = r"[|/\\vVoO^↓↑│┃║▼▲:.?!'+*<>()\[\]_=~-]{1,2}"
_LONE = re.compile(rf"(?![?!:']{{1,2}}$){_STROKE}(?: +{_STROKE})*")
_NO_INK = re.compile(r"(?:>+ ?|\d+ ?)?[.…]{2,6}")
"""An ellipsis: repeated signs, but not drawn."""
_POSTS = frozenset("|│║┃┆┊╎╏┋┇▌▐█▓▒░▕▏｜¦:!")
_MIRRORED = frozenset({"/\\", "\\/"})
_BARS, _CROSSES = frozenset("|│┃║"), frozenset("+┼├┤┬┴")
_MIN_CELLS, _MIN_EMOJI = 5, 4
_FIRST_EMOJI = "\u2600"
_BOXES = re.compile(r"(?:\[.\] ?){3,}")
_STRINGS = re.compile(r"[A-Ga-g][#b♯♭]? ?[|:‖][-\dhpbrsx|/\\~^()<>*=. ]*-{2}[-\dhpbrsx|/\\~^()<>*=. ]*$")
_METER = re.compile(  # [####----], [=====>    ]
    r"[^\[(|]*+[\[(|] ?(?:([^\w\s(){}\[\]]|[xXoO])\1{2,}+[^\w(){}\[\]]{2,}|[#=*>-]+ {3,})[\])|]"
)
_BAR = re.compile(r"(?:[\w.%'-]+[ :|]+){1,4}?([#=*~■●♥★▪+>xXoO])\1{3,}")  # north =====>
_BLANK = re.compile(r"(?:.*?[^\W_][:.)\]]*)?[ \t]{0,3}_{3,}")
_AXIS_LINES, _TICKS = frozenset("-─=_"), frozenset("|+┴┬┼└╰├<>^'")
_NUMBER = re.compile(r"[-+]?[\d.,]+[%a-zA-Z°]?")


@dataclass(frozen=True, slots=True)
class ArtLine:
    """A line that is not blank, prepared for the features."""

    index: int
    """Index in the message."""
    text: str
    """The line stripped, with tabs expanded to eight columns; empty if longer than `MAX_LINE_LENGTH`."""
    shape: str
    """As long as ``text``; see `shapes`."""
    indent: int
    """Columns."""
    visible_count: int
    """Visible characters; at least 1."""
    ink: float
    """Share of the visible characters that is ink, 0 to 1."""
    words: int
    """Words of two or more letters; in scripts without spaces, four letters of a long run count as one."""
    is_lone: bool
    """Indented, and only one or a few strokes."""
    bars: frozenset[int]
    """Columns of vertical strokes, without the first column."""
    crosses: frozenset[int]
    """Columns of corners and crossings, such as ``+``."""
    cells: int
    """Number of single characters between spaces, if the line has nothing else but a label; else 0."""

    @classmethod
    def parse(cls, index: int, line: str) -> Self:
        """Parse a line of a message."""
        expanded = line.expandtabs(8) if len(line) <= MAX_LINE_LENGTH else ""
        text = expanded.strip()
        indent = len(expanded) - len(expanded.lstrip())
        shape = line_shape(text)
        visible = max(1, len(shape) - shape.count(" ") - shape.count(NOTHING))
        words = sum(1 if len(run) < 16 else len(run) // 4 for run in _WORDS.findall(shape))
        is_lone = indent > 0 and _LONE.fullmatch(text) is not None
        return cls(
            index,
            text,
            shape,
            indent,
            visible,
            0.0 if not indent and _NO_INK.fullmatch(text) else shape.count(INK) / visible,
            words,
            is_lone,
            frozenset(n for n, char in enumerate(text, indent) if n and char in _BARS),
            frozenset(n for n, char in enumerate(text, indent) if char in _CROSSES),
            _cells(text, shape),
        )

    @property
    def is_wordless(self) -> bool:
        """Return whether there are no letters, and at most a few digits."""
        if self.visible_count < 3 or not self.ink or WORD in self.shape:
            return False
        return DIGIT not in self.shape or self.ink >= 0.5

    @property
    def is_label(self) -> bool:
        """Return whether it is a few words that may label a drawing: no clause, list item or spaced letters."""
        if self.words > 6 or _SPACED_LETTERS.search(self.text) or _MARKDOWN.match(self.text):
            return False
        if self.words and _is_code(self):
            return False
        return self.words < 4 or not self.ends_clause

    @property
    def ends_clause(self) -> bool:
        """Return whether it ends with punctuation that ends a clause."""
        return _SENTENCE.search(self.text[-4:]) is not None

    @property
    def is_stroke(self) -> bool:
        """Return whether it has no words and is strokes or between strokes: ``( o.o )``."""
        return (
            self.words == 0
            and self.visible_count > 1
            and (self.is_wordless or _is_outlined(self))
            and not _is_code(self)
        )

    @property
    def is_axis(self) -> bool:
        """Return whether it is a long line with ticks, corners or arrows: ``+-----|-----> ``."""
        strokes = sum(char in _AXIS_LINES for char in self.text)
        return (
            strokes > 5
            and strokes >= 0.6 * self.visible_count
            and self.words == 0
            and any(char in _TICKS for char in self.text)
        )

    @property
    def is_scale(self) -> bool:
        """Return whether it is numbers or short words in columns, as under an axis."""
        fields = self.text.split()
        if len(fields) < 2 or self.ink or self.ends_clause or max(map(len, fields)) > 8:
            return False
        return all(map(_NUMBER.fullmatch, fields)) or len(re.split(r" {2,}", self.text)) == len(fields)

    @property
    def is_blank_to_fill(self) -> bool:
        """Return whether it has words and blanks to fill in, but no strokes: ``Name: ______``."""
        if not self.words or "___" not in self.text or not _BLANK.match(self.text):
            return False
        return not any(kind == INK and char not in "_/+-" for char, kind in zip(self.text, self.shape, strict=True))

    @property
    def is_bar(self) -> bool:
        """Return whether it is a label with a bar after it."""
        return _BAR.match(self.text) is not None

    @property
    def is_spelled(self) -> bool:
        """Return whether there are only letters."""
        return not self.shape.strip(f"{WORD}{NOTHING} ")

    def continues(self, other: "ArtLine") -> bool:
        """Return whether a vertical stroke of this line goes on in the other, which is above or below it."""
        return bool(self.bars & (other.bars | other.crosses) or self.crosses & other.bars)

    @property
    def is_drawn(self) -> bool:
        """Return whether it is more than text: some ink, a gap, a leading stroke or brackets around it."""
        starts_with_ink = self.shape.startswith(INK) and self.text[0] not in "*-#>"
        return starts_with_ink or self.ink > 0.1 or "   " in self.text or (self.text[0], self.text[-1]) == ("[", "]")


def line_features(line: ArtLine) -> dict[str, float]:
    """Return the features of a line without its context, each 0 to 1."""
    text, shape = line.text, line.shape
    return {
        # In a line of many words such a character is a bullet or a table cell, unless the line starts with a frame.
        "box": _DRAWING_CHARACTER.search(text) is not None and (line.words < 6 or "─" <= text[0] <= "╿"),
        "outlined": _is_outlined(line),
        "mirrored": text[0] + text[-1] in _MIRRORED,
        "dense": _is_dense(text, line.words),
        "meter": _METER.match(text) is not None,
        "strings": _STRINGS.match(text) is not None,
        "board": line.ink > 0 and _is_board(text),
        "framed": _is_framed(text, shape),
        "lone": line.is_lone,
        # Spaced letters, as in «w o r d s   l i k e   t h e s e», have gaps that are not drawn.
        "gaps": 0 if _SPACED_LETTERS.search(text) else min(len(_GAP.findall(text)), 3) / 3,
        "indent": min(line.indent, 12) / 12,
        "deep": line.indent >= 4,
        "letters": shape.count(WORD) / line.visible_count,
        "digits": shape.count(DIGIT) / line.visible_count,
        "words": min(line.words, 10) / 10,
        "sentence": line.words >= 4 and line.ends_clause,
        "prosy": 0 if line.is_drawn else min(max(line.words - (3 if line.indent else 2), 0), 5) / 5,
        "long": len(text) > 100,
        "markdown": line.words > 0 and _MARKDOWN.match(text) is not None,
        "heading": _HEADING.match(text) is not None,
        "code": _is_code(line) or _KEY_VALUE.match(text) is not None,
    }


def _is_code(line: ArtLine) -> bool:
    return _CODE.match(line.text) is not None


def _is_outlined(line: ArtLine) -> bool:
    return (
        _OUTLINE.fullmatch(line.text) is not None
        and _LONG_WORD.search(line.shape) is None
        and (line.indent > 0 or not _NO_INK.fullmatch(line.text))
    )


def _is_dense(text: str, words: int) -> bool:
    """Return whether two in five characters repeat the one before, and not only letters do."""
    repeated = [char for char, following in pairwise(text) if char == following != " "]
    kinds = set(repeated)
    return (
        words < 3
        and len(kinds) > 1 + all(char in ".-_=!?" for char in kinds)
        and not all(map(str.isalpha, kinds))
        and len(repeated) >= 0.4 * (len(text) - text.count(" ")) >= 3
    )


def _cells(text: str, shape: str) -> int:
    """Return the number of single characters between spaces, of emoji or of ``[x]``, if the line has nothing else.

    Only the first field may be longer, as a label.
    """
    shape = shape.replace(NOTHING, "")
    if text[-1:] >= _FIRST_EMOJI and not shape.strip(f"{EMOJI}{INK} "):
        count = len(shape) - shape.count(" ")
        return count if count >= _MIN_EMOJI else 0
    if _BOXES.fullmatch(text):
        return _MIN_CELLS - 3 + text.count("[")
    fields = shape.split()
    cells = fields[1:] if fields and len(fields[0]) > 1 else fields
    return len(cells) if len(cells) >= _MIN_CELLS and all(len(cell) == 1 for cell in cells) else 0


def _is_framed(text: str, shape: str) -> bool:
    """Return whether the text is between two posts, or two equal symbols separated from it by spaces."""
    if len(text) < 3:
        return False
    first, last = text[0], text[-1]
    return (first in _POSTS and last in _POSTS) or (first == last and shape.startswith(f"{INK} ") and text[-2] == " ")


def _is_board(text: str) -> bool:
    """Return whether it has fields of one character, as on a chessboard; one in five may be longer."""
    fields = text.split()
    return len(fields) >= 6 and sum(len(field) == 1 for field in fields) >= 0.8 * len(fields)
