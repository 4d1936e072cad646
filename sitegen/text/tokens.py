"""Text → terms: what counts as a word, and as the same word. The browser's half is ``tokens.js``; a test holds
both against every character that there is.

A run of letters, marks and digits is a word; a pictograph is one by itself. Scripts that put no blanks between
words are cut into overlapping pairs of characters, and the last character stands alone, so that every
character begins exactly one term: a pair is looked up as it is, a longer string as pairs side by side, a
single character as a prefix. The ranges are fixed, so that no version of Unicode moves a character.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from operator import add
from typing import NamedTuple

import regex

LONGEST = 64
"""Characters of a word that count; longer ones are data, not words."""
_LONGEST_KEPT = 24
"""Characters of a run that may well come again."""

_PICTOGRAPHS = "\u2600-\u27bf\U0001f000-\U0001faff"
_JOINERS = "\u00ad\u200c\u200d"
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u3005-\u3007\u3031-\u3035\u3041-\u30ff"
    "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ua9e0-\ua9ff"
    "\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, bopomofo, Han, Hangul."""
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNWRITTEN = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    f"\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u20d0-\u20ff{_JOINERS}{_SELECTORS}]+"
)
"""What makes no difference: accents of European letters, Hebrew points, Arabic vowels and stretched lines,
joiners, selectors of a glyph. Marks of other scripts are part of their words.
"""

_OF_WORDS = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_PICTOGRAPHS}]]"
_RUN = regex.compile(
    rf"{_OF_WORDS}(?:[{_JOINERS}]*{_OF_WORDS})*|[{_PICTOGRAPHS}]", regex.VERSION1 | regex.UNICODE
)
_MATTERS = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}{_PICTOGRAPHS}{_JOINERS}]--[\x00-\x7f]]", regex.VERSION1)
"""What makes a text more than ASCII words and signs between them."""
_WORD = regex.compile(rf"{_OF_WORDS}+|[{_PICTOGRAPHS}]", regex.VERSION1)
_SEGMENT = re.compile(f"(?P<unspaced>[{UNSPACED}](?:[{_JOINERS}{_SELECTORS}]*[{UNSPACED}])*)|[^{UNSPACED}]+")
_CLUSTER = regex.compile(
    rf"[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]{{1,64}}|.[\p{{M}}\uff9e\uff9f{_JOINERS}]{{0,64}}"
)
"""What may compose to one character."""
_PLAIN_UNSPACED = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]+")
"""Characters that `fold` leaves as they are, whatever stands beside them."""
_ASCII_WORD = re.compile(r"([a-z0-9]{1,64})[a-z0-9]*")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")


class Token(NamedTuple):
    """A term and where it stands."""

    term: str
    start: int
    """In characters of the text."""
    end: int


def terms(text: str) -> list[str]:
    """The terms of a text, in order; the index of a term in the list is its position."""
    if text.isascii() or not _MATTERS.search(text):
        # Most messages: ASCII, curly quotes, dashes, the lines of drawings.
        return _ASCII_WORD.findall(text.encode("ascii", "replace").decode().lower())
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii():
            found.append(run.lower()[:LONGEST])
        elif _PLAIN_UNSPACED.fullmatch(run):
            found += map(add, run, run[1:])
            found.append(run[-1])
        elif len(run) > _LONGEST_KEPT:
            found += [token.term for token in _tokens_of_run(run, 0)]
        else:
            found += _terms_of_run(run)
    return found


def tokens(text: str) -> list[Token]:
    """The same terms with their places. Terms that come from one character share its place."""
    return [token for run in _RUN.finditer(text) for token in _tokens_of_run(run[0], run.start())]


def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, without case, accents and what is not seen. Takes quadratic time in
    the marks upon one letter, so callers bound them.
    """
    bare = _UNWRITTEN.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold())


def is_unspaced(term: str) -> bool:
    """Is the term, not empty, of a script that puts no blanks between words?"""
    return _IS_UNSPACED.match(term) is not None


@lru_cache(maxsize=10_000)
def _terms_of_run(run: str) -> tuple[str, ...]:
    return tuple(token.term for token in _tokens_of_run(run, 0))


def _tokens_of_run(run: str, start: int) -> Iterator[Token]:
    for segment in _SEGMENT.finditer(run):
        at = start + segment.start()
        if segment["unspaced"]:
            yield from _pairs(segment[0], at)
        else:
            for word in _WORD.findall(fold(segment[0][:LONGEST])):
                yield Token(word[:LONGEST], at, start + segment.end())


def _pairs(segment: str, start: int) -> Iterator[Token]:
    chars = list(_characters(segment, start))
    for n, (char, begin, end) in enumerate(chars):
        if n + 1 < len(chars):
            yield Token(char + chars[n + 1].term, begin, max(end, chars[n + 1].end))
        else:
            yield Token(char, begin, end)


def _characters(segment: str, start: int) -> Iterator[Token]:
    """The folded characters of an unspaced segment, each with its place."""
    if _PLAIN_UNSPACED.fullmatch(segment):
        yield from (Token(char, at, at + 1) for at, char in enumerate(segment, start))
        return
    for cluster in _CLUSTER.finditer(segment):
        folded = fold(cluster[0])
        begin, end = start + cluster.start(), start + cluster.end()
        yield from (Token(char, begin, end) for char in folded)
