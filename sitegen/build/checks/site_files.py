"""Check that hosts will publish the files of a site: sizes, names, symbolic links, files of others.

Size limits are those of GitHub Pages and of GitHub's git (docs.github.com: "GitHub Pages limits", "About large files on
GitHub"). Names must work on every system, including file systems that ignore case.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from sitegen.build.output import foreign_files, is_readable, listed_files
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.text.file_stamps import scan_folder

LARGEST_FILE = 100_000_000
"""Bytes; GitHub refuses files of more than 100 MiB."""
BIG_FILE = 50_000_000
LARGEST_SITE = 1_000_000_000
"""Bytes; GitHub Pages publishes no more."""
BIG_SITE = 800_000_000
_EXPECTED = frozenset({"CNAME", ".git", ".gitignore", ".gitkeep", ".DS_Store"})
"""Names of files that users often add to a site."""

_DEVICE_NAME = r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])"
_DEVICE = re.compile(rf"{_DEVICE_NAME}(?= *(?:\.|$))", re.IGNORECASE)
"""Names that Windows reserves, whatever follows their first dot (learn.microsoft.com: "Naming Files")."""
_USUAL = re.compile(rf"(?!{_DEVICE_NAME})[a-z0-9-]+(?:\.[a-z0-9-]+|/(?!{_DEVICE_NAME})[a-z0-9-]+)*")
"""Paths that are fine everywhere, as nearly all are."""


def check_files(folder: str, files: Sequence[tuple[str, int]]) -> Iterator[Problem]:
    """Yield problems of files to publish, given as paths within ``folder`` (a display path) and sizes in bytes."""
    yield from _check_sizes(folder, files)
    yield from _check_names(folder, [path for path, _ in files])
    paths = {path for path, _ in files}
    for page in (urls.HOME, urls.NOT_FOUND):
        if files and page not in paths:
            yield Problem("missing-site-page", folder, page=page)


def _check_sizes(folder: str, files: Sequence[tuple[str, int]]) -> Iterator[Problem]:
    for path, size in files:
        if size > BIG_FILE:
            code = "file-too-large" if size > LARGEST_FILE else "file-near-size-limit"
            yield Problem(code, f"{folder}/{path}", megabytes=_megabytes(size), limit=_megabytes(LARGEST_FILE))
    total = sum(size for _, size in files)
    if total > BIG_SITE:
        code = "site-too-large" if total > LARGEST_SITE else "site-near-size-limit"
        largest = sorted(files, key=lambda each: (-each[1], each[0]))[:3]
        yield Problem(
            code,
            folder,
            megabytes=_megabytes(total),
            limit=_megabytes(LARGEST_SITE),
            largest=tuple(f"{path} ({_megabytes(size)} MB)" for path, size in largest),
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f}"


def _check_names(folder: str, paths: Sequence[str]) -> Iterator[Problem]:
    unusual = sorted(path for path in paths if not _USUAL.fullmatch(path))
    top_folders = {_caseless(path.partition("/")[0]) for path in unusual}
    similar = (path for path in paths if _caseless(path.partition("/")[0]) in top_folders) if unusual else ()
    for path, other in _case_clashes(similar):
        yield Problem("case-clash", f"{folder}/{path}", other=other)
    for path in unusual:
        names = path.split("/")
        if any(name.startswith("_") for name in names):
            yield Problem("underscore-name", f"{folder}/{path}")
        if any(set(name) & set('\\:*?"<>|') or not name.isprintable() or name[-1] in ". " for name in names):
            yield Problem("unportable-name", f"{folder}/{path}")
        if device := next(filter(None, map(_DEVICE.match, names)), None):
            yield Problem("windows-device-name", f"{folder}/{path}", device=device[0])


def _case_clashes(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield files and folders whose name differs from an earlier one only in case, with the earlier one.

    A folder is reported once, and the files in it are not.
    """
    first: dict[str, str] = {}
    reported = set[str]()
    for path in sorted(paths):
        for end in (*(n for n, char in enumerate(path) if char == "/"), len(path)):
            part = path[:end]
            other = first.setdefault(_caseless(part), part)
            if other != part:
                if part not in reported:
                    yield part, other
                reported.add(part)
                break


@lru_cache(maxsize=1024)
def _caseless(path: str) -> str:
    """Return the canonical caseless form of Unicode (D145), in which a file system may compare names."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())


def check_folder(folder: Path) -> Iterator[Problem]:
    """Yield problems of the site in this folder; none if there is no site."""
    files = list(_existing_files(folder))
    if files:
        yield from check_files(folder.as_posix(), files)
        yield from check_foreign_files(folder)


def _existing_files(folder: Path) -> Iterator[tuple[str, int]]:
    listed = listed_files(folder)
    for path, status in sorted(scan_folder(str(folder), lambda *_: None)):
        if path in listed and is_readable(status):
            yield path, status.st_size


def check_foreign_files(folder: Path) -> Iterator[Problem]:
    """Yield files in the site's folder that sitegen did not write; symbolic links among them are blockers."""
    for path in sorted(foreign_files(folder)):
        file = folder / path
        inside = file.rglob("*") if file.is_dir() and not file.is_symlink() else ()
        link = next((each for each in (file, *inside) if each.is_symlink()), None)
        if link is not None:
            yield Problem("symbolic-link-in-site", link.as_posix())
        elif path not in _EXPECTED:
            yield Problem("foreign-site-file", file.as_posix())
