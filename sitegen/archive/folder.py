"""Open an archive on disk: settings, transcripts and essays. Symbolic links are never followed."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from sitegen.archive.essays.external import ExternalEssay, read_external_essays
from sitegen.archive.essays.files import ESSAYS_FOLDER, MAX_ESSAY_BYTES, newest_first, read_essays
from sitegen.archive.settings.parser import Settings, load_settings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.archive.transcript_files import TranscriptFile, find_transcripts
from sitegen.model import Essay
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.baseline import BASELINE_FILE, AcceptedFinding, parse_baseline
from sitegen.readers.detection import format_names
from sitegen.readers.publish_flag import check_publish_flag
from sitegen.text.regular_files import file_problem, read_text_file, real_path
from sitegen.text.slugs import slugify
from sitegen.text.source import read_source

INTRODUCTION_FILE = "index.md"
LEDGER_FOLDER = "ledger"
STATE_FOLDER = ".sitegen"


@dataclass(frozen=True, slots=True)
class Archive:
    """The files, settings and problems of an archive."""

    root: Path
    """Folder of ``sitegen.toml`` and ``theme/``."""
    state_folder: Path
    """Folder of the cache and the search index; may not exist yet."""
    transcripts_folder: Path
    settings: Settings
    files: tuple[TranscriptFile, ...]
    """Transcripts that may be published, by path."""
    problems: tuple[Problem, ...]
    """Problems of ignored files and unmatched patterns."""
    introduction: str = ""
    """Text of ``content/index.md``, for the home page."""
    introduction_path: str = ""
    private_paths: frozenset[str] = frozenset()
    """Paths of transcripts with ``publish = false``."""
    ledger_folder: Path = Path("content/ledger")
    """May not exist yet."""
    essays: tuple[Essay, ...] = ()
    """All of ``content/essays``, by path, with drafts."""
    essays_folder: str = ""
    """Relative to ``root``."""
    external_essays: tuple[ExternalEssay, ...] = ()
    accepted_findings: tuple[AcceptedFinding, ...] = ()
    """Secrets and personal data that the owner allows to be published."""
    baseline_file: Path = Path("content/accepted.jsonl")
    """May not exist yet."""

    def display_path(self, path: Path) -> str:
        """Return a path relative to ``root`` if it is inside, for messages."""
        try:
            return real_path(path).relative_to(real_path(self.root)).as_posix()
        except ValueError:
            return path.as_posix()

    @property
    def published_essays(self) -> tuple[Essay, ...]:
        """Return the essays that are no drafts, newest first."""
        return newest_first([each for each in self.essays if not each.is_draft])

    def with_display_paths(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems of transcripts with paths relative to ``root``."""
        folder = self.display_path(self.transcripts_folder)
        return tuple(problem.within(folder) for problem in problems)

    @property
    def theme_folder(self) -> Path:
        """Return the folder of the owner's theme, which may not exist; its files override the built-in ones."""
        return self.root / "theme"


def open_archive(root: Path, content: Path | None = None) -> Archive:
    """Open the archive in the folder ``root``, with its transcripts in ``content/transcripts``.

    ``content`` may be another folder: one that contains ``transcripts/``, or the folder of transcripts itself.
    Raises `ContentError` if there is none, or if ``sitegen.toml`` is invalid.
    """
    settings = load_settings(root)
    _check_formats(settings)
    is_explicit = content is not None
    content = content or root / "content"
    folder = content / "transcripts"
    if not folder.is_dir():
        if not is_explicit:
            _reject_misspelled_folder(content, folder, root)
        folder = content
    if not folder.is_dir():
        raise ContentError(Problem("missing-content-folder", content.as_posix()))
    problems: list[Problem] = []
    # With --content and without an archive in the current folder, nothing is written there; and nothing to a folder
    # with nothing but transcripts, which may belong to another project.
    is_archive = not is_explicit or (root / SETTINGS_FILE).exists()
    state_folder = root / STATE_FOLDER if is_archive else _user_state_folder(folder)
    data_folder = content if folder != content else root if is_archive else state_folder
    ledger = data_folder / LEDGER_FOLDER
    files = find_transcripts(folder, settings, problems, ledger)
    archive_problems = [
        Problem(
            # A rule that should keep something private may have a typing error.
            "unmatched-private-rule" if rule.publish is False else "unmatched-transcript-rule",
            SETTINGS_FILE,
            rule.line,
            pattern=rule.match,
            folder=folder.as_posix(),
        )
        for rule in settings.transcripts
        if not any(rule.matches(file.path) for file in files)
    ]
    archive_problems += (
        Problem(
            "unmatched-featured-pattern",
            SETTINGS_FILE,
            settings.site.featured_line,
            pattern=pattern,
            folder=folder.as_posix(),
        )
        for pattern in settings.site.featured
        if not any(TranscriptRule(pattern).matches(file.path) for file in files)
    )
    introduction, path, essays_folder, essays = "", "", "", tuple[Essay, ...]()
    if folder != content:
        path = _path_from_root(content / INTRODUCTION_FILE, root)
        essays_folder = _path_from_root(content / ESSAYS_FOLDER, root)
        introduction = _read_introduction(content / INTRODUCTION_FILE, path, archive_problems)
        essays = _read_essays(content / ESSAYS_FOLDER, essays_folder, archive_problems)
    published = tuple(file for file in files if file.rule.publish is not False)
    private_paths = frozenset(file.path for file in files if file.rule.publish is False)
    external_essays, external_problems = read_external_essays(root, settings.external_essays)
    archive_problems += external_problems
    archive = Archive(
        root,
        state_folder,
        folder,
        settings,
        published,
        (),
        introduction,
        path,
        private_paths,
        ledger,
        essays,
        essays_folder,
        external_essays,
        _read_baseline(data_folder / BASELINE_FILE, _path_from_root(data_folder / BASELINE_FILE, root)),
        data_folder / BASELINE_FILE,
    )
    return replace(archive, problems=(*archive.with_display_paths(problems), *archive_problems))


def _user_state_folder(transcripts: Path) -> Path:
    """Return the folder of state for transcripts outside an archive, after the XDG base directory specification."""
    path = real_path(transcripts)
    base = os.environ.get("XDG_STATE_HOME", "")
    parent = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "state"
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()
    return parent / "sitegen" / f"{slugify(path.name) or 'transcripts'}-{digest[:12]}"


def _reject_misspelled_folder(content: Path, folder: Path, root: Path) -> None:
    """Raise `ContentError` if other content shows that the folder of transcripts is missing or misspelled."""
    if not any((content / name).exists() for name in (ESSAYS_FOLDER, LEDGER_FOLDER, INTRODUCTION_FILE, BASELINE_FILE)):
        return
    subfolders = {each.name for each in content.iterdir() if each.is_dir()} - {ESSAYS_FOLDER, LEDGER_FOLDER}
    similar = get_close_matches(folder.name, subfolders, 1)
    path = _path_from_root(folder, root)
    if not similar:
        raise ContentError(Problem("missing-transcripts-folder", path))
    suggestion = _path_from_root(content / similar[0], root)
    raise ContentError(Problem("misspelled-transcripts-folder", path, suggestion=suggestion))


def _path_from_root(path: Path, root: Path) -> str:
    """Return ``path`` relative to ``root`` if it is inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _read_essays(folder: Path, path: str, problems: list[Problem]) -> tuple[Essay, ...]:
    essays, others = read_essays(folder)
    found = (*others, *(problem for essay in essays for problem in essay.problems))
    problems += (each.within(path) for each in found)
    return essays


def _read_introduction(file: Path, path: str, problems: list[Problem]) -> str:
    """Return the text of ``content/index.md``; empty if there is none, or if it says that it is private."""
    try:
        text = read_text_file(file, limit=MAX_ESSAY_BYTES)
    except FileNotFoundError:
        return ""
    except OSError as error:
        problems.append(file_problem(path, error))
        return ""
    except UnicodeDecodeError as error:
        problems.append(Problem("file-not-utf-8", path, reason=str(error)))
        return ""
    if unpublished := check_publish_flag(read_source(path, text.encode())):
        problems.append(unpublished)
        return ""
    return text


def _read_baseline(file: Path, path: str) -> tuple[AcceptedFinding, ...]:
    """Return the accepted findings; none if there is no file. Raises `ContentError` if it is invalid."""
    try:
        return parse_baseline(path, read_text_file(file, follow_links=True))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ContentError(file_problem(path, error)) from None
    except UnicodeDecodeError as error:
        raise ContentError(Problem("file-not-utf-8", path, reason=str(error))) from None


def _check_formats(settings: Settings) -> None:
    formats = format_names()
    for rule in settings.transcripts:
        if rule.format and rule.format not in formats:
            problem = Problem("unknown-format-name", SETTINGS_FILE, rule.line, format=rule.format, formats=formats)
            raise ContentError(problem)
