"""Essays that stand elsewhere: another folder, another blog. They are checked and counted, never published."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive.essays.files import LARGEST
from sitegen.archive.essays.parser import read_essay
from sitegen.archive.settings.parser import EssayRule
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.text.source import read_source

_HTML = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class OutsideEssay:
    """An essay of another place."""

    path: str
    """As the owner's pattern found it, relative to the archive."""
    text: str
    line: int
    """The line of the file, from 1, at which ``text`` begins."""
    title: str
    url: str
    """Where it can be read; empty: unknown."""
    is_html: bool


def read_outside(
    root: Path, rules: Iterable[EssayRule]
) -> tuple[tuple[OutsideEssay, ...], tuple[Problem, ...]]:
    """The essays that the rules name, by path, and what is wrong with them."""
    found: dict[str, OutsideEssay] = {}
    problems: list[Problem] = []
    for rule in rules:
        files = list(_files(root, rule))
        if not files:
            remedy = "paths are relative to sitegen.toml; * and ** stand for names"
            problems.append(Problem(SETTINGS_FILE, rule.line, f"no essay matches {rule.match!r}", remedy))
        for file in files:
            path = os.path.relpath(file, root).replace(os.sep, "/")
            if path not in found:
                essay = _read(path, file, rule, problems)
                if essay:
                    found[path] = essay
    return tuple(found[path] for path in sorted(found)), tuple(problems)


def _files(root: Path, rule: EssayRule) -> Iterator[Path]:
    base = root
    pattern = Path(rule.match)
    parts = list(pattern.parts)
    while parts and not any(char in parts[0] for char in "*?["):
        base = base / parts.pop(0)
    if not parts:
        yield from [base] if base.is_file() else []
        return
    yield from (each for each in sorted(base.glob("/".join(parts))) if each.is_file())


def _read(path: str, file: Path, rule: EssayRule, problems: list[Problem]) -> OutsideEssay | None:
    try:
        if file.stat().st_size > LARGEST:
            problems.append(
                Problem(path, None, "this is too long for an essay", f"at most {LARGEST} bytes are read")
            )
            return None
        data = file.read_bytes()
    except OSError as error:
        problems.append(Problem(path, None, f"this cannot be read: {error.strerror}", "let it be read"))
        return None
    is_html = file.suffix.lower() in _HTML
    url = f"{rule.url.rstrip('/')}/{file.stem}" if rule.url.endswith("/") else rule.url
    if is_html:
        source = read_source(path, data)
        problems += source.problems
        return OutsideEssay(path, source.text, 1, file.stem, url, is_html=True)
    essay = read_essay(path, data)
    if isinstance(essay, tuple):
        problems += essay
        return None
    # Front matter of another program has keys of its own.
    return OutsideEssay(path, essay.text, essay.line, essay.title, url, is_html=False)
