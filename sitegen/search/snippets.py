"""Snippets of messages, and links that mark the words of a query in a message.

A browser searches the whole page for the text directives of a link (``#m-…:~:text=…``), and scrolls to the first
match of the first one. So the first directive is the label of the message's anchor, which its header shows. A word
has its context with it, or no directive, because it could be marked in another message.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import quote

from sitegen.permalinks.urls import anchor_label
from sitegen.text.tokens import Token, tokens

MAX_LENGTH = 240
"""Characters of a snippet."""
_MAX_BEFORE = MAX_LENGTH // 4
"""Characters before the first marked word."""
_MAX_WORD_CUT = 40
"""Distance in characters within which a blank to cut at is searched."""
_ELLIPSIS = "…"
_MAX_DIRECTIVES = 3
_MAX_CONTEXT = 3
"""Words on each side."""
_MIN_CONTEXT = 2
"""Words on both sides together."""
_APOSTROPHES = ("'", "’")
"""Browsers take words joined by one of these as one word."""
_PUNCTUATION = ",.;:!?"
"""Allowed after a word of the context."""


class SnippetPart(NamedTuple):
    """A marked or unmarked part of a text."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a message with matching words."""

    parts: tuple[SnippetPart, ...]
    directives: tuple[str, ...]
    """Text directives ``prefix-,word,-suffix``, percent-encoded."""


def snippet(text: str, terms: Set[str]) -> Snippet:
    """Return the first part of a text with the greatest number of different terms, or its start.

    The terms of a phrase are one string, with blanks between them; they are marked where they are adjacent. Newlines
    are between blocks of the page, which no directive may cross.
    """
    words = tokens(text)
    blocks, text = text, text.replace("\n", " ")
    matching = _matching(words, terms)
    first, last = _best_span([words[n] for n in matching])
    start, end = (
        _snippet_range(text, words[matching[first]].start, words[matching[last]].end)
        if matching
        else _snippet_range(text, 0, 0)
    )
    marked = [n for n in matching if start <= words[n].start and words[n].end <= end]
    parts = tuple(_snippet_parts(text, start, end, [words[n] for n in marked]))
    directives = dict.fromkeys(_text_directive(blocks, words, n) for n in marked)
    return Snippet(parts, tuple(islice(filter(None, directives), _MAX_DIRECTIVES)))


def highlight(text: str, terms: Set[str]) -> tuple[SnippetPart, ...]:
    """Return the whole text with matching words marked."""
    words = tokens(text)
    return tuple(_snippet_parts(text, 0, len(text), [words[n] for n in _matching(words, terms)]))


def _matching(words: Sequence[Token], terms: Set[str]) -> list[int]:
    """Return the indexes of the words that are a term or in a phrase."""
    found = {n for n, word in enumerate(words) if word.term in terms}
    all_terms = [word.term for word in words]
    for phrase in (each.split(" ") for each in terms if " " in each):
        done = 0  # a word is added once, however often a phrase overlaps itself
        for n, term in enumerate(all_terms):
            if term == phrase[0] and all_terms[n : n + len(phrase)] == phrase:
                found.update(range(max(n, done), done := n + len(phrase)))
    return sorted(found)


def fragment_link(address: str, anchor: str, directives: Sequence[str]) -> str:
    """Return the address of a message with a text fragment that marks words."""
    if not directives:
        return address
    return f"{address}:~:{'&'.join(f'text={each}' for each in (anchor_label(anchor), *directives))}"


def _best_span(words: Sequence[Token]) -> tuple[int, int]:
    """Return the first and the last word of the span with most different terms that fits into a snippet."""
    best, most = (0, 0), 0
    counts: Counter[str] = Counter()
    first = 0
    for last, word in enumerate(words):
        counts[word.term] += 1
        while first < last and word.end - words[first].start > MAX_LENGTH:
            dropped = words[first].term
            counts[dropped] -= 1
            if not counts[dropped]:
                del counts[dropped]
            first += 1
        if len(counts) > most:
            best, most = (first, last), len(counts)
    return best


def _snippet_range(text: str, first: int, last: int) -> tuple[int, int]:
    """Return a range of at most `MAX_LENGTH` characters around ``first`` to ``last``, cut at blanks."""
    start = max(0, first - max(0, min(_MAX_BEFORE, MAX_LENGTH - (last - first))))
    end = min(len(text), start + MAX_LENGTH)
    start = max(0, min(start, end - MAX_LENGTH))
    if start and text[start - 1] != " ":
        blank = text.find(" ", start, min(first, start + _MAX_WORD_CUT))
        start = blank + 1 if blank >= 0 else start
    if end < len(text) and text[end] != " ":
        blank = text.rfind(" ", max(last, end - _MAX_WORD_CUT), end)
        end = blank if blank >= 0 else end
    return start, end


def _snippet_parts(text: str, start: int, end: int, marked: Sequence[Token]) -> Iterator[SnippetPart]:
    """Yield a range of the text in parts. Adjacent marked words are one part."""
    position, before = start, _ELLIPSIS if start else ""
    n = 0
    while n < len(marked):
        first, last = marked[n].start, marked[n].end
        while n + 1 < len(marked) and marked[n + 1].start <= last:
            n += 1
            last = max(last, marked[n].end)
        n += 1
        if plain := before + text[position:first]:
            yield SnippetPart(plain, marked=False)
        yield SnippetPart(text[first:last], marked=True)
        position, before = last, ""
    if plain := before + text[position:end] + (_ELLIPSIS if end < len(text) else ""):
        yield SnippetPart(plain, marked=False)


def _text_directive(text: str, words: Sequence[Token], n: int) -> str:
    """Return the text directive of word ``n``; empty where it has too little context."""
    begin = end = n
    while begin and _is_in_same_word(text, words, begin - 1):
        begin -= 1
    while end + 1 < len(words) and _is_in_same_word(text, words, end):
        end += 1
    first, last = begin, end
    while begin - first < _MAX_CONTEXT and first and _is_blank_between(text, words, first - 1):
        first -= 1
    while last - end < _MAX_CONTEXT and last + 1 < len(words) and _is_blank_between(text, words, last):
        last += 1
    while first < begin and not _is_after_blank(text, words[first]):
        first += 1
    while last > end and not _is_before_blank(text, words[last]):
        last -= 1
    if (begin - first) + (last - end) < _MIN_CONTEXT:
        return ""
    prefix = f"{_percent_encoded(text, words[first], words[begin - 1])}-," if first < begin else ""
    suffix = f",-{_percent_encoded(text, words[end + 1], words[last])}" if last > end else ""
    return prefix + _percent_encoded(text, words[begin], words[end]) + suffix


def _is_in_same_word(text: str, words: Sequence[Token], n: int) -> bool:
    """Return whether browsers take word ``n`` and the next as one: *don't*, *GPT4*."""
    end, start = words[n].end, words[n + 1].start
    return text[end:start] in _APOSTROPHES or (end == start and text[end - 1 : end + 1].isascii())


def _is_blank_between(text: str, words: Sequence[Token], n: int) -> bool:
    """Return whether only a blank is between word ``n`` and the next."""
    return text[words[n].end : words[n + 1].start] == " "


def _is_after_blank(text: str, word: Token) -> bool:
    return word.start == 0 or text[word.start - 1] in " \n"


def _is_before_blank(text: str, word: Token) -> bool:
    end = word.end + 1 if text[word.end : word.end + 1] in _PUNCTUATION else word.end
    return end >= len(text) or text[end] in " \n"


def _percent_encoded(text: str, first: Token, last: Token) -> str:
    return quote(text[first.start : last.end], safe="").replace("-", "%2D")
