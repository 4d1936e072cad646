"""Find the files to import below the given paths, and give each a tidy name."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.archive.asset_files import AssetFile, is_picture_name
from sitegen.archive.transcript_files import ignored_file_code
from sitegen.model.problems import Problem
from sitegen.text.file_stamps import file_stamp
from sitegen.text.regular_files import file_problem, real_path

_HIDDEN_FOLDERS = frozenset({".specstory", ".claude", ".codex", ".gemini"})
"""Folders in which tools keep transcripts; all other hidden ones are left out."""
_NO_TRANSCRIPTS = frozenset({"node_modules", "__pycache__", "site-packages"})
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\#]+')
_MAX_NAME_BYTES = 150
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that may be imported."""

    file: Path
    name: str
    """Relative to the given folder, with forward slashes; its name only, if the file itself was given."""


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """Everything found below one of the given paths."""

    files: tuple[SourceFile, ...]
    pictures: tuple[AssetFile, ...]
    """Their paths are like `SourceFile.name`."""
    problems: tuple[Problem, ...]


def find_source_files(path: Path, *, skip: Path) -> SourceFolder:
    """Return the files at or below ``path``, in order; ``skip``: the folder that they are copied to.

    Symbolic links are not followed, except for ``path`` itself.
    """
    if not path.is_dir():
        return SourceFolder((SourceFile(path, path.name),), (), ())
    files: list[SourceFile] = []
    pictures: list[AssetFile] = []
    problems: list[Problem] = []
    skipped = real_path(skip)

    def unreadable(error: OSError) -> None:
        problems.append(file_problem(str(error.filename), error))

    for parent, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = sorted(name for name in folders if _is_searched(Path(parent, name), skipped))
        for name in sorted(names):
            file = Path(parent, name)
            relative = file.relative_to(path).as_posix()
            if file.is_symlink() or not file.is_file() or ignored_file_code(name):
                continue
            if is_picture_name(name):
                pictures.append(AssetFile(relative, file, file_stamp(file.stat())))
            else:
                files.append(SourceFile(file, relative))
    return SourceFolder(tuple(files), tuple(pictures), tuple(problems))


def _is_searched(folder: Path, skipped: Path) -> bool:
    is_hidden = folder.name.startswith(".") and folder.name not in _HIDDEN_FOLDERS
    return not (is_hidden or folder.name in _NO_TRANSCRIPTS or folder.is_symlink() or real_path(folder) == skipped)


def tidy_path(name: str) -> str:
    """Return a relative path that is safe on every system and not hidden, whatever the name contains."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(filter(None, map(_tidy_name, parts))) or "unnamed"


def _tidy_name(name: str) -> str:
    name = _UNSAFE.sub("-", name).strip(" ").lstrip(".").rstrip(". ").replace("/", "")
    if _DEVICE.fullmatch(name):
        name = f"-{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, dot, suffix = name, "", ""
    while len(f"{stem}{dot}{suffix}".encode("utf-8", "surrogateescape")) > _MAX_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}".encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def total_bytes(files: Iterable[SourceFile]) -> int:
    """Return the size of all files."""
    return sum(_size(each.file) for each in files)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def existing_files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder; links are not followed."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))
