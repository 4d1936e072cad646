"""Compute the features of a line that distinguish ASCII art from prose, and their weights."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from sitegen.blocks.ascii_art.shapes import DIGIT, INK, MAX_LINE_LENGTH, NOTHING, WORD, line_shape

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # evidence for art
        "box": 4.5,  # contains a drawing character: │ ┌ █ ⣿
        "framed": 0.6,  # between two posts: │ text │, + text +
        "outlined": 0.9,  # between strokes or brackets, without a word of four letters: ( o.o )
        "board": 1.5,  # single characters separated by spaces, not all of them letters
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
    r"|[\w.\"-]+[:=] *\S"
)
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
_LONE = re.compile(f"{_STROKE}(?: +{_STROKE})*")
_POSTS = frozenset("|│║┃┆┊╎╏┋┇▌▐█▓▒░▕▏｜¦:!")


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
        return cls(index, text, shape, indent, visible, shape.count(INK) / visible, words, is_lone)

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
        return self.words < 4 or not self.ends_clause

    @property
    def ends_clause(self) -> bool:
        """Return whether it ends with punctuation that ends a clause."""
        return _SENTENCE.search(self.text[-4:]) is not None

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
        "outlined": _OUTLINE.fullmatch(text) is not None and _LONG_WORD.search(shape) is None,
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
        "markdown": _MARKDOWN.match(text) is not None,
        "heading": _HEADING.match(text) is not None,
        "code": _CODE.match(text) is not None,
    }


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
