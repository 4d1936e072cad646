"""Compute the statistics of an archive: totals, messages over time, shared conversations, lengths."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from sitegen.model import Role, Share, Summary, Usage
from sitegen.model.message import sum_usage
from sitegen.permalinks import urls
from sitegen.render.taxonomies import Taxonomy, TaxonomyTerm, TermKey

MAX_TIMELINE_ROWS = 6
"""Models with their own row in the timeline."""
MAX_MATRIX_MODELS = 12
MAX_MEANS = 15

MAX_PERIODS = 36
_STEPS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)  # months; the last holds the years 0 to 9999
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

OTHERS = TermKey("", "other models")
UNKNOWN = TermKey("", "people and unknown models")
PEOPLE = TermKey("", "people")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of the whole archive."""

    conversations: int
    messages: int
    """Without events."""
    words: int
    speakers: int
    models: int
    drawings: int
    events: int
    usage: Usage | None
    """As far as transcripts state it."""
    first: str
    """Start of the oldest conversation; empty if none has a date."""
    last: str


class TimePeriod(NamedTuple):
    """A month, a quarter, a year or a round number of years."""

    first: int
    """Months since the year 0."""
    months: int

    @property
    def year(self) -> int:
        """Return the year in which it begins."""
        return self.first // 12

    @property
    def month(self) -> int:
        """Return the month in which it begins, from 1."""
        return self.first % 12 + 1

    @property
    def name(self) -> str:
        """Return its name: ``2026-01``, ``2026 Q1``, ``2026`` or ``2020–2029``."""
        match self.months:
            case 1:
                return f"{self.year:04}-{self.month:02}"
            case 3:
                return f"{self.year:04} Q{self.month // 3 + 1}"
            case 12:
                return f"{self.year:04}"
            case months:
                return f"{self.year:04}–{self.year + months // 12 - 1:04}"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """Messages of one model, or of a group, over time."""

    key: TermKey
    counts: tuple[int, ...]
    """Messages per period of the timeline."""
    undated: int

    @property
    def total(self) -> int:
        """Return the number of messages, including undated ones."""
        return sum(self.counts) + self.undated


@dataclass(frozen=True, slots=True)
class Timeline:
    """Messages over time. All messages count in the period in which their conversation started."""

    periods: tuple[TimePeriod, ...]
    """Oldest first, without gaps; empty if no conversation has a date."""
    rows: tuple[TimelineRow, ...]
    """Models by number of messages, then `OTHERS` and `UNKNOWN`; none without messages."""

    @property
    def total_row(self) -> TimelineRow:
        """Return the sum of all rows."""
        columns = zip(*(row.counts for row in self.rows), strict=True)
        return TimelineRow(TermKey("", "everyone"), tuple(map(sum, columns)), sum(row.undated for row in self.rows))


@dataclass(frozen=True, slots=True)
class SharedConversations:
    """Number of conversations that each pair of models shares."""

    keys: tuple[TermKey, ...]
    """Models by number of conversations, then `PEOPLE`."""
    counts: tuple[tuple[int, ...], ...]
    """``counts[i][j]`` for ``j < i``: conversations in which both speak; ``counts[i][i]``: conversations in which
    the model speaks as two participants.
    """
    omitted: int
    """Number of models left out because they are in fewer conversations."""


class LengthBin(NamedTuple):
    """Conversations with ``low`` to ``high`` messages."""

    low: int
    high: int
    conversations: int


@dataclass(frozen=True, slots=True)
class MeanLength:
    """Mean length of a model's messages."""

    key: TermKey
    messages: int
    words: int

    @property
    def mean(self) -> float:
        """Return words per message."""
        return self.words / self.messages


@dataclass(frozen=True, slots=True)
class Statistics:
    """All counts on the statistics page."""

    totals: Totals
    timeline: Timeline
    shared_conversations: SharedConversations
    lengths: tuple[LengthBin, ...]
    """By powers of two; the first bin holds conversations without messages, if there are any."""
    median: int
    """Median number of messages per conversation; 0 if there are no conversations."""
    means: tuple[MeanLength, ...]
    """Models with most messages, the longest mean first."""


def compute_statistics(summaries: Sequence[Summary], taxonomies: Iterable[Taxonomy]) -> Statistics:
    """Compute the statistics of an archive; ``taxonomies``: of all summaries. Ties are broken by name."""
    terms = {each.noun: each.terms for each in taxonomies}
    keys = _model_keys(summaries, terms["model"])
    counts = sorted(each.messages for each in summaries)
    return Statistics(
        _totals(summaries, len(terms["speaker"]), len(terms["model"])),
        _timeline(summaries, keys),
        _shared_conversations(summaries, keys),
        tuple(_lengths(counts)),
        counts[(len(counts) - 1) // 2] if counts else 0,
        _means(summaries, keys),
    )


ModelKeys = Mapping[str | None, TermKey]
"""Keys of all models in the archive, by identity."""


def _model_keys(summaries: Iterable[Summary], models: Iterable[TaxonomyTerm]) -> ModelKeys:
    names = {term.address: term.names[0] for term in models}
    shares = (share for each in summaries for share in each.shares)
    identities = dict.fromkeys(share.participant.model for share in shares if share.participant.model)
    addresses = {identity: urls.model(identity) for identity in identities}
    return {identity: TermKey(address, names[address]) for identity, address in addresses.items()}


def _totals(summaries: Sequence[Summary], speakers: int, models: int) -> Totals:
    times = sorted(each.started for each in summaries if each.started)
    return Totals(
        conversations=len(summaries),
        messages=sum(each.messages for each in summaries),
        words=sum(share.words for each in summaries for share in each.shares),
        speakers=speakers,
        models=models,
        drawings=sum(each.drawings for each in summaries),
        events=sum(each.events for each in summaries),
        usage=sum_usage(each.usage for each in summaries),
        first=times[0] if times else "",
        last=times[-1] if times else "",
    )


def _timeline(summaries: Iterable[Summary], keys: ModelKeys) -> Timeline:
    by_month: dict[TermKey, Counter[int | None]] = defaultdict(Counter)
    for summary in summaries:
        started = _month_number(summary.started)
        for share in _speaking_shares(summary):
            by_month[keys.get(share.participant.model, UNKNOWN)][started] += share.messages
    models = _rank({key: months.total() for key, months in by_month.items() if key != UNKNOWN})
    for key in models[MAX_TIMELINE_ROWS:]:
        by_month[OTHERS].update(by_month.pop(key))
    order = (*models[:MAX_TIMELINE_ROWS], OTHERS, UNKNOWN)
    months = [each for counts in by_month.values() for each in counts if each is not None]
    time_periods = _split_into_periods(min(months), max(months)) if months else ()
    return Timeline(time_periods, tuple(_row(key, by_month[key], time_periods) for key in order if key in by_month))


def _split_into_periods(first: int, last: int) -> tuple[TimePeriod, ...]:
    """Return the shortest periods that give at most `MAX_PERIODS`; ``first`` and ``last`` are in months."""
    step = next(step for step in _STEPS if last // step - first // step < MAX_PERIODS)
    return tuple(TimePeriod(n * step, step) for n in range(first // step, last // step + 1))


def _month_number(time: str | None) -> int | None:
    """Return months since the year 0; None for a time without a month."""
    match = _MONTH.match(time or "")
    return int(match[1]) * 12 + int(match[2]) - 1 if match else None


def _row(key: TermKey, by_month: Mapping[int | None, int], time_periods: Sequence[TimePeriod]) -> TimelineRow:
    counts = [0] * len(time_periods)
    for started, messages in by_month.items():
        if started is not None:
            counts[(started - time_periods[0].first) // time_periods[0].months] += messages
    return TimelineRow(key, tuple(counts), by_month.get(None, 0))


def _shared_conversations(summaries: Iterable[Summary], model_keys: ModelKeys) -> SharedConversations:
    present = [
        Counter(filter(None, (_participant_key(share, model_keys) for share in _speaking_shares(each))))
        for each in summaries
    ]
    frequencies = Counter(key for each in present for key in each)
    models = _rank({key: n for key, n in frequencies.items() if key != PEOPLE})
    keys = (*models[:MAX_MATRIX_MODELS], *([PEOPLE] if PEOPLE in frequencies else []))
    index = {each: n for n, each in enumerate(keys)}
    counts = [[0] * (n + 1) for n in range(len(keys))]
    for each in present:
        indices = sorted(index[key] for key in each if key in index)
        for low, high in combinations(indices, 2):
            counts[high][low] += 1
        for i in indices:
            counts[i][i] += each[keys[i]] > 1
    return SharedConversations(keys, tuple(map(tuple, counts)), len(models[MAX_MATRIX_MODELS:]))


def _participant_key(share: Share, keys: ModelKeys) -> TermKey | None:
    is_person = share.participant.role is Role.USER and not share.participant.model
    return PEOPLE if is_person else keys.get(share.participant.model)


def _lengths(counts: Sequence[int]) -> Iterator[LengthBin]:
    """Yield one bin per power of two."""
    by_bits = Counter(count.bit_length() for count in counts)
    if by_bits[0]:
        yield LengthBin(0, 0, by_bits[0])
    for bits in range(1, max(by_bits, default=0) + 1):
        yield LengthBin(1 << bits - 1, (1 << bits) - 1, by_bits[bits])


def _means(summaries: Iterable[Summary], keys: ModelKeys) -> tuple[MeanLength, ...]:
    messages, words = Counter[TermKey](), Counter[TermKey]()
    for share in (share for each in summaries for share in _speaking_shares(each)):
        if key := keys.get(share.participant.model):
            messages[key] += share.messages
            words[key] += share.words
    means = (MeanLength(key, messages[key], words[key]) for key in _rank(messages)[:MAX_MEANS])
    return tuple(sorted(means, key=lambda each: (-each.mean, each.key.name, each.key.address)))


def _speaking_shares(summary: Summary) -> Iterator[Share]:
    """Return the participants who sent messages, not only events."""
    return (share for share in summary.shares if share.messages)


def _rank(counts: Mapping[TermKey, int]) -> list[TermKey]:
    return sorted(counts, key=lambda key: (-counts[key], key.name, key.address))
