"""Write files atomically, so that neither a crash nor a power failure leaves half a file."""

import hashlib
import os
from pathlib import Path

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_MAX_NAME = 200  # bytes; systems allow 255


def write_atomically(file: Path, data: bytes, *, sync: bool = True) -> None:
    """Replace the content of ``file``; its folder must exist.

    An interrupted write leaves the old content, and at most a hidden file next to it. Without ``sync``, a power
    failure may leave a damaged file: only for files whose damage is noticed and does no harm.
    """
    name = file.name if len(os.fsencode(file.name)) < _MAX_NAME else hashlib.sha256(os.fsencode(file.name)).hexdigest()
    temporary = file.with_name(f".{name}.new")
    # Whatever an interrupted write or somebody else has left there, it is not written to.
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, _CREATE, 0o666), "wb") as opened:
            opened.write(data)
            opened.flush()
            if sync:
                os.fsync(opened.fileno())
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        error.filename = error.filename or os.fspath(file)  # a full disk names no file
        raise
    if sync:
        sync_folder(file.parent)


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
