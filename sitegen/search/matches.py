"""Documents that match a query or a part of it, with strengths and scores.

A word of a title matches every message of its conversation, which would flood the hits. Such matches are *weak*,
except for the first message: they are hits only together with a *strong* match, which has a word in the text or
the name of the speaker. Matches of filters and NOT are *neutral*.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents by number. The three sets are disjoint."""

    strong: Set[int] = frozenset()
    neutral: Set[int] = frozenset()
    weak: Set[int] = frozenset()
    scores: Mapping[int, float] = field(default_factory=dict)
    """By document; without those that score 0."""

    @property
    def everything(self) -> Set[int]:
        """Return all matching documents."""
        return self.strong | self.neutral | self.weak

    @property
    def hits(self) -> Set[int]:
        """Return the documents to show."""
        return self.strong | self.neutral


def all_of(parts: Sequence[Matches]) -> Matches:
    """Return what all parts match: strong where one part is, neutral where all are, else weak."""
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
    """Return what any part matches: strong where one part is, else neutral where one is, else weak."""
    strong = _union(part.strong for part in parts)
    neutral = _union(part.neutral for part in parts) - strong
    weak = _union(part.weak for part in parts) - strong - neutral
    scores: dict[int, float] = {}
    for part in parts:
        for doc, score in part.scores.items():
            scores[doc] = scores.get(doc, 0.0) + score
    return Matches(strong, neutral, weak, scores)


def none_of(part: Matches, count: int) -> Matches:
    """Return those of ``count`` documents that the part does not match."""
    return Matches(neutral=set(range(count)) - part.everything)


def _intersection(sets: Iterable[Set[int]]) -> set[int]:
    first, *others = sorted(sets, key=len)
    return set(first).intersection(*others)


def _union(sets: Iterable[Set[int]]) -> set[int]:
    return set().union(*sets)
