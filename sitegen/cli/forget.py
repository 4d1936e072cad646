"""Withdraw a message or a conversation for good: ``sitegen forget``."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from sitegen.archive.essays.links import is_foreign_url
from sitegen.archive.folder import Archive, open_archive
from sitegen.build.cache import Cache
from sitegen.cli.console import exit_on_content_error, print_line
from sitegen.cli.options import checked_reason, content_option
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger, today
from sitegen.permalinks.ledger.records import (
    ConversationRecord,
    MessageRecord,
    RecordState,
    forget_conversation,
    forget_message,
)
from sitegen.permalinks.ledger.resolution import ResolvedAddress, parse_address, resolve
from sitegen.permalinks.ledger.serialization import serialize_record
from sitegen.permalinks.ledger.withdrawn_words import Likeness, apart_key, compare_withdrawn

_MAX_NAMED = 10
"""Messages with similar words that the output names."""
_PUBLISHED = (RecordState.LIVE, RecordState.EDITED)


@click.command
@click.argument("address")
@click.option("--reason", required=True, help="Text of the tombstone; everybody can read it.")
@click.option("--except", "apart", metavar="ADDRESS", multiple=True, help="A message with similar words that stays.")
@content_option
@exit_on_content_error
def command(address: str, reason: str, apart: tuple[str, ...], content: Path | None) -> None:
    """Withdraw a message or a conversation for good.

    After the next `sitegen build`, its words are in no page, JSON export, source copy, index or ledger. A tombstone
    with the reason stays at ADDRESS. No other transcript publishes the same words, now or later. Clean the
    transcripts themselves and the git history yourself.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.state_folder, Path("site")).lock():
        for line in forget(archive, address, reason, today(), apart):
            print_line(line)


def forget(archive: Archive, address: str, reason: str, day: str, apart: Iterable[str] = ()) -> Iterator[str]:
    """Withdraw a message or a conversation; yield lines that say what was done and what remains to do.

    ``apart``: addresses of messages with similar words that stay.

    Raise `ContentError` if the address leads nowhere or to several messages, or if the reason is not one short line.
    """
    reason = checked_reason(reason)
    ledger = Ledger(archive.ledger_folder, archive.display_path(archive.ledger_folder))
    for given in (address, *apart):
        if is_foreign_url(given, archive.settings.site.url):
            raise ContentError(Problem("address-unknown", given))
    found = _find(ledger, address)
    record, message = found.record, found.message
    similar = list(_similar(ledger, record, message)) if message else []
    if message is None:
        record = forget_conversation(record, reason, day)
    else:
        excepted = [_find(ledger, other) for other in apart]
        stay = {_apart(message, each.record, other) for each in excepted for other in _messages(each)}
        stay |= {_apart(message, other, each) for other, each, likeness in similar if likeness is Likeness.SIMILAR}
        record = forget_message(record, message.anchor, reason, day, tuple(sorted(stay)))
    ledger.write(record.header, serialize_record(record))
    ledger.sync()
    slug = record.header.slug
    withdrawn = urls.message(slug, message.anchor) if message else urls.conversation(slug)
    yield f"Withdrew {withdrawn}: {reason}"
    path = f"{archive.display_path(archive.transcripts_folder)}/{record.header.source}"
    yield "Next: run `sitegen build` and publish; until then the words are still public."
    yield f"The words are still in {path} and in the git history; delete them there if they must not be kept."
    for other, each, likeness in similar[:_MAX_NAMED]:
        place = urls.message(other.header.slug, each.anchor)
        if message and (likeness is Likeness.SIMILAR or _apart(message, other, each) in stay):
            yield f"Similar words at {place} stay; withdraw them too if they must go."
        else:
            yield f"The same words at {place} will be withdrawn too."
    if len(similar) > _MAX_NAMED:
        yield f"There are {len(similar) - _MAX_NAMED} more messages with similar words."


def _find(ledger: Ledger, address: str) -> ResolvedAddress:
    target = parse_address(address)
    found = [each for each in resolve(target, map(ledger.read, ledger.files)) if each.is_known] if target else []
    if target is None or len(found) != 1 or target.number or target.drawing:
        if found and target and (target.number or target.drawing):
            problem = Problem("address-not-withdrawable", address, address=found[0].address)
        elif found:
            addresses = tuple(each.address for each in found)
            problem = Problem("address-of-several-messages", address, count=len(found), addresses=addresses)
        else:
            problem = Problem("address-unknown", address)
        raise ContentError(problem)
    return found[0]


def _apart(message: MessageRecord, record: ConversationRecord, other: MessageRecord) -> str:
    """Return what keeps another message apart from a withdrawn one, see `MessageRecord.apart`."""
    is_same = other.fingerprint == message.fingerprint
    return apart_key(record.header.key, other.anchor) if is_same else other.fingerprint


def _messages(found: ResolvedAddress) -> Sequence[MessageRecord]:
    return (found.message,) if found.message else found.record.messages


def _similar(
    ledger: Ledger, record: ConversationRecord, message: MessageRecord
) -> Iterator[tuple[ConversationRecord, MessageRecord, Likeness]]:
    """Yield published messages with the same or similar words, and their conversations."""
    for key in ledger.files:
        other = ledger.read(key)
        for each in other.messages if other.header.state is RecordState.LIVE else ():
            is_itself = (key, each.anchor) == (record.header.key, message.anchor)
            if each.state in _PUBLISHED and not is_itself and (likeness := compare_withdrawn(message, each)):
                yield other, each, likeness
