"""Provide translation and formatting as Jinja filters and globals."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from sitegen.render.i18n.translator import Translator, fill
from sitegen.text.invisible import spell_out_invisible

PluralForms = tuple[str, str]
"""English singular and plural, with ``{number}``."""


def _counted(one: str, many: str) -> PluralForms:
    """Mark a pair for extraction."""
    return one, many


# Each is also used without a sentence, so translations are in the nominative: "3 Gespräche".
NOUNS: Mapping[str, PluralForms] = {
    "conversation": _counted("{number} conversation", "{number} conversations"),
    "drawing": _counted("{number} drawing", "{number} drawings"),
    "essay": _counted("{number} essay", "{number} essays"),
    "event": _counted("{number} event", "{number} events"),
    "file": _counted("{number} file", "{number} files"),
    "format": _counted("{number} format", "{number} formats"),
    "line": _counted("{number} line", "{number} lines"),
    "message": _counted("{number} message", "{number} messages"),
    "model": _counted("{number} model", "{number} models"),
    "passage": _counted("{number} passage", "{number} passages"),
    "series": _counted("{number} series", "{number} series"),
    "speaker": _counted("{number} speaker", "{number} speakers"),
    "version": _counted("{number} other version", "{number} other versions"),
    "word": _counted("{number} word", "{number} words"),
}


class TemplateFilters:
    """Filters and globals of a language. Values in messages may be markup; others are escaped then."""

    def __init__(self, translator: Translator) -> None:
        self.translator = translator

    def gettext(self, message: str, /, **values: object) -> str:
        """Translate a message. The result is markup if one of the values is."""
        return _fill_escaped(self.translator.catalogue.translate(message), values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """Translate a message that is ambiguous without context."""
        return _fill_escaped(self.translator.catalogue.translate(message, context), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate a message in the plural form for ``number``."""
        template = self.translator.catalogue.translate_plural(number, one, many)
        return _fill_escaped(template, {"number": self.translator.number(number), **values})

    def count(self, number: int, noun: str) -> str:
        """Format a number with a noun: ``1 message``, ``1,204 messages``."""
        return count(self.translator, number, noun)

    def period_name(self, period: str) -> str:
        """Format a period: ``January 2026``, ``2026``, ``Undated, part 2``."""
        return period_name(self.translator, period)

    def period_range(self, period: str, first: str, last: str) -> str:
        """Format a period by what is in it: ``Jan–Mar 2026`` if that is not the whole year, ``3–9 Jan 2026``."""
        months = (first[5:], last[5:])
        if not first or len(first) != len(last) or months == ("01", "12"):
            return self.period_name(period)
        if first == last:
            return self.translator.short_day(first) if len(first) > 7 else self.period_name(first)
        try:
            return self.translator.formats.month_range(first, last)
        except ValueError:  # a day that no calendar has
            return self.period_name(period)

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters of a Jinja environment."""
        return {
            "count": self.count,
            "number": self.translator.number,
            "day": self.translator.day,
            "month": self.period_name,
            "period_range": self.period_range,
            "date_time": self.translator.date_time,
            "period": self.translator.period,
            "short_day": self.translator.short_day,
        }

    def globals(self) -> dict[str, object]:
        """Return the globals of a Jinja environment.

        ``comma`` separates items of a list, ``gap`` two sentences; ``interface`` is the translator.
        """
        return {
            "_": self.gettext,
            "pgettext": self.pgettext,
            "ngettext": self.ngettext,
            "comma": self.translator.pgettext("between two of many", ", "),
            # Translated as a pattern, because an empty translation, as in Japanese, would mean "untranslated".
            "gap": self.translator.pgettext("two sentences", "{one} {two}", one="", two=""),
            "interface": self.translator,
        }


def count(translator: Translator, number: int, noun: str) -> str:
    """Format a number with a noun; an unknown noun is used as English."""
    one, many = NOUNS.get(noun, (f"{{number}} {noun}", f"{{number}} {noun}s"))
    return translator.ngettext(one, many, number)


def period_name(translator: Translator, period: str) -> str:
    """Format a period: ``January 2026``, ``2026``, ``2026 Q1``, ``2020–2029``, ``Undated, part 2``."""
    start, _, part = period.partition("-p")
    year, _, quarter = start.partition(" Q")
    name = translator.gettext("Undated")
    if quarter:
        name = translator.gettext("{year} Q{quarter}", year=year, quarter=quarter)
    elif year[:4].isdigit():
        name = year if "–" in year else translator.month(year)
    return translator.gettext("{period}, part {part}", period=name, part=part) if part else name


def _fill_escaped(template: str, values: dict[str, object]) -> str:
    if not any(isinstance(each, Markup) for each in values.values()):
        return fill(template, values)
    escaped: dict[str, object] = {
        name: each if isinstance(each, Markup) else escape(spell_out_invisible(str(each)))
        for name, each in values.items()
    }
    return Markup(fill(str(escape(template)), escaped))  # noqa: S704  # escaped here or before
