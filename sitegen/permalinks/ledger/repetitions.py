"""Withdraw messages that repeat withdrawn words, in the conversations that brought them back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from sitegen.model import Message
from sitegen.permalinks.ledger.reconciliation import Reconciliation, tombstone
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord, RecordState
from sitegen.permalinks.ledger.withdrawn_words import (
    WithdrawnMessage,
    recognise,
    recognise_record,
    withdrawn_messages,
)


@dataclass(frozen=True, slots=True)
class DoubtfulMessage:
    """A message with some withdrawn words, for the owner to decide about."""

    anchor: str
    offset: int
    """Of its start in the decoded source."""
    withdrawn_at: str
    """Address of the withdrawn message."""


def collect_withdrawn(
    records: Iterable[ConversationRecord], common: AbstractSet[str] = frozenset()
) -> tuple[WithdrawnMessage, ...]:
    """Return all withdrawn messages in a fixed order; of long ones with the same text only one.

    So what a build records about repetitions changes nothing for the next build. ``common``: fingerprints of prompts,
    which stay where only a conversation that has them was withdrawn.
    """
    found: dict[tuple[str, str, str], WithdrawnMessage] = {}
    messages = (
        each
        for record in records
        for each in withdrawn_messages(record)
        if each.is_own or each.fingerprints[0] not in common
    )
    for each in sorted(messages, key=lambda each: (-len(each.fingerprints), repr(each))):
        found.setdefault((each.fingerprints[0], each.before, each.after), each)
    return tuple(sorted(found.values(), key=repr))


def withdraw_repetitions(
    reconciliation: Reconciliation, withdrawn: Sequence[WithdrawnMessage], originals: Sequence[str] = ()
) -> tuple[Reconciliation, tuple[DoubtfulMessage, ...]]:
    """Return the reconciliation without repeated withdrawn words, and the messages that may have some.

    ``originals``: fingerprints of the messages before redaction.
    """
    if not withdrawn:
        return reconciliation, ()
    messages = reconciliation.conversation.messages
    found = recognise(messages, withdrawn, reconciliation.record.header.key, originals)
    by_anchor = {messages[n].anchor: each for n, each in found.withdrawn.items()}
    record = withdraw_records(reconciliation.record, withdrawn, by_anchor)
    records = {each.anchor: each for each in record.messages}
    hidden = {each.anchor for each in record.messages if each.state is RecordState.WITHDRAWN}
    tombstones = (tombstone(records[each.anchor]) for each in reconciliation.conversation.tombstones)
    conversation = replace(
        reconciliation.conversation,
        messages=tuple(_withdraw(each, records) if each.anchor in by_anchor else each for each in messages),
        tombstones=tuple(tombstones),
    )
    return (
        replace(
            reconciliation,
            conversation=conversation,
            record=record,
            changes=tuple(
                replace(each, excerpt="") if each.anchor in hidden else each for each in reconciliation.changes
            ),
            withdrawn=tuple(sorted({*reconciliation.withdrawn, *found.withdrawn})),
        ),
        tuple(
            DoubtfulMessage(messages[n].anchor, messages[n].span.start, each.address)
            for n, each in sorted(found.doubtful.items())
        ),
    )


def withdraw_records(
    record: ConversationRecord,
    withdrawn: Sequence[WithdrawnMessage],
    present: Mapping[str, WithdrawnMessage] | None = None,
) -> ConversationRecord:
    """Return the record without withdrawn words in it; ``present``: by anchor, those of messages that are there."""

    def messages() -> Iterator[MessageRecord]:
        for each in record.messages:
            found = (present or {}).get(each.anchor)
            if not found and (present is None or each.state is RecordState.REMOVED):
                found = recognise_record(each, withdrawn)
            yield _withdraw_record(each, found) if found else each

    return replace(record, messages=tuple(messages())) if withdrawn else record


def _withdraw(message: Message, records: Mapping[str, MessageRecord]) -> Message:
    return replace(message, edited="", withdrawn=tombstone(records[message.anchor]))


def _withdraw_record(record: MessageRecord, model: WithdrawnMessage) -> MessageRecord:
    return replace(
        record,
        excerpt="",
        moved_to="",
        state=RecordState.WITHDRAWN,
        since=model.since,
        reason=model.reason,
        apart=model.apart,
    )
