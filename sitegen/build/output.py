"""Write the files of a site atomically, and keep files in its folder that sitegen did not write.

Changed files are written to a folder beside the site, the staging folder. Then a journal is written there that lists
what to delete and what to move, and the site is changed as it says. Before the journal is complete, an interruption
leaves the old site; after that, whoever opens the site next finishes the work: every step can be repeated.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_IRUSR, S_ISDIR, S_ISREG
from types import TracebackType
from typing import NamedTuple

import msgspec

from sitegen.model import OutputFile
from sitegen.model.problems import ContentError, Problem
from sitegen.text.file_stamps import scan_folder
from sitegen.text.regular_files import file_problem, read_regular_file
from sitegen.text.state_files import DamagedStateError, read_sealed, write_sealed

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # Windows
    flock = None  # type: ignore[assignment]

MARKER = ".sitegen-site"
"""The file that lists all files written by sitegen, itself included; one path per line."""


def listed_files(folder: Path) -> frozenset[str]:
    """Return the paths in a site's marker file, if there is one. Raises `ContentError` if it is unreadable."""
    marker = folder / MARKER
    try:
        text = read_regular_file(marker, limit=None).decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError as error:
        raise ContentError(file_problem(marker.as_posix(), error)) from None
    return frozenset(text.split("\n")) - {""}  # not `splitlines`: a name may contain Unicode line separators


def foreign_files(folder: Path) -> Iterator[str]:
    """Yield the paths of files, links and whole folders in a site that its marker does not list."""
    listed = listed_files(folder)
    listed_folders = parent_folders(listed)
    parents = [""]
    while parents:
        parent = parents.pop()
        with suppress(FileNotFoundError), os.scandir(folder / parent) as entries:
            for entry in entries:
                path = f"{parent}{entry.name}"
                if path in listed_folders and entry.is_dir(follow_symlinks=False):
                    parents.append(f"{path}/")
                elif path not in listed:
                    yield path


def parent_folders(paths: Iterable[str]) -> frozenset[str]:
    """Return all folders on the way to these paths."""
    return frozenset(path[:n] for path in paths for n, char in enumerate(path) if char == "/")


_ALLOWED_NAMES = frozenset({MARKER, ".git", ".gitignore", ".gitkeep", ".nojekyll", ".DS_Store", "CNAME"})
"""Names of files that do not prevent a folder from becoming a site."""
_JOURNAL = "journal"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class FileStamp(NamedTuple):
    """Size and time of change of a written file, to detect later changes."""

    path: str
    size: int
    modified_ns: int


class _Journal(msgspec.Struct, array_like=True):
    """The steps that turn the old site into the new one, in order."""

    deletions: Sequence[str]
    """Paths of the old site."""
    moves: Sequence[tuple[str, str]]
    """Names in the staging folder, and paths of the new site; the list of files comes last."""

    def apply(self, staging: Path, site: Path) -> None:
        """Change the site; steps that were done before are skipped."""
        # When the first file was moved, all deletions were done. On a file system that ignores case, repeating them
        # could delete a new file.
        if (staging / self.moves[0][0]).exists():
            for path in self.deletions:
                try:
                    os.unlink(f"{site}/{path}")  # noqa: PTH108  # a Path object for each file takes longer
                except (FileNotFoundError, NotADirectoryError):
                    pass
                except (IsADirectoryError, PermissionError):  # an empty folder in the place of a file
                    os.rmdir(f"{site}/{path}")  # noqa: PTH106
            for folder in sorted(parent_folders(self.deletions), key=len, reverse=True):
                with suppress(OSError):  # it has other files
                    os.rmdir(f"{site}/{folder}")  # noqa: PTH106
        made: set[str] = set()
        for name, path in self.moves:
            parent = path.rpartition("/")[0]
            if parent not in made:
                (site / parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            with suppress(FileNotFoundError):
                os.replace(f"{staging}/{name}", f"{site}/{path}")  # noqa: PTH105


def recover_site(folder: Path) -> None:
    """Finish or undo what killed builds have left beside the site in ``folder``."""
    unfinished = re.compile(rf"\.{re.escape(folder.name)}\.new-(\d+)")
    for staging in list(folder.parent.iterdir()) if folder.parent.is_dir() else ():
        if (match := unfinished.fullmatch(staging.name)) and _is_abandoned(staging, int(match[1])):
            with suppress(FileNotFoundError, DamagedStateError, msgspec.DecodeError):
                msgspec.msgpack.decode(read_sealed(staging / _JOURNAL), type=_Journal).apply(staging, folder)
            shutil.rmtree(staging)


def _is_abandoned(staging: Path, pid: int) -> bool:
    """Return whether the build that made a staging folder has ended; its process id may be another program's now."""
    if not _is_alive(pid):
        return True
    if pid != os.getpid() and not (staging / _JOURNAL).exists():  # it may be no staging folder
        return False
    lock = _lock(staging)
    if lock is not None:
        os.close(lock)
    return lock is not None


class SiteWriter:
    """The output folder during a build: a context manager; `commit` changes the site."""

    def __init__(self, folder: Path) -> None:
        """Recover from a killed build. Raises `ContentError` if the folder belongs to somebody else."""
        self.folder = folder
        self._staging = folder.with_name(f".{folder.name}.new-{os.getpid()}")
        self._staged: dict[str, str] = {}
        """Names in the staging folder by path."""
        self._lock: int | None = None
        self._is_committing = False
        self._create_parent()
        recover_site(folder)
        self._check_ownership()
        self._listed = listed_files(folder)
        self._files = dict(_existing_files(folder))

    def _create_parent(self) -> None:
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # of a killed build with the same process id
                self._staging.mkdir()
                self._staging.rmdir()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ContentError(Problem("unwritable-output-folder", self.folder.as_posix(), reason=reason)) from None

    def __enter__(self) -> "SiteWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._is_committing:  # else the next build finishes it
            shutil.rmtree(self._staging, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)

    def has_unchanged(self, stamps: Iterable[FileStamp]) -> bool:
        """Return whether all these files are in the current site as they were written."""
        return all(self._files.get(stamp.path) == stamp for stamp in stamps)

    def consists_of(self, stamps: Iterable[FileStamp]) -> bool:
        """Return whether the current site has exactly these files, so that there is nothing to do."""
        stamps = tuple(stamps)
        return self._listed == {stamp.path for stamp in stamps} | {MARKER} and self.has_unchanged(stamps)

    def write(self, file: OutputFile, replaceable: Sequence[FileStamp] = ()) -> FileStamp:
        """Write a file to the staging folder, unless the current site has it with the same content.

        Two conversations may share a file; neither must look changed because the other was rendered again.
        ``replaceable``: files that may be written again with other content.
        """
        if name := self._staged.get(file.path):
            staged = self._staging / name
            if read_regular_file(staged, limit=None) != file.data:
                if _file_stamp(file.path, staged.stat()) not in replaceable:
                    raise AssertionError(f"{file.path} is written twice, with different content")
                staged.write_bytes(file.data)
            return _file_stamp(file.path, staged.stat())
        current = self._files.get(file.path)
        if current and current.size == len(file.data) and self._has_content(file):
            return current
        return self._stage(file)

    def _has_content(self, file: OutputFile) -> bool:
        try:
            return read_regular_file(self.folder / file.path, limit=None) == file.data
        except OSError:
            return False

    def _stage(self, file: OutputFile) -> FileStamp:
        if not self._staged:
            self._staging.mkdir()
            self._lock = _lock(self._staging)
        name = str(len(self._staged))
        with os.fdopen(os.open(f"{self._staging}/{name}", _CREATE, 0o666), "wb") as opened:
            opened.write(file.data)
            opened.flush()
            status = os.fstat(opened.fileno())
        self._staged[file.path] = name
        return _file_stamp(file.path, status)

    def commit(self, stamps: Iterable[FileStamp]) -> None:
        """Make the site consist of these files: those written now, and those that the current site has.

        Raises `ContentError` if a file of somebody else is at the path of one of them, or if another build has changed
        the site meanwhile.
        """
        files = {stamp.path: stamp for stamp in stamps}
        paths = files.keys()
        if listed_files(self.folder) != self._listed:
            raise ContentError(Problem("build-in-progress", self.folder.as_posix()))
        staged = {path: name for path, name in self._staged.items() if path in paths}
        if missing := paths - staged.keys() - self._files.keys():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), min(missing))
        self._check_targets(staged)
        deletions = [path for path in sorted(self._listed - paths - {MARKER}) if not self._is_folder(path)]
        deletions += (path for path in staged if path in self._listed and self._is_folder(path))
        self._check_permissions((*deletions, *staged))
        self._stage(OutputFile(MARKER, ("\n".join(sorted((*paths, MARKER))) + "\n").encode()))
        moves = [*((name, path) for path, name in staged.items()), (self._staged[MARKER], MARKER)]
        journal = _Journal(deletions, moves)
        write_sealed(self._staging / _JOURNAL, msgspec.msgpack.encode(journal), sync=True)
        self._is_committing = True
        journal.apply(self._staging, self.folder)
        shutil.rmtree(self._staging)
        self._is_committing = False
        self._staged, self._files, self._listed = {}, files, frozenset((*paths, MARKER))

    def _is_folder(self, path: str) -> bool:
        try:
            return S_ISDIR(os.lstat(f"{self.folder}/{path}").st_mode)
        except OSError:
            return False

    def _check_targets(self, paths: Mapping[str, object]) -> None:
        """Raise `ContentError` if something of somebody else is at one of these paths, or in the place of a folder."""
        known = self._listed | parent_folders(self._listed)
        for path in dict.fromkeys((*paths, *parent_folders(paths))):
            if self._is_folder(path):
                inside = (name for name, _ in scan_folder(f"{self.folder}/{path}", lambda *_: None))
                is_foreign = path in paths and (
                    path not in known or any(f"{path}/{name}".rstrip("/") not in known for name in inside)
                )
            else:
                is_foreign = path not in self._listed and os.path.lexists(f"{self.folder}/{path}")
            if is_foreign:
                raise ContentError(Problem("foreign-file-at-page-path", (self.folder / path).as_posix()))

    def _check_permissions(self, paths: Iterable[str]) -> None:
        """Raise `OSError` if a folder cannot be changed, before anything is."""
        for folder in {"", *(path.rpartition("/")[0] for path in paths)}:
            path = f"{self.folder}/{folder}"
            if os.path.isdir(path) and not os.access(path, os.W_OK | os.X_OK):  # noqa: PTH112
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    def _check_ownership(self) -> None:
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise ContentError(Problem("output-not-a-folder", self.folder.as_posix()))
        if not self.folder.exists() or (self.folder / MARKER).exists():
            return
        foreign_names = sorted({entry.name for entry in self.folder.iterdir()} - _ALLOWED_NAMES)
        if foreign_names:
            raise ContentError(Problem("output-folder-in-use", self.folder.as_posix(), file=foreign_names[0]))


def _existing_files(folder: Path) -> Iterator[tuple[str, FileStamp]]:
    """Yield the readable regular files of a site, with their stamps, by path."""
    for path, status in scan_folder(str(folder), lambda *_: None, {".git"}):
        if is_readable(status):
            yield path, _file_stamp(path, status)


def _file_stamp(path: str, status: os.stat_result) -> FileStamp:
    return FileStamp(path, status.st_size, status.st_mtime_ns)


def is_readable(status: os.stat_result) -> bool:
    """Return whether its owner may read the file; nobody could copy it otherwise."""
    return S_ISREG(status.st_mode) and bool(status.st_mode & S_IRUSR)


def _lock(folder: Path) -> int | None:
    """Lock a folder for this process and return its descriptor; None if it is locked, or cannot be."""
    if flock is None:
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
