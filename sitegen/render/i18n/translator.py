"""What templates and code ask a language for: messages, counts, dates, numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale, UnknownLocaleError

from sitegen.render.i18n.catalogue import Catalogue, merged, read_catalogue
from sitegen.render.i18n.formats import ISO, Forms, forms_of

_PLACE = re.compile(r"\{(\w+)\}")
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<hour>[01]\d|2[0-3]):(?P<m>\d\d)(?::(?P<s>\d\d))?(?P<rest>.*)"
)
_DAY = re.compile(r"(?P<y>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<d>\d\d))?")


@dataclass(frozen=True, slots=True)
class Words:
    """A language. Plain English by default."""

    tag: str = "en"
    """BCP 47, of the file that the words are from."""
    catalogue: Catalogue = field(default_factory=Catalogue)
    forms: Forms = field(default_factory=Forms)
    is_rtl: bool = False

    def gettext(self, message: str, /, **values: object) -> str:
        """The message in this language; ``{name}`` in it is the value of that name."""
        return filled(self.catalogue.find(message), values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """The same for a message that means something else elsewhere."""
        return filled(self.catalogue.find(message, context), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of a message that stands beside ``number``, which is ``{number}`` in it."""
        template = self.catalogue.find_for(number, one, many)
        return filled(template, {"number": self.number(number), **values})

    def number(self, number: int) -> str:
        """``1,204``"""
        return self.forms.grouped(number)

    def decimal(self, number: float) -> str:
        """``4.2``"""
        return self.forms.decimal(number)

    def day(self, time: str) -> str:
        """The day of an ISO 8601 time, as far as it is known."""
        return self._day(time[:10], self.forms.days)

    def month(self, month: str) -> str:
        """``January 2026``, or ``2026``, of ``2026-01`` and ``2026``."""
        found = _DAY.match(month)
        template = self.forms.months[int(found["month"]) - 1] if found else self.forms.year
        return filled(template, {"y": month.partition("-")[0]})

    def short_month(self, number: int) -> str:
        """``Jan``, from 1."""
        return self.forms.short_months[number - 1]

    def clock(self, time: str) -> str:
        """An ISO 8601 time: day and time of day. What follows the seconds stays as it is."""
        found = _MOMENT.fullmatch(time)
        if found is None:
            return self.day(time) if _DAY.fullmatch(time) else time
        hours = self.forms.hours if found["s"] else self.forms.hours_and_minutes
        told = filled(hours[int(found["hour"])], found.groupdict()) + found["rest"]
        return filled(
            self.forms.moment, {"0": told, "1": self._day(found["day"], self.forms.days_beside_times)}
        )

    def _day(self, day: str, templates: tuple[str, ...]) -> str:
        found = _DAY.fullmatch(day)
        if found is None:
            return day
        if not found["d"]:
            return self.month(day) if self.forms.days != Forms().days else day
        template = templates[int(found["month"]) - 1]
        return filled(template, {"y": found["y"], "d": str(int(found["d"])), "dd": found["d"]})


def filled(template: str, values: dict[str, object] | dict[str, str]) -> str:
    """``template`` with values for the names in braces; a name without a value stays."""
    if "{" not in template:
        return template
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), template)


ENGLISH = Words()

__all__ = ["ENGLISH", "ISO", "Words", "filled"]


FOLDER = "languages"
_SOURCE = "en"


def languages_of(themes: Sequence[Path]) -> tuple[str, ...]:
    """The tags of all languages that the themes have, English among them."""
    return tuple(sorted({_SOURCE, *(file.stem for theme in themes for file in _files(theme))}))


def words_for(tag: str, themes: Sequence[Path]) -> Words | None:
    """The language ``tag`` (BCP 47), or the nearest wider one: for ``pt-BR`` also ``pt``. None: there is none.

    Where several themes have it, a message is that of the first one that has it. Raises `ContentError` where a file
    cannot be understood. Takes some 20 ms, so ask once in each process.
    """
    for wider in _wider(tag):
        files = [file for theme in themes for file in _files(theme) if file.stem.lower() == wider.lower()]
        if not files and wider.lower() != _SOURCE:
            continue
        catalogue = merged(read_catalogue(file, f"theme/{FOLDER}/{file.name}") for file in files)
        day, beside = (
            catalogue.pgettext("date", "y-MM-dd"),
            catalogue.pgettext("date beside a time", "y-MM-dd"),
        )
        if wider.lower() == _SOURCE and day == beside == ISO:
            return Words(catalogue=catalogue)
        forms = forms_of(tag, day, beside) or forms_of(wider, day, beside) or ENGLISH.forms
        return Words(wider, catalogue, forms, _is_rtl(wider))
    return None


def _wider(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _files(theme: Path) -> list[Path]:
    folder = theme / FOLDER
    return sorted(folder.glob("*.po")) if folder.is_dir() else []


def _is_rtl(tag: str) -> bool:
    try:
        return bool(Locale.parse(tag, sep="-").text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False
