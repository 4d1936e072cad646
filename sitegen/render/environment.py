"""A Jinja environment from folders of themes, and what every page says about the site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from sitegen import permalinks
from sitegen.render.backlinks import link_to
from sitegen.render.locales import locale
from sitegen.render.visible import shown, visible
from sitegen.settings import License


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """What the owner says about the whole site."""

    title: str
    description: str
    language: str
    """BCP 47, for ``<html lang>``."""
    url: str = ""
    """Where the site is published, without a slash at its end; empty: unknown."""
    has_essays: bool = False
    """The navigation of all pages leads to them."""
    author: str = ""
    """Who publishes the site."""
    license: License | None = None
    is_indexed: bool = True
    """May search engines list its pages?"""
    refuses_ai: bool = False
    """Are crawlers of AI companies asked to stay away?"""


_MONTHS = {
    "01": "January", "02": "February", "03": "March", "04": "April", "05": "May", "06": "June",
    "07": "July", "08": "August", "09": "September", "10": "October", "11": "November", "12": "December",
}  # fmt: skip


def theme_folder() -> Path:
    """The built-in theme: beside the code in an installed wheel, beside the package in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


def environment(themes: Iterable[Path]) -> Environment:
    """Templates of the first theme that has them, so that an archive overrides one file at a time.

    Everything is escaped, an unknown name is an error, and every plain string that a template writes, into
    text or into an attribute, goes through `visible.shown`. ``|visible`` also marks what it showed;
    ``|count("message")`` is "1,204 messages".
    """
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(theme / "templates") for theme in themes]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_finalize,
    )
    made.filters |= {"visible": visible, "count": count, "day": day, "month": month, "clock": clock}
    made.filters |= {"locale": locale, "own_title": own_title}
    made.globals |= {"permalinks": permalinks, "mention_link": link_to}
    return made


def existing(themes: Sequence[Path], folder: str) -> Iterable[Path]:
    """The folders of that name, the built-in theme's first: what comes later overrides."""
    return (theme / folder for theme in reversed(themes) if (theme / folder).is_dir())


def count(number: int, noun: str) -> str:
    """``1 message``, ``1,204 messages``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def day(time: str) -> str:
    """The day of an ISO 8601 time."""
    return time[:10]


def month(period: str) -> str:
    """A period as people read it: ``January 2026``, ``2026``, ``Undated, part 2``."""
    name, _, part = period.partition("-p")
    year, _, number = name.partition("-")
    told = f"{_MONTHS[number]} {year}" if number in _MONTHS else year.capitalize()
    return f"{told}, part {part}" if part else told


def clock(time: str) -> str:
    """An ISO 8601 time as people read it: ``2026-01-04 21:13:46``."""
    return time.replace("T", " ", 1)


def own_title(whole: str, site_title: str) -> str:
    """A page's title, escaped as the page has it, without the site's at its end."""
    return whole.removesuffix(escape(f" · {shown(site_title)}"))


def _finalize(value: object) -> object:
    return shown(value) if type(value) is str else value
