"""Read and write the ledger's files; no other module does. One file per conversation keeps merges simple."""

import hashlib
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.records import ConversationRecord, RecordHeader
from sitegen.permalinks.ledger.serialization import parse_record
from sitegen.text.atomic_files import sync_folder, write_atomically
from sitegen.text.regular_files import (
    IrregularFileError,
    LargeFileError,
    SymbolicLinkError,
    file_problem,
    read_regular_file,
)

SUFFIX = ".jsonl"
_WITHDRAWN = re.compile(rb'"state"\s*:\s*"withdrawn"')
_DATE_VARIABLE = "SOURCE_DATE_EPOCH"
"""See reproducible-builds.org."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = 253_402_300_799  # of the year 9999
_ATTRIBUTES = """\
# After a merge the lines of both branches belong here; sitegen tells which are the same.
*.jsonl text eol=lf merge=union
"""


class RecordFile(NamedTuple):
    """Location of a conversation's record."""

    display_path: str
    """Path for problems."""
    folder: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """One file of the ledger."""

    name: str
    stamp: tuple[int, ...]
    """Size, times and inode, to detect changes."""
    sha256: str
    header: RecordHeader
    has_withdrawn: bool = False
    """True if a message, or the whole conversation, is withdrawn."""


class Ledger:
    """The ledger in a folder, which need not exist yet."""

    def __init__(self, folder: Path, display_path: str, cached: Mapping[str, LedgerFile] | None = None) -> None:
        """Read the headers of all files, except for unchanged files in ``cached`` (by name).

        ``display_path``: the folder's path for problems. Raises `ContentError` if a file is unreadable or invalid, or
        two files have the same conversation.
        """
        self._folder = folder
        self._display_path = display_path
        self._is_unsynced = False
        self.files: dict[str, LedgerFile] = {}
        """By key of the conversation."""
        for name in self._file_names():
            file, stamp = (cached or {}).get(name), self._stamp(name)
            if file is None or file.stamp != stamp:
                path = self.display_path(name)
                data = _read_bytes(path, folder / name)
                sha256 = _sha256(data)
                if file and file.sha256 == sha256:  # as after a checkout
                    file = replace(file, stamp=stamp)
                else:
                    file = LedgerFile(name, stamp, sha256, parse_record(path, data).header, _has_withdrawn(data))
            if other := self.files.get(file.header.key):
                raise ContentError(Problem("duplicate-ledger-file", self.display_path(name), other=other.name))
            self.files[file.header.key] = file

    def display_path(self, name: str) -> str:
        """Return the path of a file for problems."""
        return f"{self._display_path}/{name}"

    @property
    def headers(self) -> dict[str, RecordHeader]:
        """Return the headers of all records, by key."""
        return {key: page.header for key, page in self.files.items()}

    def read(self, key: str) -> ConversationRecord:
        """Return the record of a conversation. Raises `ContentError` if its file is damaged."""
        return read_record(self.record_file(key))

    def record_file(self, key: str) -> RecordFile:
        """Return the location of a conversation's record."""
        file = self.files[key]
        return RecordFile(self.display_path(file.name), self._folder, file.name, file.sha256)

    def write(self, header: RecordHeader, lines: bytes) -> LedgerFile:
        """Write a record, serialised as ``lines``, to its file in one step; call `sync` after the last one."""
        known = self.files.get(header.key)
        old = known.header.slugs if known else ()
        name = known.name if known else f"{header.slug}.{header.key}{SUFFIX}"
        if name.partition(".")[0] in set(old) - set(header.slugs):  # a redacted slug
            name = f"{header.slug}.{header.key}{SUFFIX}"
        if not self._is_unsynced:
            self._is_unsynced = True
            self._folder.mkdir(parents=True, exist_ok=True)
            if not (self._folder / ".gitattributes").exists():
                write_atomically(self._folder / ".gitattributes", _ATTRIBUTES.encode(), sync_name=False)
        write_atomically(self._folder / name, lines, sync_name=False)
        if known and known.name != name:
            (self._folder / known.name).unlink(missing_ok=True)
        self.files[header.key] = file = LedgerFile(
            name, self._stamp(name), _sha256(lines), header, _has_withdrawn(lines)
        )
        return file

    def sync(self) -> None:
        """Keep what was written even if the power fails."""
        if self._is_unsynced:
            sync_folder(self._folder)
            self._is_unsynced = False

    def remove(self, key: str) -> None:
        """Delete the file of a record that another has absorbed."""
        (self._folder / self.files.pop(key).name).unlink(missing_ok=True)

    def _file_names(self) -> list[str]:
        try:
            with os.scandir(self._folder) as entries:
                return sorted(each.name for each in entries if each.name.endswith(SUFFIX) and each.name[0] != ".")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ContentError(_unreadable(self._display_path, error)) from None

    def _stamp(self, name: str) -> tuple[int, ...]:
        try:
            stat = os.lstat(f"{self._folder}/{name}")  # a Path for each file would double the time
        except OSError as error:
            raise ContentError(_unreadable(self.display_path(name), error)) from None
        return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def read_record(file: RecordFile) -> ConversationRecord:
    """Return the record in a file. Raises `ContentError` if it is damaged."""
    return parse_record(file.display_path, read_record_file(file))


def read_record_file(file: RecordFile) -> bytes:
    """Return the bytes of a record. Raises `ContentError` if the file is unreadable."""
    return _read_bytes(file.display_path, file.folder / file.name)


def _read_bytes(display_path: str, path: Path) -> bytes:
    try:
        return read_regular_file(path)
    except SymbolicLinkError:
        raise ContentError(Problem("ledger-symlink", display_path)) from None
    except OSError as error:
        raise ContentError(_unreadable(display_path, error)) from None


def _unreadable(path: str, error: OSError) -> Problem:
    if isinstance(error, IrregularFileError | LargeFileError):
        return file_problem(path, error)
    return Problem("unreadable-ledger", path, error=str(error.strerror))


def _has_withdrawn(data: bytes) -> bool:
    return _WITHDRAWN.search(data) is not None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def today() -> str:
    """Return the ISO day that a build writes into the ledger; from ``SOURCE_DATE_EPOCH`` if that is set.

    Raises `ContentError` if that is no number of seconds since 1970, or one beyond the year 9999.
    """
    value = os.environ.get(_DATE_VARIABLE, "")
    if not value:
        return datetime.fromtimestamp(time.time(), UTC).date().isoformat()
    if not re.fullmatch("[0-9]+", value) or len(value) > len(str(_LAST_SECOND)) or int(value) > _LAST_SECOND:
        raise ContentError(Problem("invalid-source-date", _DATE_VARIABLE, value=value[:40]))
    return (_EPOCH + timedelta(seconds=int(value))).date().isoformat()
