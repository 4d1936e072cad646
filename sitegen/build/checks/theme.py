"""Report files of the owner's theme that cannot be read, that override nothing, or that are broken templates."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from sitegen.model.problems import ContentError, Problem
from sitegen.render.templates import create_environment, theme_folder
from sitegen.render.theme_files import display_path, read_theme
from sitegen.text.regular_files import file_problem, regular_files

_FOLDERS = ("templates", "static", "languages")
_TEMPLATES = "templates/"
_MIN_SIMILARITY = 0.8  # `difflib` ratio: one letter in five may be wrong


def check_theme(theme: Path) -> Iterator[Problem]:
    """Yield the problems of the owner's theme, which may not exist."""
    files, errors = regular_files(theme)
    for name, error in errors:
        yield file_problem(display_path(theme, name), error)
    if not files:
        return
    templates = {name: data for name, data in read_theme(theme) if name.startswith(_TEMPLATES)}
    yield from _misspelled(theme, list(files), templates)
    environment = create_environment((theme, theme_folder()))
    for name in templates:
        try:
            environment.get_template(name.removeprefix(_TEMPLATES))
        except ContentError as error:
            yield error.problem


def _misspelled(theme: Path, names: Sequence[str], templates: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield the folders and templates whose names are like those that sitegen uses, but are not."""
    known = [name for name, _ in read_theme(theme_folder(), _TEMPLATES)]
    for folder in sorted({name.partition("/")[0] for name in names if "/" in name} - set(_FOLDERS)):
        if similar := get_close_matches(folder.lower(), _FOLDERS, 1, _MIN_SIMILARITY):
            yield Problem("misspelled-theme-file", display_path(theme, folder), suggestion=similar[0])
    for name in templates:
        own = name.removeprefix(_TEMPLATES)
        is_used = any(own.encode(errors="surrogateescape") in data for data in templates.values())
        similar = [] if own in known or is_used else get_close_matches(own.lower(), known, 1, _MIN_SIMILARITY)
        if similar and PurePosixPath(_TEMPLATES, similar[0]).as_posix() not in templates:
            yield Problem("misspelled-theme-file", display_path(theme, name), suggestion=similar[0])
