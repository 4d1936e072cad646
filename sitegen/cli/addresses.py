"""List every address that was ever published: ``sitegen addresses``."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from sitegen.archive.essays.links import is_foreign_url
from sitegen.archive.folder import open_archive
from sitegen.cli.console import exit_on_content_error, print_line
from sitegen.cli.options import content_option
from sitegen.model import serialization
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import (
    ConversationRecord,
    MessageRecord,
    RecordState,
)
from sitegen.permalinks.ledger.resolution import ResolvedAddress, parse_address, resolve
from sitegen.privacy.findings import mask_secrets

AddressItem = Mapping[str, Any]


@click.command
@click.option("--resolve", "url", metavar="URL", help="Show where an address leads now, however old it is.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array instead of lines.")
@content_option
@exit_on_content_error
def command(url: str | None, as_json: bool, content: Path | None) -> None:
    """List every address that was ever published.

    Each line has the address and its present state. Reads the ledger, content/ledger/, which `sitegen build` writes and
    which belongs in git. With --resolve, URL can be a full URL of this site, c/talk.html#m-kwfjsn7, or an anchor alone.
    Exit status 1: the address leads nowhere.
    """
    archive = open_archive(Path(), content)
    ledger = Ledger(archive.ledger_folder, archive.display_path(archive.ledger_folder))
    site_url = archive.settings.site.url
    if url is None:
        addresses = all_addresses(ledger)
    elif is_foreign_url(url, site_url):
        addresses = [_unknown(f"{url} is not an address of this site, {site_url}")]
    else:
        addresses = resolve_address(ledger, url)
    if as_json:
        click.echo(serialization.dump(addresses), nl=False)
    else:
        for each in addresses:
            print_line(mask_secrets(address_line(each)))
    sys.exit(1 if url is not None and not any(each["address"] for each in addresses) else 0)


def all_addresses(ledger: Ledger) -> list[AddressItem]:
    """Return every address of the ledger, by conversation, in the order of the messages."""
    records = sorted(map(ledger.read, ledger.files), key=lambda each: each.header.slug)
    return [line for account in records for line in _record_items(account)]


def _record_items(record: ConversationRecord) -> Iterator[AddressItem]:
    header = record.header
    yield {
        "address": urls.conversation(header.slug),
        "state": header.state,
        "since": header.since,
        "why": header.reason,
        "words": header.title,
        "former": [urls.conversation(slug) for slug in header.former_slugs],
    }
    for each in record.messages:
        yield {**_message_item(each), "address": urls.message(header.slug, each.anchor)}


def _message_item(message: MessageRecord) -> dict[str, Any]:
    return {
        "address": "",
        "state": message.state,
        "since": message.since,
        "why": message.reason,
        "words": message.excerpt,
        "former": list(message.former_anchors),
    }


def resolve_address(ledger: Ledger, url: str) -> list[AddressItem]:
    """Return where an address leads: mostly one item. The item's address is empty if the address is unknown."""
    address_target = parse_address(url)
    found = list(resolve(address_target, map(ledger.read, ledger.files))) if address_target else []
    if not found:
        return [_unknown(f"{url} was never an address of this archive, according to its ledger")]
    return [_resolved_item(each, is_alias=bool(address_target and address_target.number)) for each in found]


def _unknown(words: str) -> dict[str, Any]:
    return {"address": "", "state": "unknown", "since": "", "why": "", "words": words, "former": []}


def _resolved_item(found: ResolvedAddress, *, is_alias: bool) -> AddressItem:
    if not found.is_known:
        return _unknown(f"No message ever had this anchor. The page is {found.address}.")
    header = found.record.header
    item: dict[str, Any] = (
        _message_item(found.message)
        if found.message
        else {
            "since": header.since,
            "why": header.reason,
            "words": header.title,
            "former": list(header.former_slugs),
        }
    )
    item |= {"address": found.address, "state": found.state, "is_moved": found.is_moved}
    if found.message and header.state is not RecordState.LIVE:
        item |= {"since": header.since, "why": header.reason}
    return item | ({"is_alias": True} if is_alias else {})


def address_line(item: AddressItem) -> str:
    """Format an item of the list as one line."""
    state = item["state"] + (f" since {item['since']}" if item["since"] else "")
    parts = (
        item["address"] or "nowhere",
        state,
        "moved" if item.get("is_moved") else "",
        "a position is not a permanent address" if item.get("is_alias") else "",
        f"formerly {', '.join(item['former'])}" if item["former"] else "",
        f"“{item['words']}”" if item["words"] and item["address"] else item["words"],
        f"because: {item['why']}" if item["why"] else "",
    )
    return "  ".join(filter(None, parts))
