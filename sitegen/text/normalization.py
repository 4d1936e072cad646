"""Normal forms of text: what counts as the same words.

N1 and N3 of the quote algorithm. N1 keeps the characters and forgets layout; N3 keeps only letters and
digits, so that a re-export with other quotes, dashes, emphasis or line ends still has the same fingerprint.
"""

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
_MAY_COMBINE = re.compile("[\u0300-\u1fff\u2020-\U0010ffff]")  # spares the letters and quotes of most texts
_ASCII_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256)
)
_ASCII = frozenset(map(chr, range(128)))
# Planes 2 and 3 hold Han characters only, more with each Unicode: an old Python must not skip them.
_NOT_WORD = re.compile("(?:(?![\U00020000-\U0003ffff])[\\W_])+")
MAY_BE_MARKS = re.compile(r"[^\w\s\x00-\x7f]{64,}")
_MOST_MARKS = 30  # as in UAX #15, Stream-Safe Text Format: sorting longer runs takes quadratic time


def verbatim(text: str) -> str:
    """N1: NFC, without invisible characters, every run of white space one blank, stripped."""
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", _stream_safe(text))).split())


def words(text: str) -> str:
    """N3: the letters and digits, caseless and without accents, a blank between words.

    Falls back to N1 where nothing is left (``.``, ``—``), so that texts of signs alone still differ.
    """
    if text.isascii() or _only_signs(set(text).difference(_ASCII)):
        # Most messages: ASCII, curly quotes and dashes. The same result four times faster.
        ascii_text = text.encode("ascii", "replace")
        return b" ".join(ascii_text.translate(_ASCII_WORDS).split()).decode() or verbatim(text)
    folded = _MAY_COMBINE.sub(_unless_combining, unicodedata.normalize("NFKD", _stream_safe(text)).casefold())
    return _NOT_WORD.sub(" ", folded).strip() or verbatim(text)


def is_mark(char: str) -> bool:
    """Whether the character stands upon the one before it, and is no letter by itself."""
    return unicodedata.combining(char) > 0


def _only_signs(chars: set[str]) -> bool:
    """Is there nothing among the characters that is part of a word, or decomposes to something that is?"""
    decomposed = unicodedata.normalize("NFKD", "".join(chars))
    return not any(
        char.isalnum() or unicodedata.combining(char) or char >= "\U00020000" for char in decomposed
    )


def _unless_combining(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def _stream_safe(text: str) -> str:
    """The text, with at most 30 combining marks upon one letter."""
    return MAY_BE_MARKS.sub(few_marks, text)


def few_marks(found: re.Match[str]) -> str:
    """What is kept of a match of `MAY_BE_MARKS`: at most 30 combining marks upon one letter."""
    kept, marks = [], 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
