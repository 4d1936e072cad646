"""Align the messages of a transcript with its ledger records.

Each step handles what the steps before left unpaired: native ids; fingerprints that occur once on both sides; longest
common runs between the pairs; duplicates next to a paired neighbour, or equally many on both sides; former
fingerprints; similarity. No anchor goes to a different text because of its position alone, except for withdrawn
messages: the message in their position is taken for them.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from sitegen.permalinks.ledger.records import MessageRecord, RecordState
from sitegen.permalinks.ledger.similarity import ComparableMessage, match_edited

_MAX_CELLS = 4_000_000_000
"""Maximum size of the table for the longest common run: half a gigabyte of bits."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Messages and the records that they continue."""

    records: tuple[int | None, ...]
    """For each message the index of its record; None if it is new."""
    guessed: tuple[int, ...] = ()
    """Messages taken for a withdrawn one only because of their position."""


def align(records: Sequence[MessageRecord], messages: Sequence[ComparableMessage]) -> Alignment:
    """Return the alignment of messages with records."""
    if not records:
        return Alignment((None,) * len(messages))
    if len(records) == len(messages) and all(
        record.fingerprint == message.fingerprint and record.state is not RecordState.REMOVED
        for record, message in zip(records, messages, strict=True)
    ):
        return Alignment(tuple(range(len(records))))  # nothing changed
    partial = _PartialAlignment(records, messages)
    present = [n for n, each in enumerate(records) if each.state is not RecordState.REMOVED]
    _pair_equal(partial, present)
    partial.pair_unique(present, lambda record: record.former_fingerprints)
    # An edited duplicate can only be identified by both its neighbours.
    counts = Counter(records[n].fingerprint for n in present)
    unique = frozenset(n for n in present if counts[records[n].fingerprint] == 1)
    for old, new in partial.gaps():
        candidates = [n for n in old if n in unique or _is_between_its_neighbours(partial, n, new, unique)]
        partial.pair(match_edited(records, messages, candidates, new))
    unpaired_old, unpaired_new = partial.unpaired(unique)
    partial.pair(match_edited(records, messages, unpaired_old, unpaired_new, moved=True))
    guessed = tuple(_pair_withdrawn_by_position(partial))
    _pair_equal(partial, [n for n, each in enumerate(records) if each.state is RecordState.REMOVED])
    return Alignment(tuple(partial.record_of), guessed)


def _is_between_its_neighbours(
    partial: "_PartialAlignment", n: int, new: Sequence[int], unique: frozenset[int]
) -> bool:
    """Return whether the only unpaired message is between the record's two neighbours, which are unique."""
    sides = [partial.message_of.get(n - 1, -2), partial.message_of.get(n + 1, -2)]
    return len(new) == 1 and {n - 1, n + 1} <= unique and sorted(sides) == [new[0] - 1, new[0] + 1]


def _pair_equal(partial: "_PartialAlignment", candidates: Sequence[int]) -> None:
    """Pair the records among ``candidates`` with messages of the same text."""
    partial.pair_unique(candidates, lambda record: (record.native_id,), lambda message: message.native_id)
    partial.pair_unique(candidates, lambda record: (record.fingerprint,))
    allowed = frozenset(candidates)
    for old, new in partial.gaps():
        partial.pair(_longest_common_run(partial, [n for n in old if n in allowed], new))
    _pair_duplicates_by_neighbour(partial, allowed)
    partial.pair(_equal_numbers_of_duplicates(partial, candidates))


class _PartialAlignment:
    """An alignment under construction: pairs of indices of records and messages."""

    def __init__(self, records: Sequence[MessageRecord], messages: Sequence[ComparableMessage]) -> None:
        self.records = records
        self.messages = messages
        self.record_of: list[int | None] = [None] * len(messages)
        self.message_of: dict[int, int] = {}
        """Message by record."""

    def pair(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Add pairs (record, message)."""
        for n, m in pairs:
            self.record_of[m] = n
            self.message_of[n] = m

    def unpaired(self, candidates: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return the unpaired records among ``candidates`` and the unpaired messages."""
        old = [n for n in candidates if n not in self.message_of]
        return old, [m for m, n in enumerate(self.record_of) if n is None]

    def pair_unique(
        self,
        candidates: Iterable[int],
        of_record: Callable[[MessageRecord], tuple[str, ...]],
        of_message: Callable[[ComparableMessage], str] = lambda message: message.fingerprint,
    ) -> None:
        """Pair records and messages with the same key, if it occurs once on both sides."""
        old, new = self.unpaired(candidates)
        keys = [(key, n) for n in old for key in of_record(self.records[n]) if key]
        counts = Counter(key for key, _ in keys)
        by_key = {key: n for key, n in keys if counts[key] == 1}
        new_counts = Counter(of_message(self.messages[m]) for m in new)
        for m in new:
            key = of_message(self.messages[m])
            if key in by_key and new_counts[key] == 1 and by_key[key] not in self.message_of:
                self.pair([(by_key[key], m)])

    def gaps(self) -> list[tuple[list[int], list[int]]]:
        """Return the unpaired records and messages between each two neighbouring pairs in order.

        If most of the transcript is in reverse order now, so are the messages of a gap.
        """
        paired = [(m, n) for m, n in enumerate(self.record_of) if n is not None]
        forward = _longest_increasing([n for _, n in paired])
        backward = _longest_increasing([-n for _, n in paired])
        step = -1 if len(backward) > len(forward) else 1
        ordered = [paired[n] for n in (backward if step < 0 else forward)][::step]
        bounds = [(-1 if step > 0 else len(self.record_of), -1), *ordered]
        ends = [*ordered, (len(self.record_of) if step > 0 else -1, len(self.records))]
        gaps = (
            (
                [n for n in range(first[1] + 1, last[1]) if n not in self.message_of],
                [m for m in range(first[0] + step, last[0], step) if self.record_of[m] is None],
            )
            for first, last in zip(bounds, ends, strict=True)
        )
        return [(old, new) for old, new in gaps if old and new]


def _longest_common_run(
    partial: _PartialAlignment, old: Sequence[int], new: Sequence[int]
) -> Iterator[tuple[int, int]]:
    common = {partial.records[n].fingerprint for n in old} & {partial.messages[m].fingerprint for m in new}
    old = [n for n in old if partial.records[n].fingerprint in common]
    new = [m for m in new if partial.messages[m].fingerprint in common]
    if not common or len(old) * len(new) > _MAX_CELLS:
        return
    # From the end: of adjacent duplicates the new one is usually the first.
    old, new = old[::-1], new[::-1]
    opcodes = LCSseq.opcodes(
        [partial.records[n].fingerprint for n in old], [partial.messages[m].fingerprint for m in new]
    )
    for step in opcodes:
        if step.tag == "equal":
            before, now = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
            yield from zip(before, now, strict=True)


def _pair_duplicates_by_neighbour(partial: _PartialAlignment, allowed: frozenset[int]) -> None:
    """Pair duplicates whose neighbour on one side is paired with the record's neighbour on that side."""
    last = len(partial.record_of) - 1
    for order, step in ((range(1, last + 1), -1), (range(last - 1, -1, -1), 1)):
        for m in order:
            neighbour = partial.record_of[m + step]
            if partial.record_of[m] is not None or neighbour is None:
                continue
            for n in (neighbour - step, neighbour + step):  # forwards and backwards
                is_free = n in allowed and n not in partial.message_of
                if is_free and partial.records[n].fingerprint == partial.messages[m].fingerprint:
                    partial.pair([(n, m)])
                    break


def _equal_numbers_of_duplicates(partial: _PartialAlignment, candidates: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield duplicates of which equally many are unpaired on both sides, in order."""
    unpaired_old, unpaired_new = partial.unpaired(candidates)
    old, new = defaultdict(list), defaultdict(list)
    for n in unpaired_old:
        old[partial.records[n].fingerprint].append(n)
    for m in unpaired_new:
        new[partial.messages[m].fingerprint].append(m)
    for fingerprint, duplicates in old.items():
        if len(duplicates) == len(new.get(fingerprint, ())):
            yield from zip(duplicates, new[fingerprint], strict=True)


def _pair_withdrawn_by_position(partial: _PartialAlignment) -> Iterator[int]:
    """Pair withdrawn records with the messages in their position; yield these messages."""
    for old, new in partial.gaps():
        withdrawn = [n for n in old if partial.records[n].state is RecordState.WITHDRAWN]
        for n, m in zip(withdrawn, new, strict=False):
            partial.pair([(n, m)])
            yield m


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Return the indices of a longest strictly increasing subsequence (patience sorting)."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for n, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(heads[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        heads[pile : pile + 1] = [n]
    indices: list[int] = []
    last = heads[-1] if heads else -1
    while last >= 0:
        indices.append(last)
        last = before[last]
    return indices[::-1]
