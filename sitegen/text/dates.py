"""Parse the dates that people and programs write to ISO 8601, with their precision and time zone."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

_MAX_LENGTH = 80  # characters of a date
_MONTHS = (
    "january janvier januar enero gennaio janeiro januari stycznia января ianuarie",
    "february février fevrier februar febrero febbraio fevereiro februari lutego февраля",
    "march mars märz maerz marzo março marco maart marca марта",
    "april avril abril aprile kwietnia апреля",
    "may mai mayo maggio maio mei maj maja мая",
    "june juin juni junio giugno junho czerwca июня",
    "july juillet juli julio luglio julho lipca июля",
    "august août aout agosto augustus augusti sierpnia августа",
    "september septembre septiembre settembre setembro września сентября",
    "october octobre oktober octubre ottobre outubro października октября",
    "november novembre noviembre novembro listopada ноября",
    "december décembre decembre dezember diciembre dicembre dezembro grudnia декабря",
)
_MIN_ABBREVIATION = 3
_END_OF_DATES = 253_402_300_800  # seconds from 1970 to the year 10000


class DateOrder(StrEnum):
    """The order of day and month in dates such as ``03/04/2026``."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def _month_numbers() -> dict[str, int]:
    """Return the number of each month by its names and their abbreviations, except ambiguous ones."""
    numbers: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, 1):
        for name in names.split():
            for length in range(min(len(name), _MIN_ABBREVIATION), len(name) + 1):
                numbers.setdefault(name[:length], set()).add(number)
    return {name: found.pop() for name, found in numbers.items() if len(found) == 1}


_MONTH_NUMBERS = _month_numbers()
_MERIDIEM = r"[ap]\.?\s?m\.?|上午|下午|午前|午後|오전|오후"
_TIME = rf"""
    (?P<before>{_MERIDIEM})?\s*
    (?P<hour>\d\d?)(?:
        [:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{{1,9}})?)?
      | \s?[h時时시點点]\s?(?:(?P<minute2>\d\d?)\s?[m分분]?(?:\s?(?P<second2>\d\d?)\s?[s秒초]?)?)?
      | (?=\s?[ap]\.?m\b)
    )
    \s*(?P<after>{_MERIDIEM})?
    (?:\s?Uhr)?
    (?:\s*(?P<zone>Z|(?:UTC|GMT)?\s?[+-]\d\d?(?::?\d\d)?|UTC|GMT)|\s*\(?[A-Z]{{2,5}}\)?)?
    (?:\s?\(?\[?(?:UTC|GMT|[A-Z][a-z]+/[A-Za-z_/]+|[A-Z][A-Za-z ]+Time)\]?\)?)?
"""
_BETWEEN = r"(?:\s*[,·|@–—-]?\s*(?:at|um|à|a\s+las|alle(?:\s+ore)?|às|om|kl\.?|o|в)?\s*|T)"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+(?:the\s+)?)?"
_CJK_WEEKDAY = r"\s?(?:[(（][^()（）]{1,3}[)）]|[^\W\d_]{1,3}曜日?|[星週周][期]?[^\W\d_]|[^\W\d_]요일)?"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª)?"
_DAYS = (
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    r"(?P<y>\d{4})(?P<sign>[/.])(?P<m>\d\d?)(?P=sign)(?P<d>\d\d?)\.?",
    r"(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>\d{4})",
    r"(?P<first>\d\d?)(?P<sign>[/-])(?P<other>\d\d?)(?P=sign)(?P<y>\d{4})",
    rf"{_WEEKDAY}(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<d>\d\d?){_ORDINAL},?\s+(?P<y>\d{{4}})",
    rf"{_WEEKDAY}(?:le\s+)?(?P<d>\d\d?){_ORDINAL}\.?[\s-]+(?:de\s+|of\s+)?(?P<month>[^\W\d_]{{3,12}})\.?,?[\s-]+"
    r"(?:de\s+|del\s+)?"
    r"(?P<y>\d{4})(?:\s+г\.)?",
    r"(?P<y>\d{4})-(?P<month>[^\W\d_]{3,12})-(?P<d>\d\d?)",
    rf"(?P<y>\d{{4}})\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?P<d>\d\d?)\s?[日일号號]?{_CJK_WEEKDAY}",
)
_PATTERNS = tuple(
    re.compile(rf"(?:{day.replace(' ', '[ ]')})(?:{_BETWEEN}{_TIME})?", re.VERBOSE | re.IGNORECASE) for day in _DAYS
)
_COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"
    r"(?:[T_ -]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?:\.\d{1,9})?(?P<zone>Z)?)?"
)
_CTIME = re.compile(
    r"[A-Z][a-z]{2}\s+(?P<month>[A-Z][a-z]{2})\s+(?P<d>\d\d?)\s+"
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s+(?:(?P<zone>UTC|GMT)\s+|[A-Z]{3,4}\s+)?(?P<y>\d{4})"
)
_NUMERIC = _PATTERNS[3]
_TIME_ALONE = re.compile(_TIME, re.VERBOSE | re.IGNORECASE)
_SPACES = re.compile(r"[\s\u202f\u00a0\u200e\u200f]+")
_PM = re.compile(r"p|下午|午後|오후", re.IGNORECASE)
# The number of a date in the name of a file, with nothing like a digit around it.
_IN_FILE_NAME = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sign>[-_.]?)(?P<m>\d\d)(?P=sign)(?P<d>\d\d)"
    r"(?:(?:[T_ -]|[ _-]at[ _-])(?P<hour>\d\d)(?P<sign2>[-_.:]?)(?P<minute>\d\d)"
    r"(?:(?P=sign2)(?P<second>\d\d))?(?:\.?\d{3,6})?(?P<zone>Z)?)?(?!\d)"
)


def parse_date(text: str, order: DateOrder | None = None) -> str | None:
    """Parse a date, with or without a time, to ISO 8601: ``2026-01-04 21:13:46`` to ``2026-01-04T21:13:46``.

    Return None if it is no valid date, or if only ``order`` could tell its day from its month and is not given.
    Fractions of a second and the names of time zones are dropped; ``Z`` and ``UTC`` become ``+00:00``.
    """
    match = _match(text)
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("first"):
        first, other = int(groups["first"]), int(groups["other"])
        order = _order(first, other) or (DateOrder.DAY_FIRST if first == other else order)
        if order is None:
            return None
        day, month = (first, other) if order is DateOrder.DAY_FIRST else (other, first)
    else:
        day = int(groups["d"])
        month = _MONTH_NUMBERS.get(groups["month"].casefold(), 0) if groups.get("month") else int(groups["m"])
    return _iso(f"{groups['y']}-{month:02}-{day:02}", groups)


def epoch_date(seconds: float | None) -> str | None:
    """Return the date of a number of seconds since 1970, in UTC: ``2026-01-04T21:13:46+00:00``.

    Return None for 0, which programs write for no date, and if it is none of the years 1970 to 9999.
    """
    if seconds is None or not 0 < seconds < _END_OF_DATES:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def parse_time(text: str) -> str | None:
    """Parse a time of day without a date to ``17:23`` or ``17:23:38``; None if it is none."""
    match = _TIME_ALONE.fullmatch(_SPACES.sub(" ", text.strip())) if len(text) <= _MAX_LENGTH else None
    iso = _iso("2000-01-01", match.groupdict()) if match else None
    return iso[11:19].partition("+")[0].partition("-")[0] if iso else None


def find_date_order(texts: Iterable[str]) -> DateOrder | None:
    """Return the order of day and month that the numbers above 12 in some of the dates prove, or None.

    If they prove both orders, the result is None too.
    """
    proven = set()
    for text in texts:
        if match := _numeric_match(text):
            proven.add(_order(int(match["first"]), int(match["other"])))
    proven.discard(None)
    return proven.pop() if len(proven) == 1 else None


def is_ambiguous_date(text: str) -> bool:
    """Return whether it is a valid date in both orders of day and month."""
    match = _numeric_match(text)
    return match is not None and parse_date(text) is None and parse_date(text, DateOrder.DAY_FIRST) is not None


def find_date_in_name(name: str) -> str | None:
    """Return the date in the name of a file, with its time if it has one; None if there is none or more than one."""
    found = {iso for match in _IN_FILE_NAME.finditer(name) if (iso := _date_of_name(match))}
    return found.pop() if len(found) == 1 else None


def _date_of_name(match: re.Match[str]) -> str | None:
    day = f"{match['y']}-{match['m']}-{match['d']}"
    # Digits behind a date that are no time may be a number.
    return _iso(day, match.groupdict()) or _iso(day, {})


def _match(text: str) -> re.Match[str] | None:
    if len(text) > _MAX_LENGTH or not any(map(str.isdigit, text)):
        return None
    written = _SPACES.sub(" ", text.strip())
    patterns = (*_PATTERNS, _COMPACT, _CTIME)
    return next((match for pattern in patterns if (match := pattern.fullmatch(written))), None)


def _numeric_match(text: str) -> re.Match[str] | None:
    return _NUMERIC.fullmatch(_SPACES.sub(" ", text.strip())) if len(text) <= _MAX_LENGTH else None


def _order(first: int, other: int) -> DateOrder | None:
    """Return the order that a number above 12 proves."""
    if first > 12 >= other:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if other > 12 >= first else None


def _iso(day: str, groups: dict[str, str | None]) -> str | None:
    """Return ISO 8601 of a day and the groups of a time, or None if they are not valid."""
    hour = groups.get("hour")
    iso = day
    if hour is not None:
        minute = groups.get("minute") or groups.get("minute2") or "00"
        second = groups.get("second") or groups.get("second2")
        meridiem = groups.get("before") or groups.get("after")
        if meridiem and not 1 <= int(hour) <= 12 and int(hour) != 0:
            meridiem = None  # 17:23 PM
        number = int(hour) % 12 + 12 * (_PM.match(meridiem) is not None) if meridiem else int(hour)
        iso += f"T{number:02}:{int(minute):02}" + (f":{int(second):02}" if second else "") + _zone(groups.get("zone"))
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso


def _zone(written: str | None) -> str:
    zone = re.sub(r"UTC|GMT|\s", "", (written or "").upper())
    if written is None:
        return ""
    if zone in ("", "Z"):
        return "+00:00"
    hours, colon, minutes = zone[1:].partition(":")
    if not colon and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    return f"{zone[0]}{int(hours):02}:{minutes or '00'}"
