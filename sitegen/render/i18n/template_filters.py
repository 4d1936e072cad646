"""A language as templates use it: what is filled in may be markup, what is counted is named."""

from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from sitegen.render.i18n.translator import Words, filled
from sitegen.text.invisible import shown

Counted = tuple[str, str]
"""One thing, and several, with ``{number}``."""


def _counted(one: str, many: str) -> Counted:
    """Marks a pair for translators."""
    return one, many


# Each can also stand alone, so translations are in the case of a list: "3 Gespräche".
COUNTED: Mapping[str, Counted] = {
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
    "word": _counted("{number} word", "{number} words"),
}


class Wording:
    """A language, for templates."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def gettext(self, message: str, /, **values: object) -> str:
        """The message; markup among the values makes it markup."""
        return _said(self.words.catalogue.find(message), values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A message that means something else elsewhere."""
        return _said(self.words.catalogue.find(message, context), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of a message that stands beside ``{number}``."""
        template = self.words.catalogue.find_for(number, one, many)
        return _said(template, {"number": self.words.number(number), **values})

    def count(self, number: int, noun: str) -> str:
        """``1 message``, ``1,204 messages``."""
        return count(self.words, number, noun)

    def month(self, period: str) -> str:
        """A period as people read it: ``January 2026``, ``2026``, ``Undated, part 2``."""
        return month(self.words, period)

    def filters(self) -> dict[str, Callable[..., str]]:
        """For an environment of Jinja."""
        words = self.words
        return {
            "count": self.count, "number": words.number, "day": words.day, "month": self.month, "clock": words.clock,
        }  # fmt: skip

    def globals(self) -> dict[str, object]:
        """For an environment of Jinja. ``comma`` stands in lists without an end, ``gap`` between two sentences,
        ``interface`` is the language.
        """
        return {
            "_": self.gettext,
            "pgettext": self.pgettext,
            "ngettext": self.ngettext,
            "comma": self.words.pgettext("between two of many", ", "),
            # Told by two sentences without words: some languages put nothing between, and that cannot be translated.
            "gap": self.words.pgettext("two sentences", "{one} {two}", one="", two=""),
            "interface": self.words,
        }


def count(words: Words, number: int, noun: str) -> str:
    """A number of things; a noun that is not known is taken for an English one."""
    one, many = COUNTED.get(noun, (f"{{number}} {noun}", f"{{number}} {noun}s"))
    return words.ngettext(one, many, number)


def month(words: Words, period: str) -> str:
    """A period as people read it: ``January 2026``, ``2026``, ``2026 Q1``, ``2020–2029``, ``Undated, part 2``."""
    name, _, part = period.partition("-p")
    year, _, quarter = name.partition(" Q")
    told = words.gettext("Undated")
    if quarter:
        told = words.gettext("{year} Q{quarter}", year=year, quarter=quarter)
    elif year[:4].isdigit():
        told = year if "–" in year else words.month(year)
    return words.gettext("{period}, part {part}", period=told, part=part) if part else told


def _said(template: str, values: dict[str, object]) -> str:
    if not any(isinstance(each, Markup) for each in values.values()):
        return filled(template, values)
    told: dict[str, object] = {
        name: each if isinstance(each, Markup) else escape(shown(str(each))) for name, each in values.items()
    }
    return Markup(filled(str(escape(template)), told))  # noqa: S704  # escaped here or before
