"""Find and read the files of a theme. Links in it are not followed: they could publish files from elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

from sitegen.model.problems import ContentError, Problem
from sitegen.text.regular_files import file_problem, read_regular_file, regular_files


def read_theme(theme: Path, folder: str = "", skip: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the files in a folder of a theme, such as ``static/``: the path in it, and the bytes.

    ``skip``: names of folders to leave out. Raises `ContentError` for a file that cannot be read.
    """
    for name, file in regular_files(theme)[0].items():
        is_wanted = name.startswith(folder) and not (skip and set(name.split("/")[:-1]) & set(skip))
        if is_wanted and (data := _read(theme, name, file)) is not None:
            yield name.removeprefix(folder), data


def display_path(theme: Path, name: str) -> str:
    """Return the path of a file of a theme for problems; bytes that are not UTF-8 are escaped."""
    path = f"{theme.name}/{name}".rstrip("/")
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(theme: Path, name: str, file: Path) -> bytes | None:
    try:
        return read_regular_file(file)
    except FileNotFoundError:  # deleted meanwhile
        return None
    except OSError as error:
        raise ContentError(file_problem(display_path(theme, name), error)) from None


class ThemeLoader(BaseLoader):
    """Load the templates of a theme; report a file that cannot be read as a problem."""

    def __init__(self, theme: Path) -> None:
        self._theme = theme
        self._files: Mapping[str, Path] = regular_files(theme)[0]

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return text and path of a template. Raise `ContentError` if it cannot be read or is not UTF-8."""
        del environment
        name = f"templates/{template}"
        file = self._files.get(name)
        data = _read(self._theme, name, file) if file else None
        if data is None:
            raise TemplateNotFound(template)
        try:
            return data.decode("utf-8"), str(file), None
        except UnicodeDecodeError:
            raise ContentError(Problem("template-not-utf-8", display_path(self._theme, name))) from None


def catalogue_files(theme: Path) -> Sequence[Path]:
    """Return the translation files of a theme, in order."""
    return [file for name, file in regular_files(theme)[0].items() if Path(name).match("languages/*.po")]
