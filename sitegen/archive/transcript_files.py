"""Find the transcripts in a folder, and report every file that is not read: hidden, leftover, unreadable.

Leftovers are files of editors, of synchronisation programs and of browsers; their names are enough to know them.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sitegen.archive.asset_files import AssetFile, is_picture_name
from sitegen.archive.settings.parser import Settings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model.problems import ContentError, Problem
from sitegen.readers.containers import MAX_CONTAINER_BYTES, ConversationPart, find_parts, may_be_container
from sitegen.readers.hidden_files import is_hidden_transcript, may_hold_hidden_transcripts
from sitegen.text.path_patterns import PART_SEPARATOR
from sitegen.text.regular_files import MAX_FILE_BYTES, file_problem

MAX_TRANSCRIPT_BYTES = MAX_FILE_BYTES
"""The transcript is published with its page."""

# Names that the programs themselves give; see the manuals of Vim, Emacs, Kate, nano, Office, patch, Dropbox,
# Nextcloud, Syncthing and of browsers.
_EDITOR_LEFTOVER = re.compile(
    r".*~|#.*#|~\$.*|~.*\.tmp|.*\.(?:bak|backup|orig|rej|sw[a-p]|un~|save(?:\.\d+)?|tmp|temp|autosave|asd|wbk|kate-swp)"
    r"|.*\.(?:md|markdown|txt|html?|log)(?:[._]old|\.(?:mine|theirs|r\d+))"
    r"|.*_(?-i:BACKUP|BASE|LOCAL|REMOTE)_\d+\.[a-z]+",  # of `git mergetool`
    re.IGNORECASE | re.DOTALL,
)
_CONFLICTED_COPY = re.compile(
    r".*(?:conflicted copy|\(case conflict(?: \d+)?\)|\.sync-conflict-\d{8}-\d{6}(?:-\w+)?|_conf\(\d+\)).*"
    r"|.*\((?:in konflikt stehende kopie|copie en conflit|copia en conflicto|conflitto)\b.*\).*",
    re.IGNORECASE | re.DOTALL,
)
_PARTIAL_DOWNLOAD = re.compile(r".*\.(?:part|partial|crdownload|download|opdownload)", re.IGNORECASE | re.DOTALL)
_SYSTEM_FILE = re.compile(r"thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE)

_PATTERNS = (
    ("conflicted-copy", _CONFLICTED_COPY),
    ("editor-leftover", _EDITOR_LEFTOVER),
    ("partial-download", _PARTIAL_DOWNLOAD),
    ("system-file", _SYSTEM_FILE),
)


_MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class TranscriptFile:
    """A file that may be a transcript."""

    path: str
    """Relative to the folder of transcripts, with forward slashes; bytes that are not UTF-8 are escaped. In NFC, unless
    another file has the same name in NFC.
    """
    file: Path
    rule: TranscriptRule
    stamp: tuple[int, ...]
    """Size, mtime and ctime in nanoseconds, inode; equal stamps mean equal bytes."""
    part: ConversationPart | None = None
    """The conversation in a file that holds many; then `path` ends with its name, ``conversations.json#<id>``."""


PartLists = Mapping[str, tuple[tuple[int, ...], tuple[ConversationPart, ...]]]
"""Stamp and conversations of each file that may hold many, by path; none for a file that is one transcript."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files below the folder of transcripts that are read; each sequence is sorted by path."""

    transcripts: tuple[TranscriptFile, ...]
    part_lists: PartLists
    pictures: tuple[AssetFile, ...]


def find_transcripts(
    folder: Path, settings: Settings, problems: list[Problem], ledger: Path, known_parts: PartLists
) -> FoundFiles:
    """Return the transcripts and the pictures below ``folder``; add every other file to ``problems``.

    A file with many conversations is one transcript for each. ``known_parts``: the lists of the last build. The
    ``ledger`` folder is skipped. Raise `ContentError` if the folder itself cannot be read.
    """
    part_lists: dict[str, tuple[tuple[int, ...], tuple[ConversationPart, ...]]] = {}
    files: list[TranscriptFile] = []
    pictures: list[AssetFile] = []
    for file in _with_normalized_paths(_walk(folder, settings, problems, ledger), problems):
        if is_picture_name(file.path):
            pictures.append(AssetFile(file.path, file.file, file.stamp, is_private=file.rule.publish is False))
            continue
        if not may_be_container(file.path):
            files.append(file)
            continue
        stamp, parts = known_parts.get(file.path, ((), ()))
        try:
            parts = parts if stamp == file.stamp else find_parts(file.file)
        except OSError as error:
            problems.append(file_problem(file.path, error))
            files += (file,) if file.rule.publish is False else ()
            continue
        if file.file.suffix.lower() == ".zip":
            problems += _zip_problems(file, parts)
        part_lists[file.path] = file.stamp, parts
        files += (_part_file(file, part, settings) for part in parts) if parts else (file,)
    return FoundFiles(
        tuple(sorted(files, key=lambda file: file.path)),
        part_lists,
        tuple(sorted(pictures, key=lambda file: file.path)),
    )


def _zip_problems(file: TranscriptFile, parts: Iterable[ConversationPart]) -> Iterator[Problem]:
    """Report what is not read of a zip; nothing if it is none, or damaged."""
    from sitegen.readers.containers.zip_archive import unread_members  # few archives have zips

    try:
        unread = unread_members(file.file, parts)
    except OSError:
        return
    if names := unread.unsafe:
        left_out = (*names[:_MAX_NAMED], *(["…"] if len(names) > _MAX_NAMED else []))
        yield Problem("zip-members-left-out", file.path, count=len(names), names=left_out)
    if parts and unread.texts:
        yield Problem("zip-texts-left-out", file.path, count=len(unread.texts), name=unread.texts[0])


def _part_file(file: TranscriptFile, part: ConversationPart, settings: Settings) -> TranscriptFile:
    path = f"{file.path}{PART_SEPARATOR}{part.name}"
    return TranscriptFile(path, file.file, settings.rule_for(path), (*file.stamp, part.start, part.end), part)


def ignored_file_code(path: str) -> str | None:
    """Return the code of the note that explains why the file is ignored; None for a possible transcript."""
    name = PurePosixPath(path).name
    is_hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    if is_hidden and not is_hidden_transcript(path):
        return "hidden-file"
    return next((code for code, pattern in _PATTERNS if pattern.fullmatch(name)), None)


def _walk(folder: Path, settings: Settings, problems: list[Problem], ledger: Path) -> Iterator[TranscriptFile]:
    def unreadable(error: OSError) -> None:
        if Path(error.filename) == folder:  # a build would take all transcripts for removed
            raise ContentError(file_problem(folder.as_posix(), error))
        path = _text_path(Path(error.filename).relative_to(folder).as_posix())
        problems.append(file_problem(path, error))

    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = sorted(name for name in folders if Path(parent, name) != ledger)
        for name in (*folders, *sorted(names)):
            file = Path(parent, name)
            path = _text_path(file.relative_to(folder).as_posix())
            if file.is_symlink():
                problems.append(Problem("symbolic-link", path))
            elif name in folders:
                if _is_ignored_folder(path):
                    files = sum(len(names) for _, _, names in os.walk(file))
                    problems.append(Problem("hidden-folder", path, files=files))
            elif code := ignored_file_code(path):
                problems.append(Problem(code, path))
            elif found := _transcript_file(file, path, settings, problems):
                yield found
        folders[:] = [
            name for name in folders if not _is_ignored_folder(Path(parent, name).relative_to(folder).as_posix())
        ]


def _is_ignored_folder(path: str) -> bool:
    is_hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    return is_hidden and not may_hold_hidden_transcripts(path)


def _transcript_file(file: Path, path: str, settings: Settings, problems: list[Problem]) -> TranscriptFile | None:
    try:
        stat = file.stat()
    except OSError as error:
        problems.append(file_problem(path, error))
        return None
    if not file.is_file():
        problems.append(Problem("irregular-file", path))
        return None
    max_bytes = MAX_CONTAINER_BYTES if may_be_container(path) else MAX_TRANSCRIPT_BYTES
    if stat.st_size > max_bytes:
        size, limit = round(stat.st_size / 1e6), max_bytes // 1_000_000
        problems.append(Problem("large-transcript", path, size=size, limit=limit))
        return None
    stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    return TranscriptFile(path, file, settings.rule_for(unicodedata.normalize("NFC", path)), stamp)


def _with_normalized_paths(files: Iterable[TranscriptFile], problems: list[Problem]) -> Iterator[TranscriptFile]:
    """Normalise paths to NFC, unless two of them would become equal: then the second one keeps its form."""
    taken: set[str] = set()
    # A path that is normalised already has the first right to it.
    for file in sorted(files, key=lambda file: (not unicodedata.is_normalized("NFC", file.path), file.path)):
        path = unicodedata.normalize("NFC", file.path)
        if path in taken:
            problems.append(Problem("equivalent-file-name", file.path))
            path = file.path
        taken.add(path)
        yield replace(file, path=path)


def _text_path(path: str) -> str:
    """Return the path as text; bytes that are not UTF-8 are escaped, so that paths stay distinct."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
