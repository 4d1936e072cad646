"""The shape of a text: each character replaced by the letter of what it is to a drawing."""

import re
import unicodedata

LONGEST = 1000
"""Characters. No terminal is that wide: a longer line is prose and is not looked at."""

INK, WORD, DIGIT, EMOJI, PUNCTUATION, NOTHING = "iwdepn"
"""The letters of a shape. A blank stays a blank; NOTHING is what has no width of its own."""

_STROKES = frozenset("|/\\_^~#+=<>@*-¯´‾￣／＼｜＿·•∙°¨¸¦")
_SIGNS = frozenset({"So", "Sm", "Sk", "Sc"})
_BY_CATEGORY = {"L": WORD, "N": DIGIT, "Z": " ", "M": NOTHING, "C": NOTHING}

_FILLED = re.compile(
    r"(?<!\w)[01]{4,}(?!\w)|(?<!\S)[01](?: [01]){3,}(?!\S)"  # bits
    r"|(\S)\1{3,}|([^\w\s])\2\2+"  # shading
    r"|(?<!\S)[^\w\s](?: {1,3}[^\w\s]){2,}(?!\S)"  # a grid of dots or stars
)
_RARE = re.compile("[|/\\\\=+#~<>^%@01·\u2190-\u2bff\U0001fb00-\U0001fbff]")
"""Characters that prose can do without: a quick no before the slow question."""
_RARE_TOGETHER = ("   ", "___", "----", "....", ". .", "****", "* *", ":::")
_HINT = re.compile(
    "[\u2190-\u2bff\U0001fb00-\U0001fbff]"  # a glyph for drawing
    r"|[^ ] {3,}[^ ]"  # a gap inside the line
    r"|([^\w\s.*-])\1\1|\*{4}|-{4}|\.{5}|([^\W_])\2{4}"  # shading
    r"|(?<![\w:])[|/\\] *[|/\\_(]|[_(] *[|/\\]"  # two strokes that may touch
    r"|(?<!\S)[^\w\s] {1,3}[^\w\s] {1,3}[^\w\s]"  # a grid of signs
    r"|[01]{8}|(?<!\w)[01]{4} +[01]{4}(?!\w)"
    r"|^ *[|\\/+(<].*[|\\/+)>] *$"  # an outline
)


def may_hold_art(text: str) -> bool:
    """Whether a drawing may stand anywhere in a text of many lines; an even quicker no."""
    return _RARE.search(text) is not None or any(marks in text for marks in _RARE_TOGETHER)


def hints_at_art(line: str) -> bool:
    """Whether a drawing may run through this line; a quick no to nearly all prose."""
    return len(line) <= LONGEST and may_hold_art(line) and _HINT.search(line) is not None


def shape_of(text: str) -> str:
    """A string as long as ``text``. What repeats or stands on a grid is ink, whatever the glyph."""
    shape = text.translate(_KINDS)
    for match in _FILLED.finditer(text):
        start, end = match.span()
        shape = (
            shape[:start] + "".join(" " if mark == " " else INK for mark in shape[start:end]) + shape[end:]
        )
    return shape


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if character in _STROKES:
        return INK
    if category == "So" and character >= "\U0001f000":
        return EMOJI
    if category in _SIGNS and character > "\xff":
        return INK
    return _BY_CATEGORY.get(category[0], PUNCTUATION)


class _Kinds(dict[int, str]):
    """A table for `str.translate` that fills itself, but not with the thousands of Han and Hangul."""

    def __missing__(self, code: int) -> str:
        kind = _kind(chr(code))
        if code < 0x3000:
            self[code] = kind
        return kind


_KINDS = _Kinds()
