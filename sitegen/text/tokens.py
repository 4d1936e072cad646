"""Split text into normalized search terms. ``tokens.js`` does the same in the browser; a test compares both for
every character.

A run of letters, marks and digits is a word; a pictograph is one by itself. Scripts without spaces between words
are cut into overlapping bigrams, and the last character is a term by itself, so that every character starts exactly
one term: a pair is looked up as it is, a longer string as adjacent pairs, a single character as a prefix. The ranges
are fixed, so that terms do not depend on the version of Unicode.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from operator import add
from typing import NamedTuple

import regex

MAX_TERM_LENGTH = 64
"""Characters; the rest of a longer word is ignored, because it is data."""
_MAX_CACHED_LENGTH = 24
"""Characters of a run that is likely to repeat."""

_PICTOGRAPHS = "\u2600-\u27bf\U0001f000-\U0001faff"
_JOINERS = "\u00ad\u200c\u200d"
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u3005-\u3007\u3031-\u3035\u3041-\u30ff"
    "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ua9e0-\ua9ff"
    "\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, bopomofo, Han, Hangul."""
_VARIATION_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_IGNORED = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    f"\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u20d0-\u20ff{_JOINERS}{_VARIATION_SELECTORS}]+"
)
"""Ignored in comparisons: accents of European letters, Hebrew points, Arabic vowels and kashida, joiners and
variation selectors. Marks of other scripts are part of their words.
"""

_WORD_CHARACTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_PICTOGRAPHS}]]"
_RUN = regex.compile(
    rf"{_WORD_CHARACTER}(?:[{_JOINERS}]*{_WORD_CHARACTER})*|[{_PICTOGRAPHS}]", regex.VERSION1 | regex.UNICODE
)
_NON_ASCII_WORD = regex.compile(rf"[[\p{{L}}\p{{M}}\p{{N}}{_PICTOGRAPHS}{_JOINERS}]--[\x00-\x7f]]", regex.VERSION1)
"""Found in a text that has more than ASCII words."""
_WORD = regex.compile(rf"{_WORD_CHARACTER}+|[{_PICTOGRAPHS}]", regex.VERSION1)
_SEGMENT = re.compile(f"(?P<unspaced>[{UNSPACED}](?:[{_JOINERS}{_VARIATION_SELECTORS}]*[{UNSPACED}])*)|[^{UNSPACED}]+")
_CLUSTER = regex.compile(rf"[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]{{1,64}}|.[\p{{M}}\uff9e\uff9f{_JOINERS}]{{0,64}}")
"""Characters that may compose to one."""
_PLAIN_UNSPACED = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]+")
"""Characters that `fold` never changes, whatever their neighbours."""
_ASCII_WORD = re.compile(r"([a-z0-9]{1,64})[a-z0-9]*")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")


class Token(NamedTuple):
    """A term and its position in the text."""

    term: str
    start: int
    """Characters."""
    end: int


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order; the index of a term is its position."""
    if text.isascii() or not _NON_ASCII_WORD.search(text):
        # The fast path for most messages: ASCII, curly quotes, dashes, box drawing.
        return _ASCII_WORD.findall(text.encode("ascii", "replace").decode().lower())
    result: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii():
            result.append(run.lower()[:MAX_TERM_LENGTH])
        elif _PLAIN_UNSPACED.fullmatch(run):
            result += map(add, run, run[1:])
            result.append(run[-1])
        elif len(run) > _MAX_CACHED_LENGTH:
            result += [token.term for token in _tokens_of_run(run, 0)]
        else:
            result += _terms_of_run(run)
    return result


def tokens(text: str) -> list[Token]:
    """Return the `terms` of a text with their offsets; terms of one character share them."""
    return [token for run in _RUN.finditer(text) for token in _tokens_of_run(run[0], run.start())]


def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, without case, accents and invisible characters.

    Takes quadratic time in the marks of one letter, so callers limit them.
    """
    bare = _IGNORED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold())


def is_unspaced(term: str) -> bool:
    """Return whether the term, not empty, is in a script without spaces between words."""
    return _IS_UNSPACED.match(term) is not None


@lru_cache(maxsize=10_000)
def _terms_of_run(run: str) -> tuple[str, ...]:
    return tuple(token.term for token in _tokens_of_run(run, 0))


def _tokens_of_run(run: str, start: int) -> Iterator[Token]:
    for segment in _SEGMENT.finditer(run):
        offset = start + segment.start()
        if segment["unspaced"]:
            yield from _bigrams(segment[0], offset)
        else:
            for word in _WORD.findall(fold(segment[0][:MAX_TERM_LENGTH])):
                yield Token(word[:MAX_TERM_LENGTH], offset, start + segment.end())


def _bigrams(segment: str, start: int) -> Iterator[Token]:
    chars = list(_characters(segment, start))
    for n, (char, begin, end) in enumerate(chars):
        if n + 1 < len(chars):
            yield Token(char + chars[n + 1].term, begin, max(end, chars[n + 1].end))
        else:
            yield Token(char, begin, end)


def _characters(segment: str, start: int) -> Iterator[Token]:
    """Yield the folded characters of an unspaced segment with their offsets."""
    if _PLAIN_UNSPACED.fullmatch(segment):
        yield from (Token(char, offset, offset + 1) for offset, char in enumerate(segment, start))
        return
    for cluster in _CLUSTER.finditer(segment):
        folded = fold(cluster[0])
        begin, end = start + cluster.start(), start + cluster.end()
        yield from (Token(char, begin, end) for char in folded)
