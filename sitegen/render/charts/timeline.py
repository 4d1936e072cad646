"""Messages over time: a row of columns for each of a few, all on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.render.charts.labels import breadth, brief, name_of, round_step, rounded, short
from sitegen.render.charts.periods import Period
from sitegen.render.i18n.template_filters import count, month
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.statistics import Row, Timeline

_NAME_ROOM_ABOVE = 15.5  # em for a name above its row, with the sum beside it on a phone
_FEWEST_SLOTS = 12  # a timeline of two months is two columns, not two walls
_TALLEST, _TALLEST_ROW = 7.0, 4.0  # em, of everyone and of one row
_NAME, _BETWEEN = 1.5, 1.1  # em, for the name above a row and the space below it
_FILLED = 0.78  # of the way from one column to the next
_LEAST = 0.12  # em: one message can be seen beside ten thousand
_NARROW, _WIDE = 17.0, 45.0  # em across, on a phone and on a desk
_YEAR = 3.1  # em that a label needs
_APART = 0.34  # em between the names of two months
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


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


def time_picture(timeline: Timeline, words: Words = ENGLISH) -> TimePicture:
    """Everyone first where there is more than one row."""
    rows = (*((timeline.whole,) if len(timeline.rows) > 1 else ()), *timeline.rows)
    slots = max(len(timeline.periods), _FEWEST_SLOTS)
    most = max((count for row in rows for count in row.counts), default=0)
    most_of_one = max((count for row in timeline.rows for count in row.counts), default=0)
    em = min(_TALLEST / max(most, 1), _TALLEST_ROW / max(most_of_one, 1))
    scale = _Scale(timeline.periods, 100 / slots, em, round_step(most, 3), words)
    strips: list[Strip] = []
    top = 0.0
    for row in rows:
        strips.append(_strip(row, scale, top))
        top = strips[-1].base + _BETWEEN
    return TimePicture(
        width=rounded(100 * len(timeline.periods) / slots),
        height=rounded(top + 3),
        foot=rounded(top),
        strips=tuple(strips),
        months=tuple(_month_marks(timeline.periods, slots, words)),
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
    words: Words


def _strip(row: Row, scale: _Scale, top: float) -> Strip:
    most = max(row.counts, default=0)
    base = top + _NAME + most * scale.em
    return Strip(
        name=short(name_of(row.who, scale.words), _NAME_ROOM_ABOVE),
        title=name_of(row.who, scale.words),
        total=row.total,
        kind="one" if row.who.address else "rest" if top else "everyone",
        top=rounded(top),
        base=rounded(base),
        columns=tuple(_columns(row, scale, base)),
        scale=tuple(
            Mark(rounded(base - value * scale.em), brief(value, scale.words))
            for value in range(scale.step, most + 1, scale.step)
        ),
    )


def _columns(row: Row, scale: _Scale, base: float) -> Iterator[Shape]:
    for n, messages in enumerate(row.counts):
        if messages:
            height = max(messages * scale.em, _LEAST)
            yield Shape(
                rounded(n * scale.pitch),
                rounded(base - height),
                rounded(scale.pitch * _FILLED),
                rounded(height),
                scale.words.gettext(
                    "{name}, {period}: {messages}",
                    name=name_of(row.who, scale.words),
                    period=month(scale.words, scale.periods[n].name),
                    messages=count(scale.words, messages, "message"),
                ),
            )


def _month_marks(periods: Sequence[Period], slots: int, words: Words) -> Iterator[Mark]:
    """Every month, or every third, or every half year, that there is room for."""
    if not periods or periods[0].months != 1:
        return
    steps = (1, 2, 3, 6, 12)
    longest = max(breadth(words.short_month(n)) for n in range(1, 13)) + _APART
    wide, narrow = (
        next(step for step in steps if step * room / slots >= longest or step == 12)
        for room in (_WIDE, _NARROW)
    )
    for n, period in enumerate(periods):
        if (period.month - 1) % wide == 0:
            yield Mark(_at(n, slots), words.short_month(period.month), (period.month - 1) % narrow > 0)


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


def _at(n: int, slots: int) -> float:
    return rounded(100 * n / slots)
