"""Lengths of texts in terms, rounded to few steps: what a score needs of them, in one character.

Whoosh rounds lengths too, to a byte. All steps are lengths that Whoosh keeps as they are, so that its scores,
ours and the browser's are the same.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import pairwise
from math import floor, log

from whoosh.util.numeric import byte_to_length

_EXACT = 8
_STEPS = 46  # as many as one digit of `numbers` has


def _levels() -> tuple[int, ...]:
    """0 to 8, then steps of a quarter or so up to the longest that Whoosh knows."""
    known = [byte_to_length(byte) for byte in range(256)]
    ratio = (known[-1] / _EXACT) ** (1 / (_STEPS - 1 - _EXACT))
    wanted = [_EXACT * ratio**n for n in range(1, _STEPS - _EXACT)]
    return (*range(_EXACT + 1), *(min(known, key=lambda length: abs(length - each)) for each in wanted))


LEVELS = _levels()
"""The lengths, ascending."""
_BOUNDS = [(shorter + longer) / 2 for shorter, longer in pairwise(LEVELS)]


def level(length: int) -> int:
    """The index of the nearest of `LEVELS`."""
    return bisect_left(_BOUNDS, length)


K1 = 1.2
B = 0.75
TITLE_BOOST = 2.0
SPEAKER_BOOST = 1.5
FORM = 0.5
"""How often one other form of the typed word counts."""
_COMMON_FROM = 2000
_COMMON_SHARE = 8


def idf(count: int, df: int) -> float:
    """How much a term tells that ``df`` of ``count`` documents have."""
    return log(count / (df + 1)) + 1


def norms(lengths: Iterable[float], average: float) -> list[float]:
    """For each length of a field what a document of that length is set off with in `bm25`."""
    return [K1 * ((1 - B) + B * length / (average or 1)) for length in lengths]


def bm25(rarity: float, tf: float, norm: float) -> float:
    """The weight of a term (its `idf` is ``rarity``) that a document of a length (its norm) has ``tf`` times."""
    return rarity * (tf * (K1 + 1) / (tf + norm))


def is_common(count: int, df: int) -> bool:
    """Whether so many of ``count`` documents have a term that it is looked for but weighs nothing."""
    return df > max(_COMMON_FROM, count // _COMMON_SHARE)


def rounded(score: float) -> float:
    """The score to nine places: what two machines agree on."""
    return floor(score * 1e9 + 0.5) / 1e9


def by_score(
    scores: Callable[[int], float], conversations: Sequence[int]
) -> Callable[[int], tuple[float, ...]]:
    """The order of hits by rank: highest score, newest conversation, earliest message."""
    return lambda doc: (-scores(doc), -conversations[doc], doc)


def by_date(days: Sequence[int], conversations: Sequence[int]) -> Callable[[int], tuple[float, ...]]:
    """The order of hits by date: latest day (those without one last), newest conversation, earliest message."""
    return lambda doc: (-days[doc], -conversations[doc], doc)


def best(docs: Iterable[int], limit: int, order: Callable[[int], tuple[float, ...]]) -> list[int]:
    """The first ``limit`` of the documents in this order."""
    return nsmallest(limit, docs, key=order)
