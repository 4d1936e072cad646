"""Format dates and numbers for a locale, with data of Unicode's CLDR from Babel.

Babel is called once per month and hour to make patterns, because formatting ten thousand times with it is slow.
``theme/static/shared/translator.js`` fills in the same patterns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_compact_decimal, get_decimal_symbol, get_group_symbol

ISO = "y-MM-dd"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ISO_DAYS = tuple(f"{{y}}-{month:02}-{{dd}}" for month in range(1, 13))
"""Pattern of a date in each month, see `LocaleFormats.days`."""
# Placeholder numbers for year, day, minutes and seconds; they occur in no pattern.
_YEAR, _DAY, _MINUTE, _SECOND = 8765, 29, 41, 52
_YEAR_OF_DAYS = 8768  # a leap year: February has a 29th too


@dataclass(frozen=True, slots=True)
class LocaleFormats:
    """Patterns for dates and numbers, with placeholders in braces. English by default."""

    days: tuple[str, ...] = tuple(f"{{d}} {month[:3]} {{y}}" for month in _MONTHS)
    """Pattern of a date in each month; ``{dd}`` is a day with two digits, ``{d}`` one without padding."""
    days_with_times: tuple[str, ...] = ISO_DAYS
    months: tuple[str, ...] = tuple(f"{month} {{y}}" for month in _MONTHS)
    short_months: tuple[str, ...] = tuple(month[:3] for month in _MONTHS)
    year: str = "{y}"
    hours: tuple[str, ...] = tuple(f"{hour:02}:{{m}}:{{s}}" for hour in range(24))
    hours_and_minutes: tuple[str, ...] = tuple(f"{hour:02}:{{m}}" for hour in range(24))
    date_time: str = "{1} {0}"
    """``{1}`` is the date, ``{0}`` the time."""
    group_separator: str = ","
    decimal_separator: str = "."
    locale: str = ""
    """Babel's name of the locale; empty for English."""

    def compact(self, number: int) -> str:
        """Format a round number for a scale: ``5,000``, ``20k``, ``2M``."""
        if self.locale:
            compact = format_compact_decimal(number, locale=self.locale, fraction_digits=1)
            return self.grouped(number) if compact == str(number) else compact
        if number >= 1_000_000:
            return f"{number / 1_000_000:g}M"
        return f"{number / 1000:g}k" if number >= 10_000 else self.grouped(number)

    def month_range(self, first: str, last: str) -> str:
        """Format the time between two months of a year, or between two days: ``Jan–Mar 2026``, ``3–9 Jan 2026``."""
        start, end = (date.fromisoformat(each if len(each) > 7 else f"{each}-01") for each in (first, last))
        skeleton = "yMMM" if len(first) == 7 else "yMMMd"
        if self.locale:
            return str(format_interval(start, end, skeleton, locale=self.locale))
        names = [self.short_months[each.month - 1] for each in (start, end)]
        if len(first) > 7:
            return f"{start.day}–{end.day} {names[0]} {start.year}"
        return f"{names[0]}–{names[1]} {start.year}"

    def grouped(self, number: int) -> str:
        """Format with group separators: ``1,204``."""
        return f"{number:,}".replace(",", self.group_separator)

    def decimal(self, number: float) -> str:
        """Format with one decimal: ``4.2``."""
        return f"{number:.1f}".replace(".", self.decimal_separator)


def locale_formats(tag: str, day: str, day_with_time: str) -> LocaleFormats | None:
    """Return the formats of a language by its BCP 47 tag; None if CLDR does not have it.

    ``day`` and ``day_with_time`` are CLDR's names of formats (``long``, ``medium``, …) or patterns. `ISO` for both
    selects ISO 8601 dates and times.
    """
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    months = range(1, 13)
    english = LocaleFormats()
    is_iso = day == day_with_time == ISO
    days = ISO_DAYS if is_iso else _day_patterns(day, locale)
    return LocaleFormats(
        days,
        ISO_DAYS if is_iso else _day_patterns(day_with_time, locale),
        tuple(_with_year(lambda day: format_skeleton("yMMMM", day, locale=locale), n) for n in months),
        tuple(format_date(date(2026, n, 1), "MMM", locale).rstrip(".") for n in months),
        _with_year(lambda day: format_skeleton("y", day, locale=locale), 1),
        english.hours if is_iso else _hour_patterns("medium", locale),
        english.hours_and_minutes if is_iso else _hour_patterns("short", locale),
        english.date_time if is_iso else str(get_datetime_format("medium", locale)).replace("'", ""),
        get_group_symbol(locale),
        get_decimal_symbol(locale),
        str(locale),
    )


def _day_patterns(pattern: str, locale: Locale) -> tuple[str, ...]:
    is_padded = _format_day(pattern, locale, 1, 4) != _format_day(pattern, locale, 1, _DAY).replace(str(_DAY), "4")
    day = "{dd}" if is_padded else "{d}"
    return tuple(
        _format_day(pattern, locale, month, _DAY).replace(str(_YEAR_OF_DAYS), "{y}").replace(str(_DAY), day)
        for month in range(1, 13)
    )


def _format_day(pattern: str, locale: Locale, month: int, day: int) -> str:
    return format_date(date(_YEAR_OF_DAYS, month, day), pattern, locale)


def _with_year(format_month: Callable[[date], str], month: int) -> str:
    return format_month(date(_YEAR, month, 1)).replace(str(_YEAR), "{y}")


def _hour_patterns(style: str, locale: Locale) -> tuple[str, ...]:
    """Return the pattern of a time for each hour; minutes and seconds have two digits in all locales."""
    hours = (format_time(time(hour, _MINUTE, _SECOND), style, locale=locale) for hour in range(24))
    return tuple(each.replace(str(_MINUTE), "{m}").replace(str(_SECOND), "{s}") for each in hours)
