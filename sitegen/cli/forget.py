"""Withdraw a message or a conversation for good: ``sitegen forget``."""

from collections.abc import Iterator
from pathlib import Path

import click

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
from sitegen.permalinks.ledger.resolution import parse_address, resolve
from sitegen.permalinks.ledger.serialization import serialize_record

_TOO_COMMON = 12  # characters of normalised text; shorter texts occur elsewhere by chance


@click.command
@click.argument("address")
@click.option("--reason", required=True, help="Text of the tombstone; everybody can read it.")
@content_option
@exit_on_content_error
def command(address: str, reason: str, content: Path | None) -> None:
    """Withdraw a message or a conversation for good.

    After the next `sitegen build`, its words are in no page, JSON export, source copy, index or ledger. A tombstone
    with the reason stays at ADDRESS. A later export with the same words does not publish them again. Clean the
    transcript itself and the git history yourself.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.state_folder, Path("site")).lock():
        for line in forget(archive, address, reason, today()):
            print_line(line)


def forget(archive: Archive, address: str, reason: str, day: str) -> Iterator[str]:
    """Withdraw a message or a conversation; yield lines that say what was done and what remains to do.

    Raise `ContentError` if the address leads nowhere or to several messages, or if the reason is not one short line.
    """
    reason = checked_reason(reason)
    ledger = Ledger(archive.ledger_folder, archive.display_path(archive.ledger_folder))
    address_target = parse_address(address)
    found = (
        [each for each in resolve(address_target, map(ledger.read, ledger.files)) if each.is_known]
        if address_target
        else []
    )
    if address_target is None or len(found) != 1 or address_target.number or address_target.drawing:
        if found and address_target and (address_target.number or address_target.drawing):
            problem = Problem("address-not-withdrawable", address, address=found[0].address)
        elif found:
            addresses = tuple(each.address for each in found)
            problem = Problem("address-of-several-messages", address, count=len(found), addresses=addresses)
        else:
            problem = Problem("address-unknown", address)
        raise ContentError(problem)
    record, message = found[0].record, found[0].message
    if message is None:
        record = forget_conversation(record, reason, day)
    else:
        record = forget_message(record, message.anchor, reason, day)
    ledger.write(record.header, serialize_record(record))
    slug = record.header.slug
    withdrawn = urls.message(slug, message.anchor) if message else urls.conversation(slug)
    yield f"Withdrew {withdrawn}: {reason}"
    yield from _remaining_steps(archive, ledger, record, message)


def _remaining_steps(
    archive: Archive, ledger: Ledger, record: ConversationRecord, message: MessageRecord | None
) -> Iterator[str]:
    path = f"{archive.display_path(archive.transcripts_folder)}/{record.header.source}"
    yield "Next: run `sitegen build` and publish; until then the words are still public."
    yield f"The words are still in {path} and in the git history; delete them there if they must not be kept."
    if message and len(message.excerpt) >= _TOO_COMMON:
        for key in ledger.files:
            other = ledger.read(key)
            for each in other.messages:
                is_there = (
                    each.state in (RecordState.LIVE, RecordState.EDITED) and other.header.state is RecordState.LIVE
                )
                if (
                    each.fingerprint == message.fingerprint
                    and is_there
                    and (key, each.anchor) != (record.header.key, message.anchor)
                ):
                    yield f"The same words are also at {urls.message(other.header.slug, each.anchor)}"
