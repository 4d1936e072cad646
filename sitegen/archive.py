"""An archive on disk: its settings and its transcripts. Reads folders, never follows a link out of them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.errors import ContentError, Problem, Severity
from sitegen.settings import Settings, TranscriptRule, load_settings

LARGEST_TRANSCRIPT = 100_000_000
"""Bytes. Git hosts refuse larger files, and the transcript itself is published beside its page."""


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file that may be a transcript."""

    path: str
    """Relative to the folder of transcripts, with forward slashes; what is not UTF-8 shown as U+FFFD."""
    file: Path
    rule: TranscriptRule
    stamp: tuple[int, int, int]
    """Size, time of change in nanoseconds and inode: equal stamps mean equal bytes."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive's things are."""

    root: Path
    """Where ``sitegen.toml``, ``theme/`` and ``.sitegen/`` are."""
    transcripts: Path
    settings: Settings
    files: tuple[TranscriptFile, ...]
    """Those that may be published, by path."""
    problems: tuple[Problem, ...]
    """About files that were passed over and rules that fit nothing."""

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of transcripts with the paths that a person in ``root`` would type."""
        try:
            folder = self.transcripts.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            folder = self.transcripts.as_posix()
        return tuple(replace(problem, path=f"{folder}/{problem.path}") for problem in problems)

    @property
    def theme(self) -> Path:
        """The owner's theme, which need not exist; its files come before the built-in ones."""
        return self.root / "theme"


def open_archive(root: Path, content: Path | None = None) -> Archive:
    """The archive in the folder ``root``; its transcripts stand in ``content/transcripts``.

    ``content`` may name another folder: one that has ``transcripts/``, or the transcripts' own.
    Raises `ContentError` where there is none, or ``sitegen.toml`` is faulty.
    """
    settings = load_settings(root)
    content = root / "content" if content is None else content
    folder = content / "transcripts"
    if not folder.is_dir():
        folder = content
    if not folder.is_dir():
        problem = Problem(
            content.as_posix(),
            None,
            "there is no such folder",
            "put transcripts into content/transcripts, name their folder with --content, "
            "or make a new archive with `sitegen init`",
        )
        raise ContentError(problem)
    problems: list[Problem] = []
    files = tuple(sorted(_walk(folder, settings, problems), key=lambda file: file.path))
    unused = [
        Problem("sitegen.toml", None, f"no transcript matches {rule.match!r}", "", Severity.NOTE)
        for rule in settings.transcripts
        if not any(rule.fits(file.path) for file in files) and rule.publish is not False
    ]
    published = tuple(file for file in files if file.rule.publish is not False)
    archive = Archive(root, folder, settings, published, ())
    return replace(archive, problems=(*archive.placed(problems), *unused))


def _walk(folder: Path, settings: Settings, problems: list[Problem]) -> Iterator[TranscriptFile]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        for name in (*folders, *names):
            file = Path(parent, name)
            path = _shown(file.relative_to(folder).as_posix())
            if name.startswith("."):
                continue
            if file.is_symlink():
                remedy = "put the file itself here: what a link points to might not be meant for publishing"
                problems.append(Problem(path, None, "symbolic links are not followed", remedy))
            elif name in names and (found := _transcript(file, path, settings, problems)):
                yield found
        folders[:] = [name for name in folders if not name.startswith(".")]


def _transcript(file: Path, path: str, settings: Settings, problems: list[Problem]) -> TranscriptFile | None:
    try:
        stat = file.stat()
    except OSError as error:
        problems.append(Problem(path, None, f"this file cannot be read: {error.strerror}"))
        return None
    if not file.is_file():
        problems.append(Problem(path, None, "this is not a regular file", "move it elsewhere"))
        return None
    if stat.st_size > LARGEST_TRANSCRIPT:
        limit = LARGEST_TRANSCRIPT // 1_000_000
        size = f"{stat.st_size / 1e6:.0f} MB is more than the {limit} MB that hosts accept"
        problems.append(Problem(path, None, size, "split it"))
        return None
    stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return TranscriptFile(path, file, settings.rule(path), stamp)


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
