"""Word boundaries as browsers see them. Twin of theme/static/quote/boundaries.js.

Browsers segment text by different versions of UAX #29, with dictionaries for scripts without spaces. Unless all of them
agree, the result is `Boundary.POSSIBLE`.
"""

import unicodedata
from enum import IntEnum

from sitegen.quotes.text_fragments.folding import is_whitespace

_FIRST_COMPLEX_SCRIPT = "\u0590"  # scripts from Hebrew on have special rules
# No rule of UAX #29 joins these to adjacent characters.
_ALWAYS_SEPARATE = frozenset('!?()[]{}<>=+*"|~^“”„«»‹›—–、。「」『』（）！？《》〈〉【】〔〕')
# These join letters and digits on both sides, so not at the end of a sentence.
_MID_WORD = frozenset(".,;:'’…")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


class Boundary(IntEnum):
    """The certainty of a word boundary."""

    NEVER = 0
    POSSIBLE = 1
    ALWAYS = 2


def boundary(text: str, at: int) -> Boundary:
    """Return the certainty of a word boundary before offset ``at``."""
    if at <= 0 or at >= len(text):
        return Boundary.ALWAYS
    before, after = text[at - 1], text[at]
    if _is_extending(after):
        return Boundary.POSSIBLE
    if is_whitespace(before) or is_whitespace(after):
        return Boundary.ALWAYS
    if _is_word_char(before) and _is_word_char(after):
        return Boundary.NEVER
    if before in _ALWAYS_SEPARATE or after in _ALWAYS_SEPARATE or (after in _MID_WORD and _is_word_end(text, at + 1)):
        return Boundary.ALWAYS
    return Boundary.POSSIBLE


def _is_word_end(text: str, at: int) -> bool:
    return at >= len(text) or is_whitespace(text[at])


def _is_word_char(char: str) -> bool:
    return char < _FIRST_COMPLEX_SCRIPT and (char.isalpha() or char.isdecimal())


def _is_extending(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf" or ord(char) in _SKIN_TONES
