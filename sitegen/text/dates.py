"""Dates as transcripts write them → ISO 8601, as precise as they were, with a zone where one was named."""

import re
from datetime import datetime

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?[ ]?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_UTC = ("Z", "UTC")


def moment(written: str) -> str | None:
    """``2026-01-04 21:13:46`` → ``2026-01-04T21:13:46``; None where it is no date, or no such day exists.

    Fractions of a second are dropped; ``Z`` and ``UTC`` become ``+00:00``.
    """
    match = _MOMENT.fullmatch(written.strip())
    if match is None:
        return None
    day, time, zone = match["day"], match["time"], match["zone"] or ""
    iso = day if time is None else f"{day}T{time}{'+00:00' if zone in _UTC else zone}"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso
