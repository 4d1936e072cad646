"""The documents that a query, or a part of one, matches: how strongly, and what they weigh.
The browser's half is ``theme/static/search/matches.js``.

A word of a title stands for every message of its conversation, so it would flood the hits. Its matches are
*weak* (but for the conversation's first message): they count only beside a *strong* one, in which the words
were said. Filters and NOT are *neutral*.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents by their global numbers. The three sets have nothing in common."""

    strong: Set[int] = frozenset()
    neutral: Set[int] = frozenset()
    weak: Set[int] = frozenset()
    scores: Mapping[int, float] = field(default_factory=dict)
    """Of those that weigh anything."""

    @property
    def everything(self) -> Set[int]:
        """All that matched."""
        return self.strong | self.neutral | self.weak

    @property
    def hits(self) -> Set[int]:
        """What is worth showing."""
        return self.strong | self.neutral


def all_of(parts: Sequence[Matches]) -> Matches:
    """What every part matches; strong where one is, neutral where all are."""
    everything = _intersection(part.everything for part in parts)
    strong = everything & _union(part.strong for part in parts)
    neutral = _intersection(part.neutral for part in parts)
    scores: dict[int, float] = {}
    for part in parts:
        for doc, score in part.scores.items():
            if doc in everything:
                scores[doc] = scores.get(doc, 0.0) + score
    return Matches(strong, neutral, everything - strong - neutral, scores)


def any_of(parts: Sequence[Matches]) -> Matches:
    """What some part matches; strong where one is, else neutral where one is."""
    strong = _union(part.strong for part in parts)
    neutral = _union(part.neutral for part in parts) - strong
    weak = _union(part.weak for part in parts) - strong - neutral
    scores: dict[int, float] = {}
    for part in parts:
        for doc, score in part.scores.items():
            scores[doc] = scores.get(doc, 0.0) + score
    return Matches(strong, neutral, weak, scores)


def none_of(part: Matches, count: int) -> Matches:
    """All of the ``count`` documents that the part does not match."""
    return Matches(neutral=set(range(count)) - part.everything)


def _intersection(sets: Iterable[Set[int]]) -> set[int]:
    first, *others = sorted(sets, key=len)
    return set(first).intersection(*others)


def _union(sets: Iterable[Set[int]]) -> set[int]:
    return set().union(*sets)
