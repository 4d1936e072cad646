"""Compute the timeline of messages: a row of columns per model, all on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.render.charts.labels import (
    compact_number,
    display_name,
    round_length,
    round_step,
    text_width,
    truncate_name,
)
from sitegen.render.i18n.template_filters import count, period_name
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.statistics import Timeline, TimelineRow, TimePeriod

_MAX_NAME_WIDTH = 15.5  # em; leaves room for the total on a phone
_MIN_SLOTS = 12  # a timeline of two months has narrow columns
_MAX_HEIGHT, _MAX_ROW_HEIGHT = 7.0, 4.0  # em, of the total and of one row
_NAME_HEIGHT, _ROW_GAP = 1.5, 1.1  # em
_COLUMN_SHARE = 0.78  # width of a column, as a share of the distance to the next
_MIN_COLUMN_HEIGHT = 0.12  # em; a single message is visible next to ten thousand
_NARROW_WIDTH, _WIDE_WIDTH = 17.0, 45.0  # em; width of the chart on a phone and on a desktop
_YEAR_LABEL_WIDTH = 3.1  # em
_LABEL_GAP = 0.34  # em between the labels of two months
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


class TimelineColumn(NamedTuple):
    """A column and its tooltip."""

    x: float
    y: float
    width: float
    height: float
    title: str


class AxisMark(NamedTuple):
    """A labelled position on an axis."""

    position: float
    label: str
    is_wide: bool = False
    """Shown only on wide screens."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of the timeline."""

    name: str
    title: str
    total: int
    kind: str
    """CSS class: ``everyone``, ``one`` model or the ``rest``."""
    top: float
    """Top of the line with the name."""
    baseline: float
    """Bottom of the columns."""
    columns: tuple[TimelineColumn, ...]
    grid_lines: tuple[AxisMark, ...]


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """A timeline of messages."""

    width: float
    """Width of all periods in per cent."""
    height: float
    labels_top: float
    """Top of the labels of the time axis."""
    rows: tuple[ChartRow, ...]
    months: tuple[AxisMark, ...]
    years: tuple[AxisMark, ...]


def timeline_chart(timeline: Timeline, translator: Translator = ENGLISH) -> TimelineChart:
    """Return the timeline, with a row for everyone if there is more than one other."""
    rows = (*((timeline.total_row,) if len(timeline.rows) > 1 else ()), *timeline.rows)
    slots = max(len(timeline.periods), _MIN_SLOTS)
    maximum = max((count for row in rows for count in row.counts), default=0)
    row_maximum = max((count for row in timeline.rows for count in row.counts), default=0)
    em = min(_MAX_HEIGHT / max(maximum, 1), _MAX_ROW_HEIGHT / max(row_maximum, 1))
    scale = _Scale(timeline.periods, 100 / slots, em, round_step(maximum, 3), translator)
    chart_rows: list[ChartRow] = []
    top = 0.0
    for row in rows:
        chart_rows.append(_chart_row(row, scale, top))
        top = chart_rows[-1].baseline + _ROW_GAP
    return TimelineChart(
        width=round_length(100 * len(timeline.periods) / slots),
        height=round_length(top + 3),
        labels_top=round_length(top),
        rows=tuple(chart_rows),
        months=tuple(_month_marks(timeline.periods, slots, translator)),
        years=tuple(_year_marks(timeline.periods, slots)),
    )


class _Scale(NamedTuple):
    periods: Sequence[TimePeriod]
    column_step: float
    """Distance between columns in per cent."""
    message_height: float
    """Height of a message in em."""
    grid_step: int
    """Messages between grid lines."""
    translator: Translator


def _chart_row(row: TimelineRow, scale: _Scale, top: float) -> ChartRow:
    maximum = max(row.counts, default=0)
    baseline = top + _NAME_HEIGHT + maximum * scale.message_height
    return ChartRow(
        name=truncate_name(display_name(row.key, scale.translator), _MAX_NAME_WIDTH),
        title=display_name(row.key, scale.translator),
        total=row.total,
        kind="one" if row.key.address else "rest" if top else "everyone",
        top=round_length(top),
        baseline=round_length(baseline),
        columns=tuple(_columns(row, scale, baseline)),
        grid_lines=tuple(
            AxisMark(round_length(baseline - value * scale.message_height), compact_number(value, scale.translator))
            for value in range(scale.grid_step, maximum + 1, scale.grid_step)
        ),
    )


def _columns(row: TimelineRow, scale: _Scale, baseline: float) -> Iterator[TimelineColumn]:
    for n, messages in enumerate(row.counts):
        if messages:
            height = max(messages * scale.message_height, _MIN_COLUMN_HEIGHT)
            yield TimelineColumn(
                round_length(n * scale.column_step),
                round_length(baseline - height),
                round_length(scale.column_step * _COLUMN_SHARE),
                round_length(height),
                scale.translator.gettext(
                    "{name}, {period}: {messages}",
                    name=display_name(row.key, scale.translator),
                    period=period_name(scale.translator, scale.periods[n].name),
                    messages=count(scale.translator, messages, "message"),
                ),
            )


def _month_marks(periods: Sequence[TimePeriod], slots: int, translator: Translator) -> Iterator[AxisMark]:
    """Yield labels for months, as many as fit."""
    if not periods or periods[0].months != 1:
        return
    steps = (1, 2, 3, 6, 12)
    longest = max(text_width(translator.short_month(n)) for n in range(1, 13)) + _LABEL_GAP
    wide, narrow = (
        next(step for step in steps if step * room / slots >= longest or step == 12)
        for room in (_WIDE_WIDTH, _NARROW_WIDTH)
    )
    for n, period in enumerate(periods):
        if (period.month - 1) % wide == 0:
            yield AxisMark(_position(n, slots), translator.short_month(period.month), (period.month - 1) % narrow > 0)


def _year_marks(periods: Sequence[TimePeriod], slots: int) -> Iterator[AxisMark]:
    """Yield labels where a year begins, and one for the first period unless the next label is too close."""
    if not periods:
        return
    years_of_one = periods[0].months / 12
    wide, narrow = (
        next(step for step in _YEAR_STEPS if step / years_of_one * room / slots >= _YEAR_LABEL_WIDTH)
        for room in (_WIDE_WIDTH, _NARROW_WIDTH)
    )
    starts = [n for n, period in enumerate(periods) if period.first % 12 == 0]
    if wide == 1 and 0 not in starts:
        room = (starts[0] if starts else len(periods)) / slots
        if not starts or room * _WIDE_WIDTH >= _YEAR_LABEL_WIDTH:
            yield AxisMark(0, f"{periods[0].year:04}", bool(starts) and room * _NARROW_WIDTH < _YEAR_LABEL_WIDTH)
    for n in starts:
        if periods[n].year % wide == 0:
            yield AxisMark(_position(n, slots), f"{periods[n].year:04}", periods[n].year % narrow > 0)


def _position(n: int, slots: int) -> float:
    return round_length(100 * n / slots)
