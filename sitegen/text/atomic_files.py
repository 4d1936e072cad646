"""Write files atomically, so that neither a crash nor a power failure leaves half a file."""

import hashlib
import os
from pathlib import Path

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_MAX_NAME = 200  # bytes; systems allow 255


def write_atomically(file: Path, data: bytes, *, sync: bool = True, sync_name: bool = True) -> None:
    """Replace the content of ``file``; its folder must exist.

    An interrupted write leaves the old content, and at most a hidden file next to it. Without ``sync``, a power
    failure may leave a damaged file: only for files whose damage is noticed and does no harm. Without ``sync_name``,
    it may leave the old content: for several files, before one `sync_folder`.
    """
    name = file.name if len(os.fsencode(file.name)) < _MAX_NAME else hashlib.sha256(os.fsencode(file.name)).hexdigest()
    temporary = file.with_name(f".{name}.new")
    try:
        with os.fdopen(_create(temporary), "wb") as opened:
            opened.write(data)
            opened.flush()
            if sync:
                os.fsync(opened.fileno())
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        error.filename = error.filename or os.fspath(file)  # a full disk names no file
        raise
    if sync and sync_name:
        sync_folder(file.parent)


def _create(path: Path) -> int:
    """Create a file and return its descriptor. Whatever an interrupted write or somebody else left there is deleted."""
    try:
        return os.open(path, _CREATE, 0o666)
    except FileExistsError:
        path.unlink()
        return os.open(path, _CREATE, 0o666)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk, where the system can do that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and keeps their names safe without
        return
    try:
        os.fsync(descriptor)
    except OSError:  # a file system without that
        pass
    finally:
        os.close(descriptor)
