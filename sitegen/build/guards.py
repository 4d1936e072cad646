"""Check the preconditions of a build, and turn OS errors into readable problems."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build.state import BuildState
from sitegen.model.problems import ContentError, Problem, Severity
from sitegen.permalinks.ledger.files import Ledger
from sitegen.text.regular_files import IrregularFileError, LargeFileError, file_problem, real_path

_EXTERNAL_ERRORS = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EBUSY,
    errno.EXDEV,
    errno.EEXIST,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.EFBIG,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ESTALE,
}
"""Errors of the user's system rather than of this program."""


def check_output_folder(archive: Archive, output: Path) -> None:
    """Raise `ContentError` if the site would replace the archive, or lie inside a folder that belongs to it."""
    site, root = real_path(output), real_path(archive.root)
    content = archive.baseline_file.parent
    folders = (archive.transcripts_folder, archive.ledger_folder, archive.theme_folder, archive.state_folder, content)
    inner = {real_path(each) for each in (*folders, archive.root / ".git")} - {root}
    contains_archive = any(site == folder or site in folder.parents for folder in (root, *inner))
    if contains_archive or any(folder in site.parents for folder in inner):
        raise ContentError(Problem("output-inside-archive", output.as_posix()))


def check_ledger_complete(archive: Archive, last_state: BuildState, ledger: Ledger) -> None:
    """Raise `ContentError` if the ledger file of a transcript was deleted, as its addresses would change."""
    names = {file.header.key: name for name, file in last_state.ledger_files.items()}
    for file in archive.files:
        state = last_state.transcripts.get(file.path)
        header = state.ledger_snapshot.header if state and not state.ledger_snapshot.is_pending else None
        if header and header.key in names and header.key not in ledger.files:
            path = ledger.display_path(names[header.key])
            raise ContentError(Problem("missing-ledger-file", path, transcript=file.path))


def blocked_transcripts(archive: Archive, problems: Iterable[Problem]) -> frozenset[str]:
    """Return the paths of transcripts with blockers. The ledger is public, so it must not quote these."""
    folder = f"{archive.display_path(archive.transcripts_folder)}/"
    return frozenset(each.path.removeprefix(folder) for each in problems if each.severity is Severity.BLOCKER)


def os_error_problem(error: OSError) -> Problem | None:
    """Return an OS error as a problem; None if it may be a bug of this program."""
    if isinstance(error, IrregularFileError | LargeFileError):
        return file_problem(str(error.filename), error)
    if error.errno not in _EXTERNAL_ERRORS or not error.filename:
        return None
    path = error.filename if isinstance(error.filename, str) else repr(error.filename)
    return Problem("system-error", path, reason=error.strerror or str(error))


@contextmanager
def report_write_errors(output: Path) -> Iterator[None]:
    """Raise `ContentError` in place of OS errors that are not a bug of this program; name the site or another file."""
    try:
        yield
    except OSError as error:
        file = str(error.filename or output)
        other = None if _is_part_of_site(Path(file), output) else os_error_problem(error)
        if other:
            raise ContentError(other) from None
        if error.errno not in _EXTERNAL_ERRORS:
            raise
        reason = error.strerror or str(error)
        raise ContentError(Problem("unwritable-site", output.as_posix(), reason=reason, file=file)) from None


def _is_part_of_site(file: Path, output: Path) -> bool:
    """Return whether a file is in the site, or in the staging folder beside it."""
    parent, name = output.absolute().parent, output.name
    parts = file.absolute().relative_to(parent).parts[:1] if file.absolute().is_relative_to(parent) else ()
    return not parts or parts[0] == name or parts[0].startswith(f".{name}.new-")
