"""Days as numbers, counted from 1970-01-01, and the periods that a query names.
The browser's half is ``theme/static/search/dates.js``.
"""

import re
from calendar import monthrange
from datetime import date

_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EPOCH = date(1970, 1, 1).toordinal()


def date_of(day: int) -> str:
    """``2026-01-04``; empty for a day below 0, which is none."""
    return "" if day < 0 else date.fromordinal(_EPOCH + day).isoformat()


def day_of(time: str) -> int:
    """The day of an ISO 8601 time, below 0 where it tells no day."""
    try:
        return date.fromisoformat(time[:10]).toordinal() - _EPOCH
    except ValueError:
        return -1


def is_period(written: str) -> bool:
    """Is it a year, a month or a day that exists, in ISO 8601?"""
    found = _PERIOD.fullmatch(written)
    if found is None:
        return False
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def period(written: str) -> tuple[int, int]:
    """The first and the last day of ``2026``, ``2026-01`` or ``2026-01-04``.

    Raises `ValueError` for anything else; a parsed query holds nothing else.
    """
    year, month, day = (int(part) for part in (*written.split("-"), "0", "0")[:3])
    last_month = month or 12
    first = date(year, month or 1, day or 1)
    last = date(year, last_month, day or monthrange(year, last_month)[1])
    return first.toordinal() - _EPOCH, last.toordinal() - _EPOCH
