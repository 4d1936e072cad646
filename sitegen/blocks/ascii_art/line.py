"""Parse a line and tell what it looks like: strokes, code, a label, a row of cells."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from sitegen.blocks.ascii_art.shapes import DIGIT, EMOJI, INK, MAX_LINE_LENGTH, NOTHING, WORD, line_shape

_MARKDOWN = re.compile(r"(?:#{1,6} \S|[-*+•] +\S|\d+[.)] |> |\*\*\S|\[[ x]\] )")
_CODE = re.compile(
    r"(?:def|class|import|from|return|if|for|while|const|let|var|function|public|private) "
    r"|#include|//|\$ |>>> |@@ -\d|</?[a-z]|\\(?:begin|end|[a-z]*\{)|[-dl][rwx-]{9} "
    r"|[\])}]*(?:\}|[\])}]{2}|[\])}][,;])[,;]?$|;;$|\\[\[\]]$"  # closing brackets, displayed formulas
    r"|.*(?:[;{]|\w\([^()]*\)[:;]?)$"
    r"|[\w\"-][\w.\"-]*= *\S"
)
_PROMPT = re.compile(r"[└╰]─*[╼$#]|[┌╭]─*[\[(].*@.*[\])]$")
_OUTLINE = re.compile(r"[|/\\(<\[{_.:'`,~+^\"-].*[|/\\)>\]}_.:'`,~+^\"-]")
_LONG_WORD = re.compile(f"{WORD}{{4}}")
_SPACED_LETTERS = re.compile(r"(?:\w +){3,}\w(?!\w)")
_WORDS = re.compile(f"{WORD}{{2,}}")
_SENTENCE = re.compile(r"[.!?:,;…。！？][\"'”’)*_]*$")
_STROKE = r"[|/\\vVoO^↓↑│┃║▼▲:.?!'+*<>()\[\]_=~-]{1,2}"
_LONE = re.compile(rf"(?![?!:']{{1,2}}$){_STROKE}(?: +{_STROKE})*")
_ELLIPSIS = re.compile(r"(?:\d+ ?)?[.…]{2,6}|>(?: [^\w\s])?|>+ ?(?:\*\*)?[.…]{1,6}(?:\*\*)?")
"""An ellipsis: repeated signs, but not drawn."""
_POSTS = frozenset("|│║┃┆┊╎╏┋┇▌▐█▓▒░▕▏｜¦:!")
_BARS, _CROSSES = frozenset("|│┃║"), frozenset("+┼├┤┬┴")
_MIN_CELLS, _MIN_EMOJI = 5, 4
_FIRST_EMOJI = "\u2600"
_ROW_LABEL = re.compile(f"[{WORD}{DIGIT}]{{1,3}} +")
_BOXES = re.compile(r"(?:\[.\] ?){3,}")
_BAR = re.compile(r"(?:[\w.%'-]+[ :|]+){1,4}?(?:([xXoO])\1{3,}|[#=*~■●♥★▪+>♡☆○□▫]{5,})")  # north =====>
_METER = re.compile(  # [####----], [=====>    ], |====|---|
    r"[^\[(|]*+(?:[\[(] ?(?=[^\])]{5})(?:([^\w\s(){}\[\]]|[xXoO])\1{2,}+[^\w(){}\[\]]*+|[#=*>-]+ {3,})[\])]"
    r"|\| ?(?=[^|]{5})([#=*>~█▓▒░■●])\2{2,}+[^\w|]*+\|)"
    r"|(?:[^\W\d_][\w .-]*+:? *)?[█▓▒░■□▰▱▮▯●○⬛⬜]{5,}+ *\d+(?:[.,]\d+)? ?%"  # ███░░ 60%
)
_BLANK = re.compile(r"(?:.*?[^\W_][:.)\]]*)?[ \t]{0,3}_{3,}")
_AXIS_LINES, _TICKS = "-─=_", frozenset("|+┴┬┼└╰├<>^'")
_NUMBER = re.compile(r"[-+]?[\d.,]+[%a-zA-Z°]?")


@dataclass(frozen=True, eq=False, slots=True)
class ArtLine:
    """A line that is not blank, prepared for the features; equal lines are one object, so that each is judged once."""

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
    @lru_cache(maxsize=8192)
    def parse(cls, line: str) -> Self:
        """Parse a line of a message."""
        expanded = line.expandtabs(8) if len(line) <= MAX_LINE_LENGTH else ""
        text = expanded.strip()
        indent = len(expanded) - len(expanded.lstrip())
        shape = line_shape(text)
        visible = max(1, len(shape) - shape.count(" ") - shape.count(NOTHING))
        words = sum(1 if len(run) < 16 else len(run) // 4 for run in _WORDS.findall(shape))
        is_lone = indent > 0 and _LONE.fullmatch(text) is not None
        return cls(
            text,
            shape,
            indent,
            visible,
            0.0 if _is_ellipsis(text, indent) else shape.count(INK) / visible,
            words,
            is_lone,
            _columns(text, indent, _BARS) - {0},
            _columns(text, indent, _CROSSES),
            _cells(text, shape),
        )

    @property
    def is_markdown(self) -> bool:
        """Return whether it starts like a heading, a list item or a quote."""
        return _MARKDOWN.match(self.text) is not None

    @property
    def is_code(self) -> bool:
        """Return whether it looks like code."""
        return _CODE.match(self.text) is not None

    @property
    def is_spaced(self) -> bool:
        """Return whether it has spaced letters, as in «w o r d s   l i k e   t h e s e»."""
        return _SPACED_LETTERS.search(self.text) is not None

    @property
    def is_framed(self) -> bool:
        """Return whether it is between two posts, or two equal symbols separated from it by spaces."""
        if len(self.text) < 3:
            return False
        first, last = self.text[0], self.text[-1]
        if first in _POSTS and last in _POSTS:
            return True
        return first == last and self.shape.startswith(f"{INK} ") and self.text[-2] == " "

    @property
    def is_outlined(self) -> bool:
        """Return whether it is between strokes or brackets, without a word of four letters."""
        if not _OUTLINE.fullmatch(self.text) or _LONG_WORD.search(self.shape):
            return False
        return not _is_ellipsis(self.text, self.indent)

    @property
    def is_prompt(self) -> bool:
        """Return whether it is the drawn prompt of a shell."""
        return _PROMPT.match(self.text) is not None

    @property
    def is_wordless(self) -> bool:
        """Return whether there are no letters, and at most a few digits."""
        if self.visible_count < 3 or not self.ink or WORD in self.shape:
            return False
        return DIGIT not in self.shape or self.ink >= 0.5

    @property
    def is_label(self) -> bool:
        """Return whether it is a few words that may label a drawing: no clause, list item or spaced letters."""
        if self.words > 6 or self.is_spaced or self.is_markdown:
            return False
        if self.words and self.is_code:
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
            self.words == 0 and self.visible_count > 1 and (self.is_wordless or self.is_outlined) and not self.is_code
        )

    @property
    def is_axis(self) -> bool:
        """Return whether it is a long line with ticks, corners or arrows: ``+-----|-----> ``."""
        if self.words or _TICKS.isdisjoint(self.text):
            return False
        strokes = sum(map(self.text.count, _AXIS_LINES))
        return strokes > 5 and 2 * strokes >= self.visible_count

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
    def wall(self) -> str:
        """Return the symbol on both sides of it, other than the bars of tables; else an empty string."""
        return self.text[0] if self.is_framed and self.text[0] != "|" else ""

    @property
    def is_root(self) -> bool:
        """Return whether it may be the root of a tree."""
        return 0 < self.words < 5 and not self.is_markdown

    @property
    def is_branch(self) -> bool:
        """Return whether it is a branch of a tree, as in a list of folders."""
        return self.text.startswith(("├", "└", "╰", "|--", "+--", "`--")) and not self.is_prompt

    @property
    def is_bar(self) -> bool:
        """Return whether it is a label with a bar after it."""
        return self.ink > 0 and _BAR.match(self.text) is not None

    @property
    def is_meter(self) -> bool:
        """Return whether it has a bar between brackets, or one of blocks with a percentage."""
        return _METER.match(self.text) is not None

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


def _is_ellipsis(text: str, indent: int) -> bool:
    """Return whether it is an ellipsis or hardly more than a quotation sign; indented dots may be drawn."""
    return (not indent or text.startswith(">>")) and _ELLIPSIS.fullmatch(text) is not None


def _columns(text: str, indent: int, chars: frozenset[str]) -> frozenset[int]:
    if chars.isdisjoint(text):  # nearly always
        return frozenset()
    return frozenset(n for n, char in enumerate(text, indent) if char in chars)


def _cells(text: str, shape: str) -> int:
    """Return the number of single characters, with or without spaces between them; 0 if there is anything else.

    Those without spaces are emoji, fields such as ``[x]``, or mostly ink. The first field may be longer, as a label.
    """
    shape = shape.replace(NOTHING, "")
    if text[-1:] >= _FIRST_EMOJI:
        row = _ROW_LABEL.sub("", shape)
        if not row.strip(f"{EMOJI}{INK} "):
            count = len(row) - row.count(" ")
            return count if count >= _MIN_EMOJI else 0
    if _BOXES.fullmatch(text):
        return _MIN_CELLS - 3 + text.count("[")
    fields = shape.split()
    if len(fields) == 1:
        is_solid = 2 * shape.count(INK) >= len(shape) >= _MIN_CELLS
        return len(shape) if is_solid and not (_MARKDOWN.match(text) or _CODE.match(text)) else 0
    cells = fields[1:] if fields and len(fields[0]) > 1 else fields
    return len(cells) if len(cells) >= _MIN_CELLS and all(len(cell) == 1 for cell in cells) else 0
