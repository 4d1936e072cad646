"""Find the words of a text that are most similar to a quotation.

Like the seeds of BLAST, every common word votes for the position where the quotation would start; then the words
around the best position are aligned. Linear time, except for the alignment.
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
from sitegen.quotes.corpus import tokenize
from sitegen.quotes.matching import is_word_end, is_word_start
from sitegen.text import normalization

MAX_LENGTH = 100_000
"""Maximum number of characters that are compared."""
_MAX_VOTES_PER_WORD = 20
"""Maximum number of occurrences of a word that vote."""
_MAX_WORDS = 5_000
_MAX_PARTIAL_LENGTH = 2_000
"""Maximum length of quotations that are compared with every position of a text."""
_WORD = re.compile(r"[^\W_]+")
_CONTEXT_WORDS = 3
"""Words around the first alignment that the second one uses."""
_EDGES = re.compile(r"^[\W_]+")
_MAX_MARKS = 16
"""Maximum number of combining marks after a word."""


class WordSpan(NamedTuple):
    """A word in N3 and its position in the text."""

    word: str
    start: int
    end: int


def similarity(words: str, other: str) -> float:
    """Return the similarity (0 to 100) of a quotation and the best part of a text; both in N3."""
    words, other = words[:MAX_LENGTH], other[:MAX_LENGTH]
    if len(words) <= _MAX_PARTIAL_LENGTH:
        if len(words) > len(other):
            return fuzz.ratio(words, other)
        return fuzz.partial_ratio(words, other)
    return 100 * Indel.normalized_similarity(words.split(), other.split())


def closest_span(exact: str, text: str) -> Span | None:
    """Return the span of ``text`` most similar to the quotation; None if they have no word in common."""
    wanted = tokenize(normalization.normalize_words(exact))[:_MAX_WORDS]
    text_words = list(word_spans(text))
    first, last = _best_window(wanted, text_words)
    window = text_words[first:last]
    # The first alignment may use distant occurrences of repeated words; the second excludes them.
    for _ in range(2):
        equal_runs = [each for each in Indel.opcodes(wanted, [each.word for each in window]) if each.tag == "equal"]
        if not equal_runs:
            return None
        blocks = _densest_run(equal_runs)
        start = max(0, blocks[0].dest_start - blocks[0].src_start)
        end = min(len(window), blocks[-1].dest_end + len(wanted) - blocks[-1].src_end)
        matched, window = window[start:end], window[max(0, start - _CONTEXT_WORDS) : end + _CONTEXT_WORDS]
    span = _expand_to_words(Span(matched[0].start, max(each.end for each in matched)), text)
    return _expand_to_punctuation(span, text, exact)


def _densest_run(blocks: Sequence[Opcode]) -> Sequence[Opcode]:
    """Return the consecutive blocks with the best score: 2 for each word in them, -1 for each word between them."""
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


def _expand_to_words(span: Span, text: str) -> Span:
    """Expand the span to whole words: "can" becomes "can't"."""
    start, end = span.start, span.end
    while not is_word_start(text, start):
        start -= 1
    while not is_word_end(text, end):
        end += 1
    return Span(start, end)


def _expand_to_punctuation(span: Span, text: str, exact: str) -> Span:
    """Expand the span to as much punctuation as the quotation has around its words."""
    head, tail = _EDGES.sub("", exact), _EDGES.sub("", exact[::-1])
    start, end = span.start, span.end
    while start and span.start - start < len(exact) - len(head) and _is_punctuation(text[start - 1]):
        start -= 1
    while end < len(text) and end - span.end < len(exact) - len(tail) and _is_punctuation(text[end]):
        end += 1
    return Span(start, end)


def _is_punctuation(char: str) -> bool:
    return not char.isalnum() and not char.isspace()


def map_span(span: Span, text: str, other: str) -> Span | None:
    """Return the span of ``other`` with the same words as a span of ``text``: two forms of one message."""
    words, other_words = list(word_spans(text)), list(word_spans(other))
    first = bisect_left(words, span.start, key=lambda each: each.start)
    last = bisect_left(words, span.end, key=lambda each: each.start)
    if first == last:
        return None
    mapped = _map_range([each.word for each in words], [each.word for each in other_words], first, last)
    return Span(other_words[mapped[0]].start, other_words[mapped[1] - 1].end) if mapped else None


def _map_range(words: Sequence[str], others: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
    """Return the range of ``others`` that corresponds to ``words[first:last]``."""
    if words == others:
        return first, last
    start = end = None
    for each in Indel.opcodes(words, others):
        if each.tag != "equal" or each.src_end <= first or each.src_start >= last:
            continue
        if start is None:
            start = each.dest_start + max(0, first - each.src_start)
        end = each.dest_end - max(0, each.src_end - last)
    return (start, end) if start is not None and end is not None else None


def word_spans(text: str) -> Iterator[WordSpan]:
    """Yield the words of a text, normalized by `normalization.normalize_words`."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        while end < len(text) and end - match.end() < _MAX_MARKS and normalization.is_combining_mark(text[end]):
            end += 1
        if match[0].isascii() and end == match.end():
            yield WordSpan(match[0].lower(), start, end)
            continue
        tokens = _normalized_tokens(text[start:end])
        # In scripts without spaces, a token is a character and usually corresponds to one of the text.
        is_one_to_one = len(tokens) == end - start
        for n, word in enumerate(tokens):
            yield WordSpan(word, start + n, start + n + 1) if is_one_to_one else WordSpan(word, start, end)


@lru_cache(maxsize=50_000)
def _normalized_tokens(word: str) -> tuple[str, ...]:
    return tuple(tokenize(normalization.normalize_words(word)))


def _best_window(wanted: Sequence[str], text_words: Sequence[WordSpan]) -> tuple[int, int]:
    """Return the range of the text's words around the position with most votes."""
    size, pad = len(wanted), len(wanted) // 4 + 8
    if len(text_words) <= size + 2 * pad:
        return 0, len(text_words)
    positions: dict[str, list[int]] = defaultdict(list)
    for n, each in enumerate(text_words):
        if len(positions[each.word]) < _MAX_VOTES_PER_WORD:
            positions[each.word].append(n)
    width = max(1, size // 8)
    votes: Counter[int] = Counter()
    for n, word in enumerate(wanted):
        for position in positions.get(word, ()):
            votes[(position - n) // width] += 1
    if not votes:
        return 0, min(len(text_words), size)
    best = max(votes, key=lambda at: (votes[at] + votes[at - 1] + votes[at + 1], -at)) * width
    return max(0, best - pad), min(len(text_words), best + size + pad + width)
