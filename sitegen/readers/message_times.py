"""Find the times of messages: lines such as ``*2026-02-17 17:23:38*`` at the start or the end of each message."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.text.dates import DateOrder, is_ambiguous_date, parse_date, parse_time
from sitegen.text.source import Source

_MAX_LINE_LENGTH = 160
_WRAPPING = re.compile(r"</?(?:small|sub|sup|i|em|b|strong|time)\b[^<>]*>|[*_`()\[\]~>|]+", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:sent|received|time|date|timestamp|at|on)\b|[🕐-🕧⏰⏱📅]\ufe0f?)\s*(?:(?:at|on)\b)?\s*:?\s*", re.IGNORECASE
)
_TIME_TAG = re.compile(r'<time datetime="(?P<time>[^"<>]{4,40})"[^<>]{0,80}>[^<>]{0,40}</time>')
_MIN_SHARE = 0.5  # of all messages that are not empty
_HALF_A_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The line of a message that says when it was written."""

    span: Span
    """Without its newline."""
    text: str
    """Date and time, without emphasis and brackets."""


def find_time_lines(text: str, messages: Sequence[Span]) -> tuple[TimeLine | None, ...]:
    """Return the line with the time of each message: the first of all, or the last of all.

    Such a line may also be something that is said; therefore at least half of the messages must have one, and at least
    two.
    """
    filled = sum(1 for span in messages if text[span.start : span.end].strip())
    by_place = [tuple(_time_line(text, find(text, span)) for span in messages) for find in (_first_line, _last_line)]
    lines = max(by_place, key=lambda each: sum(line is not None for line in each))
    count = sum(line is not None for line in lines)
    if count < 2 or count < _MIN_SHARE * filled:
        return (None,) * len(messages)
    return lines


def resolve_times(
    lines: Sequence[TimeLine | None], order: DateOrder | None, started: str | None
) -> tuple[str | None, ...]:
    """Return each time in ISO 8601, or None. Times without a date are of the day ``started``, or of days after it."""
    times = [parse_date(line.text, order) if line else None for line in lines]
    clocks = [parse_time(line.text) if line else None for line in lines]
    if not any(clocks) or started is None or any(times):
        return tuple(times)
    return _add_days(clocks, started[:10])


def report_ambiguous_times(
    source: Source, lines: Iterable[TimeLine | None], order: DateOrder | None
) -> Iterator[Problem]:
    """Report the first line whose day and month cannot be told apart."""
    for line in lines:
        if line and order is None and is_ambiguous_date(line.text):
            yield Problem("ambiguous-date", source.path, source.line_number(line.span.start), value=line.text)
            return


def without_time(message: Span, line: TimeLine, text: str) -> Span:
    """Return a message without the line and the blank lines next to it."""
    if line.span.start <= message.start:
        rest = text[line.span.end : message.end]
        blank = len(rest) - len(rest.lstrip(" \t\n"))
        start = line.span.end + rest[:blank].rfind("\n") + 1 if blank < len(rest) else message.end
        return Span(start, message.end)
    return Span(message.start, message.start + len(text[message.start : line.span.start].rstrip(" \t\n")))


def _add_days(clocks: Sequence[str | None], day: str) -> tuple[str | None, ...]:
    """Return times with dates; a time much earlier than the one before is of the next day.

    If one is a little earlier, the messages are not in order, so that no day is certain.
    """
    try:
        current = date.fromisoformat(day)
    except ValueError:
        return (None,) * len(clocks)
    dated: list[str | None] = []
    previous = 0
    for clock in clocks:
        if clock is None:
            dated.append(None)
            continue
        minutes = 60 * int(clock[:2]) + int(clock[3:5])
        if minutes < previous - _HALF_A_DAY:
            current += timedelta(days=1)
        elif minutes < previous:
            return (None,) * len(clocks)
        previous = minutes
        dated.append(f"{current.isoformat()}T{clock}")
    return tuple(dated)


def _time_line(text: str, line: Span) -> TimeLine | None:
    if not 4 <= len(line) <= _MAX_LINE_LENGTH:
        return None
    written = line.of(text).strip()
    if tag := _TIME_TAG.fullmatch(written):
        return TimeLine(line, tag["time"])
    core = " ".join(_WRAPPING.sub(" ", written).split())
    core = _LABEL.sub("", core, count=1) if _LABEL.match(core) else core
    if not core[:1].isdigit() and parse_date(core) is None:
        return None
    is_wrapped = written[:1] in "*_`([<~>" or written[:2] == "> "
    is_date = parse_date(core, DateOrder.DAY_FIRST) or parse_date(core, DateOrder.MONTH_FIRST)
    if not is_date and parse_time(core) is None:
        return None
    return TimeLine(line, core) if is_wrapped or ":" in core else None


def _first_line(text: str, span: Span) -> Span:
    end = text.find("\n", span.start, span.end)
    return Span(span.start, span.end if end < 0 else end)


def _last_line(text: str, span: Span) -> Span:
    end = span.start + len(text[span.start : span.end].rstrip(" \t\n"))
    return Span(max(span.start, text.rfind("\n", span.start, end) + 1), end)
