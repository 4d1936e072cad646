"""The folder of essays on disk. Never follows a link out of it."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from sitegen.errors import Problem, Severity
from sitegen.essays.arranging import arrange
from sitegen.essays.reading import read_essay
from sitegen.model import Essay

FOLDER = "essays"
SUFFIXES = (".md", ".markdown")
LARGEST = 2_000_000
"""Bytes: a thousand pages. More is no essay, and all are read at each build."""


def read_folder(folder: Path) -> tuple[tuple[Essay, ...], tuple[Problem, ...]]:
    """All essays below ``folder``, drafts too, by path; and what is wrong with files that are none.

    Paths are relative to ``folder``. A folder that is not there has no essays.
    """
    problems: list[Problem] = []
    essays: list[Essay] = []
    for path, file in sorted(_files(folder, problems)):
        try:
            found = read_essay(path, file.read_bytes())
        except OSError as error:
            problems.append(_unreadable(path, error))
            continue
        if isinstance(found, Essay):
            essays.append(found)
        else:
            problems += found
    return arrange(essays), tuple(sorted(problems, key=lambda each: (each.path, each.line or 0)))


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    def unreadable(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            problems.append(_unreadable(_path(Path(error.filename), folder), error))

    if folder.is_symlink():
        problems.append(_link(""))
        return
    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *sorted(names)):
            file = Path(parent, name)
            path = _path(file, folder)
            if name.startswith("."):
                continue
            if file.is_symlink():
                problems.append(_link(path))
            elif name in names and (fault := _fault(path, file)):
                problems.append(fault)
            elif name in names:
                yield path, file


def _fault(path: str, file: Path) -> Problem | None:
    """Why a file is no essay."""
    if not file.is_file():
        return Problem(path, None, "this is not a regular file", "move it elsewhere")
    if not path.lower().endswith(SUFFIXES):
        remedy = "essays end in .md; pictures belong into theme/static"
        return Problem(path, None, "this file is no essay and is left out", remedy, Severity.NOTE)
    try:
        size = file.stat().st_size
    except OSError as error:
        return _unreadable(path, error)
    if size > LARGEST:
        message = f"{size / 1e6:.1f} MB is more than the {LARGEST // 1_000_000} MB of the longest essay"
        return Problem(path, None, message, "split it")
    return None


def _path(file: Path, folder: Path) -> str:
    """As text in NFC; bytes of a name that are not UTF-8 are spelt out."""
    relative = file.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", relative.decode("utf-8", "backslashreplace"))


def _link(path: str) -> Problem:
    remedy = "put the file itself here: what a link points to might not be meant for publishing"
    return Problem(path, None, "symbolic links are not followed", remedy)


def _unreadable(path: str, error: OSError) -> Problem:
    return Problem(
        path, None, f"this cannot be read: {error.strerror}", "let it be read, or move it elsewhere"
    )
