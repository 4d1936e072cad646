"""The only module that touches ``site/``: a new site beside the old one, then a swap — whole or not at all.

Files that did not change are hard-linked from the old site, so the work is in proportion to the change.
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitegen.errors import ContentError, Problem
from sitegen.model import OutputFile

MARKER = ".sitegen-site"
"""Lists, a path a line, all that sitegen made in this folder. Hosts do not publish dot-files."""


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
        self._recover()
        self._check_ours()

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._new, ignore_errors=True)

    def holds(self, stamps: Iterable[Stamp]) -> bool:
        """Do all these files still stand in the present site as they were written?"""
        return all(self._stands(stamp) for stamp in stamps)

    def made(self) -> frozenset[str]:
        """The paths that the present site's marker lists."""
        try:
            return frozenset((self.folder / MARKER).read_text("utf-8").splitlines())
        except (FileNotFoundError, NotADirectoryError):
            return frozenset()

    def write(self, file: OutputFile) -> Stamp:
        """Puts a file into the new site."""
        path = self._target(file.path)
        path.write_bytes(file.data)
        stat = path.stat()
        return Stamp(file.path, stat.st_size, stat.st_mtime_ns)

    def is_exactly(self, stamps: Iterable[Stamp]) -> bool:
        """Does the present site consist of these files, so that there is nothing to do?"""
        stamps = tuple(stamps)
        return self.made() == {stamp.path for stamp in stamps} | {MARKER} and self.holds(stamps)

    def commit(self, stamps: Iterable[Stamp]) -> None:
        """Makes a site of these files the present one: those written now, the others from the present site.

        Files in the folder that sitegen did not make are kept.
        """
        before = self.made()
        written = set(self._made)
        for stamp in stamps:
            if stamp.path not in written:
                _link(self.folder / stamp.path, self._target(stamp.path))
        marker = self._target(MARKER)
        marker.write_text("\n".join(sorted(self._made)) + "\n", "utf-8")
        made = frozenset(self._made)
        for path in _files(self.folder):
            if path not in before and path not in made:
                _link(self.folder / path, self._target(path))
        if self.folder.exists():
            self.folder.rename(self._old)
        self._new.rename(self.folder)
        shutil.rmtree(self._old, ignore_errors=True)

    def _stands(self, stamp: Stamp) -> bool:
        try:
            stat = os.lstat(f"{self.folder}/{stamp.path}")  # a Path for each file would double the time
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (stamp.size, stamp.changed)

    def _target(self, path: str) -> Path:
        target = self._new / path
        if target.parent not in self._parents:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._parents.add(target.parent)
        self._made.append(path)
        return target

    def _recover(self) -> None:
        if self._old.exists() and not self.folder.exists():
            self._old.rename(self.folder)
        shutil.rmtree(self._old, ignore_errors=True)
        for left in self.folder.parent.glob(f".{self.folder.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)

    def _check_ours(self) -> None:
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            problem = Problem(
                self.folder.as_posix(), None, "this is not a folder", "choose another with --output"
            )
            raise ContentError(problem)
        if not self.folder.exists() or (self.folder / MARKER).exists():
            return
        strangers = [entry for entry in self.folder.iterdir() if not entry.name.startswith(".")]
        if strangers:
            problem = Problem(
                self.folder.as_posix(),
                None,
                f"this folder holds files that sitegen did not make, such as {strangers[0].name!r}",
                "choose another folder with --output, or empty this one",
            )
            raise ContentError(problem)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(old, new, follow_symlinks=False)


def _files(folder: Path) -> Iterable[str]:
    """All files below ``folder``, relative, with forward slashes."""
    for parent, _, names in os.walk(folder):
        for name in names:
            yield Path(parent, name).relative_to(folder).as_posix()
