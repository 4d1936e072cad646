"""Match edited messages with their ledger records by similarity."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sitegen.permalinks.ledger.records import EXCERPT_LENGTH, MessageRecord
from sitegen.text.minhash import EMPTY_BIN, minhash_similarity

_MIN_LENGTH = 12
"""Characters; shorter texts (``ack``, ``yes?``) are too common to match."""
_SHORT_ALONE, _SHORT = 0.6, 0.7
_LONG, _LONG_MOVED = 0.3, 0.9
"""Minimum similarity of short texts (with and without a single candidate) and of long ones (in place and moved).

Moved texts need more: an edited formula of farewell resembles another one deleted elsewhere. Unrelated texts reach
0.5 if short and 0.1 if long.
"""
_MARGIN = 0.1
"""Minimum lead of the best match over the second best."""
_MAX_PAIRS = 250_000  # in a gap; beyond, only texts that share rare MinHash bins are compared
_MAX_IN_BIN = 40


@dataclass(frozen=True, slots=True)
class ComparableMessage:
    """The fields of a message that are compared with a record."""

    fingerprint: str
    length: int
    excerpt: str
    minhash: str
    native_id: str = ""


def compare(record: MessageRecord, message: ComparableMessage) -> tuple[float, bool]:
    """Return the similarity, 0 to 1, and whether both are short, so that their whole texts were compared."""
    excerpt_ratio = fuzz.ratio(record.excerpt, message.excerpt) / 100 if record.excerpt else 0.0
    if record.length <= EXCERPT_LENGTH and message.length <= EXCERPT_LENGTH:
        return excerpt_ratio, True
    if not record.minhash or not message.minhash:  # only one of them is short
        return excerpt_ratio * 0.5, False
    shared = minhash_similarity(record.minhash, message.minhash)
    return (max(shared, (shared + excerpt_ratio) / 2) if shared > _LONG / 2 else shared), False


def match_edited(
    records: Sequence[MessageRecord],
    messages: Sequence[ComparableMessage],
    old: Sequence[int],
    new: Sequence[int],
    *,
    moved: bool = False,
) -> Iterator[tuple[int, int]]:
    """Yield pairs (index of a record, index of a message) that are the same message, edited.

    ``old`` and ``new`` are the indices of the candidates: all between two paired messages, or, if ``moved``, all
    unpaired ones, which must be more similar.
    """
    scored = []
    alone = len(old) == 1 and len(new) == 1 and not moved
    for n, m in _candidates(records, messages, old, new):
        score, is_short = compare(records[n], messages[m])
        threshold = (_SHORT_ALONE if alone else _SHORT) if is_short else _LONG_MOVED if moved else _LONG
        if score >= threshold and not (moved and is_short):
            scored.append((score, n, m))
    yield from _unambiguous(scored)


def _unambiguous(scored: Sequence[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs in which each is clearly the best match of the other."""
    best: dict[tuple[str, int], list[float]] = defaultdict(list)
    for score, n, m in scored:
        best["old", n].append(score)
        best["new", m].append(score)
    thresholds = {one: sorted(scores)[-2] + _MARGIN if scores[1:] else 0.0 for one, scores in best.items()}
    for score, n, m in scored:
        if score >= max(thresholds["old", n], thresholds["new", m]):
            yield n, m


def _candidates(
    records: Sequence[MessageRecord],
    messages: Sequence[ComparableMessage],
    old: Sequence[int],
    new: Sequence[int],
) -> Iterator[tuple[int, int]]:
    old = [n for n in old if (records[n].length or EXCERPT_LENGTH) >= _MIN_LENGTH]
    new = [m for m in new if messages[m].length >= _MIN_LENGTH]
    if len(old) * len(new) <= _MAX_PAIRS:
        yield from ((n, m) for n in old for m in new)
        return
    bins: dict[tuple[int, str], list[int]] = defaultdict(list)
    for n in old:
        for key in _bins(records[n].minhash):
            bins[key].append(n)
    for m in new:
        shared = Counter(
            n for key in _bins(messages[m].minhash) if len(bins.get(key, ())) <= _MAX_IN_BIN for n in bins.get(key, ())
        )
        yield from ((n, m) for n, count in shared.items() if count > 1)


def _bins(minhash: str) -> Iterator[tuple[int, str]]:
    return ((position, char) for position, char in enumerate(minhash) if char != EMPTY_BIN)
