"""A Jinja environment from folders of themes, and what every page says about the site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from sitegen.archive.settings.license import License
from sitegen.permalinks import urls
from sitegen.render.backlinks import link_to
from sitegen.render.i18n.template_filters import Wording
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.invisible_characters import visible
from sitegen.text.invisible import shown

# Where a language is most at home, as Unicode's CLDR has it in likelySubtags.xml.
_HOMES = {
    "af": "ZA", "ar": "EG", "be": "BY", "bg": "BG", "bn": "BD", "bs": "BA", "ca": "ES", "cs": "CZ",
    "cy": "GB", "da": "DK", "de": "DE", "el": "GR", "en": "US", "es": "ES", "et": "EE", "eu": "ES",
    "fa": "IR", "fi": "FI", "fr": "FR", "ga": "IE", "gl": "ES", "he": "IL", "hi": "IN", "hr": "HR",
    "hu": "HU", "hy": "AM", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ka": "GE", "kk": "KZ",
    "ko": "KR", "lt": "LT", "lv": "LV", "mk": "MK", "ms": "MY", "nb": "NO", "nl": "NL", "nn": "NO",
    "pl": "PL", "pt": "BR", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sq": "AL", "sr": "RS",
    "sv": "SE", "sw": "TZ", "ta": "IN", "th": "TH", "tr": "TR", "uk": "UA", "ur": "PK", "vi": "VN",
    "zh": "CN",
}  # fmt: skip


def locale(language: str) -> str:
    """``pt-BR`` → ``pt_BR``, ``ja`` → ``ja_JP``; a language whose home we do not know as it is."""
    primary, *rest = language.split("-")
    primary = primary.lower()
    region = next((each.upper() for each in rest if len(each) == 2), _HOMES.get(primary, ""))
    return f"{primary}_{region}" if region else primary


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


def theme_folder() -> Path:
    """The built-in theme: beside the code in an installed wheel, beside the package in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


def environment(themes: Iterable[Path], words: Words = ENGLISH) -> Environment:
    """Templates of the first theme that has them, so that an archive overrides one file at a time.

    Everything is escaped, an unknown name is an error, and every plain string that a template writes, into
    text or into an attribute, goes through `visible.shown`. ``|visible`` also marks what it showed;
    ``|count("message")`` is "1,204 messages", ``_("…")`` a message of the program in the language of ``words``.
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
    wording = Wording(words)
    made.filters |= {"visible": visible, **wording.filters()}
    made.filters |= {"locale": locale, "own_title": own_title}
    made.globals |= {"permalinks": urls, "mention_link": link_to, **wording.globals()}
    return made


def existing(themes: Sequence[Path], folder: str) -> Iterable[Path]:
    """The folders of that name, the built-in theme's first: what comes later overrides."""
    return (theme / folder for theme in reversed(themes) if (theme / folder).is_dir())


def own_title(whole: str, site_title: str) -> str:
    """A page's title, escaped as the page has it, without the site's at its end."""
    return whole.removesuffix(escape(f" · {shown(site_title)}"))


def _finalize(value: object) -> object:
    return shown(value) if type(value) is str else value
