"""What a hit shows of its message, and a link that marks it there. The browser's half is ``snippets.js``.

The words of a link (``#m-…:~:text=…``) are looked for in the whole page from its beginning, and the browser goes
to where it finds the first of them. So the first is the message's own name, which stands in its header; and a
word is given with the plain words around it, or not at all, because it would be marked in another message.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from sitegen.permalinks.urls import visible
from sitegen.text.tokens import Token, tokens

WIDTH = 240
"""Characters of a message that a snippet shows at most."""
_BEFORE = WIDTH // 4
"""Of these, how many stand before the first marked word, if the words after it leave so many."""
_LONGEST_WORD = 40
"""Where there is no blank within so many characters, a word is cut."""
_CUT = "…"
_MOST_DIRECTIVES = 3
_MOST_CONTEXT = 3
"""Words on either side."""
_LEAST_CONTEXT = 2
"""Words on both sides together."""
_APOSTROPHES = ("'", "’")
"""Words that one of these divides are one word to a browser."""
_ENDS = ",.;:!?"
"""May follow a word that is given as context."""


class Part(NamedTuple):
    """A stretch of a snippet."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a message with the words that were looked for."""

    parts: tuple[Part, ...]
    directives: tuple[str, ...]
    """For a link that marks the words: ``prefix-,word,-suffix``, percent-encoded; none where it might mark
    words of another message.
    """


def snippet(text: str, terms: Set[str]) -> Snippet:
    """The stretch of ``text`` with the most different ``terms``, the earliest of such; else its beginning."""
    words = tokens(text)
    found = [n for n, word in enumerate(words) if word.term in terms]
    first, last = _richest([words[n] for n in found])
    start, end = (
        _window(text, words[found[first]].start, words[found[last]].end) if found else _window(text, 0, 0)
    )
    marked = [n for n in found if start <= words[n].start and words[n].end <= end]
    parts = tuple(_parts(text, start, end, [words[n] for n in marked]))
    directives = dict.fromkeys(_directive(text, words, n) for n in marked)
    return Snippet(parts, tuple(islice(filter(None, directives), _MOST_DIRECTIVES)))


def whole(text: str, terms: Set[str]) -> tuple[Part, ...]:
    """All of a text, with the words that were looked for."""
    return tuple(_parts(text, 0, len(text), [word for word in tokens(text) if word.term in terms]))


def marking(address: str, anchor: str, directives: Sequence[str]) -> str:
    """The address of a message as a link that marks words there."""
    if not directives:
        return address
    return f"{address}:~:{'&'.join(f'text={each}' for each in (visible(anchor), *directives))}"


def _richest(words: Sequence[Token]) -> tuple[int, int]:
    """The first and the last of the words that fit into a snippet together and have the most different terms."""
    best, most = (0, 0), 0
    counts: Counter[str] = Counter()
    first = 0
    for last, word in enumerate(words):
        counts[word.term] += 1
        while first < last and word.end - words[first].start > WIDTH:
            left = words[first].term
            counts[left] -= 1
            if not counts[left]:
                del counts[left]
            first += 1
        if len(counts) > most:
            best, most = (first, last), len(counts)
    return best


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """At most `WIDTH` characters of the text around those from ``first`` to ``last``, cut at blanks."""
    start = max(0, first - max(0, min(_BEFORE, WIDTH - (last - first))))
    end = min(len(text), start + WIDTH)
    start = max(0, min(start, end - WIDTH))
    if start and text[start - 1] != " ":
        blank = text.find(" ", start, min(first, start + _LONGEST_WORD))
        start = blank + 1 if blank >= 0 else start
    if end < len(text) and text[end] != " ":
        blank = text.rfind(" ", max(last, end - _LONGEST_WORD), end)
        end = blank if blank >= 0 else end
    return start, end


def _parts(text: str, start: int, end: int, marked: Sequence[Token]) -> Iterator[Part]:
    """The window, marked words that touch each other in one part."""
    at, before = start, _CUT if start else ""
    n = 0
    while n < len(marked):
        first, last = marked[n].start, marked[n].end
        while n + 1 < len(marked) and marked[n + 1].start <= last:
            n += 1
            last = max(last, marked[n].end)
        n += 1
        if plain := before + text[at:first]:
            yield Part(plain, marked=False)
        yield Part(text[first:last], marked=True)
        at, before = last, ""
    if plain := before + text[at:end] + (_CUT if end < len(text) else ""):
        yield Part(plain, marked=False)


def _directive(text: str, words: Sequence[Token], n: int) -> str:
    """The text directive of word ``n``; empty where too few plain words stand around it."""
    begin = end = n
    while begin and text[words[begin - 1].end : words[begin].start] in _APOSTROPHES:
        begin -= 1
    while end + 1 < len(words) and text[words[end].end : words[end + 1].start] in _APOSTROPHES:
        end += 1
    first, last = begin, end
    while begin - first < _MOST_CONTEXT and first and _side_by_side(text, words, first - 1):
        first -= 1
    while last - end < _MOST_CONTEXT and last + 1 < len(words) and _side_by_side(text, words, last):
        last += 1
    while first < begin and not _begins(text, words[first]):
        first += 1
    while last > end and not _ends(text, words[last]):
        last -= 1
    if (begin - first) + (last - end) < _LEAST_CONTEXT:
        return ""
    prefix = f"{_quoted(text, words[first], words[begin - 1])}-," if first < begin else ""
    suffix = f",-{_quoted(text, words[end + 1], words[last])}" if last > end else ""
    return prefix + _quoted(text, words[begin], words[end]) + suffix


def _side_by_side(text: str, words: Sequence[Token], n: int) -> bool:
    """Whether nothing but a blank divides word ``n`` and the next."""
    return text[words[n].end : words[n + 1].start] == " "


def _begins(text: str, word: Token) -> bool:
    return word.start == 0 or text[word.start - 1] == " "


def _ends(text: str, word: Token) -> bool:
    end = word.end + 1 if text[word.end : word.end + 1] in _ENDS else word.end
    return end >= len(text) or text[end] == " "


def _quoted(text: str, first: Token, last: Token) -> str:
    return quote(text[first.start : last.end], safe="").replace("-", "%2D")
