"""Reconcile a conversation with its ledger record: keep the old anchors, assign new ones, update the record.

Pure and idempotent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sitegen.model import Conversation, Message, Tombstone
from sitegen.permalinks.anchors import assign_anchors
from sitegen.permalinks.ledger.alignment import align
from sitegen.permalinks.ledger.records import (
    EXCERPT_LENGTH,
    ConversationRecord,
    MessageRecord,
    RecordHeader,
    RecordState,
)
from sitegen.permalinks.ledger.similarity import ComparableMessage
from sitegen.text.normalization import normalize_verbatim


class ChangeKind(StrEnum):
    """Kind of change of an address since the ledger was written."""

    NEW = "new"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"
    """It was removed, and its text is back."""
    GUESSED = "guessed"
    """Taken for a withdrawn message because of its position."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """A change of one address."""

    kind: ChangeKind
    anchor: str
    excerpt: str
    number: int = 0
    """Position of the message; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The reconciled conversation and its updated record."""

    conversation: Conversation
    """With the final anchors and tombstones."""
    record: ConversationRecord
    changes: tuple[AddressChange, ...]
    withdrawn: tuple[int, ...]
    """Indices of messages whose text must not be shown."""


def reconcile(
    conversation: Conversation,
    header: RecordHeader,
    records: Sequence[MessageRecord],
    day: str,
    *,
    new_addresses: Mapping[str, str] | None = None,
    absorbed: Sequence[MessageRecord] = (),
    original_fingerprints: Sequence[str] = (),
) -> Reconciliation:
    """Give each message its old anchor, or a new one that was never used in this conversation.

    ``header``: to be written; ``records``: present records of the messages; ``day``: ISO day of the build;
    ``new_addresses``: by fingerprint, where removed messages are now; ``absorbed``: records of other conversations
    that become part of this one; ``original_fingerprints``: of the messages before redaction, to identify them.
    """
    messages = conversation.messages
    comparable = [_comparable(each) for each in messages]
    alignment = align(records, _with_known_fingerprints(comparable, original_fingerprints, records))
    anchors = assign_anchors(
        [each.fingerprint for each in comparable],
        [None if n is None else records[n].anchor for n in alignment.records],
        frozenset(anchor for each in records for anchor in each.anchors),
    )
    present = [
        _update(each, anchor, None if n is None else records[n], day)
        for each, anchor, n in zip(comparable, anchors, alignment.records, strict=True)
    ]
    paired = frozenset(n for n in alignment.records if n is not None)
    moved = new_addresses or {}
    missing = {n: _remove(each, day, moved) for n, each in enumerate(records) if n not in paired}
    unpaired = _absorb(present, missing.values(), absorbed, comparable, day) if absorbed else []
    record = ConversationRecord(header, (*_in_order(present, alignment.records, missing), *unpaired))
    removed = frozenset(each.anchor for each in (*missing.values(), *unpaired))
    changes = (
        *_changes(messages, present, alignment.records, records, alignment.guessed),
        *_removals(records, missing),
    )
    return Reconciliation(
        replace(
            conversation,
            messages=tuple(map(_with_record, messages, present)),
            tombstones=tuple(tombstone(each) for each in record.messages if each.anchor in removed),
        ),
        record,
        changes,
        tuple(m for m, each in enumerate(present) if each.state is RecordState.WITHDRAWN),
    )


def _with_known_fingerprints(
    messages: Sequence[ComparableMessage],
    originals: Sequence[str],
    records: Sequence[MessageRecord],
) -> Sequence[ComparableMessage]:
    """Return the messages with the fingerprints that the ledger has."""
    if len(originals) != len(messages):
        return messages
    known = frozenset(each.fingerprint for each in records)
    return [
        replace(each, fingerprint=original) if original in known and each.fingerprint not in known else each
        for each, original in zip(messages, originals, strict=True)
    ]


def tombstone(record: MessageRecord) -> Tombstone:
    """Return the tombstone of a removed or withdrawn message."""
    is_withdrawn = record.state is RecordState.WITHDRAWN
    excerpt = record.excerpt + ("…" if record.excerpt and record.length > EXCERPT_LENGTH else "")
    return Tombstone(
        record.anchor,
        is_withdrawn,
        excerpt,
        record.since,
        record.reason,
        record.moved_to,
        record.former_anchors,
    )


def _comparable(message: Message) -> ComparableMessage:
    return ComparableMessage(
        message.fingerprint, len(message.text), excerpt(message.text), message.minhash, message.native_id
    )


def excerpt(text: str) -> str:
    """Return the first words of a message, as stored in the ledger."""
    return normalize_verbatim(text[: EXCERPT_LENGTH * 20])[:EXCERPT_LENGTH].strip()


def _update(message: ComparableMessage, anchor: str, old: MessageRecord | None, day: str) -> MessageRecord:
    """Return the record of a message of the conversation."""
    if old is None:
        return _record(message, anchor)
    past = dict.fromkeys((old.fingerprint, *old.former_fingerprints))
    former = tuple(each for each in past if each != message.fingerprint)
    if old.state is RecordState.WITHDRAWN:
        return replace(old, fingerprint=message.fingerprint, former_fingerprints=former)
    is_unedited = not former or (old.former_fingerprints and old.former_fingerprints[-1] == message.fingerprint)
    state = RecordState.LIVE if is_unedited else RecordState.EDITED
    is_same = state is old.state and old.fingerprint == message.fingerprint
    return _record(
        message,
        anchor,
        state=state,
        native_id=message.native_id or old.native_id,
        since=old.since if is_same else "" if is_unedited else day,
        former_anchors=old.former_anchors,
        former_fingerprints=() if is_unedited else former,
    )


def _record(message: ComparableMessage, anchor: str, **fields: Any) -> MessageRecord:
    fields.setdefault("native_id", message.native_id)
    return MessageRecord(anchor, message.fingerprint, message.length, message.excerpt, message.minhash, **fields)


def _remove(record: MessageRecord, day: str, new_addresses: Mapping[str, str]) -> MessageRecord:
    if record.state in (RecordState.REMOVED, RecordState.WITHDRAWN):
        return record
    moved_to = new_addresses.get(record.fingerprint, "")
    return replace(record, state=RecordState.REMOVED, since=day, moved_to=moved_to)


def _absorb(
    present: list[MessageRecord],
    missing: Iterable[MessageRecord],
    absorbed: Sequence[MessageRecord],
    messages: Sequence[ComparableMessage],
    day: str,
) -> list[MessageRecord]:
    """Add the anchors of absorbed records to messages with the same text; return the remaining records as removed."""
    taken = {anchor for each in (*present, *missing) for anchor in each.anchors}
    others = [each for each in absorbed if each.anchor not in taken]
    pairing = align(others, messages).records
    for m, n in enumerate(pairing):
        if n is not None and others[n].state is not RecordState.WITHDRAWN:
            added = (each for each in others[n].anchors if each not in taken)
            present[m] = replace(present[m], former_anchors=(*present[m].former_anchors, *added))
    paired = frozenset(n for n in pairing if n is not None)
    return [
        _remove(each, day, {})
        for n, each in enumerate(others)
        if n not in paired or each.state is RecordState.WITHDRAWN
    ]


def _in_order(
    records: Sequence[MessageRecord],
    pairing: Sequence[int | None],
    missing: Mapping[int, MessageRecord],
) -> Iterator[MessageRecord]:
    """Yield the records of messages, each followed by the removed records that followed it before."""
    following: dict[int, list[MessageRecord]] = {}
    paired = frozenset(n for n in pairing if n is not None)
    last = -1
    for n in sorted((*paired, *missing)):
        if n in paired:
            last = n
        else:
            following.setdefault(last, []).append(missing[n])
    yield from following.get(-1, ())
    for record, number in zip(records, pairing, strict=True):
        yield record
        yield from following.get(number, ()) if number is not None else ()


def _with_record(message: Message, record: MessageRecord) -> Message:
    edited = record.since if record.state is RecordState.EDITED else ""
    withdrawn = tombstone(record) if record.state is RecordState.WITHDRAWN else None
    if message.anchor == record.anchor and not (record.former_anchors or edited or withdrawn):
        return message
    return replace(
        message,
        anchor=record.anchor,
        former_anchors=record.former_anchors,
        edited=edited,
        withdrawn=withdrawn,
    )


def _changes(
    messages: Sequence[Message],
    present: Sequence[MessageRecord],
    pairing: Sequence[int | None],
    records: Sequence[MessageRecord],
    guessed: Iterable[int],
) -> Iterator[AddressChange]:
    doubtful = frozenset(guessed)
    for m, (message, record, n) in enumerate(zip(messages, present, pairing, strict=True)):
        if m in doubtful:
            yield AddressChange(ChangeKind.GUESSED, record.anchor, "", message.number)
        elif n is None:
            yield AddressChange(ChangeKind.NEW, record.anchor, record.excerpt, message.number)
        elif records[n].state is RecordState.REMOVED:
            yield AddressChange(ChangeKind.RESTORED, record.anchor, record.excerpt, message.number)
        elif record.state is RecordState.EDITED and record.fingerprint != records[n].fingerprint:
            yield AddressChange(ChangeKind.EDITED, record.anchor, record.excerpt, message.number)


def _removals(records: Sequence[MessageRecord], missing: Mapping[int, MessageRecord]) -> Iterator[AddressChange]:
    for n, each in missing.items():
        if records[n].state in (RecordState.LIVE, RecordState.EDITED):
            yield AddressChange(ChangeKind.REMOVED, each.anchor, each.excerpt)
