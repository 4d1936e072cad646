"""Statistics → ``stats.html``: pictures as lengths, which the macros of ``charts.html`` write as SVG.

Across, lengths are shares of the column in per cent, so that a picture fits any screen while its words keep
their size; down, they are in em.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from jinja2 import Environment
from wcwidth import iter_graphemes, wcwidth

from sitegen import permalinks
from sitegen.collection import Collection
from sitegen.render.draft import Draft, Drafts
from sitegen.render.environment import count, month
from sitegen.render.visible import shown
from sitegen.statistics import Bin, Mean, Meetings, Period, Row, Timeline, statistics
from sitegen.topics import Key

NAME_ROOM = 11.6
"""Em for a name in a picture."""

_NAME_ROOM_ABOVE = 15.5  # em for a name above its row, with the sum beside it on a phone
_LONGEST = 100  # characters of a name that are looked at
_BROAD, _SLIM = frozenset("mwMW@%"), frozenset("fijlrtI .,:;'!|()[]-/")
_FEWEST_SLOTS = 12  # a timeline of two months is two columns, not two walls
_FEWEST_ACROSS = 6  # a bar of one conversation is no wall either
_TALLEST, _TALLEST_ROW = 7.0, 4.0  # em, of everyone and of one row
_NAME, _BETWEEN = 1.5, 1.1  # em, for the name above a row and the space below it
_FILLED = 0.78  # of the way from one column to the next
_LEAST = 0.12  # em: one message can be seen beside ten thousand
_NARROW, _WIDE = 17.0, 45.0  # em across, on a phone and on a desk
_YEAR, _MONTH = 3.1, 2.6  # em that a label needs
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
_CELL, _LETTER, _LABEL = 32, 8, 200  # units of the triangle, 16 to 1 em: a cell, a figure, room for a name
_SHADES = 4


class Shape(NamedTuple):
    """A bar or a column, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    title: str


class Mark(NamedTuple):
    """A grid line with its label."""

    at: float
    label: str
    is_wide: bool = False
    """Shown only where there is room."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of the timeline."""

    name: str
    title: str
    total: int
    kind: str
    """``everyone``, ``one`` model or the ``rest``: its class."""
    top: float
    """Where the line with the name begins."""
    base: float
    """Where the columns stand."""
    columns: tuple[Shape, ...]
    scale: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TimePicture:
    """Columns over time: a strip for each row, all on one scale."""

    width: float
    """Per cent that the periods take up."""
    height: float
    foot: float
    """Where the labels of the time begin."""
    strips: tuple[Strip, ...]
    months: tuple[Mark, ...]
    years: tuple[Mark, ...]


class Bar(NamedTuple):
    """A bar that runs to the right, between its label and its value."""

    label: str
    title: str
    width: float
    value: str


class Cell(NamedTuple):
    """A square of the triangle."""

    x: int
    y: int
    number: int
    shade: int
    """0 to 4."""
    title: str


@dataclass(frozen=True, slots=True)
class Triangle:
    """Everyone with everyone, as in a table of distances: a name stands where its row and column meet."""

    width: int
    height: int
    cell: int
    names: tuple[tuple[int, int, str, str], ...]
    """Where, short, whole."""
    pairs: tuple[Cell, ...]
    selves: tuple[Cell, ...]


class Pair(NamedTuple):
    """Two who speak in the same conversations."""

    one: Key
    other: Key
    conversations: int


class StatisticsPage:
    """Renders the page of numbers."""

    def __init__(self, environment: Environment) -> None:
        self._template = environment.get_template("stats.html")

    def draft(self, collection: Collection, drafts: Drafts) -> Draft:
        """``stats.html``."""
        values = (collection.summaries, collection.models)
        return drafts.made_by(lambda: self.html(collection), permalinks.STATISTICS, *values)

    def html(self, collection: Collection) -> str:
        """The page."""
        found = statistics(collection)
        return self._template.render(
            page=permalinks.STATISTICS,
            numbers=found,
            time=time_picture(found.timeline),
            triangle=triangle(found.meetings),
            pairs=pairs(found.meetings),
            lengths=length_bars(found.lengths),
            means=mean_bars(found.means),
            mean=mean,
            length=length_range,
        )


def short(name: str, room: float = NAME_ROOM) -> str:
    """``name`` as readers see it, cut to about ``room`` em of a sans serif."""
    parts = list(iter_graphemes(shown(name[:_LONGEST])))
    widths = list(accumulate(map(_em, parts)))
    fitting = bisect_right(widths, room)
    if fitting == len(parts) and len(name) <= _LONGEST:
        return "".join(parts)
    return "".join(parts[: bisect_right(widths, room - 1)]).rstrip() + "…"


def _em(grapheme: str) -> float:
    """A generous guess, as SVG neither wraps nor cuts: the figures of DejaVu Sans, the widest of its kind."""
    if wide := sum(wcwidth(char) == 2 for char in grapheme):
        return 1.1 * wide  # a family may come out as its four members
    if grapheme in _BROAD or grapheme >= "\u2000":
        return 1.0
    if grapheme in _SLIM:
        return 0.42
    return 0.78 if grapheme.isupper() else 0.63


def round_step(most: int, room: float) -> int:
    """1, 2 or 5 times a power of ten: the least of which at most ``room`` fit into ``most``."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= room * factor * power:
                return factor * power
        power *= 10


def brief(number: int) -> str:
    """``5,000``, ``20k``, ``2M``: a round number for a scale."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:g}M"
    return f"{number / 1000:g}k" if number >= 10_000 else f"{number:,}"


def time_picture(timeline: Timeline) -> TimePicture:
    """Everyone first where there is more than one row."""
    rows = (*((timeline.whole,) if len(timeline.rows) > 1 else ()), *timeline.rows)
    slots = max(len(timeline.periods), _FEWEST_SLOTS)
    most = max((count for row in rows for count in row.counts), default=0)
    most_of_one = max((count for row in timeline.rows for count in row.counts), default=0)
    em = min(_TALLEST / max(most, 1), _TALLEST_ROW / max(most_of_one, 1))
    scale = _Scale(timeline.periods, 100 / slots, em, round_step(most, 3))
    strips: list[Strip] = []
    top = 0.0
    for row in rows:
        strips.append(_strip(row, scale, top))
        top = strips[-1].base + _BETWEEN
    return TimePicture(
        width=_rounded(100 * len(timeline.periods) / slots),
        height=_rounded(top + 2.8),
        foot=_rounded(top),
        strips=tuple(strips),
        months=tuple(_month_marks(timeline.periods, slots)),
        years=tuple(_year_marks(timeline.periods, slots)),
    )


class _Scale(NamedTuple):
    periods: Sequence[Period]
    pitch: float
    """Per cent from one column to the next."""
    em: float
    """That a message is high."""
    step: int
    """Messages from one grid line to the next."""


def _strip(row: Row, scale: _Scale, top: float) -> Strip:
    most = max(row.counts, default=0)
    base = top + _NAME + most * scale.em
    return Strip(
        name=short(row.who.name, _NAME_ROOM_ABOVE),
        title=row.who.name,
        total=row.total,
        kind="one" if row.who.address else "rest" if top else "everyone",
        top=_rounded(top),
        base=_rounded(base),
        columns=tuple(_columns(row, scale, base)),
        scale=tuple(
            Mark(_rounded(base - value * scale.em), brief(value))
            for value in range(scale.step, most + 1, scale.step)
        ),
    )


def _columns(row: Row, scale: _Scale, base: float) -> Iterator[Shape]:
    for n, messages in enumerate(row.counts):
        if messages:
            height = max(messages * scale.em, _LEAST)
            yield Shape(
                _rounded(n * scale.pitch),
                _rounded(base - height),
                _rounded(scale.pitch * _FILLED),
                _rounded(height),
                f"{row.who.name}, {month(scale.periods[n].name)}: {count(messages, 'message')}",
            )


def _month_marks(periods: Sequence[Period], slots: int) -> Iterator[Mark]:
    """Every month, or every third, or every half year, that there is room for."""
    if not periods or periods[0].months != 1:
        return
    steps = (1, 2, 3, 6, 12)
    wide, narrow = (
        next(step for step in steps if step * room / slots >= _MONTH or step == 12)
        for room in (_WIDE, _NARROW)
    )
    for n, period in enumerate(periods):
        if (period.month - 1) % wide == 0:
            yield Mark(_at(n, slots), month(period.name)[:3], (period.month - 1) % narrow > 0)


def _year_marks(periods: Sequence[Period], slots: int) -> Iterator[Mark]:
    """Where a year begins; also above the first period unless the next year is too near."""
    if not periods:
        return
    years_of_one = periods[0].months / 12
    wide, narrow = (
        next(step for step in _YEARS if step / years_of_one * room / slots >= _YEAR)
        for room in (_WIDE, _NARROW)
    )
    begins = [n for n, period in enumerate(periods) if period.first % 12 == 0]
    if wide == 1 and 0 not in begins:
        room = (begins[0] if begins else len(periods)) / slots
        if not begins or room * _WIDE >= _YEAR:
            yield Mark(0, f"{periods[0].year:04}", bool(begins) and room * _NARROW < _YEAR)
    for n in begins:
        if periods[n].year % wide == 0:
            yield Mark(_at(n, slots), f"{periods[n].year:04}", periods[n].year % narrow > 0)


def triangle(meetings: Meetings) -> Triangle:
    """Cells as wide as the longest number needs."""
    counts = meetings.counts
    most = max((n for i, row in enumerate(counts) for n in row[:i]), default=0)
    largest = max((n for row in counts for n in row), default=0)
    cell = max(_CELL, _LETTER * len(f"{largest:,}") + 12)
    cells = [
        Cell(j * cell, i * cell, n, _shade(n, most), _meeting(meetings, i, j))
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
    ]
    return Triangle(
        width=cell * len(counts) + _LABEL,
        height=cell * len(counts),
        cell=cell,
        names=tuple(
            ((i + 1) * cell + 9, i * cell, short(who.name), who.name) for i, who in enumerate(meetings.who)
        ),
        pairs=tuple(each for each in cells if each.x != each.y),
        selves=tuple(each for each in cells if each.x == each.y),
    )


def pairs(meetings: Meetings) -> tuple[Pair, ...]:
    """Those who met at all, the most frequent first."""
    found = (
        Pair(meetings.who[j], meetings.who[i], n)
        for i, row in enumerate(meetings.counts)
        for j, n in enumerate(row)
        if n
    )
    return tuple(sorted(found, key=lambda pair: -pair.conversations))


def _shade(number: int, most: int) -> int:
    """By the square root: a few who meet always would leave everyone else pale."""
    return -int(-_SHADES * (number / most) ** 0.5 // 1) if most else 0


def _meeting(meetings: Meetings, i: int, j: int) -> str:
    times = count(meetings.counts[i][j], "conversation")
    if i == j:
        return f"{meetings.who[i].name} twice: {times}"
    return f"{meetings.who[j].name} and {meetings.who[i].name}: {times}"


def length_bars(bins: Iterable[Bin]) -> tuple[Bar, ...]:
    """Conversations by their messages."""
    bins = tuple(bins)
    scale = max((_FEWEST_ACROSS, *(each.conversations for each in bins)))
    return tuple(
        Bar(
            length_range(each),
            f"{length_range(each)} messages: {count(each.conversations, 'conversation')}",
            _share(each.conversations, scale),
            f"{each.conversations:,}",
        )
        for each in bins
    )


def mean_bars(means: Iterable[Mean]) -> tuple[Bar, ...]:
    """Models by their words a message."""
    means = tuple(means)
    most = max((each.mean for each in means), default=0)
    return tuple(
        Bar(
            short(each.who.name),
            f"{each.who.name}: {mean(each)} words in each of {count(each.messages, 'message')}",
            _share(each.mean, most),
            mean(each),
        )
        for each in means
    )


def length_range(found: Bin) -> str:
    """``1``, ``2–3``, ``1,024–2,047``."""
    return f"{found.low:,}" if found.low == found.high else f"{found.low:,}–{found.high:,}"


def mean(found: Mean) -> str:
    """``4.2``, ``87``, ``1,204``."""
    return f"{found.mean:.1f}" if found.mean < 9.95 else f"{found.mean:,.0f}"


def _at(n: int, slots: int) -> float:
    return _rounded(100 * n / slots)


def _share(number: float, most: float) -> float:
    return _rounded(100 * number / most) if most else 0.0


def _rounded(length: float) -> float:
    return round(length, 2)
