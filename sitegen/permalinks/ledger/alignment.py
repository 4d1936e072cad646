"""The entries of an account and the messages of a transcript: which is which.

The steps of the recipe, each with what the ones before left over: native ids; fingerprints that stand once on both
sides; the longest common run of what stands between them; twins beside a neighbour that agrees, or left alone;
former fingerprints; likeness. Never is an address given to other words because of its place alone — but for
words that were withdrawn: what now stands in their place is taken for them.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from sitegen.permalinks.ledger.records import Entry, State
from sitegen.permalinks.ledger.similarity import Told, pairs

_MOST_CELLS = 4_000_000_000
"""Of the table in which a common run is looked for: half a gigabyte of bits."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which entry each message continues."""

    entries: tuple[int | None, ...]
    """By message the index of its entry; None where it is new."""
    guessed: tuple[int, ...] = ()
    """Messages that are taken for a withdrawn one only because they stand in its place."""


def align(entries: Sequence[Entry], messages: Sequence[Told]) -> Alignment:
    """The alignment of the messages with the entries; the same whatever the order of equal work."""
    if len(entries) == len(messages) and all(
        entry.print == told.print and entry.state is not State.GONE
        for entry, told in zip(entries, messages, strict=True)
    ):
        return Alignment(tuple(range(len(entries))))  # nothing changed
    work = _Work(entries, messages)
    present = [n for n, each in enumerate(entries) if each.state is not State.GONE]
    _equal(work, present)
    work.same_once(present, lambda entry: entry.prints)
    # Of twins nobody can tell which one was changed, but where both neighbours say so.
    times = Counter(entries[n].print for n in present)
    told_apart = frozenset(n for n in present if times[entries[n].print] == 1)
    for old, new in work.gaps():
        kept = [n for n in old if n in told_apart or _is_held(work, n, new, told_apart)]
        work.join(pairs(entries, messages, kept, new))
    left_old, left_new = work.left(told_apart)
    work.join(pairs(entries, messages, left_old, left_new, moved=True))
    guessed = tuple(_in_its_place(work))
    _equal(work, [n for n, each in enumerate(entries) if each.state is State.GONE])
    return Alignment(tuple(work.found), guessed)


def _is_held(work: "_Work", n: int, new: Sequence[int], told_apart: frozenset[int]) -> bool:
    """Does the only message that is left stand between the entry's own two neighbours, which have no twins?"""
    sides = [work.holders.get(n - 1, -2), work.holders.get(n + 1, -2)]
    return len(new) == 1 and {n - 1, n + 1} <= told_apart and sorted(sides) == [new[0] - 1, new[0] + 1]


def _equal(work: "_Work", candidates: Sequence[int]) -> None:
    """Joins the entries among ``candidates`` with messages of the same words."""
    work.same_once(candidates, lambda entry: (entry.native,), lambda told: told.native)
    work.same_once(candidates, lambda entry: (entry.print,))
    allowed = frozenset(candidates)
    for old, new in work.gaps():
        work.join(_common_run(work, [n for n in old if n in allowed], new))
    _twins_beside_neighbours(work, allowed)
    work.join(_as_many_left(work, candidates))


class _Work:
    """An alignment on its way."""

    def __init__(self, entries: Sequence[Entry], messages: Sequence[Told]) -> None:
        self.entries = entries
        self.messages = messages
        self.found: list[int | None] = [None] * len(messages)
        self.holders: dict[int, int] = {}
        """By entry its message."""

    def join(self, found: Iterable[tuple[int, int]]) -> None:
        """Notes pairs of an entry and a message."""
        for n, m in found:
            self.found[m] = n
            self.holders[n] = m

    def left(self, candidates: Iterable[int]) -> tuple[list[int], list[int]]:
        """The entries among ``candidates`` and the messages that have no partner yet."""
        old = [n for n in candidates if n not in self.holders]
        return old, [m for m, n in enumerate(self.found) if n is None]

    def same_once(
        self,
        candidates: Iterable[int],
        of_entry: Callable[[Entry], tuple[str, ...]],
        of_message: Callable[[Told], str] = lambda told: told.print,
    ) -> None:
        """Joins what has the same mark, where it stands once on both sides."""
        old, new = self.left(candidates)
        marks = [(mark, n) for n in old for mark in of_entry(self.entries[n]) if mark]
        times = Counter(mark for mark, _ in marks)
        by_mark = {mark: n for mark, n in marks if times[mark] == 1}
        times_new = Counter(of_message(self.messages[m]) for m in new)
        for m in new:
            mark = of_message(self.messages[m])
            if mark in by_mark and times_new[mark] == 1 and by_mark[mark] not in self.holders:
                self.join([(by_mark[mark], m)])

    def gaps(self) -> list[tuple[list[int], list[int]]]:
        """What is left between each two neighbouring pairs that kept their order: entries and messages.

        Where most of the transcript runs backwards now, the messages of a gap are told backwards too.
        """
        joined = [(m, n) for m, n in enumerate(self.found) if n is not None]
        forward = _rising([n for _, n in joined])
        backward = _rising([-n for _, n in joined])
        step = -1 if len(backward) > len(forward) else 1
        kept = [joined[at] for at in (backward if step < 0 else forward)][::step]
        bounds = [(-1 if step > 0 else len(self.found), -1), *kept]
        ends = [*kept, (len(self.found) if step > 0 else -1, len(self.entries))]
        gaps = (
            (
                [n for n in range(first[1] + 1, last[1]) if n not in self.holders],
                [m for m in range(first[0] + step, last[0], step) if self.found[m] is None],
            )
            for first, last in zip(bounds, ends, strict=True)
        )
        return [(old, new) for old, new in gaps if old and new]


def _common_run(work: _Work, old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    prints = {work.entries[n].print for n in old} & {work.messages[m].print for m in new}
    old = [n for n in old if work.entries[n].print in prints]
    new = [m for m in new if work.messages[m].print in prints]
    if not prints or len(old) * len(new) > _MOST_CELLS:
        return
    # From the end: where twins stand side by side the new one is mostly the first.
    old, new = old[::-1], new[::-1]
    run = LCSseq.opcodes([work.entries[n].print for n in old], [work.messages[m].print for m in new])
    for step in run:
        if step.tag == "equal":
            before, now = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
            yield from zip(before, now, strict=True)


def _twins_beside_neighbours(work: _Work, allowed: frozenset[int]) -> None:
    """Twins whose neighbour on one side was joined with the entry's neighbour on that side."""
    last = len(work.found) - 1
    for order, step in ((range(1, last + 1), -1), (range(last - 1, -1, -1), 1)):
        for m in order:
            beside = work.found[m + step]
            if work.found[m] is not None or beside is None:
                continue
            for n in (beside - step, beside + step):  # forwards and backwards
                is_free = n in allowed and n not in work.holders
                if is_free and work.entries[n].print == work.messages[m].print:
                    work.join([(n, m)])
                    break


def _as_many_left(work: _Work, candidates: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Twins of which as many are left on one side as on the other, in order."""
    left_old, left_new = work.left(candidates)
    old, new = defaultdict(list), defaultdict(list)
    for n in left_old:
        old[work.entries[n].print].append(n)
    for m in left_new:
        new[work.messages[m].print].append(m)
    for print_, twins in old.items():
        if len(twins) == len(new.get(print_, ())):
            yield from zip(twins, new[print_], strict=True)


def _in_its_place(work: _Work) -> Iterator[int]:
    """Messages that must be taken for withdrawn ones: nothing else stands where those stood."""
    for old, new in work.gaps():
        withdrawn = [n for n in old if work.entries[n].state is State.WITHDRAWN]
        for n, m in zip(withdrawn, new, strict=False):
            work.join([(n, m)])
            yield m


def _rising(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest strictly rising run (patience sorting)."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(heads[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        heads[pile : pile + 1] = [at]
    run: list[int] = []
    at = heads[-1] if heads else -1
    while at >= 0:
        run.append(at)
        at = before[at]
    return run[::-1]
