"""Does a word begin or end here, for a browser? The same as theme/static/quote/boundaries.js.

Browsers divide text by UAX #29 with dictionaries for scripts without blanks, each in its own version. Only what
all of them surely do is told; the rest is `Boundary.PERHAPS`.
"""

import unicodedata
from enum import IntEnum

from sitegen.quotes.text_fragments.folding import is_blank

_FIRST_OTHER = "\u0590"  # from Hebrew on, scripts have rules of their own
# No rule of UAX #29 ever joins these to what stands beside them.
_PLAIN = frozenset('!?()[]{}<>=+*"|~^“”„«»‹›—–、。「」『』（）！？《》〈〉【】〔〕')
# These join letters and digits on both of their sides, so not at the end of a sentence.
_JOINING = frozenset(".,;:'’…")
_SKIN = range(0x1F3FB, 0x1F400)


class Boundary(IntEnum):
    """How sure it is that words are divided."""

    NEVER = 0
    PERHAPS = 1
    ALWAYS = 2


def boundary(text: str, at: int) -> Boundary:
    """Between the characters before and behind offset ``at``."""
    if at <= 0 or at >= len(text):
        return Boundary.ALWAYS
    before, after = text[at - 1], text[at]
    if _extends(after):
        return Boundary.PERHAPS
    if is_blank(before) or is_blank(after):
        return Boundary.ALWAYS
    if _is_of_word(before) and _is_of_word(after):
        return Boundary.NEVER
    if before in _PLAIN or after in _PLAIN or (after in _JOINING and _ends_word(text, at + 1)):
        return Boundary.ALWAYS
    return Boundary.PERHAPS


def _ends_word(text: str, at: int) -> bool:
    return at >= len(text) or is_blank(text[at])


def _is_of_word(char: str) -> bool:
    return char < _FIRST_OTHER and (char.isalpha() or char.isdecimal())


def _extends(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf" or ord(char) in _SKIN
