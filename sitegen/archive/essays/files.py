"""Read the essays in a folder and give them unique slugs. Never follows links out of the folder."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sitegen.model import Essay
from sitegen.model.problems import Problem
from sitegen.text.regular_files import file_problem, read_regular_file
from sitegen.text.slugs import SLUG_LENGTH, unique_slug

_MAX_NUMBERED_SLUG = 9  # then slugs get a hash


def assign_slugs(essays: Iterable[Essay]) -> tuple[Essay, ...]:
    """Return the essays by path, each with a unique slug and a problem if it had to change.

    A slug goes to the essay whose front matter has it, then to the oldest, then to the first by path.
    """
    order = sorted(essays, key=lambda each: (not each.has_own_slug, each.date or "9999", each.path))
    by_slug: dict[str, Essay] = {}
    for each in order:
        other = by_slug.get(each.slug)
        if other is None:
            by_slug[each.slug] = each
            continue
        candidates = [f"{each.slug[: SLUG_LENGTH - 2]}-{n}" for n in range(2, _MAX_NUMBERED_SLUG + 1)]
        new_slug = unique_slug(candidates, by_slug.keys() | {one.slug for one in order}, each.path)
        problem = Problem("essay-slug-taken", each.path, slug=each.slug, other=other.path, new_slug=new_slug)
        by_slug[new_slug] = replace(each, slug=new_slug, problems=(*each.problems, problem))
    return tuple(sorted(by_slug.values(), key=lambda each: each.path))


def newest_first(essays: Sequence[Essay]) -> tuple[Essay, ...]:
    """Sort essays from newest to oldest, then those without a date by title."""
    dated = sorted((each for each in essays if each.date), key=lambda each: each.slug)
    dated.sort(key=lambda each: each.date or "", reverse=True)
    undated = sorted((each for each in essays if not each.date), key=lambda each: (each.title, each.slug))
    return (*dated, *undated)


ESSAYS_FOLDER = "essays"
ESSAY_SUFFIXES = (".md", ".markdown")
MAX_ESSAY_BYTES = 2_000_000
"""About a thousand pages; all essays are read at each build."""


def read_essays(folder: Path) -> tuple[tuple[Essay, ...], tuple[Problem, ...]]:
    """Return all essays below ``folder``, with drafts, by path, and the problems of other files.

    Paths are relative to ``folder``. A missing folder has no essays.
    """
    problems: list[Problem] = []
    essays: list[Essay] = []
    for path, file in sorted(_files(folder, problems)):
        from sitegen.archive.essays.parser import read_essay  # slow to import

        try:
            result = read_essay(path, read_regular_file(file, limit=MAX_ESSAY_BYTES))
        except OSError as error:
            problems.append(file_problem(path, error))
            continue
        if isinstance(result, Essay):
            essays.append(result)
        else:
            problems += result
    return assign_slugs(essays), tuple(sorted(problems, key=lambda each: (each.path, each.line or 0)))


def _files(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    def unreadable(error: OSError) -> None:
        if isinstance(error, NotADirectoryError):
            problems.append(Problem("irregular-file", _relative_path(Path(error.filename), folder)))
        elif not isinstance(error, FileNotFoundError):
            problems.append(file_problem(_relative_path(Path(error.filename), folder), error))

    if folder.is_symlink():
        problems.append(_symbolic_link(""))
        return
    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in (*folders, *sorted(names)):
            file = Path(parent, name)
            path = _relative_path(file, folder)
            if name.startswith("."):
                continue
            if file.is_symlink():
                problems.append(_symbolic_link(path))
            elif name in names and (problem := _file_problem(path, file)):
                problems.append(problem)
            elif name in names:
                yield path, file


def _file_problem(path: str, file: Path) -> Problem | None:
    """Return why a file is no essay, or None."""
    if not file.is_file():
        return Problem("irregular-file", path)
    return None if path.lower().endswith(ESSAY_SUFFIXES) else Problem("not-an-essay", path)


def _relative_path(file: Path, folder: Path) -> str:
    """Return the path as text in NFC; bytes that are not UTF-8 are escaped."""
    name = file.relative_to(folder).as_posix() if file != folder else ""
    relative = name.encode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", relative.decode("utf-8", "backslashreplace"))


def _symbolic_link(path: str) -> Problem:
    return Problem("symbolic-link", path)
