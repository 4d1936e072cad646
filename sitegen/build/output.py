"""Write the files of a site atomically, and keep files in its folder that sitegen did not write."""

import ctypes
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_IRUSR, S_ISREG
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.model.problems import ContentError, Problem
from sitegen.text.regular_files import file_problem, read_regular_file

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
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


class FileStamp(NamedTuple):
    """Size and time of change of a written file, to detect later changes."""

    path: str
    size: int
    modified_ns: int


class SiteWriter:
    """The output folder during a build: a context manager; `commit` replaces the old site."""

    def __init__(self, folder: Path) -> None:
        """Recover from a killed build. Raises `ContentError` if the folder belongs to somebody else."""
        self.folder = folder
        self._old_folder = folder.with_name(f".{folder.name}.old")
        self._new_folder = folder.with_name(f".{folder.name}.new-{os.getpid()}")
        self._written: list[str] = []
        self._parents: set[Path] = set()
        self._create_parent()
        self._check_ownership()
        self._recover()

    def _create_parent(self) -> None:
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._new_folder.mkdir()
            self._new_folder.rmdir()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ContentError(Problem("unwritable-output-folder", self.folder.as_posix(), reason=reason)) from None

    def __enter__(self) -> "SiteWriter":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._new_folder, ignore_errors=True)

    def has_unchanged(self, stamps: Iterable[FileStamp]) -> bool:
        """Return whether all these files are in the current site as they were written."""
        return all(self._is_unchanged(stamp) for stamp in stamps)

    def consists_of(self, stamps: Iterable[FileStamp]) -> bool:
        """Return whether the current site has exactly these files, so that there is nothing to do."""
        stamps = tuple(stamps)
        return listed_files(self.folder) == {stamp.path for stamp in stamps} | {MARKER} and self.has_unchanged(stamps)

    def write(self, file: OutputFile) -> FileStamp:
        """Write a file to the new site; hard-link it if the current site has it with the same content.

        Two conversations may share a file; neither must look changed because the other was rendered again.
        """
        path = self._target(file.path)
        if not path.exists():
            if self._has_same_content(file):
                _link_or_copy(self.folder / file.path, path)
            else:
                path.write_bytes(file.data)
        elif read_regular_file(path, limit=None) != file.data:
            raise AssertionError(f"{file.path} is written twice, with different content")
        stat = path.stat()
        return FileStamp(file.path, stat.st_size, stat.st_mtime_ns)

    def commit(self, stamps: Iterable[FileStamp]) -> None:
        """Replace the current site by these files, taking those not written now from the current site.

        Raises `ContentError` if a file of somebody else is at the path of one of them.
        """
        written = set(self._written)
        for stamp in stamps:
            if stamp.path not in written:
                written.add(stamp.path)  # two conversations may share a file
                _link_or_copy(self.folder / stamp.path, self._target(stamp.path))
        paths = {*self._written, MARKER}
        occupied = paths | parent_folders(paths)
        for path in foreign_files(self.folder):
            if path in occupied:
                raise ContentError(Problem("foreign-file-at-page-path", (self.folder / path).as_posix()))
        self._target(MARKER).write_text("\n".join(sorted(paths)) + "\n", "utf-8")
        if not self.folder.exists():
            self._new_folder.rename(self.folder)
        elif _exchange_folders(self._new_folder, self.folder):
            self._move_foreign_files(self._new_folder)
        else:  # for a moment there is no site; `_recover` restores the old one if the build is killed then
            self.folder.rename(self._old_folder)
            self._new_folder.rename(self.folder)
            self._move_foreign_files(self._old_folder)

    def _move_foreign_files(self, old_site: Path) -> None:
        """Move the files of others from an old site to the new one, then delete the old site."""
        for path in foreign_files(old_site):
            target = self.folder / path
            if not os.path.lexists(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                (old_site / path).rename(target)
        shutil.rmtree(old_site)

    def _is_unchanged(self, stamp: FileStamp) -> bool:
        try:
            stat = os.lstat(f"{self.folder}/{stamp.path}")  # a Path object for each file would double the time
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (stamp.size, stamp.modified_ns) and is_readable(stat)

    def _has_same_content(self, file: OutputFile) -> bool:
        """Return whether the current site has this file, with the same bytes."""
        path = self.folder / file.path
        try:
            status = path.lstat()
            is_candidate = status.st_size == len(file.data) and is_readable(status)
            return is_candidate and read_regular_file(path, limit=None) == file.data
        except OSError:
            return False

    def _target(self, path: str) -> Path:
        target = self._new_folder / path
        if target.parent not in self._parents:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._parents.add(target.parent)
        self._written.append(path)
        return target

    def _recover(self) -> None:
        """Clean up after a killed build: folders with our marker, or with the process id of a dead build."""
        if not self.folder.exists() and (self._old_folder / MARKER).exists():
            self._old_folder.rename(self.folder)
        if (self._old_folder / MARKER).exists():
            self._move_foreign_files(self._old_folder)
        unfinished = re.compile(rf"\.{re.escape(self.folder.name)}\.new-(\d+)")
        for folder in list(self.folder.parent.iterdir()) if self.folder.parent.is_dir() else ():
            if (match := unfinished.fullmatch(folder.name)) and not _is_alive(int(match[1])):
                if (folder / MARKER).exists() and self.folder.exists():
                    self._move_foreign_files(folder)
                else:
                    shutil.rmtree(folder)

    def _check_ownership(self) -> None:
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise ContentError(Problem("output-not-a-folder", self.folder.as_posix()))
        if not self.folder.exists() or (self.folder / MARKER).exists():
            return
        foreign_names = sorted({entry.name for entry in self.folder.iterdir()} - _ALLOWED_NAMES)
        if foreign_names:
            raise ContentError(Problem("output-folder-in-use", self.folder.as_posix(), file=foreign_names[0]))


def is_readable(status: os.stat_result) -> bool:
    """Return whether its owner may read the file; nobody could copy it otherwise."""
    return S_ISREG(status.st_mode) and bool(status.st_mode & S_IRUSR)


def _exchange_folders(one: Path, other: Path) -> bool:
    """Exchange two folders atomically with a Linux system call; return False where that is not possible."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if renameat2 is None:
        return False
    paths = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    return bool(renameat2(*paths, _RENAME_EXCHANGE) == 0)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _link_or_copy(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new, follow_symlinks=False)
