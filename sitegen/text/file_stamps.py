"""Stamps of files: size, times and inode. Equal stamps mean equal bytes, so that no file is read to compare it."""

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

Stamp = tuple[int, ...]
"""Size, time of the last change of bytes and of metadata in nanoseconds, inode."""


def file_stamp(status: os.stat_result) -> Stamp:
    """Return the stamp of a file with this status."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def scan_folder(
    folder: str, on_error: Callable[[str, OSError], None], skip: Collection[str] = ()
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path in ``folder`` and the status of everything below it, in no order; links are not followed.

    Paths of folders end with a slash. ``skip``: names, or paths that begin with ``folder``, to leave out.
    ``on_error`` is called with the path of each folder that cannot be read.
    """
    parents = [""]
    while parents:
        parent = parents.pop()
        try:
            with os.scandir(f"{folder}/{parent}") as entries:
                for entry in entries:
                    path = f"{parent}{entry.name}"
                    if entry.name in skip or f"{folder}/{path}" in skip:
                        continue
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:  # deleted meanwhile
                        continue
                    if S_ISDIR(status.st_mode):
                        path += "/"
                        parents.append(path)
                    yield path, status
        except OSError as error:
            on_error(parent, error)


def stamps_key(path: str, skip: Collection[str] = ()) -> str:
    """Return a digest of the names and stamps of a file or folder with everything below, except for ``skip``.

    The path may be missing, or a link; links below it are not followed, but their targets count.
    """
    return hashlib.sha256(repr(sorted(_stamps(path, skip))).encode("utf-8", "surrogateescape")).hexdigest()


def _stamps(path: str, skip: Collection[str]) -> Iterator[tuple[str, Stamp]]:
    try:
        status = Path(path).stat()
    except OSError as error:
        yield "", (error.errno or 0,)
        return
    if not S_ISDIR(status.st_mode):
        yield "", file_stamp(status)
        return
    errors: list[tuple[str, Stamp]] = []
    for name, status in scan_folder(path, lambda name, error: errors.append((name, (error.errno or 0,))), skip):
        # The times of a folder change with its files.
        yield name, () if name.endswith("/") else file_stamp(status)
        if S_ISLNK(status.st_mode):
            try:
                yield name, file_stamp(Path(path, name).stat())
            except OSError as error:
                yield name, (error.errno or 0,)
    yield from errors
