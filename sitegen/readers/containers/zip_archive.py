"""Read conversations in a zip: the exports of ChatGPT and Claude, or a folder of transcripts.

Nothing is unpacked into the archive. A member is decompressed once, into a temporary file without a name.
"""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from sitegen.readers.containers import MAX_CONTAINER_BYTES, ConversationPart, json_array
from sitegen.text.regular_files import MAX_FILE_BYTES, LargeFileError, open_regular_file

_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError, RuntimeError)
_MAX_MEMBERS = 100_000
_MIN_BOMB, _MAX_RATIO = 10_000_000, 200
"""Bytes, and what a byte of a zip may unpack to beyond; text shrinks to a twentieth, a bomb to a thousandth."""
_TEXT_SUFFIXES = (".md", ".markdown", ".txt", ".jsonl", ".log", ".csv")
_TRANSCRIPT_SUFFIXES = (".md", ".markdown", ".txt", ".json", ".jsonl", ".html", ".htm", ".log", ".csv")


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the file begins like a zip."""
    del file
    return head.startswith(b"PK\x03\x04")


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations in lists of conversations; without such a list, every file that may be a transcript."""
    names = member_sizes(file)
    found = False
    for name in names:
        if name.lower().endswith(".json"):
            for part in json_array.conversation_parts(_member(file, name)):
                found = True
                yield ConversationPart(f"{name}/{part.name}", part.start, part.end, name)
    if found:
        return
    for name, size in names.items():
        if name.lower().endswith(_TRANSCRIPT_SUFFIXES) and size <= MAX_FILE_BYTES:
            yield ConversationPart(name, 0, size, name)


def read(file: Path, part: ConversationPart) -> bytes:
    """Return the bytes of a conversation."""
    member = _member(file, part.member)
    member.seek(part.start)
    return member.read(part.end - part.start)


def member_sizes(file: Path) -> dict[str, int]:
    """Return the size of each file in the zip by its name, without those that are hidden or unsafe.

    Names are only compared, never used as paths. Raises `OSError` if the zip is damaged.
    """
    with _open(file) as opened:
        return {each.filename: each.file_size for each in _members(opened)}


def member_stamps(file: Path) -> dict[str, tuple[int, ...]]:
    """Return what differs if a file in the zip has changed, by its name. Raises `OSError` if the zip is damaged."""
    with _open(file) as opened:
        return {each.filename: (each.file_size, each.CRC) for each in _members(opened)}


@dataclass(frozen=True, slots=True)
class UnreadMembers:
    """The names of files in a zip that are not read."""

    unsafe: Sequence[str]
    """Links, bombs, encrypted files, and those out of the zip's folder."""
    texts: Sequence[str]
    """Text files without a conversation."""


def unread_members(file: Path, parts: Iterable[ConversationPart]) -> UnreadMembers:
    """Return which files are not read, if ``parts`` are. Raises `OSError` if the zip is damaged."""
    read_names = {part.member for part in parts}
    with _open(file) as opened:
        unsafe = [each.filename for each in opened.infolist()[:_MAX_MEMBERS] if _is_unsafe(each)]
        others = [each.filename for each in _members(opened) if each.filename not in read_names]
    return UnreadMembers(unsafe, [name for name in others if name.lower().endswith(_TEXT_SUFFIXES)])


def read_members(file: Path, names: Iterable[str], limit: int) -> list[bytes | OSError]:
    """Return the bytes of each of these files in the zip, or why they cannot be read; see `LargeFileError`."""
    try:
        with _open(file) as opened:
            return [_read_small(opened, file, name, limit) for name in names]
    except OSError as error:
        return [error for _ in names]


def _read_small(opened: zipfile.ZipFile, file: Path, name: str, limit: int) -> bytes | OSError:
    try:
        with opened.open(name) as member:
            data = member.read(limit + 1)  # whatever the zip says its size is
    except (*_ERRORS, OSError) as error:
        return OSError(0, f"the zip is damaged: {error}", os.fspath(file))
    return LargeFileError(file, opened.getinfo(name).file_size, limit) if len(data) > limit else data


def _members(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for each in opened.infolist()[:_MAX_MEMBERS]:
        is_hidden = any(part.startswith((".", "__MACOSX")) for part in each.filename.split("/"))
        if not (each.is_dir() or is_hidden or _is_unsafe(each)):
            yield each


def _is_unsafe(member: zipfile.ZipInfo) -> bool:
    return bool(
        ".." in member.filename.split("/")
        or member.external_attr >> 28 == 0xA  # a symbolic link
        or member.flag_bits & 1  # encrypted
        or member.file_size > MAX_CONTAINER_BYTES
        or member.file_size > _MIN_BOMB + _MAX_RATIO * member.compress_size
    )


def _member(file: Path, name: str) -> BinaryIO:
    """Return a file in the zip, decompressed, at its start."""
    status = file.stat()
    member = _decompressed(file, name, (status.st_size, status.st_mtime_ns, status.st_ino)).file
    member.seek(0)
    return member


class _Member:
    """A decompressed file; closed when it is no longer used."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def __del__(self) -> None:
        self.file.close()


@lru_cache(maxsize=1)
def _decompressed(file: Path, name: str, stamp: tuple[int, ...]) -> _Member:
    """Decompress a member into a temporary file. The last one is kept, as its conversations are read one by one."""
    del stamp
    target = cast("BinaryIO", TemporaryFile())  # noqa: SIM115  # closed when it leaves the cache
    try:
        with _open(file) as opened, opened.open(name) as source:
            shutil.copyfileobj(source, target, 1 << 20)
    except BaseException:
        target.close()
        raise
    return _Member(target)


@contextmanager
def _open(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with open_regular_file(file) as stream, zipfile.ZipFile(stream) as opened:
            yield opened
    except _ERRORS as error:
        raise OSError(0, f"the zip is damaged: {error}", os.fspath(file)) from error
