"""What sitegen made in the folder of a site, and what others put there."""

import ctypes
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sitegen.model import OutputFile
from sitegen.model.problems import ContentError, Problem

MARKER = ".sitegen-site"
"""Lists, a path a line, all that sitegen made in this folder, itself included."""


def listed(folder: Path) -> frozenset[str]:
    """The paths that a site's marker lists; none where it has no marker."""
    try:
        # Not `splitlines`: a name may hold what that takes for the end of a line.
        return frozenset((folder / MARKER).read_text("utf-8").split("\n")) - {""}
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def foreign(folder: Path) -> Iterator[str]:
    """Everything in a site that its marker does not list: paths of files, of links and of whole folders."""
    known = listed(folder)
    shared = folders(known)
    waiting = [""]
    while waiting:
        parent = waiting.pop()
        with suppress(FileNotFoundError), os.scandir(folder / parent) as entries:
            for entry in entries:
                path = f"{parent}{entry.name}"
                if path in shared and entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                elif path not in known:
                    yield path


def folders(paths: Iterable[str]) -> frozenset[str]:
    """All folders that hold one of the paths."""
    return frozenset(path[:n] for path in paths for n, char in enumerate(path) if char == "/")


_HARMLESS = frozenset({MARKER, ".git", ".gitignore", ".gitkeep", ".nojekyll", ".DS_Store", "CNAME"})
"""What may stand in a folder that is to become a site."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True, slots=True)
class Stamp:
    """A written file as it was left: enough to see that nobody touched it since."""

    path: str
    size: int
    changed: int
    """Time of change in nanoseconds."""


class Site:
    """The folder of the site while a build goes on. Use as a context manager; `commit` makes the swap."""

    def __init__(self, folder: Path) -> None:
        """Recovers from an earlier build that was killed. Raises `ContentError` if the folder is not ours."""
        self.folder = folder
        self._old = folder.with_name(f".{folder.name}.old")
        self._new = folder.with_name(f".{folder.name}.new-{os.getpid()}")
        self._made: list[str] = []
        self._parents: set[Path] = set()
        self._make_parent()
        self._check_ours()
        self._recover()

    def _make_parent(self) -> None:
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._new.mkdir()
            self._new.rmdir()
        except OSError as error:
            remedy = "choose another folder with --output"
            problem = Problem(
                self.folder.as_posix(), None, f"no site can be made here: {error.strerror}", remedy
            )
            raise ContentError(problem) from None

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._new, ignore_errors=True)

    def holds(self, stamps: Iterable[Stamp]) -> bool:
        """Do all these files still stand in the present site as they were written?"""
        return all(self._stands(stamp) for stamp in stamps)

    def is_exactly(self, stamps: Iterable[Stamp]) -> bool:
        """Does the present site consist of these files, so that there is nothing to do?"""
        stamps = tuple(stamps)
        return listed(self.folder) == {stamp.path for stamp in stamps} | {MARKER} and self.holds(stamps)

    def write(self, file: OutputFile) -> Stamp:
        """Puts a file into the new site. One that says the same in the present site stays that file: two
        conversations may have one in common, and neither must look changed because the other was made anew.
        """
        path = self._target(file.path)
        if not path.exists():
            if self._says(file):
                _link(self.folder / file.path, path)
            else:
                path.write_bytes(file.data)
        elif path.read_bytes() != file.data:
            raise AssertionError(f"{file.path} is written twice, with different content")
        stat = path.stat()
        return Stamp(file.path, stat.st_size, stat.st_mtime_ns)

    def commit(self, stamps: Iterable[Stamp]) -> None:
        """Makes a site of these files the present one: those written now, the others from the present site.

        Raises `ContentError` where somebody else's file stands in the place of one of them.
        """
        written = set(self._made)
        for stamp in stamps:
            if stamp.path not in written:
                written.add(stamp.path)  # two conversations may have a file in common
                _link(self.folder / stamp.path, self._target(stamp.path))
        made = {*self._made, MARKER}
        taken = made | folders(made)
        for path in foreign(self.folder):
            if path in taken:
                message = "sitegen did not make this, and it stands where a page must go"
                raise ContentError(Problem((self.folder / path).as_posix(), None, message, "move it away"))
        self._target(MARKER).write_text("\n".join(sorted(made)) + "\n", "utf-8")
        if not self.folder.exists():
            self._new.rename(self.folder)
        elif _exchange(self._new, self.folder):
            self._absorb(self._new)
        else:  # a moment without a site; `_recover` puts the old one back if we are killed in it
            self.folder.rename(self._old)
            self._new.rename(self.folder)
            self._absorb(self._old)

    def _absorb(self, left: Path) -> None:
        """Takes what others made out of a former site, then removes the rest of it."""
        for path in foreign(left):
            target = self.folder / path
            if not os.path.lexists(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                (left / path).rename(target)
        shutil.rmtree(left)

    def _stands(self, stamp: Stamp) -> bool:
        try:
            stat = os.lstat(f"{self.folder}/{stamp.path}")  # a Path for each file would double the time
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (stamp.size, stamp.changed)

    def _says(self, file: OutputFile) -> bool:
        """Does the present site have this file, with these bytes?"""
        there = self.folder / file.path
        try:
            return (
                os.lstat(there).st_size == len(file.data)
                and not there.is_symlink()
                and there.read_bytes() == file.data
            )
        except OSError:
            return False

    def _target(self, path: str) -> Path:
        target = self._new / path
        if target.parent not in self._parents:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._parents.add(target.parent)
        self._made.append(path)
        return target

    def _recover(self) -> None:
        """Puts right what a killed build left: folders with our marker, or with a dead build's number."""
        if not self.folder.exists() and (self._old / MARKER).exists():
            self._old.rename(self.folder)
        if (self._old / MARKER).exists():
            self._absorb(self._old)
        unfinished = re.compile(rf"\.{re.escape(self.folder.name)}\.new-(\d+)")
        for left in list(self.folder.parent.iterdir()) if self.folder.parent.is_dir() else ():
            if (found := unfinished.fullmatch(left.name)) and not _is_alive(int(found[1])):
                if (left / MARKER).exists() and self.folder.exists():
                    self._absorb(left)
                else:
                    shutil.rmtree(left)

    def _check_ours(self) -> None:
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            remedy = "choose another with --output"
            raise ContentError(Problem(self.folder.as_posix(), None, "this is not a folder", remedy))
        if not self.folder.exists() or (self.folder / MARKER).exists():
            return
        strangers = sorted({entry.name for entry in self.folder.iterdir()} - _HARMLESS)
        if strangers:
            problem = Problem(
                self.folder.as_posix(),
                None,
                f"this folder holds files that sitegen did not make, such as {strangers[0]!r}",
                "choose another folder with --output",
            )
            raise ContentError(problem)


def _exchange(one: Path, other: Path) -> bool:
    """Lets two folders change places in one step; False where the system cannot (it is Linux's own call)."""
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


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new, follow_symlinks=False)
