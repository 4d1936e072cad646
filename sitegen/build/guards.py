"""Check the preconditions of a build, and turn OS errors into readable problems."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build.state import BuildState
from sitegen.model.problems import ContentError, Problem, Severity
from sitegen.permalinks.ledger.files import Ledger

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
}
"""Errors of the user's system rather than of this program."""


def check_output_folder(archive: Archive, output: Path) -> None:
    """Raise `ContentError` if the site would replace the archive, or lie inside its transcripts or its ledger."""
    site = output.resolve()
    root, *inner = (folder.resolve() for folder in (archive.root, archive.transcripts_folder, archive.ledger_folder))
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
    if error.errno not in _EXTERNAL_ERRORS or not error.filename:
        return None
    path = error.filename if isinstance(error.filename, str) else repr(error.filename)
    return Problem("system-error", path, reason=error.strerror or str(error))


@contextmanager
def report_write_errors(output: Path) -> Iterator[None]:
    """Raise `ContentError` in place of OS errors that are not a bug of this program."""
    try:
        yield
    except OSError as error:
        if error.errno not in _EXTERNAL_ERRORS:
            raise
        file = str(error.filename or output)
        raise ContentError(
            Problem("unwritable-site", output.as_posix(), reason=error.strerror or str(error), file=file)
        ) from None
