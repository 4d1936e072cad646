"""Split text into normalized search terms. ``tokens.js`` does the same in the browser; a test compares both for
every character.

A run of letters, marks and digits is a word; a pictograph is one by itself. Letters and digits of one word are separate
terms, so that ``gpt4`` is found in GPT-4, and ``4.5`` in v4.5. Scripts without spaces between words are cut into
overlapping bigrams, and the last character is a term by itself, so that every character starts exactly one term: a pair
is looked up as it is, a longer string as adjacent pairs, a single character as a prefix. The ranges are fixed, so that
terms do not depend on the version of Unicode.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from operator import add
from typing import NamedTuple

import regex

from sitegen.text.normalization import pieces

FOLDS_MARK = "\f"
"""In the text of a message, before what its page folds: thinking, tools, attached files."""
FOLDED = "~"
"""First character of the terms of such text; in no other term."""
MAX_TERM_LENGTH = 64
"""Characters; the rest of a longer word is ignored, because it is data."""
_MAX_CACHED_LENGTH = 24
"""Characters of a run that is likely to repeat."""

_MAX_PARTS = 5
"""A word with more parts of letters and of digits is one term, because it is data: a hash, an id."""

_COMPATIBILITY = "\u249c-\u24e9\u2e80-\u2fd5\u3196-\u319f\u3200-\u33ff\U0001f110-\U0001f14f\U0001f16a-\U0001f16c"
"""Symbols that stand for letters and digits, of which NFKC makes these: ㎏, ㍿, Ⓐ, radicals."""
_PICTOGRAPHS = "\u2600-\u27bf\U0001f000-\U0001f0ff\U0001f150-\U0001f169\U0001f16d-\U0001faff"
_JOINERS = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Invisible inside a word."""
UNSPACED = (
    "\u2e80-\u2eff\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u19e0-\u19ff\u3005-\u3007\u3031-\u3035\u3041-\u30ff"
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

_RADICALS = (
    "⺄⺅⺈⺉⺋⺒⺓⺔⺖⺘⺙⺛⺞⺠⺡⺢⺣⺤⺦⺨⺪⺭⺯⺰⺲⺶⺹⺼⺿⻁⻂⻃⻄⻅⻆⻈"
    "⻉⻋⻌⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲"
)
_IDEOGRAPHS = (
    "乙亻刀刂卩巳幺彑忄扌攵旡歺民氵氺灬爫丬犭疋礻糹纟罒羊耂月艹虎衤覀西见角讠"
    "贝车辶阝钅長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
"""What `_RADICALS` stand for; after EquivalentUnifiedIdeograph of Unicode."""
_FOLDED_LETTERS = str.maketrans(
    dict(zip(_RADICALS, _IDEOGRAPHS, strict=True))
    | {
        letter: folded
        for folded, letters in {
            "a": "ⱥ", "ae": "æ", "b": "ƀɓ", "c": "ƈȼ", "d": "ðđɖɗ", "e": "ǝəɇɛ", "f": "ƒ", "g": "ǥɠɣ", "h": "ħɦ",
            "i": "ıɨɩ", "j": "ȷɉ", "k": "ƙ", "l": "łƚɫⱡ", "n": "ŋƞɲ", "o": "øɔɵ", "oe": "œ", "p": "ƥ", "q": "ĸ",
            "r": "ɍɽ", "s": "ȿʂ", "t": "ŧƭʈⱦ", "th": "þ", "u": "ʉʊ", "v": "ʋ", "y": "ƴɏ", "z": "ƶȥʒ",
        }.items()
        for letter in letters
    }
)  # fmt: skip
"""Lower-case letters that Unicode does not decompose. As in the ASCIIFoldingFilter of Lucene."""

_WORD_CHARACTER = rf"[[\p{{L}}\p{{M}}\p{{N}}{_COMPATIBILITY}]--[{_PICTOGRAPHS}]]"
_RUN = regex.compile(
    rf"{_WORD_CHARACTER}(?:[{_JOINERS}]*{_WORD_CHARACTER})*|[{_PICTOGRAPHS}]", regex.VERSION1 | regex.UNICODE
)
_NON_ASCII_WORD = regex.compile(
    rf"[[\p{{L}}\p{{M}}\p{{N}}{_COMPATIBILITY}{_PICTOGRAPHS}{_JOINERS}]--[\x00-\x7f]]", regex.VERSION1
)
"""Found in a text that has more than ASCII words."""
_WORD = regex.compile(rf"{_WORD_CHARACTER}+|[{_PICTOGRAPHS}]", regex.VERSION1)
_SEGMENT = re.compile(f"(?P<unspaced>[{UNSPACED}](?:[{_JOINERS}{_VARIATION_SELECTORS}]*[{UNSPACED}])*)|[^{UNSPACED}]+")
_CLUSTER = regex.compile(
    rf"[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\uffa0-\uffdc]{{1,64}}|.[\p{{M}}\uff9e\uff9f{_JOINERS}]{{0,64}}"
)
"""Characters that may compose to one."""
_PLAIN_UNSPACED = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff\uac00-\ud7a3]+")
"""Characters that `fold` never changes, whatever their neighbours."""
_ASCII_WORD = re.compile(r"([a-z0-9]{1,64})[a-z0-9]*")
_AFTER_LETTERS = re.compile(r"[0-9](?:(?<=[a-z][0-9])|(?=[a-z]))[a-z0-9]*")
"""The rest of a word of letters and digits; begins with a digit because that is quickly searched."""
_PART = re.compile(r"[0-9]+|[^0-9]+")
_IS_COMPATIBILITY = re.compile(f"[{_COMPATIBILITY}]")
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
        lower = text.encode("ascii", "replace").decode().lower()
        return _ASCII_WORD.findall(_AFTER_LETTERS.sub(_rest_in_parts, lower))
    result: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii() and run.isalpha():
            result.append(run.lower()[:MAX_TERM_LENGTH])
        elif run.isascii():
            result += _parts(run.lower())
        elif _PLAIN_UNSPACED.fullmatch(run):
            result += map(add, run, run[1:])
            result.append(run[-1])
        elif len(run) > _MAX_CACHED_LENGTH:
            result += [token.term for token in _tokens_of_run(run, 0)]
        else:
            result += _terms_of_run(run)
    return result


def message_terms(text: str) -> Iterator[str]:
    """Yield the terms of the text of a message; those of what its page folds are last, and marked."""
    talk, _, folds = text.partition(FOLDS_MARK)
    yield from chain.from_iterable(map(terms, pieces(talk)))
    if folds:
        yield from (FOLDED + term for piece in pieces(folds) for term in terms(piece))


def tokens(text: str) -> list[Token]:
    """Return the `terms` of a text with their offsets; terms of one character share them."""
    return [token for run in _RUN.finditer(text) for token in _tokens_of_run(run[0], run.start())]


def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, without case, accents and invisible characters.

    Takes quadratic time in the marks of one letter, so callers limit them.
    """
    bare = _IGNORED.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare.casefold().translate(_FOLDED_LETTERS))


def is_unspaced(term: str) -> bool:
    """Return whether the term, not empty, is in a script without spaces between words."""
    return _IS_UNSPACED.match(term) is not None


@lru_cache(maxsize=10_000)
def _terms_of_run(run: str) -> tuple[str, ...]:
    return tuple(token.term for token in _tokens_of_run(run, 0))


def _tokens_of_run(run: str, start: int) -> Iterator[Token]:
    if not _IS_COMPATIBILITY.search(run):
        yield from _tokens_of_word(run, start)
        return
    chars = [
        unicodedata.normalize("NFKC", char).translate(_FOLDED_LETTERS) if _IS_COMPATIBILITY.match(char) else char
        for char in run
    ]
    offsets = [offset for offset, char in enumerate(chars, start) for _ in char]
    for word in _RUN.finditer("".join(chars)):
        for term, first, end in _tokens_of_word(word[0], word.start()):
            yield Token(term, offsets[first], offsets[end - 1] + 1)


def _tokens_of_word(word: str, start: int) -> Iterator[Token]:
    if word.isascii():
        for part in _parts(word.lower()):
            yield Token(part, start, start := start + len(part))
        return
    for segment in _SEGMENT.finditer(word):
        begin, end = start + segment.start(), start + segment.end()
        if segment["unspaced"]:
            yield from _bigrams(segment[0], begin)
        else:
            text = segment[0][:MAX_TERM_LENGTH]
            found = [part for each in _WORD.findall(fold(text)) for part in _parts(each)]
            pieces = _PART.findall(text) if len(found) > 1 else ()
            if found == [fold(each) for each in pieces]:
                for each in pieces[:-1]:
                    yield Token(found.pop(0), begin, begin := begin + len(each))
            yield from (Token(each, begin, end) for each in found)


def _rest_in_parts(rest: re.Match[str]) -> str:
    start = rest.start()
    while start and rest.string[start - 1].isalnum():
        start -= 1
    return " ".join(_parts(rest.string[start : rest.end()]))[rest.start() - start :]


def _parts(word: str) -> list[str]:
    """Return the letters and the digits of a folded word, in order; the whole word if it has too many parts."""
    word = word[:MAX_TERM_LENGTH]
    parts = _PART.findall(word)
    return parts if len(parts) <= _MAX_PARTS else [word]


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
