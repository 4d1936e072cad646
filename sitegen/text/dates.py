"""Parse the dates of transcripts to ISO 8601, with their precision and time zone."""

import re
from datetime import datetime

_DATE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?[ ]?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_UTC = ("Z", "UTC")


def parse_date(text: str) -> str | None:
    """Parse ``2026-01-04 21:13:46`` to ``2026-01-04T21:13:46``; return None if it is no valid date.

    Fractions of a second are dropped; ``Z`` and ``UTC`` become ``+00:00``.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    day, time, zone = match["day"], match["time"], match["zone"] or ""
    iso = day if time is None else f"{day}T{time}{'+00:00' if zone in _UTC else zone}"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso
