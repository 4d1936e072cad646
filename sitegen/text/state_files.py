"""Files that only sitegen writes and reads again: sealed by a digest, and rebuilt if anything is wrong with them.

A damaged file is deleted as soon as it is noticed, so that the next build writes it again.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path

from sitegen.text.atomic_files import write_atomically
from sitegen.text.regular_files import open_regular_file, read_regular_file

_DIGEST_LENGTH = 64


class DamagedStateError(ValueError):
    """The file is not as it was written, or something else is in its place."""


def seal(data: bytes) -> bytes:
    """Return ``data`` behind its digest and a space."""
    return hashlib.sha256(data).hexdigest().encode() + b" " + data


def unseal(sealed: bytes) -> bytes:
    """Return the data of `seal`. Raises `DamagedStateError` if a byte differs."""
    digest, _, data = sealed.partition(b" ")
    _check_digest(digest, data)
    return data


def _check_digest(digest: bytes, data: bytes | memoryview) -> None:
    if digest != hashlib.sha256(data).hexdigest().encode():
        raise DamagedStateError("a digest does not match")


def read_sealed(file: Path) -> bytes:
    """Return the data of a sealed file. Raises `FileNotFoundError`, or `DamagedStateError` after deleting it."""
    with remove_damaged(file):
        return unseal(read_regular_file(file, limit=None))


def map_sealed(file: Path) -> memoryview:
    """Return the data of a sealed file, which takes memory only while it is used. Raises as `read_sealed` does."""
    with remove_damaged(file), open_regular_file(file) as opened:
        if not os.fstat(opened.fileno()).st_size:
            raise DamagedStateError("the file is empty")
        sealed = memoryview(mmap(opened.fileno(), 0, access=ACCESS_READ))
        _check_digest(bytes(sealed[:_DIGEST_LENGTH]), sealed[_DIGEST_LENGTH + 1 :])
        return sealed[_DIGEST_LENGTH + 1 :]


@contextmanager
def remove_damaged(file: Path) -> Iterator[None]:
    """Delete a file that cannot be read or unsealed. Raise `FileNotFoundError` or `DamagedStateError`."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(file)) from None
    except (OSError, DamagedStateError) as error:
        remove(file)
        raise DamagedStateError(f"{file.name}: {error}") from None


def write_sealed(file: Path, data: bytes, *, sync: bool = False) -> None:
    """Write a sealed file atomically; make its folder."""
    write_state(file, seal(data), sync=sync)


def write_state(file: Path, data: bytes, *, sync: bool = False) -> None:
    """Write a file of sealed parts atomically, in place of whatever is there; make its folder."""
    make_folder(file.parent)
    if file.is_dir() and not file.is_symlink():
        remove(file)
    write_atomically(file, data, sync=sync)


def make_folder(folder: Path) -> None:
    """Make a folder of state and those above it, in place of anything else that is there."""
    if not folder.is_dir():
        make_folder(folder.parent)
        remove(folder)
        folder.mkdir(exist_ok=True)


def remove(path: Path) -> None:
    """Delete a file, a link, or a folder with everything in it, as far as the system allows."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
