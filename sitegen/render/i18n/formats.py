"""Dates and numbers as people of a language write them, by Unicode's CLDR, which Babel knows.

Babel is asked once for each month and each hour; a page that tells ten thousand times only fills these in.
``theme/static/shared/translator.js`` fills in the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_compact_decimal, get_decimal_symbol, get_group_symbol

ISO = "y-MM-dd"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Figures that stand for the places of a year, a day, minutes and seconds, and occur in no pattern.
_YEAR, _DAY, _MINUTE, _SECOND = 8765, 29, 41, 52
_YEAR_OF_DAYS = 8768  # a leap year: February has a 29th too


@dataclass(frozen=True, slots=True)
class Forms:
    """How dates and numbers are written; the figures go where braces are. Plain English by default."""

    days: tuple[str, ...] = tuple(f"{{y}}-{month:02}-{{dd}}" for month in range(1, 13))
    """For each month how a day of it is written; with ``{dd}`` the fourth is ``04``, with ``{d}`` it is ``4``."""
    days_beside_times: tuple[str, ...] = days
    months: tuple[str, ...] = tuple(f"{month} {{y}}" for month in _MONTHS)
    short_months: tuple[str, ...] = tuple(month[:3] for month in _MONTHS)
    year: str = "{y}"
    hours: tuple[str, ...] = tuple(f"{hour:02}:{{m}}:{{s}}" for hour in range(24))
    hours_and_minutes: tuple[str, ...] = tuple(f"{hour:02}:{{m}}" for hour in range(24))
    moment: str = "{1} {0}"
    """``{1}`` is the day, ``{0}`` the time."""
    group: str = ","
    point: str = "."
    locale: str = ""
    """As Babel calls it; empty: plain English."""

    def compact(self, number: int) -> str:
        """``5,000``, ``20k``, ``2M``: a round number for a scale."""
        if self.locale:
            compact = format_compact_decimal(number, locale=self.locale, fraction_digits=1)
            return self.grouped(number) if compact == str(number) else compact
        if number >= 1_000_000:
            return f"{number / 1_000_000:g}M"
        return f"{number / 1000:g}k" if number >= 10_000 else self.grouped(number)

    def grouped(self, number: int) -> str:
        """``1,204``"""
        return f"{number:,}".replace(",", self.group)

    def decimal(self, number: float) -> str:
        """With one digit behind the point."""
        return f"{number:.1f}".replace(".", self.point)


def forms_of(tag: str, day: str, day_beside_time: str) -> Forms | None:
    """The forms of a language by its BCP 47 tag; None where CLDR has none.

    ``day`` and ``day_beside_time`` are CLDR's names of forms (``long``, ``medium``, …) or patterns. `ISO` for both
    leaves days and times as computers write them.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    months = range(1, 13)
    plain = Forms()
    is_iso = day == day_beside_time == ISO
    written = plain.days if is_iso else _days(day, locale)
    return Forms(
        written,
        plain.days if is_iso else _days(day_beside_time, locale),
        tuple(_with_year(lambda when: format_skeleton("yMMMM", when, locale=locale), n) for n in months),
        tuple(format_date(date(2026, n, 1), "MMM", locale).rstrip(".") for n in months),
        _with_year(lambda when: format_skeleton("y", when, locale=locale), 1),
        plain.hours if is_iso else _hours("medium", locale),
        plain.hours_and_minutes if is_iso else _hours("short", locale),
        plain.moment if is_iso else str(get_datetime_format("medium", locale)).replace("'", ""),
        get_group_symbol(locale),
        get_decimal_symbol(locale),
        str(locale),
    )


def _days(pattern: str, locale: Locale) -> tuple[str, ...]:
    is_padded = _told(pattern, locale, 1, 4) != _told(pattern, locale, 1, _DAY).replace(str(_DAY), "4")
    day = "{dd}" if is_padded else "{d}"
    return tuple(
        _told(pattern, locale, month, _DAY).replace(str(_YEAR_OF_DAYS), "{y}").replace(str(_DAY), day)
        for month in range(1, 13)
    )


def _told(pattern: str, locale: Locale, month: int, day: int) -> str:
    return format_date(date(_YEAR_OF_DAYS, month, day), pattern, locale)


def _with_year(told: Callable[[date], str], month: int) -> str:
    return told(date(_YEAR, month, 1)).replace(str(_YEAR), "{y}")


def _hours(form: str, locale: Locale) -> tuple[str, ...]:
    """For each hour; minutes and seconds are told by two figures everywhere."""
    hours = (format_time(time(hour, _MINUTE, _SECOND), form, locale=locale) for hour in range(24))
    return tuple(each.replace(str(_MINUTE), "{m}").replace(str(_SECOND), "{s}") for each in hours)
