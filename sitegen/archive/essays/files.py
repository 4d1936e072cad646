"""The folder of essays on disk. Never follows a link out of it."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sitegen.archive.essays.parser import read_essay
from sitegen.model import Essay
from sitegen.model.problems import Problem, Severity
from sitegen.text.slugs import SLUG_LENGTH, unique_slug

_NUMBERED = 9
"""Essays of one slug that get a number; more get a hash."""


def arrange(essays: Iterable[Essay]) -> tuple[Essay, ...]:
    """The essays, by path, each with a slug of its own; one that had to get another has a problem.

    Where two want the same, it is given to the one whose author chose it, then to the older, then by path.
    """
    order = sorted(essays, key=lambda each: (not each.has_own_slug, each.date or "9999", each.path))
    holders: dict[str, Essay] = {}
    for each in order:
        holder = holders.get(each.slug)
        if holder is None:
            holders[each.slug] = each
            continue
        numbered = [f"{each.slug[: SLUG_LENGTH - 2]}-{n}" for n in range(2, _NUMBERED + 1)]
        free = unique_slug(numbered, holders.keys() | {one.slug for one in order}, each.path)
        message = f"the slug {each.slug!r} is that of {holder.path} already: this essay is {free!r}"
        remedy = "write another slug: … into the front matter of one of them"
        problem = Problem(each.path, None, message, remedy)
        holders[free] = replace(each, slug=free, problems=(*each.problems, problem))
    return tuple(sorted(holders.values(), key=lambda each: each.path))


def by_date(essays: Sequence[Essay]) -> tuple[Essay, ...]:
    """Newest first; those without a date last, by title."""
    dated = sorted((each for each in essays if each.date), key=lambda each: each.slug)
    dated.sort(key=lambda each: each.date or "", reverse=True)
    undated = sorted((each for each in essays if not each.date), key=lambda each: (each.title, each.slug))
    return (*dated, *undated)


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
