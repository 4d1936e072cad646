"""Report published addresses that were lost, changed or restored."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from sitegen.build.assignment import Assignment, newly_removed
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.reconciliation import AddressChange, ChangeKind

_MAX_NAMED = 3
"""Messages or transcripts that one problem names."""
_CODES = {
    ChangeKind.REMOVED: "lost-messages",
    ChangeKind.GUESSED: "possibly-withdrawn-messages",
    ChangeKind.EDITED: "edited-messages",
    ChangeKind.RESTORED: "restored-messages",
    ChangeKind.NEW: "new-messages",
}


def message_problems(path: str, changes: Iterable[AddressChange], *, report_new: bool = False) -> Iterator[Problem]:
    """Yield a problem for each kind of address change in one transcript; new messages only with ``report_new``."""
    by_kind: dict[ChangeKind, list[AddressChange]] = {}
    for each in changes:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, code in _CODES.items():
        if (group := by_kind.get(kind)) and (report_new or kind is not ChangeKind.NEW):
            names = [f"{each.anchor}{f' “{each.excerpt}”' if each.excerpt else ''}" for each in group]
            yield Problem(code, path, count=len(names), messages=_first(names))


def unrecorded_transcripts(ledger: str, paths: Iterable[str], blocked: AbstractSet[str]) -> Iterator[Problem]:
    """Yield problems for transcripts without a ledger record: new ones, and those that are ``blocked``."""
    by_code: dict[str, list[str]] = {}
    for path in paths:
        by_code.setdefault("blocked-addresses" if path in blocked else "no-permanent-addresses", []).append(path)
    for code, group in by_code.items():
        yield Problem(code, ledger, count=len(group), transcripts=_first(group), ledger=ledger)


def conversation_problems(assignment: Assignment, ledger: Ledger, unreadable: AbstractSet[str]) -> Iterator[Problem]:
    """Yield lost and merged conversations; ``unreadable``: paths of transcripts that exist but cannot be read."""
    for record in newly_removed(assignment.closed_records, ledger.headers):
        header = record.header
        code = "unreadable-conversation" if header.source in unreadable else "lost-conversation"
        path = ledger.record_file(header.key).display_path
        yield Problem(code, path, address=urls.conversation(header.slug), transcript=header.source)
    for path, ledger_state in assignment.ledger_states.items():
        key = ledger_state.header.key
        for file in ledger_state.files:
            if key not in ledger.files or file != ledger.record_file(key):
                yield Problem("merged-conversation", file.display_path, transcript=path)


def _first(names: Sequence[str]) -> tuple[str, ...]:
    return (*names[:_MAX_NAMED], "…") if len(names) > _MAX_NAMED else tuple(names)
