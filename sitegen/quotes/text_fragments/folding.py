"""Text as a browser's search compares it, or coarser: then there may seem to be more matches, never fewer.

The same as theme/static/quote/folding.js. Each character is folded by itself, so that the beginning of a text
folds to the beginning of what the text folds to.
"""

import re
import unicodedata
from functools import cache

BLANKS = " \t\n\r\f\v\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space, for a class of a regular expression; named, as ``\\s`` is not the same in every language."""

_RUN = re.compile(f"[{BLANKS}]+")
_BEYOND_ASCII = re.compile(f"[^\x00-\x7f{BLANKS}]")
# What NFKD leaves apart, and ICU's collation, of which the browser's search is made, does not.
_SAME = {
    same: letters
    for letters, alike in {
        "'": "\u2018\u2019\u201a\u201b\u05f3",
        '"': "\u201c\u201d\u201e\u201f\u05f4",
        "ss": "ßẞ",
        "σ": "ς",
        "ae": "æÆ",
        "oe": "œŒ",
        "o": "øØ",
        "d": "đĐ",
        "h": "ħĦ",
        "l": "łŁ",
        "t": "ŧŦ",
        "i": "ı",
    }.items()
    for same in alike
}


def fold(text: str) -> str:
    """``text`` without case, accents, invisible characters and curls; a run of white space is one blank."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(lambda found: _folded(found[0]), text)
    return _RUN.sub(" ", text).lower()


def folded_length(text: str, end: int) -> int:
    """How long the first ``end`` characters are when they are folded; no run of white space may go on there."""
    return len(fold(text[:end]))


def unfolded_offset(text: str, length: int) -> int:
    """The last offset in ``text`` up to which it folds to ``length`` characters: accents go with their letter."""
    seen, was_blank = 0, False
    for offset, char in enumerate(text):
        is_blank = _RUN.match(char) is not None
        seen += (not was_blank) if is_blank else len(fold(char))
        was_blank = is_blank or (was_blank and not fold(char))
        if seen > length:
            return offset
    return len(text)


def is_blank(char: str) -> bool:
    """Is it white space?"""
    return _RUN.match(char) is not None


@cache
def _folded(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    decomposed = unicodedata.normalize("NFKD", char)
    if " " in decomposed:
        return char  # an accent that stands alone: not white space
    kept = "".join(_SAME.get(each, each) for each in decomposed if not _is_unseen(each))
    return kept.lower()


def _is_unseen(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf"
