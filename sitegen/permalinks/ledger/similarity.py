"""Which of the messages that were left over are an old one in new words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sitegen.permalinks.ledger.records import WORDS, Entry
from sitegen.text.minhash import EMPTY, likeness

LEAST = 12
"""Characters; shorter texts (``ack``, ``yes?``) have too little to be known again by."""
_SHORT_ALONE, _SHORT = 0.6, 0.7
_LONG, _LONG_MOVED = 0.3, 0.9
"""Least likeness of short texts and of long ones: where nothing else stands in their place, and where something
does; of long ones also where their place changed: a formula of farewell that was changed is very like another that was
deleted elsewhere. Unrelated texts reach 0.5 and 0.1."""
_MARGIN = 0.1
"""By which the best partner must be better than the next."""
_MOST_PAIRS = 250_000  # between two messages that stayed; beyond, texts are compared that agree in rare bins
_MOST_IN_BIN = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A message as far as it can be compared with an entry."""

    print: str
    length: int
    words: str
    sketch: str
    native: str = ""


def likely(entry: Entry, told: Told) -> tuple[float, bool]:
    """How alike the two are, 0 to 1, and whether both are short, so that all their words were compared."""
    beginning = fuzz.ratio(entry.words, told.words) / 100 if entry.words else 0.0
    if entry.length <= WORDS and told.length <= WORDS:
        return beginning, True
    if not entry.sketch or not told.sketch:  # one grew from a line to a page, or shrank to one
        return beginning * 0.5, False
    shared = likeness(entry.sketch, told.sketch)
    return (max(shared, (shared + beginning) / 2) if shared > _LONG / 2 else shared), False


def pairs(
    entries: Sequence[Entry],
    messages: Sequence[Told],
    old: Sequence[int],
    new: Sequence[int],
    *,
    moved: bool = False,
) -> Iterator[tuple[int, int]]:
    """The pairs (index of an entry, index of a message) that are the same message in other words.

    ``old`` and ``new`` are the candidates: all that stand between two messages that stayed, or, if ``moved``, all
    that are left anywhere, which must be more alike.
    """
    scored = []
    alone = len(old) == 1 and len(new) == 1 and not moved
    for n, m in _candidates(entries, messages, old, new):
        score, is_short = likely(entries[n], messages[m])
        least = (_SHORT_ALONE if alone else _SHORT) if is_short else _LONG_MOVED if moved else _LONG
        if score >= least and not (moved and is_short):
            scored.append((score, n, m))
    yield from _clear(scored)


def _clear(scored: Sequence[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    """The pairs in which each is the other's best partner by far: between two, nobody could tell."""
    best: dict[tuple[str, int], list[float]] = defaultdict(list)
    for score, n, m in scored:
        best["old", n].append(score)
        best["new", m].append(score)
    least = {one: sorted(scores)[-2] + _MARGIN if scores[1:] else 0.0 for one, scores in best.items()}
    for score, n, m in scored:
        if score >= max(least["old", n], least["new", m]):
            yield n, m


def _candidates(
    entries: Sequence[Entry], messages: Sequence[Told], old: Sequence[int], new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    old = [n for n in old if (entries[n].length or WORDS) >= LEAST]
    new = [m for m in new if messages[m].length >= LEAST]
    if len(old) * len(new) <= _MOST_PAIRS:
        yield from ((n, m) for n in old for m in new)
        return
    bins: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n in old:
        for key in _bins(entries[n].sketch):
            bins[key].append(n)
    for m in new:
        shared = Counter(
            n
            for key in _bins(messages[m].sketch)
            if len(bins.get(key, ())) <= _MOST_IN_BIN
            for n in bins.get(key, ())
        )
        yield from ((n, m) for n, times in shared.items() if times > 1)


def _bins(sketch: str) -> Iterator[tuple[int, str]]:
    return ((place, char) for place, char in enumerate(sketch) if char != EMPTY)
