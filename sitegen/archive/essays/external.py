"""Read essays that are published elsewhere. Their quotations are checked and counted; they are not published."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive.essays.files import MAX_ESSAY_BYTES
from sitegen.archive.settings.parser import ExternalEssayRule
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.text.regular_files import file_problem, read_regular_file

_HTML_SUFFIXES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class ExternalEssay:
    """An essay that is published elsewhere."""

    path: str
    """Relative to the archive."""
    text: str
    line: int
    """Line of the file, from 1, at which ``text`` starts."""
    title: str
    url: str
    """Address; empty if unknown."""
    is_html: bool


def read_external_essays(
    root: Path, rules: Iterable[ExternalEssayRule]
) -> tuple[tuple[ExternalEssay, ...], tuple[Problem, ...]]:
    """Return the essays that match the rules, sorted by path, and problems."""
    essays: dict[str, ExternalEssay] = {}
    problems: list[Problem] = []
    for rule in rules:
        files = list(_files(root, rule))
        if not files:
            problems.append(Problem("unmatched-essay-pattern", SETTINGS_FILE, rule.line, pattern=rule.match))
        for file in files:
            path = os.path.relpath(file, root).replace(os.sep, "/")
            if path not in essays:
                essay = _read_file(path, file, rule, problems)
                if essay:
                    essays[path] = essay
    return tuple(essays[path] for path in sorted(essays)), tuple(problems)


def external_essay_folders(root: Path, rules: Iterable[ExternalEssayRule]) -> list[Path]:
    """Return the files and folders that decide which essays match the rules.

    The essays are among them, as they may be in linked folders.
    """
    return [path for rule in rules for path in (_split_pattern(root, rule)[0], *_files(root, rule))]


def _split_pattern(root: Path, rule: ExternalEssayRule) -> tuple[Path, str]:
    """Return the folder that a pattern is about, and the part with wildcards; empty if it names one file."""
    base, parts = root, list(Path(rule.match).parts)
    while parts and not any(char in parts[0] for char in "*?["):
        base = base / parts.pop(0)
    return base, "/".join(parts)


def _files(root: Path, rule: ExternalEssayRule) -> Iterator[Path]:
    base, pattern = _split_pattern(root, rule)
    if not pattern:
        yield from [base] if base.is_file() else []
        return
    yield from (each for each in sorted(base.glob(pattern)) if each.is_file())


def _read_file(path: str, file: Path, rule: ExternalEssayRule, problems: list[Problem]) -> ExternalEssay | None:
    from sitegen.archive.essays.parser import read_essay  # slow to import
    from sitegen.text.source import read_source

    try:
        data = read_regular_file(file, limit=MAX_ESSAY_BYTES, follow_links=True)
    except OSError as error:
        problems.append(file_problem(path, error))
        return None
    is_html = file.suffix.lower() in _HTML_SUFFIXES
    url = f"{rule.url.rstrip('/')}/{file.stem}" if rule.url.endswith("/") else rule.url
    if is_html:
        source = read_source(path, data)
        problems += source.problems
        return ExternalEssay(path, source.text, 1, file.stem, url, is_html=True)
    essay = read_essay(path, data)
    if isinstance(essay, tuple):
        problems += essay
        return None
    # Problems of its front matter are dropped: other programs have other keys.
    return ExternalEssay(path, essay.text, essay.first_line, essay.title, url, is_html=False)
