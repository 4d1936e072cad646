"""Reduce text to its shape: each character replaced by the letter of its class."""

import re
import unicodedata

MAX_LINE_LENGTH = 1000
"""Characters; a longer line is prose, because no terminal is that wide."""

INK, WORD, DIGIT, EMOJI, PUNCTUATION, NOTHING = "iwdepn"
"""The letters of a shape. A space stays a space; NOTHING is a character without width."""

_STROKES = frozenset("|/\\_^~#+=<>@*-¯´‾￣／＼｜＿·•∙°¨¸¦")
_SYMBOL_CATEGORIES = frozenset({"So", "Sm", "Sk", "Sc"})
_BY_CATEGORY = {"L": WORD, "N": DIGIT, "Z": " ", "M": NOTHING, "C": NOTHING}

_SHADING = re.compile(
    r"(?<!\w)[01]{4,}(?!\w)|(?<!\S)[01](?: [01]){3,}(?!\S)"  # bits
    r"|(\S)\1{3,}|([^\w\s])\2\2+|888|(?<!\S)``?(?!\S)"  # shading
    r"|(?<!\S)[^\w\s](?: {1,3}[^\w\s]){2,}(?!\S)"  # a grid of dots or stars
)
_RARE_CHARACTER = re.compile("[|/\\\\=+#~<>^%@01·\u2190-\u2bff\U0001fb00-\U0001fbff]")
"""Characters that are rare in prose, for a fast check before the slow one."""
_RARE_SEQUENCES = ("   ", "___", "----", "....", ". .", "****", "* *", ":::", "- -", "` `", "```")
_NO_WORD = re.compile(r"[^\w\n]*+(?:\w[^\w\n]++)*+\w?$")
_TWO_STROKES = re.compile(r"[/\\|_()<>~=#^`\[\]{}-].*[/\\|_()<>~=#^`\[\]{}-]")
_EMOJI_ROW = re.compile(r"[ \ufe0f]*+(?:[\U0001f300-\U0001faff\u2600-\u27bf][ \ufe0f]*+){4,}$")
_HINT = re.compile(
    "[\u2190-\u2bff\U0001fb00-\U0001fbff]"  # a drawing character
    r"|[^ ] {3,}[^ ]"  # a gap inside the line
    r"|([^\w\s.*-])\1\1|\*{4}|-{4}|\.{5}|([^\W_])\2{4}"  # shading
    r"|(?<![\w:])[|/\\] *[|/\\_(]|[_(] *[|/\\]"  # two strokes that may touch
    r"|(?<!\S)[^\w\s] {1,3}[^\w\s] {1,3}[^\w\s]"  # a grid of signs
    r"|-[+|]-|[|/] +[|/]|--+>|<--"
    r"|(?<!\w)(?:[\dA-Fa-f]{2} ){4}"  # bytes
    r"|[01]{8}|(?<!\w)[01]{4} +[01]{4}(?!\w)"
    r"|^ {2,}\d[\d ]*$"
    r"|^ *[|\\/+(<].*[|\\/+)>] *$"  # an outline
)


def may_hold_art(text: str) -> bool:
    """Return whether a text of many lines may contain a drawing; faster than `hints_at_art`."""
    return (
        _RARE_CHARACTER.search(text) is not None
        or any(marks in text for marks in _RARE_SEQUENCES)
        or any(map(_is_picture_row, text.split("\n")))
    )


def hints_at_art(line: str) -> bool:
    """Return whether this line may be part of a drawing; false for nearly all prose."""
    if len(line) > MAX_LINE_LENGTH:
        return False
    return (may_hold_art(line) and _HINT.search(line) is not None) or _is_picture_row(line)


def _is_picture_row(line: str) -> bool:
    """Return whether it is two strokes or more without two letters side by side, or four emoji or more."""
    if _NO_WORD.match(line) is None:  # nearly all prose
        return False
    return _TWO_STROKES.search(line) is not None or _EMOJI_ROW.match(line) is not None


def line_shape(text: str) -> str:
    """Return the shape of ``text``, equally long; repeated characters and grids are ink."""
    shape = text.translate(_CLASSES)
    for match in _SHADING.finditer(text):
        start, end = match.span()
        shape = shape[:start] + "".join(" " if char == " " else INK for char in shape[start:end]) + shape[end:]
    return shape


def _character_class(char: str) -> str:
    category = unicodedata.category(char)
    if char in _STROKES:
        return INK
    if category == "So" and char >= "\U0001f000":
        return EMOJI
    if category in _SYMBOL_CATEGORIES and char > "\xff":
        return INK
    return _BY_CATEGORY.get(category[0], PUNCTUATION)


class _ClassTable(dict[int, str]):
    """A lazy table for `str.translate` that does not cache the thousands of Han and Hangul."""

    def __missing__(self, code: int) -> str:
        letter = _character_class(chr(code))
        if code < 0x3000:
            self[code] = letter
        return letter


_CLASSES = _ClassTable()
