"""What happens to published addresses, as problems: those that are lost, and those that lead to other words."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from sitegen.build.assignment import Assigned, lost
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.reconciliation import Change, Fate

_SHOWN = 3
"""Messages that one problem names."""
_LOST = (
    "put the words back, or let a build without --strict put tombstones in their place; "
    "to withdraw them for good say `sitegen forget`"
)
_UNREAD = (
    "mend it, and its addresses are as they were; a build without --strict puts tombstones there until then"
)


def of_messages(path: str, changes: Iterable[Change], *, is_news: bool = False) -> Iterator[Problem]:
    """What happened to the addresses of one transcript, a problem a kind; ``is_news``: also those that are new."""
    told: dict[Fate, list[Change]] = {}
    for each in changes:
        told.setdefault(each.fate, []).append(each)
    if gone := told.get(Fate.LOST):
        yield Problem(path, None, f"{_messages(gone)} no longer here: {_named(gone)}", _LOST)
    if doubtful := told.get(Fate.GUESSED):
        message = f"{_messages(doubtful)} withheld, standing where words were withdrawn: {_named(doubtful)}"
        remedy = "if these are other words, move them; if they are the same, delete them in the transcript"
        yield Problem(path, None, message, remedy)
    if edited := told.get(Fate.EDITED):
        message = f"{_messages(edited)} edited since publication: {_named(edited)}"
        yield Problem(path, None, message, "the addresses stay, and the page says so", Severity.NOTE)
    if back := told.get(Fate.BACK):
        message = f"{_messages(back)} there again: {_named(back)}"
        yield Problem(path, None, message, "they have their old addresses", Severity.NOTE)
    if is_news and (new := told.get(Fate.NEW)):
        message = f"{_messages(new)} not in the ledger yet: {_named(new)}"
        yield Problem(
            path, None, message, "`sitegen build` gives them their addresses for good", Severity.NOTE
        )


def of_strangers(ledger: str, paths: list[str]) -> Problem:
    """Transcripts that have no account yet."""
    named = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if paths[_SHOWN:] else "")
    what = "1 transcript has" if len(paths) == 1 else f"{len(paths)} transcripts have"
    remedy = "`sitegen build` gives them some; commit what it writes here"
    return Problem(ledger, None, f"{what} no lasting addresses yet: {named}", remedy, Severity.NOTE)


def of_conversations(assigned: Assigned, ledger: Ledger, unread: AbstractSet[str]) -> Iterator[Problem]:
    """Conversations that are lost as a whole, and those that became part of another. ``unread``: paths of
    transcripts that are there, but cannot be read.
    """
    for account in lost(assigned.closed, ledger.headings):
        heading = account.heading
        address = urls.conversation(heading.slug)
        message = f"the transcript of {address} is gone (it was {heading.source})"
        remedy = _LOST
        if heading.source in unread:
            message = f"the transcript of {address} cannot be read any more ({heading.source})"
            remedy = _UNREAD
        yield Problem(ledger.file(heading.key).shown, None, message, remedy)
    for path, standing in assigned.standings.items():
        for other in standing.files:
            key = standing.heading.key
            if key not in ledger.pages or other != ledger.file(key):
                message = f"this is part of {path} now; its addresses lead there"
                yield Problem(other.shown, None, message, "", Severity.NOTE)


def _messages(changes: list[Change]) -> str:
    return "1 message is" if len(changes) == 1 else f"{len(changes)} messages are"


def _named(changes: list[Change]) -> str:
    shown = ", ".join(f"{each.anchor}{f' “{each.words}”' if each.words else ''}" for each in changes[:_SHOWN])
    return shown + (f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else "")
