"""Copy conversations into the folder of transcripts.

An export of many conversations becomes a file for each, ``<format>/<year>/<id>.json``, so that a later export adds and
replaces only what changed. Any other file is copied as it is, below ``<format>/``. A file is replaced by one that
continues it, or has all of its messages and more; if each has words that the other lacks, both are kept.
"""

import hashlib
import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from sitegen.archive.asset_files import AssetFile, AssetIndex, has_export_name, is_picture_name
from sitegen.build.imports.recognition import Recognition, recognize
from sitegen.build.imports.source_files import SourceFile, existing_files, tidy_path
from sitegen.model.problems import ContentError, Problem
from sitegen.privacy.picture_files import MAX_PICTURE_BYTES
from sitegen.readers.containers import ConversationPart, find_parts, may_be_container, read_part
from sitegen.readers.containers.zip_archive import member_stamps, read_members, unread_members
from sitegen.text.atomic_files import write_atomically
from sitegen.text.file_stamps import file_stamp
from sitegen.text.path_patterns import PART_SEPARATOR
from sitegen.text.regular_files import file_problem, read_regular_file, real_path
from sitegen.text.slugs import short_hash_bytes

_ARRAY = "json_array"
_MAX_NAMED = 3
_FILES = "files"
"""Folder of the pictures of an export, beside its conversations."""


class Outcome(StrEnum):
    """The result for one conversation."""

    NEW = "new"
    UPDATED = "updated"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Imported:
    """A conversation that the archive has now."""

    recognition: Recognition
    outcome: Outcome
    path: str
    """Its file, relative to the folder of transcripts."""


class Importer:
    """Copies files into one folder of transcripts. With ``dry_run``, nothing is written."""

    def __init__(self, folder: Path, *, dry_run: bool = False) -> None:
        self._folder = folder
        self._dry_run = dry_run
        self._by_size: dict[int, list[Path]] = {}
        self._by_id: dict[tuple[str, str], Path] = {}
        """By format and name, files of exports: ``<format>/<year>/<id>.json``."""
        for file in existing_files(folder):
            self._remember(file, file.stat().st_size)

    def _remember(self, file: Path, size: int) -> None:
        self._by_size.setdefault(size, []).append(file)
        parts = file.relative_to(self._folder).parts
        if len(parts) == 3:
            self._by_id.setdefault((parts[0], parts[2]), file)

    def add(self, source: SourceFile, pictures: Iterable[AssetFile]) -> Iterator[Imported | Problem]:
        """Copy the conversations of a file; yield each, and what is wrong. ``pictures``: beside the file."""
        try:
            yield from self._add(source, pictures)
        except OSError as error:
            yield file_problem(source.name, error)

    def _add(self, source: SourceFile, pictures: Iterable[AssetFile]) -> Iterator[Imported | Problem]:
        parts = find_parts(source.file) if may_be_container(source.file.name) else ()
        if source.file.suffix.lower() == ".zip":
            if names := unread_members(source.file, parts).unsafe:
                yield Problem("zip-members-left-out", source.name, count=len(names), names=tuple(names[:_MAX_NAMED]))
            index = AssetIndex(_in_zip(source.file))
            for part in parts:
                folder = PurePosixPath(part.member).parent.as_posix()
                yield from self._add_part(source, part, index, "" if folder == "." else folder)
        elif (
            parts and parts[0].container == _ARRAY and _has_id(recognize(source.name, read_part(source.file, parts[0])))
        ):
            index = AssetIndex(pictures)
            for part in parts:
                yield from self._add_part(source, part, index, _parent(source.name))
        else:
            yield from self._add_whole(source, parts, AssetIndex(pictures))

    def _add_part(
        self, source: SourceFile, part: ConversationPart, index: AssetIndex, folder: str
    ) -> Iterator[Imported | Problem]:
        data = read_part(source.file, part)
        found = recognize(f"{source.name}{PART_SEPARATOR}{part.name}", data)
        if isinstance(found, Problem):
            yield _unread(found)
            return
        suffix = PurePosixPath(part.member or source.name).suffix.lower()
        if found.native_id:
            name = tidy_path(f"{found.native_id}{suffix}").replace("/", "-")
            known = self._by_id.get((found.format, name))
            year = found.days[0][:4] if found.days else "undated"
            target = known.relative_to(self._folder).as_posix() if known else f"{found.format}/{year}/{name}"
        else:
            path = tidy_path(f"{PurePosixPath(source.name).stem}/{part.name}")
            target = f"{found.format}/{path}{'' if path.lower().endswith(suffix) else suffix}"
        yield from self._store(target, data, [found], index, folder)

    def _add_whole(
        self, source: SourceFile, parts: tuple[ConversationPart, ...], index: AssetIndex
    ) -> Iterator[Imported | Problem]:
        data = read_regular_file(source.file)
        results = [
            recognize(f"{source.name}{PART_SEPARATOR}{part.name}", read_part(source.file, part)) for part in parts
        ] or [recognize(source.name, data)]
        found = [each for each in results if isinstance(each, Recognition)]
        yield from (_unread(each) for each in results if isinstance(each, Problem))
        if found:
            target = f"{found[0].format}/{tidy_path(source.name)}"
            yield from self._store(target, data, found, index, _parent(source.name))

    def _store(
        self, target: str, data: bytes, found: list[Recognition], index: AssetIndex, folder: str
    ) -> Iterator[Imported | Problem]:
        """Write a file with these conversations, and their pictures; ``folder``: where they are in the source."""
        outcome, path = self._outcome(target, data, found)
        if outcome is not Outcome.KNOWN:
            self._write(path, data)
        yield from (Imported(each, outcome, path) for each in found)
        for reference in dict.fromkeys(name for each in found for name in each.references):
            if (asset := index.find(folder, reference)) and (problem := self._copy_picture(asset, path, folder)):
                yield problem

    def _outcome(self, target: str, data: bytes, found: list[Recognition]) -> tuple[Outcome, str]:
        """Return what to do with a file for ``target``, and the path that it gets or has."""
        if same := self._same(data):
            return Outcome.KNOWN, same
        file = self._folder / target
        if not file.exists():
            return Outcome.NEW, target
        old = read_regular_file(file)
        if data.startswith(old):
            return Outcome.UPDATED, target
        if old.startswith(data):
            return Outcome.KNOWN, target
        before = _fingerprints(file, old)
        after = sum((each.fingerprints for each in found), Counter[str]())
        if before == after:
            return (Outcome.UPDATED if len(data) > len(old) else Outcome.KNOWN), target
        if before <= after:
            return Outcome.UPDATED, target
        if after <= before:
            return Outcome.KNOWN, target
        path = PurePosixPath(target)
        other = path.with_name(f"{path.stem}-{short_hash_bytes(data)[:7]}{path.suffix}").as_posix()
        return Outcome.NEW, other

    def _same(self, data: bytes) -> str:
        """Return the path of a file with these bytes; empty if there is none."""
        digest = hashlib.sha256(data).digest()
        for file in self._by_size.get(len(data), ()):
            if file.is_file() and hashlib.sha256(read_regular_file(file, limit=None)).digest() == digest:
                return file.relative_to(self._folder).as_posix()
        return ""

    def _write(self, path: str, data: bytes) -> None:
        """Write a file. Raises `ContentError` if its folder leads out of the archive, or if it cannot be written."""
        if self._dry_run:
            return
        file = self._folder / path
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not real_path(file.parent).is_relative_to(real_path(self._folder)):
                raise ContentError(Problem("import-outside-archive", file.parent.as_posix()))
            write_atomically(file, data, sync=False)  # thousands of them; see `finish`
        except OSError as error:  # the source is not to blame
            problem = Problem("system-error", file.as_posix(), reason=error.strerror or str(error))
            raise ContentError(problem) from None
        self._remember(file, len(data))

    def finish(self) -> None:
        """Wait until everything is on the disk, before its source may be deleted."""
        if not self._dry_run and hasattr(os, "sync"):  # not on Windows
            os.sync()

    def _copy_picture(self, asset: AssetFile, transcript: str, folder: str) -> Problem | None:
        """Copy a picture to where the copied transcript looks for it; return what is wrong."""
        if has_export_name(asset.path):
            target = f"{transcript.partition('/')[0]}/{_FILES}/{tidy_path(posixpath.basename(asset.path))}"
        else:
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(transcript), posixpath.relpath(asset.path, folder or "."))
            )
            if target.startswith("../") or tidy_path(target) != target:
                return Problem("import-picture-left-out", asset.path)
        try:
            data = _read_picture(asset)
            if not (self._folder / target).exists() and not self._same(data):
                self._write(target, data)
        except OSError as error:
            return file_problem(asset.path, error)
        return None


def _unread(problem: Problem) -> Problem:
    return Problem("import-unread", problem.path, problem.line, reason=problem.message)


def _has_id(found: Recognition | Problem) -> bool:
    return isinstance(found, Recognition) and bool(found.native_id)


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _fingerprints(file: Path, data: bytes) -> Counter[str]:
    """Return the fingerprints of all messages in a file."""
    parts = find_parts(file) if may_be_container(file.name) else ()
    results = [recognize(file.name, read_part(file, part)) for part in parts] or [recognize(file.name, data)]
    return sum((each.fingerprints for each in results if isinstance(each, Recognition)), Counter[str]())


def pictures_beside(file: Path) -> Iterator[AssetFile]:
    """Yield the pictures in the folder of a file, and in folders in it."""
    for pattern in ("*", "*/*"):
        for each in sorted(file.parent.glob(pattern)):
            name = each.relative_to(file.parent).as_posix()
            if is_picture_name(name) and each.is_file() and not each.is_symlink():
                yield AssetFile(name, each, file_stamp(each.stat()))


def _in_zip(file: Path) -> Iterator[AssetFile]:
    for name, stamp in member_stamps(file).items():
        if is_picture_name(name) or has_export_name(name):
            yield AssetFile(name, file, stamp, member=name)


def _read_picture(asset: AssetFile) -> bytes:
    """Return the bytes of a picture. Raises `OSError`."""
    if not asset.member:
        return read_regular_file(asset.file, limit=MAX_PICTURE_BYTES)
    (data,) = read_members(asset.file, [asset.member], MAX_PICTURE_BYTES)
    if isinstance(data, OSError):
        raise data
    return data
