"""An archive on disk: its settings and its transcripts. Reads folders, never follows a link out of them."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from sitegen.archive.essays.external import OutsideEssay, read_outside
from sitegen.archive.essays.files import FOLDER as ESSAYS
from sitegen.archive.essays.files import by_date, read_folder
from sitegen.archive.settings.parser import Settings, load_settings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model import Essay
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem, Severity
from sitegen.privacy.baseline import BASELINE_FILE, Accepted, from_lines
from sitegen.readers.detection import READERS

INTRODUCTION = "index.md"
LEDGER = "ledger"
LARGEST_TRANSCRIPT = 100_000_000
"""Bytes. Git hosts refuse larger files, and the transcript itself is published beside its page."""


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file that may be a transcript."""

    path: str
    """Relative to the folder of transcripts, with forward slashes; NFC; what is not UTF-8 is spelt out."""
    file: Path
    rule: TranscriptRule
    stamp: tuple[int, ...]
    """Size, times of change of content and of inode in nanoseconds, inode: equal stamps mean equal bytes."""


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
    introduction: str = ""
    """The text of ``content/index.md``: the owner's words for the home page."""
    introduction_path: str = ""
    private: frozenset[str] = frozenset()
    """Paths of transcripts that the settings keep back."""
    ledger: Path = Path("content/ledger")
    """The folder of the ledger, which need not exist yet."""

    essays: tuple[Essay, ...] = ()
    """All of ``content/essays``, by path; drafts too."""
    essays_path: str = ""
    """The folder of essays, as a person in ``root`` would type it."""
    outside: tuple[OutsideEssay, ...] = ()
    """Essays that stand elsewhere."""
    accepted: tuple[Accepted, ...] = ()
    """What its owner accepts of what should perhaps not be published."""
    accepted_file: Path = Path("content/accepted.jsonl")
    """Which need not exist yet."""

    def shown(self, path: Path) -> str:
        """A path as a person in ``root`` would type it."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.as_posix()

    @property
    def published_essays(self) -> tuple[Essay, ...]:
        """Those that are no drafts, newest first."""
        return by_date([each for each in self.essays if not each.is_draft])

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of transcripts with the paths that a person in ``root`` would type."""
        folder = self.shown(self.transcripts)
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
    _check_formats(settings)
    is_told = content is not None
    content = content or root / "content"
    folder = content / "transcripts"
    if not folder.is_dir():
        if not is_told:
            _refuse_to_mistake(content, folder, root)
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
    # Where there are transcripts only, their folder may be somebody else's.
    own = content if folder != content else root
    ledger = own / LEDGER
    walked = _walk(folder, settings, problems, ledger)
    files = tuple(sorted(walked, key=lambda file: file.path))
    about_all = [
        Problem(
            SETTINGS_FILE,
            rule.line,
            f"no transcript matches {rule.match!r}",
            f"paths are written as they are below {folder.as_posix()}",
            # A rule that keeps something private and fits nothing may have let it out.
            Severity.PROBLEM if rule.publish is False else Severity.NOTE,
        )
        for rule in settings.transcripts
        if not any(rule.fits(file.path) for file in files)
    ]
    about_all += (
        Problem(
            SETTINGS_FILE,
            settings.site.featured_line,
            f"no transcript matches {pattern!r}",
            f"featured are paths as they are below {folder.as_posix()}",
            Severity.NOTE,
        )
        for pattern in settings.site.featured
        if not any(TranscriptRule(pattern).fits(file.path) for file in files)
    )
    introduction, path, essays_path, essays = "", "", "", tuple[Essay, ...]()
    if folder != content:
        path, essays_path = _typed(content / INTRODUCTION, root), _typed(content / ESSAYS, root)
        introduction = _introduction(content / INTRODUCTION, path, about_all)
        essays = _essays(content / ESSAYS, essays_path, about_all)
    published = tuple(file for file in files if file.rule.publish is not False)
    private = frozenset(file.path for file in files if file.rule.publish is False)
    outside, faults = read_outside(root, settings.essays)
    about_all += faults
    archive = Archive(
        root,
        folder,
        settings,
        published,
        (),
        introduction,
        path,
        private,
        ledger,
        essays,
        essays_path,
        outside,
        _accepted(own / BASELINE_FILE, _typed(own / BASELINE_FILE, root)),
        own / BASELINE_FILE,
    )
    return replace(archive, problems=(*archive.placed(problems), *about_all))


def _refuse_to_mistake(content: Path, folder: Path, root: Path) -> None:
    """What stands beside a folder of transcripts that is not there must not be read as transcripts."""
    if not any((content / name).exists() for name in (ESSAYS, LEDGER, INTRODUCTION, BASELINE_FILE)):
        return
    there = [each.name for each in content.iterdir() if each.is_dir()]
    meant = get_close_matches(folder.name, set(there) - {ESSAYS, LEDGER}, 1)
    remedy = f"did you mean {_typed(content / meant[0], root)}?" if meant else "put the transcripts there"
    raise ContentError(Problem(_typed(folder, root), None, "there is no such folder", remedy))


def _typed(path: Path, root: Path) -> str:
    """``path`` as a person in ``root`` would type it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _essays(folder: Path, path: str, problems: list[Problem]) -> tuple[Essay, ...]:
    essays, others = read_folder(folder)
    found = (*others, *(problem for essay in essays for problem in essay.problems))
    problems += (replace(each, path=f"{path}/{each.path}".rstrip("/")) for each in found)
    return essays


def _introduction(file: Path, path: str, problems: list[Problem]) -> str:
    """The owner's Markdown; empty where there is none."""
    if not os.path.lexists(file):
        return ""
    if file.is_symlink():
        remedy = "put the file itself here: what a link points to might not be meant for publishing"
        problems.append(Problem(path, None, "symbolic links are not followed", remedy))
        return ""
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        problems.append(_unreadable(path, "file", error))
    except UnicodeDecodeError as error:
        problems.append(Problem(path, None, f"this file is not UTF-8: {error}", "save it as UTF-8"))
    return ""


def _accepted(file: Path, path: str) -> tuple[Accepted, ...]:
    """What the file accepts; nothing where there is none. Raises `ContentError` where it cannot be understood."""
    try:
        return from_lines(path, file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(path, None, f"this cannot be read: {error}", "put it back as git has it")
        raise ContentError(problem) from None


def _check_formats(settings: Settings) -> None:
    names = [reader.NAME for reader in READERS]
    for rule in settings.transcripts:
        if rule.format and rule.format not in names:
            remedy = f"the formats are {', '.join(names)}"
            problem = Problem(SETTINGS_FILE, rule.line, f"there is no format {rule.format!r}", remedy)
            raise ContentError(problem)


def _walk(
    folder: Path, settings: Settings, problems: list[Problem], ledger: Path
) -> Iterator[TranscriptFile]:
    def unreadable(error: OSError) -> None:
        path = _shown(Path(error.filename).relative_to(folder).as_posix())
        problems.append(_unreadable(path, "folder", error))

    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".") and Path(parent, name) != ledger]
        files = [name for name in names if not name.startswith(".")]
        for name in (*folders, *files):
            file = Path(parent, name)
            if file.is_symlink():
                path = _shown(file.relative_to(folder).as_posix())
                remedy = "put the file itself here: what a link points to might not be meant for publishing"
                problems.append(Problem(path, None, "symbolic links are not followed", remedy))
        for name in files:
            file = Path(parent, name)
            if not file.is_symlink():
                path = _shown(file.relative_to(folder).as_posix())
                if found := _transcript(file, path, settings, problems):
                    yield found


def _transcript(file: Path, path: str, settings: Settings, problems: list[Problem]) -> TranscriptFile | None:
    try:
        stat = file.stat()
    except OSError as error:
        problems.append(_unreadable(path, "file", error))
        return None
    if not file.is_file():
        problems.append(Problem(path, None, "this is not a regular file", "move it elsewhere"))
        return None
    if stat.st_size > LARGEST_TRANSCRIPT:
        limit = LARGEST_TRANSCRIPT // 1_000_000
        size = f"{stat.st_size / 1e6:.0f} MB is more than the {limit} MB that hosts accept"
        problems.append(Problem(path, None, size, "split it"))
        return None
    stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    return TranscriptFile(path, file, settings.rule(path), stamp)


def _unreadable(path: str, what: str, error: OSError) -> Problem:
    remedy = "let it be read, or move it elsewhere"
    return Problem(path, None, f"this {what} cannot be read: {error.strerror}", remedy)


def _shown(path: str) -> str:
    """As text in NFC; bytes of a name that are not UTF-8 are spelt out, so that two names stay two."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)
