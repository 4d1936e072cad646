"""What a line of a message looks like: the features that tell drawing from prose, and the weight of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from sitegen.blocks.ascii_art.shapes import DIGIT, INK, LONGEST, NOTHING, WORD, shape_of

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # for
        "box": 4.5,  # holds a glyph made for drawing: │ ┌ █ ⣿
        "framed": 0.6,  # between two posts: │ text │, + text +
        "outlined": 0.9,  # between strokes or brackets, and no word of four letters: ( o.o )
        "board": 1.5,  # single characters with blanks between, not all of them letters
        "lone": 0.5,  # indented, and nothing but one or a few strokes: an arrow's shaft
        "pointed": 2.2,  # a few words, and such a line in the paragraph: what the arrow points at
        "wordless": 1.2,  # signs only, at most a digit among them
        "gaps": 2.3,  # wide gaps inside the line, up to three
        "indent": 1.5,  # up to twelve columns
        "deep": 0.6,  # four columns or more
        "near": 0.5,  # ink of the lines above and below
        "paragraph": 1.9,  # ink of the paragraph's other lines, on average
        "inkiest": 1.2,  # ink of the paragraph's inkiest other line
        "label": 4.2,  # a few words, indented or in columns, next to a paragraph that is mostly ink
        # against
        "letters": -0.6,  # share of the marks
        "digits": -2.4,  # share of the marks; a column of numbers is a table or a listing
        "words": -0.9,  # up to ten
        "sentence": -0.4,  # four words or more and a mark that ends a clause
        "prosy": -5.0,  # hardly ink, no gap: words beyond the third (unless indented the second), up to five
        "long": -1.4,  # more than a hundred columns
        "markdown": -1.0,  # begins as a heading, item or quote does
        "heading": -4.0,  # and that mark is a heading's before a word; or a rule of three signs
        "code": -1.0,  # reads like code or `key: value`
        "rule": -1.0,  # one sign all along, and no ink above or below
    }
)
"""Fitted by logistic regression on fenced drawings put into their messages without the fences, and on some
2,000 messages without drawings; then rounded. Moved by hand where such data cannot teach: fences hold prose
as well, so `prosy`, `sentence` and `heading` came out too mild, and so did `wordless`.
"""
BIAS = -3.2
"""A line with no feature at all is prose."""

_MARKDOWN = re.compile(r"(?:#{1,6} \S|[-*+•] +\S|\d+[.)] |> |\*\*\S|\[[ x]\] )")
_HEADING = re.compile(r"#{1,6} +[*_]*\w.*[^#]$|#{2,6} +\w{2}|(?:-{3}|\*{3}|_{3})$")
_CODE = re.compile(
    r"(?:def|class|import|from|return|if|for|while|const|let|var|function|public|private) "
    r"|#include|//|\$ |>>> |@@|</?[a-z]|\\(?:begin|end|[a-z]*\{)|[-dl][rwx-]{9} "
    r"|[\])}]*(?:\}|[\])}]{2}|[\])}][,;])[,;]?$|;;$|\\[\[\]]$"  # closing brackets, displayed formulas
    r"|.*(?:[;{]|\w\([^()]*\)[:;]?)$"
    r"|[\w.\"-]+[:=] *\S"
)
_BOX = re.compile(
    "[\u2502\u2503\u2506\u2507\u250a-\u254b\u254e\u254f\u2551-\u259f\u2800-\u28ff\U0001fb00-\U0001fbff]"
)
_OUTLINE = re.compile(r"[|/\\(<\[{_.:'`,~+^\"-].*[|/\\)>\]}_.:'`,~+^\"-]")
_LONG_WORD = re.compile(f"{WORD}{{4}}")
_GAP = re.compile(r"[^ ] {3,}(?=[^ ])")
_SPELLED = re.compile(r"(?:\w +){3,}\w(?!\w)")
_WORDS = re.compile(f"{WORD}{{2,}}")
_SENTENCE = re.compile(r"[.!?:,;…。！？][\"'”’)*_]*$")
_STROKE = r"[|/\\vVoO^↓↑│┃║▼▲:.?!'+*<>()\[\]_=~-]{1,2}"
_LONE = re.compile(f"{_STROKE}(?: +{_STROKE})*")
_POSTS = frozenset("|│║┃┆┊╎╏┋┇▌▐█▓▒░▕▏｜¦:!")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, as the features see it."""

    index: int
    """In the message."""
    marks: str
    """Tabs expanded to eight, no blanks at either end; empty for a line beyond `LONGEST`."""
    shape: str
    """As long as ``marks``; see `shapes`."""
    indent: int
    """Columns."""
    count: int
    """Characters that show something; never 0."""
    ink: float
    """Share of them that is drawn, 0 to 1."""
    words: int
    """Of two letters and more. In scripts that do not set words apart, four letters of a long run are one."""
    lone: bool
    """Indented, and nothing but one or a few strokes."""

    @classmethod
    def of(cls, index: int, line: str) -> Self:
        """The line as it stands in the message."""
        text = line.expandtabs(8) if len(line) <= LONGEST else ""
        marks = text.strip()
        indent = len(text) - len(text.lstrip())
        shape = shape_of(marks)
        count = max(1, len(shape) - shape.count(" ") - shape.count(NOTHING))
        words = sum(1 if len(run) < 16 else len(run) // 4 for run in _WORDS.findall(shape))
        lone = indent > 0 and _LONE.fullmatch(marks) is not None
        return cls(index, marks, shape, indent, count, shape.count(INK) / count, words, lone)

    @property
    def is_wordless(self) -> bool:
        """Signs only, or a few digits among many signs."""
        if self.count < 3 or not self.ink or WORD in self.shape:
            return False
        return DIGIT not in self.shape or self.ink >= 0.5

    @property
    def is_label(self) -> bool:
        """A few words that may name a part of a drawing: no clause, no list item, no letters set apart."""
        if self.words > 6 or _SPELLED.search(self.marks) or _MARKDOWN.match(self.marks):
            return False
        return self.words < 4 or not self.ends_clause

    @property
    def ends_clause(self) -> bool:
        """Whether it ends with a mark that ends a clause."""
        return _SENTENCE.search(self.marks[-4:]) is not None

    @property
    def is_drawn(self) -> bool:
        """Whether there is more than text in it: some ink, a gap, a stroke or a bracket that opens it."""
        opened = self.shape.startswith(INK) and self.marks[0] not in "*-#>"
        return (
            opened or self.ink > 0.1 or "   " in self.marks or (self.marks[0], self.marks[-1]) == ("[", "]")
        )


def features_of(line: Line) -> dict[str, float]:
    """The features that a line has by itself, each 0 to 1."""
    marks, shape = line.marks, line.shape
    return {
        # In a line of many words such a glyph is a bullet or a cell, unless a branch or a frame begins there.
        "box": _BOX.search(marks) is not None and (line.words < 6 or "─" <= marks[0] <= "╿"),
        "outlined": _OUTLINE.fullmatch(marks) is not None and _LONG_WORD.search(shape) is None,
        "board": line.ink > 0 and _is_board(marks),
        "framed": _is_framed(marks, shape),
        "lone": line.lone,
        # Letters set apart, as in «w o r d s   l i k e   t h e s e», leave gaps that nobody drew.
        "gaps": 0 if _SPELLED.search(marks) else min(len(_GAP.findall(marks)), 3) / 3,
        "indent": min(line.indent, 12) / 12,
        "deep": line.indent >= 4,
        "letters": shape.count(WORD) / line.count,
        "digits": shape.count(DIGIT) / line.count,
        "words": min(line.words, 10) / 10,
        "sentence": line.words >= 4 and line.ends_clause,
        "prosy": 0 if line.is_drawn else min(max(line.words - (3 if line.indent else 2), 0), 5) / 5,
        "long": len(marks) > 100,
        "markdown": _MARKDOWN.match(marks) is not None,
        "heading": _HEADING.match(marks) is not None,
        "code": _CODE.match(marks) is not None,
    }


def _is_framed(marks: str, shape: str) -> bool:
    """Between two posts, or between two equal signs that keep their distance from the text."""
    if len(marks) < 3:
        return False
    first, last = marks[0], marks[-1]
    return (first in _POSTS and last in _POSTS) or (
        first == last and shape.startswith(f"{INK} ") and marks[-2] == " "
    )


def _is_board(marks: str) -> bool:
    """Fields of one character, as on a chessboard or in a star map; one in five may be longer."""
    fields = marks.split()
    return len(fields) >= 6 and sum(len(field) == 1 for field in fields) >= 0.8 * len(fields)
