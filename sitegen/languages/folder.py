"""The ``languages/`` of themes: which there are, and the one that an archive asks for."""

from collections.abc import Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError

from sitegen.languages.catalogue import merged, read_catalogue
from sitegen.languages.forms import ISO, forms_of
from sitegen.languages.words import ENGLISH, Words

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
