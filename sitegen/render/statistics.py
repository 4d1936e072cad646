"""A collection → what can be counted in it: how much, when, who with whom, how long. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from sitegen.model import Role, Share, Summary
from sitegen.permalinks import urls
from sitegen.render import taxonomies
from sitegen.render.charts.periods import Period, month, periods
from sitegen.render.site_data import Collection
from sitegen.render.taxonomies import Key, Topic

MOST_ROWS = 6
"""Models that have a row of their own in the timeline."""
MOST_MEETING = 12
MOST_MEANS = 15

OTHERS = Key("", "other models")
UNKNOWN = Key("", "people and unknown models")
PEOPLE = Key("", "people")


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole archive in numbers."""

    conversations: int
    messages: int
    """Speech only."""
    words: int
    speakers: int
    models: int
    drawings: int
    events: int
    first: str
    """The time of the oldest conversation; empty where none has a date."""
    last: str


@dataclass(frozen=True, slots=True)
class Row:
    """The messages of one model, or of several together, over time."""

    who: Key
    counts: tuple[int, ...]
    """In each period of the timeline."""
    undated: int

    @property
    def total(self) -> int:
        """With those that have no date."""
        return sum(self.counts) + self.undated


@dataclass(frozen=True, slots=True)
class Timeline:
    """Messages over time. A conversation's count in the period in which it began."""

    periods: tuple[Period, ...]
    """From the oldest to the newest, those in which nothing began included; none where nothing has a date."""
    rows: tuple[Row, ...]
    """The models with most messages first, then `OTHERS` and `UNKNOWN`; none without a message."""

    @property
    def whole(self) -> Row:
        """All rows together."""
        columns = zip(*(row.counts for row in self.rows), strict=True)
        return Row(Key("", "everyone"), tuple(map(sum, columns)), sum(row.undated for row in self.rows))


@dataclass(frozen=True, slots=True)
class Meetings:
    """Who speaks in the same conversations."""

    who: tuple[Key, ...]
    """The models in most conversations first, then `PEOPLE`."""
    counts: tuple[tuple[int, ...], ...]
    """``counts[i][j]``: conversations in which both speak, for ``j <= i``; ``counts[i][i]``: in which it
    speaks as two participants.
    """
    left_out: int
    """Models in fewer conversations."""


class Bin(NamedTuple):
    """Conversations that have from ``low`` to ``high`` messages."""

    low: int
    high: int
    conversations: int


@dataclass(frozen=True, slots=True)
class Mean:
    """How much a model says at a time."""

    who: Key
    messages: int
    words: int

    @property
    def mean(self) -> float:
        """Words a message."""
        return self.words / self.messages


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that the page of numbers tells."""

    totals: Totals
    timeline: Timeline
    meetings: Meetings
    lengths: tuple[Bin, ...]
    """By powers of two, up to the longest; first those without a message where there are any."""
    median: int
    """At least half of the conversations have at most so many messages; 0 where there are none."""
    means: tuple[Mean, ...]
    """Of the models with most messages, those that say most at a time first."""


def statistics(collection: Collection) -> Statistics:
    """What can be counted in ``collection``. Ties are broken by name."""
    summaries = collection.summaries
    models = taxonomies.used_models(summaries, collection.models)
    names = _names(summaries, models)
    counts = sorted(each.messages for each in summaries)
    return Statistics(
        _totals(collection, len(models)),
        _timeline(summaries, names),
        _meetings(summaries, names),
        tuple(_lengths(counts)),
        counts[(len(counts) - 1) // 2] if counts else 0,
        _means(summaries, names),
    )


Names = Mapping[str | None, Key]
"""Of every model that took part, by identity."""


def _names(summaries: Iterable[Summary], models: Iterable[Topic]) -> Names:
    titles = {topic.address: topic.names[0] for topic in models}
    shares = (share for each in summaries for share in each.shares)
    identities = dict.fromkeys(share.participant.model for share in shares if share.participant.model)
    addresses = {identity: urls.model(identity) for identity in identities}
    return {identity: Key(address, titles[address]) for identity, address in addresses.items()}


def _totals(collection: Collection, models: int) -> Totals:
    summaries = collection.summaries
    times = sorted(each.started for each in summaries if each.started)
    return Totals(
        conversations=len(summaries),
        messages=sum(each.messages for each in summaries),
        words=sum(share.words for each in summaries for share in each.shares),
        speakers=len(taxonomies.speakers(summaries, collection.models)),
        models=models,
        drawings=sum(each.drawings for each in summaries),
        events=sum(each.events for each in summaries),
        first=times[0] if times else "",
        last=times[-1] if times else "",
    )


def _timeline(summaries: Iterable[Summary], names: Names) -> Timeline:
    by_month: dict[Key, Counter[int | None]] = defaultdict(Counter)
    for summary in summaries:
        began = month(summary.started)
        for share in _spoken(summary):
            by_month[names.get(share.participant.model, UNKNOWN)][began] += share.messages
    models = _ranked({who: months.total() for who, months in by_month.items() if who != UNKNOWN})
    for who in models[MOST_ROWS:]:
        by_month[OTHERS].update(by_month.pop(who))
    order = (*models[:MOST_ROWS], OTHERS, UNKNOWN)
    months = [each for counts in by_month.values() for each in counts if each is not None]
    shown = periods(min(months), max(months)) if months else ()
    return Timeline(shown, tuple(_row(who, by_month[who], shown) for who in order if who in by_month))


def _row(who: Key, by_month: Mapping[int | None, int], shown: Sequence[Period]) -> Row:
    counts = [0] * len(shown)
    for began, messages in by_month.items():
        if began is not None:
            counts[(began - shown[0].first) // shown[0].months] += messages
    return Row(who, tuple(counts), by_month.get(None, 0))


def _meetings(summaries: Iterable[Summary], names: Names) -> Meetings:
    present = [
        Counter(filter(None, (_talker(share, names) for share in _spoken(each)))) for each in summaries
    ]
    times = Counter(who for each in present for who in each)
    models = _ranked({who: n for who, n in times.items() if who != PEOPLE})
    who = (*models[:MOST_MEETING], *([PEOPLE] if PEOPLE in times else []))
    place = {each: n for n, each in enumerate(who)}
    counts = [[0] * (n + 1) for n in range(len(who))]
    for each in present:
        found = sorted(place[one] for one in each if one in place)
        for low, high in combinations(found, 2):
            counts[high][low] += 1
        for n in found:
            counts[n][n] += each[who[n]] > 1
    return Meetings(who, tuple(map(tuple, counts)), len(models[MOST_MEETING:]))


def _talker(share: Share, names: Names) -> Key | None:
    is_person = share.participant.role is Role.USER and not share.participant.model
    return PEOPLE if is_person else names.get(share.participant.model)


def _lengths(counts: Sequence[int]) -> Iterator[Bin]:
    """``counts`` in ascending order."""
    found = Counter(count.bit_length() for count in counts)
    if found[0]:
        yield Bin(0, 0, found[0])
    for bits in range(1, max(found, default=0) + 1):
        yield Bin(1 << bits - 1, (1 << bits) - 1, found[bits])


def _means(summaries: Iterable[Summary], names: Names) -> tuple[Mean, ...]:
    messages, words = Counter[Key](), Counter[Key]()
    for share in (share for each in summaries for share in _spoken(each)):
        if who := names.get(share.participant.model):
            messages[who] += share.messages
            words[who] += share.words
    most = (Mean(who, messages[who], words[who]) for who in _ranked(messages)[:MOST_MEANS])
    return tuple(sorted(most, key=lambda each: (-each.mean, each.who.name, each.who.address)))


def _spoken(summary: Summary) -> Iterator[Share]:
    """Those who said something; others only caused events."""
    return (share for share in summary.shares if share.messages)


def _ranked(counts: Mapping[Key, int]) -> list[Key]:
    return sorted(counts, key=lambda who: (-counts[who], who.name, who.address))
