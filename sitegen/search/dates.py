"""Dates as day numbers since 1970-01-01, and the periods of date filters."""

import re
from calendar import monthrange
from datetime import date

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EPOCH = date(1970, 1, 1).toordinal()


def iso_date(day: int) -> str:
    """Return the date of a day number, such as ``2026-01-04``; empty for a negative number (unknown)."""
    return "" if day < 0 else date.fromordinal(_EPOCH + day).isoformat()


def day_number(time: str) -> int:
    """Return the day number of an ISO 8601 time, -1 where it is invalid."""
    try:
        return date.fromisoformat(time[:10]).toordinal() - _EPOCH
    except ValueError:
        return -1


def is_period(text: str) -> bool:
    """Return whether the text is an existing year, month or day in ISO 8601."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        return False
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def period_bounds(text: str) -> tuple[int, int]:
    """Return the first and the last day number of ``2026``, ``2026-01`` or ``2026-01-04``.

    Raises `ValueError` for anything else. Filters of a parsed query are always valid.
    """
    year, month, day = (int(part) for part in (*text.split("-"), "0", "0")[:3])
    last_month = month or 12
    first = date(year, month or 1, day or 1)
    last = date(year, last_month, day or monthrange(year, last_month)[1])
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH
