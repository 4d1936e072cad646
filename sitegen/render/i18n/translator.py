"""Translate messages and format numbers, dates and times for a language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError

from sitegen.render.i18n.catalogue import Catalogue, merge_catalogues, read_catalogue
from sitegen.render.i18n.formats import ISO, ISO_DAYS, LocaleFormats, locale_formats
from sitegen.render.theme_files import catalogue_files

_FOLDER = "languages"
_SOURCE_LANGUAGE = "en"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DATE_TIME = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>[01]\d|2[0-3]):(?P<m>\d\d)(?::(?P<s>\d\d))?(?P<rest>.*)")
_FRACTION = re.compile(r"[.,]\d+")
_DAY = re.compile(r"(?P<y>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<d>\d\d))?")


@dataclass(frozen=True, slots=True)
class Translator:
    """The messages and formats of a language. English by default."""

    tag: str = "en"
    """BCP 47 tag of the catalogue."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    formats: LocaleFormats = field(default_factory=LocaleFormats)
    is_rtl: bool = False

    def gettext(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in ``{name}`` placeholders."""
        return fill(self.catalogue.translate(message), values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Translate a message that is ambiguous without context."""
        return fill(self.catalogue.translate(message, context), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate a message in the plural form for ``number``, which fills ``{number}``."""
        template = self.catalogue.translate_plural(number, one, many)
        return fill(template, {"number": self.number(number), **values})

    def number(self, number: int) -> str:
        """Format with group separators: ``1,204``."""
        return self.formats.grouped(number)

    def decimal(self, number: float) -> str:
        """Format with one decimal: ``4.2``."""
        return self.formats.decimal(number)

    def day(self, time: str) -> str:
        """Format the date of an ISO 8601 time, which may be only a year or a month."""
        return self._day(time[:10], self.formats.days)

    def month(self, month: str) -> str:
        """Format ``2026-01`` as ``January 2026``, and ``2026`` as ``2026``."""
        match = _DAY.match(month)
        template = self.formats.months[int(match["month"]) - 1] if match else self.formats.year
        return fill(template, {"y": month.partition("-")[0]})

    def short_month(self, number: int) -> str:
        """Return the short name of a month (from 1): ``Jan``."""
        return self.formats.short_months[number - 1]

    def date_time(self, time: str) -> str:
        """Format an ISO 8601 time as date and time. Text after the seconds is kept."""
        match = _DATE_TIME.fullmatch(time)
        if match is None:
            return self.day(time) if _DAY.fullmatch(time) else time
        hours = self.formats.hours if match["s"] else self.formats.hours_and_minutes
        time_of_day = fill(hours[int(match["hour"])], match.groupdict()) + match["rest"]
        return fill(
            self.formats.date_time,
            {"0": time_of_day, "1": self._day(match["day"], self.formats.days_with_times)},
        )

    def period(self, start: str, end: str | None) -> tuple[str, str, str]:
        """Format two ISO 8601 times for a reader: the start, a separator, and the end.

        No seconds, and no day twice: ``9 Jan 2026, 10:15``, ``–``, ``11:02``. The times of two different days are left
        out. Separator and end are empty if they would say nothing more.
        """
        first, last = (_DATE_TIME.fullmatch(each) for each in (start, end or start))
        day, last_day = self.short_day(start), self.short_day(end or start)
        if day != last_day:
            return day, " – ", last_day
        if first is None or last is None:
            return day, "", ""
        zone, last_zone = (_zone(each["rest"]) for each in (first, last))
        clock, last_clock = self._clock(first), self._clock(last)
        if clock + zone == last_clock + last_zone:
            return self._with_clock(day, clock + zone), "", ""
        return self._with_clock(day, clock if zone == last_zone else clock + zone), "–", last_clock + last_zone

    def short_day(self, time: str) -> str:
        """Format the date of an ISO 8601 time with the short name of its month: ``9 Jan 2026``."""
        is_english = not self.formats.locale and self.tag == _SOURCE_LANGUAGE
        return self._day(time[:10], self.formats.days if is_english else self.formats.days_with_times)

    def _clock(self, match: re.Match[str]) -> str:
        return fill(self.formats.hours_and_minutes[int(match["hour"])], match.groupdict())

    def _with_clock(self, day: str, clock: str) -> str:
        return fill(self.formats.date_time if self.formats.locale else "{1}, {0}", {"0": clock, "1": day})

    def _day(self, day: str, templates: tuple[str, ...]) -> str:
        match = _DAY.fullmatch(day)
        if match is None:
            return day
        if not match["d"]:
            return self.month(day) if templates != ISO_DAYS else day
        template = templates[int(match["month"]) - 1]
        return fill(template, {"y": match["y"], "d": str(int(match["d"])), "dd": match["d"]})


def _zone(rest: str) -> str:
    """Return the time zone that follows a time: `` UTC``, `` +02:00``."""
    zone = _FRACTION.sub("", rest, count=1).strip()
    return f" {'UTC' if zone in ('Z', '+00:00') else zone}" if zone else ""


def fill(template: str, values: dict[str, object] | dict[str, str]) -> str:
    """Replace ``{name}`` in ``template`` by values; a name without a value is kept."""
    if "{" not in template:
        return template
    return _PLACEHOLDER.sub(lambda match: str(values.get(match[1], match[0])), template)


ENGLISH = Translator()


def available_languages(themes: Sequence[Path]) -> tuple[str, ...]:
    """Return the tags of all languages of the themes, including English."""
    return tuple(sorted({_SOURCE_LANGUAGE, *(file.stem for theme in themes for file in catalogue_files(theme))}))


def load_translator(tag: str, themes: Sequence[Path]) -> Translator | None:
    """Load the language ``tag`` (BCP 47) or its fallback: ``pt`` for ``pt-BR``. None if no theme has it.

    Each message is from the first theme that has it. Raises `ContentError` on invalid files. Takes about 20 ms, so
    load once per process.
    """
    for candidate in _fallback_tags(tag):
        files = [file for theme in themes for file in catalogue_files(theme) if file.stem.lower() == candidate.lower()]
        if not files and candidate.lower() != _SOURCE_LANGUAGE:
            continue
        catalogue = merge_catalogues(read_catalogue(file, f"theme/{_FOLDER}/{file.name}") for file in files)
        day = catalogue.pgettext("date", "y-MM-dd")
        day_with_time = catalogue.pgettext("date beside a time", "y-MM-dd")
        if candidate.lower() == _SOURCE_LANGUAGE and day == day_with_time == ISO:
            return Translator(catalogue=catalogue)
        formats = (
            locale_formats(tag, day, day_with_time) or locale_formats(candidate, day, day_with_time) or ENGLISH.formats
        )
        return Translator(candidate, catalogue, formats, _is_rtl(candidate))
    return None


def _fallback_tags(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _is_rtl(tag: str) -> bool:
    try:
        return bool(Locale.parse(tag, sep="-").text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False
