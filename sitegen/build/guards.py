"""What no build may begin with, and what stops one that has begun."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build.state import Memory
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.files import Ledger

_OF_THE_MACHINE = {
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
"""Errors that no change of ours can mend."""


def refuse_to_bury(archive: Archive, output: Path) -> None:
    """Raises `ContentError` where the site would take the place of the archive, or stand among its transcripts."""
    site = output.resolve()
    own = (archive.root.resolve(), archive.transcripts.resolve(), archive.ledger.resolve())
    if any(site == folder or site in folder.parents for folder in own) or any(
        folder in site.parents for folder in own[1:]
    ):
        remedy = "choose another folder with --output"
        message = "the site cannot stand here: this folder belongs to the archive"
        raise ContentError(Problem(output.as_posix(), None, message, remedy))


def refuse_to_forget(archive: Archive, before: Memory, ledger: Ledger) -> None:
    """A transcript that had an account must still have it: without, its addresses would be made up anew. Raises
    `ContentError` where one has lost it.
    """
    names = {page.heading.key: name for name, page in before.ledger.items()}
    for file in archive.files:
        record = before.records.get(file.path)
        heading = record.settled.heading if record and not record.settled.is_pending else None
        if heading and heading.key in names and heading.key not in ledger.pages:
            name = ledger.path(names[heading.key])
            remedy = (
                "put it back as git has it (`git checkout` or `git restore`); or, if nothing was published yet, "
                "delete the folder .sitegen to begin anew"
            )
            raise ContentError(
                Problem(name, None, f"this is gone, and with it the addresses of {file.path}", remedy)
            )


def of_the_machine(error: OSError) -> Problem | None:
    """That the machine lets something not be read or written, said in a sentence; None for a fault of ours."""
    if error.errno not in _OF_THE_MACHINE or not error.filename:
        return None
    path = error.filename if isinstance(error.filename, str) else repr(error.filename)
    remedy = "see who may read and write there, and whether there is room"
    return Problem(path, None, f"the machine refuses this: {error.strerror}", remedy)


@contextmanager
def told_of_the_machine(output: Path) -> Iterator[None]:
    """Says in a sentence, as a `ContentError`, that the machine lets nothing be written; our own faults stay faults."""
    try:
        yield
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        message = f"the site cannot be written: {error.strerror} ({error.filename or 'no file named'})"
        remedy = "make room there, or choose another folder with --output; the old site is as it was"
        raise ContentError(Problem(output.as_posix(), None, message, remedy)) from None
