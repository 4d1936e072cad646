"""Normalize text for comparison: N1 and N3 of the quote algorithm.

N1 keeps the characters and drops layout. N3 keeps only letters and digits, so that a re-export with other quotes,
dashes, emphasis or line ends has the same fingerprint. N2 is in `typography`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

IGNORABLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
_MAYBE_COMBINING = re.compile("[\u0300-\u1fff\u2020-\U0010ffff]")  # excludes the letters and quotes of most texts
_ASCII_TO_WORDS = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_ASCII = frozenset(map(chr, range(128)))
# Planes 2 and 3 hold Han characters only, more with each Unicode: an old Python must not skip them.
_NON_WORD = re.compile("(?:(?![\U00020000-\U0003ffff])[\\W_])+")
MARK_RUN = re.compile(r"[^\w\s\x00-\x7f]{64,}")
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PIECE = 1_000_000
_MAX_MARKS = 30  # as in UAX #15, Stream-Safe Text Format: sorting longer runs takes quadratic time


def normalize_verbatim(text: str) -> str:
    """Return N1: NFC, without invisible characters, white space collapsed and stripped."""
    if text.isascii():
        return collapse_white_space(text)
    return collapse_white_space(IGNORABLE.sub("", unicodedata.normalize("NFC", _stream_safe(text))))


def normalize_words(text: str) -> str:
    """Return N3: letters and digits without case and accents, words separated by spaces.

    Falls back to N1 if nothing is left (``.``, ``—``), so that texts of punctuation alone still differ.
    """
    return _by_pieces(_words, text) or normalize_verbatim(text)


def collapse_white_space(text: str) -> str:
    """Return the words of a text with one space between them."""
    return _by_pieces(lambda piece: " ".join(piece.split()), text)


def count_words(text: str) -> int:
    """Return the number of words between white space."""
    return sum(len(piece.split()) for piece in pieces(text))


def count_ideograms(text: str) -> int:
    """Return the number of Chinese characters and kana, which are written without spaces."""
    return 0 if text.isascii() else sum(1 for _ in _IDEOGRAM.finditer(text))


def _by_pieces(normalize: Callable[[str], str], text: str) -> str:
    if len(text) <= _PIECE:
        return normalize(text)
    return " ".join(filter(None, map(normalize, pieces(text))))


def pieces(text: str) -> Iterator[str]:
    """Cut a text at spaces: a list of all words takes twenty times the memory of the text."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        yield text[start : end if end >= 0 else len(text)]
        start = end if end >= 0 else len(text)


def _words(text: str) -> str:
    if text.isascii() or _has_no_words(set(text).difference(_ASCII)):
        # Most messages: ASCII, curly quotes and dashes. The same result four times faster.
        ascii_text = text.encode("ascii", "replace")
        return b" ".join(ascii_text.translate(_ASCII_TO_WORDS).split()).decode()
    folded = _MAYBE_COMBINING.sub(_drop_combining, unicodedata.normalize("NFKD", _stream_safe(text)).casefold())
    return _NON_WORD.sub(" ", folded).strip()


def is_combining_mark(char: str) -> bool:
    """Return whether the character combines with the one before it."""
    return unicodedata.combining(char) > 0


def _has_no_words(chars: set[str]) -> bool:
    """Return whether no character is part of a word or decomposes to a part of one."""
    decomposed = unicodedata.normalize("NFKD", "".join(chars))
    return not any(char.isalnum() or unicodedata.combining(char) or char >= "\U00020000" for char in decomposed)


def _drop_combining(match: re.Match[str]) -> str:
    return "" if unicodedata.combining(match[0]) else match[0]


def _stream_safe(text: str) -> str:
    """Return the text with at most 30 combining marks per letter."""
    return MARK_RUN.sub(drop_excess_marks, text)


def drop_excess_marks(match: re.Match[str]) -> str:
    """Return a match of `MARK_RUN` with at most 30 combining marks per letter."""
    kept, marks = [], 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)
