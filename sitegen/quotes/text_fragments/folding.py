"""Fold text as browsers do when they search, or more: then there are more matches, never fewer.

Twin of theme/static/quote/folding.js. Each character is folded separately, so a prefix of a text folds to a prefix
of the folded text.
"""

import re
import unicodedata
from functools import cache

WHITESPACE = " \t\n\r\f\v\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Whitespace for a regular expression class; ``\\s`` differs between Python and JavaScript."""

_WHITESPACE_RUN = re.compile(f"[{WHITESPACE}]+")
WHITESPACE_CHARACTERS = "".join(filter(_WHITESPACE_RUN.match, map(chr, range(0x3001))))
"""The characters of `WHITESPACE`, for `str.strip`."""
_BEYOND_ASCII = re.compile(f"[^\x00-\x7f{WHITESPACE}]")
# Distinct in NFKD, but equal in ICU collation, which browsers use for searching.
_EQUIVALENTS = {
    char: letters
    for letters, chars in {
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
    for char in chars
}


def fold(text: str) -> str:
    """Remove case, accents, invisible characters and curly quotes; a run of whitespace becomes one space."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(lambda match: _fold_char(match[0]), text)
    return _WHITESPACE_RUN.sub(" ", text).lower()


def folded_length(text: str, end: int) -> int:
    """Return the folded length of the first ``end`` characters; a run of whitespace must not continue there."""
    return len(fold(text[:end]))


def unfolded_offset(text: str, length: int) -> int:
    """Return the last offset up to which ``text`` folds to ``length`` characters: accents stay with their letter."""
    size, was_whitespace = 0, False
    for offset, char in enumerate(text):
        is_space = is_whitespace(char)
        size += (not was_whitespace) if is_space else len(fold(char))
        was_whitespace = is_space or (was_whitespace and not fold(char))
        if size > length:
            return offset
    return len(text)


def is_whitespace(char: str) -> bool:
    """Return whether a character is whitespace."""
    return char in WHITESPACE_CHARACTERS


@cache
def _fold_char(char: str) -> str:
    if char in _EQUIVALENTS:
        return _EQUIVALENTS[char]
    decomposed = unicodedata.normalize("NFKD", char)
    if " " in decomposed:
        return char  # a standalone accent, not whitespace
    kept = "".join(_EQUIVALENTS.get(each, each) for each in decomposed if not _is_ignorable(each))
    return kept.lower()


def _is_ignorable(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf"
