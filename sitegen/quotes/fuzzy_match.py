"""The words of a text that are most like a quotation.

Votes for a diagonal, as BLAST extends its seeds: every word that both have votes for the place where the
quotation would begin; around the best place the words are aligned. Linear in both, but for the alignment.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Opcode

from sitegen.model import Span
from sitegen.quotes.corpus import tokens_of
from sitegen.quotes.matching import begins_word, ends_word
from sitegen.text import normalization

LONGEST = 100_000
"""Characters of a quotation and of a message that are compared at once."""
_MOST_PLACES = 20
"""Of one word in a text that vote."""
_MOST_WORDS = 5_000
_LONGEST_PARTIAL = 2_000
"""Characters up to which every place in a text is tried."""
_WORD = re.compile(r"[^\W_]+")
_AROUND = 3
"""Words beside the first alignment among which the second looks."""
_EDGES = re.compile(r"^[\W_]+")
_UNFOLDED = 16
"""Longest run of combining marks that goes to a word."""


class Placed(NamedTuple):
    """A word in N3, and where it stands in the text."""

    word: str
    start: int
    end: int


def similarity(words: str, other: str) -> float:
    """From 0 to 100: how much of a quotation stands in a text in one place; both in N3."""
    words, other = words[:LONGEST], other[:LONGEST]
    if len(words) <= _LONGEST_PARTIAL:
        if len(words) > len(other):
            return fuzz.ratio(words, other)
        return fuzz.partial_ratio(words, other)
    return 100 * Indel.normalized_similarity(words.split(), other.split())


def nearest(exact: str, text: str) -> Span | None:
    """The characters of ``text`` most like the quotation; None where they share no word."""
    wanted = tokens_of(normalization.words(exact))[:_MOST_WORDS]
    placed = list(placed_words(text))
    first, last = _window(wanted, placed)
    window = placed[first:last]
    # Of words that come twice an alignment may take the far ones; in the second round those are not there.
    for _ in range(2):
        alike = [
            each for each in Indel.opcodes(wanted, [each.word for each in window]) if each.tag == "equal"
        ]
        if not alike:
            return None
        blocks = _densest(alike)
        start = max(0, blocks[0].dest_start - blocks[0].src_start)
        end = min(len(window), blocks[-1].dest_end + len(wanted) - blocks[-1].src_end)
        near, window = window[start:end], window[max(0, start - _AROUND) : end + _AROUND]
    span = _whole(Span(near[0].start, max(each.end for each in near)), text)
    return _with_signs(span, text, exact)


def _densest(blocks: Sequence[Opcode]) -> Sequence[Opcode]:
    """Those in a row with most words; one word between them costs half of one: what follows far behind is chance."""
    best, most = (0, 0), 0
    first = total = 0
    for n, each in enumerate(blocks):
        between = each.dest_start - blocks[n - 1].dest_end if n else 0
        if total <= between:
            first, total = n, 0
        else:
            total -= between
        total += 2 * (each.dest_end - each.dest_start)
        if total >= most:
            best, most = (first, n), total
    return blocks[best[0] : best[1] + 1]


def _whole(span: Span, text: str) -> Span:
    """The span up to where a quotation may begin and end: "can" becomes "can't"."""
    start, end = span.start, span.end
    while not begins_word(text, start):
        start -= 1
    while not ends_word(text, end):
        end += 1
    return Span(start, end)


def _with_signs(span: Span, text: str, exact: str) -> Span:
    """The span with as many signs around it as the quotation has around its words."""
    head, tail = _EDGES.sub("", exact), _EDGES.sub("", exact[::-1])
    start, end = span.start, span.end
    while start and span.start - start < len(exact) - len(head) and _is_sign(text[start - 1]):
        start -= 1
    while end < len(text) and end - span.end < len(exact) - len(tail) and _is_sign(text[end]):
        end += 1
    return Span(start, end)


def _is_sign(char: str) -> bool:
    return not char.isalnum() and not char.isspace()


def aligned(span: Span, text: str, other: str) -> Span | None:
    """The characters of ``other`` that say what those of ``text`` say: both are forms of one message."""
    ones, others = list(placed_words(text)), list(placed_words(other))
    first = bisect_left(ones, span.start, key=lambda each: each.start)
    last = bisect_left(ones, span.end, key=lambda each: each.start)
    if first == last:
        return None
    wanted = [each.word for each in ones]
    found = _same(wanted, [each.word for each in others], first, last)
    return Span(others[found[0]].start, others[found[1] - 1].end) if found else None


def _same(ones: Sequence[str], others: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Of two lists that differ little: where in the second stands what is ``first:last`` in the first."""
    if ones == others:
        return first, last
    start = end = None
    for each in Indel.opcodes(ones, others):
        if each.tag != "equal" or each.src_end <= first or each.src_start >= last:
            continue
        if start is None:
            start = each.dest_start + max(0, first - each.src_start)
        end = each.dest_end - max(0, each.src_end - last)
    return (start, end) if start is not None and end is not None else None


def placed_words(text: str) -> Iterator[Placed]:
    """The words of a text as `normal.words` would have them, each with its place."""
    for found in _WORD.finditer(text):
        start, end = found.span()
        while end < len(text) and end - found.end() < _UNFOLDED and normalization.is_mark(text[end]):
            end += 1
        if found[0].isascii() and end == found.end():
            yield Placed(found[0].lower(), start, end)
            continue
        tokens = _tokens(text[start:end])
        # Of a script without blanks a token is a character, and as a rule each is one of the text, too.
        single = len(tokens) == end - start
        for n, word in enumerate(tokens):
            yield Placed(word, start + n, start + n + 1) if single else Placed(word, start, end)


@lru_cache(maxsize=50_000)
def _tokens(word: str) -> tuple[str, ...]:
    return tuple(tokens_of(normalization.words(word)))


def _window(wanted: Sequence[str], placed: Sequence[Placed]) -> tuple[int, int]:
    """The words of the text around the place for which most of the wanted ones vote."""
    size, pad = len(wanted), len(wanted) // 4 + 8
    if len(placed) <= size + 2 * pad:
        return 0, len(placed)
    places: dict[str, list[int]] = defaultdict(list)
    for n, each in enumerate(placed):
        if len(places[each.word]) < _MOST_PLACES:
            places[each.word].append(n)
    width = max(1, size // 8)
    votes: Counter[int] = Counter()
    for n, word in enumerate(wanted):
        for place in places.get(word, ()):
            votes[(place - n) // width] += 1
    if not votes:
        return 0, min(len(placed), size)
    best = max(votes, key=lambda at: (votes[at] + votes[at - 1] + votes[at + 1], -at)) * width
    return max(0, best - pad), min(len(placed), best + size + pad + width)
