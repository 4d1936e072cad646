"""Scores of hits by BM25F, and their order.

Lengths of texts are rounded to 46 levels, which one character encodes. Each level is a length that Whoosh stores
exactly, so that scores are the same in Whoosh, here and in the browser.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import pairwise
from math import floor, log

from whoosh.util.numeric import byte_to_length

_EXACT_UP_TO = 8
_LEVEL_COUNT = 46  # values of one digit of `varint`


def _levels() -> tuple[int, ...]:
    """Return 0 to 8, then steps of about a quarter up to the greatest length that Whoosh can store."""
    whoosh_lengths = [byte_to_length(byte) for byte in range(256)]
    ratio = (whoosh_lengths[-1] / _EXACT_UP_TO) ** (1 / (_LEVEL_COUNT - 1 - _EXACT_UP_TO))
    ideal_lengths = [_EXACT_UP_TO * ratio**n for n in range(1, _LEVEL_COUNT - _EXACT_UP_TO)]
    return (
        *range(_EXACT_UP_TO + 1),
        *(min(whoosh_lengths, key=lambda length: abs(length - each)) for each in ideal_lengths),
    )


LENGTH_LEVELS = _levels()
"""Lengths in terms, ascending."""
_BOUNDS = [(shorter + longer) / 2 for shorter, longer in pairwise(LENGTH_LEVELS)]


def length_level(length: int) -> int:
    """Return the index of the nearest of `LENGTH_LEVELS`."""
    return bisect_left(_BOUNDS, length)


K1 = 1.2
B = 0.75
TITLE_BOOST = 2.0
SPEAKER_BOOST = 1.5
OTHER_FORM_WEIGHT = 0.5
"""Weight of other forms of a word; the form in the query has 1."""
_COMMON_MIN_DOCUMENTS = 2000
_COMMON_DIVISOR = 8
_MIN_DOCUMENTS_WITH_FREQUENT_WORDS = 64


def idf(count: int, df: int) -> float:
    """Return the inverse document frequency of a term that ``df`` of ``count`` documents have."""
    return log(count / (df + 1)) + 1


def length_norms(lengths: Iterable[float], average: float) -> list[float]:
    """Return the length normalisation of `bm25` for each length of a field."""
    return [K1 * ((1 - B) + B * length / (average or 1)) for length in lengths]


def bm25(term_idf: float, tf: float, length_norm: float) -> float:
    """Return the BM25 score of a term that a document has ``tf`` times."""
    return term_idf * (tf * (K1 + 1) / (tf + length_norm))


def is_common(count: int, df: int) -> bool:
    """Return whether a term is so common that it matches but scores 0."""
    return df > common_limit(count)


def common_limit(count: int) -> int:
    """Return the number of documents with a term above which it is common."""
    return max(_COMMON_MIN_DOCUMENTS, count // _COMMON_DIVISOR)


def word_weight(count: int, df: int) -> int:
    """Return the weight of a word that ``df`` of ``count`` documents have: the binary logarithm of its rarity.

    Words that are frequent in an archive that is not small do not count: long messages have all of them.
    """
    frequent = count.bit_length() * 2 // 5 if count >= _MIN_DOCUMENTS_WITH_FREQUENT_WORDS else 0
    return max(0, (count // (df + 1)).bit_length() - frequent)


def frequent_word_weight(count: int, df: int) -> int:
    """Return the weight of a word where no word of the query counts: 1, unless most documents of many have it."""
    return int(2 * df < count or count < _MIN_DOCUMENTS_WITH_FREQUENT_WORDS)


def round_score(score: float) -> float:
    """Round to nine decimal places, the same on all machines."""
    return floor(score * 1e9 + 0.5) / 1e9


def by_score(scores: Callable[[int], float], conversations: Sequence[int]) -> Callable[[int], tuple[float, ...]]:
    """Return a sort key: highest score, newest conversation, earliest message."""
    return lambda doc: (-scores(doc), -conversations[doc], doc)


def by_weight(
    weights: Callable[[int], int], then: Callable[[int], tuple[float, ...]]
) -> Callable[[int], tuple[float, ...]]:
    """Return a sort key: highest weight, then another sort key."""
    return lambda doc: (-weights(doc), *then(doc))


def by_date(days: Sequence[int], conversations: Sequence[int]) -> Callable[[int], tuple[float, ...]]:
    """Return a sort key: latest day (unknown ones last), newest conversation, earliest message."""
    return lambda doc: (-days[doc], -conversations[doc], doc)


def top_documents(docs: Iterable[int], limit: int, order: Callable[[int], tuple[float, ...]]) -> list[int]:
    """Return the first ``limit`` documents by this sort key."""
    return nsmallest(limit, docs, key=order)
