"""Open an archive on disk: settings, transcripts and essays. Symbolic links are never followed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from sitegen.archive.asset_files import AssetFile
from sitegen.archive.essays.external import ExternalEssay, external_essay_folders, read_external_essays
from sitegen.archive.essays.files import ESSAYS_FOLDER, MAX_ESSAY_BYTES, newest_first, read_essays
from sitegen.archive.location import INTRODUCTION_FILE, locate_archive, path_from_root
from sitegen.archive.settings.parser import Settings, load_settings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.archive.transcript_files import PartLists, TranscriptFile, find_transcripts
from sitegen.model import Essay
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.baseline import AcceptedFinding, parse_baseline
from sitegen.readers import containers
from sitegen.readers.own_readers import READERS_FOLDER, OwnReader
from sitegen.text.file_stamps import stamps_key
from sitegen.text.regular_files import file_problem, read_text_file, real_path
from sitegen.text.state_files import DamagedStateError, read_sealed, remove, write_sealed

THEME_FOLDER = "theme"
PARTS_FILE = "parts"
"""In the state folder."""


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
    stamps: Mapping[str, str] = field(default_factory=dict)
    """Digests of the stamps of all these files and folders before they were read, by absolute path."""
    part_lists: PartLists = field(default_factory=dict)
    """Conversations of each file that may hold many."""
    asset_files: tuple[AssetFile, ...] = ()
    """Pictures beside transcripts, by path."""

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
        return self.root / THEME_FOLDER


def open_archive(root: Path, content: Path | None = None) -> Archive:
    """Open the archive in the folder ``root``, with its transcripts in ``content/transcripts``.

    ``content`` may be another folder: one that contains ``transcripts/``, or the folder of transcripts itself.
    Raises `ContentError` if there is none, or if ``sitegen.toml`` is invalid.
    """
    stamps = _stamps([root / SETTINGS_FILE])
    settings = load_settings(root)
    if settings.reader_names:
        stamps |= _stamps([root / READERS_FOLDER])
        settings = replace(settings, own_readers=load_own_readers(root, settings.reader_names))
    _check_formats(settings)
    location = locate_archive(root, content)
    folder, content, ledger = location.transcripts_folder, location.content_folder, location.ledger_folder
    own = (content / INTRODUCTION_FILE, content / ESSAYS_FOLDER) if folder != content else ()
    external = external_essay_folders(root, settings.external_essays)
    stamps |= _stamps([folder, *own, location.baseline_file, root / THEME_FOLDER, *external], ledger)
    problems: list[Problem] = []
    known_parts = _read_part_lists(location.state_folder)
    found = find_transcripts(folder, settings, problems, ledger, known_parts)
    files = found.transcripts
    paths = [*(each.path for each in files), *(each.path for each in found.pictures)]
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
        if not any(map(rule.matches, paths))
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
        path = path_from_root(content / INTRODUCTION_FILE, root)
        essays_folder = path_from_root(content / ESSAYS_FOLDER, root)
        introduction = _read_introduction(content / INTRODUCTION_FILE, path, archive_problems)
        essays = _read_essays(content / ESSAYS_FOLDER, essays_folder, archive_problems)
    published = tuple(file for file in files if file.rule.publish is not False)
    private_paths = frozenset(file.path for file in files if file.rule.publish is False)
    external_essays, external_problems = read_external_essays(root, settings.external_essays)
    archive_problems += external_problems
    archive = Archive(
        root,
        location.state_folder,
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
        _read_baseline(location.baseline_file, path_from_root(location.baseline_file, root)),
        location.baseline_file,
        stamps,
        found.part_lists,
        found.pictures,
    )
    return replace(archive, problems=(*archive.with_display_paths(problems), *archive_problems))


def save_part_lists(archive: Archive) -> None:
    """Remember which conversations are in which file, so that a file that did not change is not read for it."""
    file = archive.state_folder / PARTS_FILE
    if not archive.part_lists:
        remove(file)
    elif archive.part_lists != _read_part_lists(archive.state_folder):
        write_sealed(file, msgspec.msgpack.encode((_cutting_key(), archive.part_lists)))


def _read_part_lists(state_folder: Path) -> PartLists:
    """Return the lists of the last build; none if another version of the program made them."""
    try:
        key, lists = msgspec.msgpack.decode(read_sealed(state_folder / PARTS_FILE), type=tuple[str, PartLists])
    except (FileNotFoundError, DamagedStateError, msgspec.DecodeError):
        return {}
    return lists if key == _cutting_key() else {}


def _cutting_key() -> str:
    """Return a key of the code that cuts files into conversations."""
    return stamps_key(str(Path(containers.__file__).parent), {"__pycache__"})


def _stamps(paths: Iterable[Path], ledger: Path | None = None) -> dict[str, str]:
    """Return the digest of stamps of each path, without those of the ledger."""
    skip = {str(ledger.absolute())} if ledger else ()
    return {path: stamps_key(path, skip) for path in (str(each.absolute()) for each in paths)}


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
    from sitegen.readers.publish_flag import check_publish_flag  # slow to import
    from sitegen.text.source import read_source

    if unpublished := check_publish_flag(read_source(path, text.encode())):
        problems.append(unpublished)
        return ""
    return text


def load_own_readers(root: Path, names: Iterable[str]) -> tuple[OwnReader, ...]:
    """Return the readers of the archive that its settings name. Raises `ContentError` for a broken one."""
    from sitegen.readers.detection import format_names  # slow to import

    readers: list[OwnReader] = []
    for name in names:
        path = f"{READERS_FOLDER}/{name}.py"
        if name in format_names():
            raise ContentError(Problem("own-reader-of-known-format", path, name=name))
        try:
            readers.append(OwnReader(name, read_text_file(root / path)))
        except OSError as error:
            raise ContentError(file_problem(path, error)) from None
        except UnicodeDecodeError as error:
            raise ContentError(Problem("file-not-utf-8", path, reason=str(error))) from None
        readers[-1].check()
    return tuple(readers)


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
    for rule in settings.transcripts:
        if rule.format:
            from sitegen.readers.detection import format_names  # slow to import

            formats = (*format_names(), *settings.reader_names)
            if rule.format not in formats:
                problem = Problem("unknown-format-name", SETTINGS_FILE, rule.line, format=rule.format, formats=formats)
                raise ContentError(problem)
