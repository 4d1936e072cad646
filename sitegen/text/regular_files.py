"""Read files that anybody may have put in their place: never a pipe, a socket, a device or a folder.

Opening a pipe would wait for ever, and reading a device may never end. All reading of an archive goes through here.
"""

import errno
import os
import stat
from collections.abc import Mapping, Sequence
from io import BufferedReader
from pathlib import Path

from sitegen.model.problems import Problem

# Windows has neither pipes among its files nor these flags.
_READ = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"))
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_LINK_ERRORS = {errno.ELOOP, errno.EMLINK}
"""Errors of opening a symbolic link, or a loop of them: `errno.EMLINK` on FreeBSD."""

MAX_FILE_BYTES = 100_000_000
"""Git hosts refuse larger files."""


class IrregularFileError(OSError):
    """A folder, a pipe, a socket or a device is in the place of a file."""


class SymbolicLinkError(IrregularFileError):
    """A symbolic link is where none may be."""


class LargeFileError(OSError):
    """The file is larger than the limit."""

    def __init__(self, file: Path, size: int, limit: int) -> None:
        super().__init__(errno.EFBIG, os.strerror(errno.EFBIG), os.fspath(file))
        self.size, self.limit = size, limit


def open_regular_file(file: Path, *, follow_links: bool = False) -> BufferedReader:
    """Open a regular file for reading. Raises `OSError`; for anything else its kind `IrregularFileError`."""
    # A device is not even opened, as that can have effects; a file that is replaced meanwhile is noticed once open.
    _check(file, file.stat() if follow_links else file.lstat())
    try:
        descriptor = os.open(file, _READ | (0 if follow_links else _NO_LINK))
    except OSError as error:
        if error.errno in _LINK_ERRORS and not follow_links:
            raise SymbolicLinkError(error.errno, error.strerror, error.filename) from None
        raise
    try:
        _check(file, os.fstat(descriptor))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check(file: Path, status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise SymbolicLinkError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(file))
    if not stat.S_ISREG(status.st_mode):
        raise IrregularFileError(errno.EINVAL, "Not a regular file", os.fspath(file))


def read_regular_file(file: Path, *, limit: int | None = MAX_FILE_BYTES, follow_links: bool = False) -> bytes:
    """Return the bytes of a regular file of at most ``limit`` bytes.

    Raises `OSError`, of its kind `IrregularFileError` or `LargeFileError` for anything else. With ``follow_links``,
    the file may be a symbolic link to a regular file.
    """
    with open_regular_file(file, follow_links=follow_links) as opened:
        size = os.fstat(opened.fileno()).st_size
        if limit is not None and size > limit:
            raise LargeFileError(file, size, limit)
        return opened.read()


def read_text_file(file: Path, *, limit: int = MAX_FILE_BYTES, follow_links: bool = False) -> str:
    """Return the text of a regular file in UTF-8, without a byte order mark; with one kind of line end.

    Raises `UnicodeDecodeError`, and `OSError` as `read_regular_file`.
    """
    text = read_regular_file(file, limit=limit, follow_links=follow_links).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def regular_files(folder: Path) -> tuple[Mapping[str, Path], Sequence[tuple[str, OSError]]]:
    """Return the files below a folder by their path in it, in order, and the errors of everything else.

    Hidden files and folders are skipped, links below the folder are not followed. A missing folder is empty.
    """
    files: dict[str, Path] = {}
    errors: list[tuple[str, OSError]] = []

    def name_of(path: Path) -> str:
        name = path.relative_to(folder).as_posix()
        return "" if name == "." else name

    def unreadable(error: OSError) -> None:
        if os.path.lexists(error.filename):
            errors.append((name_of(Path(error.filename)), error))

    if os.path.lexists(folder) and not folder.is_dir():
        return {}, [("", IrregularFileError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), os.fspath(folder)))]
    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(parent, name) for name in (*folders, *names) if not name.startswith(".")):
            try:
                status = path.lstat()
                if not stat.S_ISDIR(status.st_mode):
                    _check(path, status)
                    files[name_of(path)] = path
            except FileNotFoundError:  # deleted meanwhile
                continue
            except OSError as error:
                errors.append((name_of(path), error))
    return dict(sorted(files.items())), sorted(errors, key=lambda each: each[0])


def real_path(path: Path) -> Path:
    """Return the absolute path without symbolic links; with those of a loop, at which `Path.resolve` fails."""
    return Path(os.path.realpath(path))


def file_problem(path: str, error: OSError) -> Problem:
    """Return why a file or folder cannot be read, as a problem at the display path ``path``."""
    if isinstance(error, SymbolicLinkError):
        return Problem("symbolic-link", path)
    if isinstance(error, IrregularFileError):
        return Problem("irregular-file", path)
    if isinstance(error, LargeFileError):
        megabytes = f"{error.size / 1e6:.1f}"
        return Problem("large-file", path, size=megabytes, limit=error.limit // 1_000_000)
    return Problem("unreadable-file", path, reason=error.strerror or str(error))
