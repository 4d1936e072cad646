"""Create the Jinja environment of the themes, with the filters and values that every page needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

from jinja2 import (
    ChoiceLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import escape

from sitegen.archive.settings.site import License
from sitegen.model import SEARCHABLE_KINDS
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.render.backlinks import mention_link, mentions_by_essay
from sitegen.render.i18n.template_filters import TemplateFilters
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import visible
from sitegen.render.search_page import query_message
from sitegen.render.theme_files import ThemeLoader
from sitegen.text.invisible import spell_out_invisible

# The likely region of each language, from likelySubtags.xml of Unicode's CLDR.
_LIKELY_REGIONS = {
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
    """Return an Open Graph locale: ``pt-BR`` → ``pt_BR``, ``ja`` → ``ja_JP``; without a region if none is known."""
    primary, *rest = language.split("-")
    primary = primary.lower()
    region = next((each.upper() for each in rest if len(each) == 2), _LIKELY_REGIONS.get(primary, ""))
    return f"{primary}_{region}" if region else primary


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """Settings that every page shows or depends on."""

    title: str
    description: str
    language: str
    """BCP 47 tag for ``<html lang>``."""
    url: str = ""
    """Public URL of the site without a trailing slash; empty if unknown."""
    author: str = ""
    """Publisher of the site; may be empty."""
    license: License | None = None
    is_indexed: bool = True
    """False asks search engines not to list the pages."""
    refuses_ai: bool = False
    """True asks crawlers of AI companies to stay away."""
    has_json_export: bool = True
    """Each conversation has its JSON export, and a link to it."""
    has_source_text: bool = True
    """Each conversation has its source, and a link to it."""


def theme_folder() -> Path:
    """Return the built-in theme: inside the package in a wheel, next to it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "theme"


_MISSING_MACRO = re.compile(r"the template '(?P<template>.+)' \(imported .+ the requested name '(?P<macro>.+)'")
"""Message of Jinja if a built-in template imports a macro that the owner's file does not have."""


def is_built_in(template: Template) -> bool:
    """Return whether a template is of the built-in theme."""
    return template.filename is not None and Path(template.filename).is_relative_to(theme_folder())


class ThemeEnvironment(Environment):
    """A Jinja environment that reports faults of the owner's templates as problems, with file and line.

    A fault in a built-in template is a bug of ours and keeps its traceback.
    """

    owner_folders: tuple[Path, ...] = ()

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raise `ContentError` if the exception comes from the owner's theme; otherwise raise it again."""
        try:
            super().handle_exception(source)
        except ContentError:
            raise
        except Exception as error:
            for file, line in _places_in_templates(error):
                for folder in self.owner_folders:
                    if file.is_relative_to(folder):
                        path = file.relative_to(folder.parent).as_posix()
                        what = _message(error)
                        raise ContentError(Problem("template-error", path, line, error=what)) from error
            if missing := _MISSING_MACRO.match(str(error)):
                for folder in self.owner_folders:
                    file = folder / "templates" / missing["template"]
                    if file.is_file():
                        path, what = (
                            file.relative_to(folder.parent).as_posix(),
                            f"there is no macro {missing['macro']!r}",
                        )
                        raise ContentError(Problem("template-error", path, error=what)) from error
            raise


def _message(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    return str(error).rstrip(".") or type(error).__name__


def _places_in_templates(error: Exception) -> list[tuple[Path, int]]:
    """Return file and line of a fault in a template and of the templates that include it, innermost first."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    places = [each for each in reversed(frames) if each[0].suffix != ".py"]
    if isinstance(error, TemplateSyntaxError) and error.filename:
        places.insert(0, (Path(error.filename), error.lineno))
    return places


def create_environment(themes: Sequence[Path], translator: Translator = ENGLISH) -> Environment:
    """Return an environment that takes each template from the first theme that has it.

    Everything is escaped, an unknown name is an error, and every plain string that a template writes, in
    text or in an attribute, goes through `invisible.spell_out_invisible`. ``|visible`` also marks
    those characters; ``|count("message")`` gives "1,204 messages"; ``_("…")`` translates.
    """
    environment = ThemeEnvironment(
        loader=ChoiceLoader([ThemeLoader(theme) for theme in themes]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_finalize,
    )
    environment.owner_folders = tuple(theme for theme in themes if theme != theme_folder())
    filters = TemplateFilters(translator)
    environment.filters |= {"visible": visible, **filters.filters()}
    environment.filters["query_message"] = partial(query_message, translator)
    environment.filters |= {"locale": locale, "without_site_title": without_site_title}
    environment.globals |= {"permalinks": urls, "mention_link": mention_link, "mentions_by_essay": mentions_by_essay}
    environment.globals |= filters.globals()
    environment.globals |= {"block_kinds": {kind: translator.gettext(kind.label) for kind in SEARCHABLE_KINDS}}
    return environment


def without_site_title(page_title: str, site_title: str) -> str:
    """Return an escaped page title without the suffix " · site title"."""
    return page_title.removesuffix(escape(f" · {spell_out_invisible(site_title)}"))


def _finalize(value: object) -> object:
    return spell_out_invisible(value) if type(value) is str else value
