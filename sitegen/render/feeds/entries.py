"""Choose the entries of a feed: the newest conversations and essays, with texts that fit into XML and JSON.

The id of an entry is a UUID derived from the conversation's key in the ledger, so it does not change with title,
slug, file name or the site's URL, and feed readers show no conversation twice. That of an essay is derived from its
slug.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from heapq import nlargest
from typing import NamedTuple

from sitegen.model import Essay, Summary
from sitegen.permalinks import urls
from sitegen.text.invisible import spell_out_invisible
from sitegen.text.languages import detect_language_within

MAX_ENTRIES = 30
"""Entries in a feed."""
_NAMESPACE = uuid.UUID("b8a0e3d1-be14-4971-8951-d8197e34458d")  # random; must never change
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Update time of a feed without entries: Atom requires one, and output must not depend on the clock."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class DatedItem(NamedTuple):
    """A conversation or an essay with its times, which are parsed once for all feeds."""

    updated: datetime
    published: datetime
    item: Summary | Essay


class FeedEntry(NamedTuple):
    """Entry of a feed for a conversation or an essay."""

    id: str
    url: str
    title: str
    updated: str
    """RFC 3339."""
    published: str
    language: str
    """BCP 47 tag; empty if it is not known."""
    authors: tuple[str, ...]
    excerpt: str


class Feed(NamedTuple):
    """The content of a feed, whatever its format."""

    page: str
    """Address of the page with the same entries."""
    title: str
    entries: tuple[FeedEntry, ...]
    """Newest first."""

    @property
    def updated(self) -> str:
        """Return the time of the newest entry."""
        return self.entries[0].updated if self.entries else format_time(_EPOCH)


def dated_items(items: Iterable[Summary | Essay]) -> list[DatedItem]:
    """Return the items that have a date."""
    found = []
    for each in items:
        if isinstance(each, Essay):
            started = ended = parse_time(each.date)
        else:
            started, ended = parse_time(each.started), parse_time(each.ended)
        if started:
            found.append(DatedItem(max(started, ended or started), started, each))
    return found


def newest(items: Iterable[DatedItem], keys: Mapping[str, str]) -> list[DatedItem]:
    """Return the newest items, in order; ``keys`` maps slugs to keys of conversations in the ledger."""
    dated = list(items)
    oldest = min(nlargest(MAX_ENTRIES, (each.updated for each in dated)), default=_EPOCH)
    recent = [each for each in dated if each.updated >= oldest]
    return sorted(recent, key=lambda each: (each.updated, entry_id(each.item, keys)), reverse=True)[:MAX_ENTRIES]


def feed_entry(site_url: str, dated: DatedItem, keys: Mapping[str, str]) -> FeedEntry:
    """Return the entry of an item."""
    item = dated.item
    if isinstance(item, Summary):
        address, text = urls.conversation(item.slug), item.excerpt.text
        names = [_author_name(share.participant.name, share.participant.label) for share in item.shares]
        excerpt = f"{item.excerpt.speaker}: {text}" if item.excerpt.speaker and text else text
    else:
        address, text, names, excerpt = urls.essay(item.slug), item.description, [item.author], item.description
    url = urls.canonical(site_url, address)
    return FeedEntry(
        entry_id(item, keys),
        url,
        plain(item.title) or url,
        format_time(dated.updated),
        format_time(dated.published),
        plain(detect_language_within(f"{item.title} {text}", item.language)),
        tuple(map(plain, dict.fromkeys(filter(None, names)))),
        plain(excerpt),
    )


def entry_id(item: Summary | Essay, keys: Mapping[str, str]) -> str:
    """Return the permanent id of the entry of an item."""
    name = f"conversation {keys[item.slug]}" if isinstance(item, Summary) else f"essay {item.slug}"
    return uuid.uuid5(_NAMESPACE, name).urn


def plain(text: str) -> str:
    """Spell out invisible characters and those that XML forbids (controls, surrogates, U+FFFE, U+FFFF)."""
    return _NOT_XML.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", spell_out_invisible(text))


def _author_name(name: str, label: str) -> str:
    return f"{name} ({label})" if label not in ("", name) else name or "?"


def parse_time(time: str | None) -> datetime | None:
    """Parse an ISO 8601 time, as UTC if it has no time zone; None if it is not one."""
    try:
        moment = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def format_time(moment: datetime) -> str:
    """Format as RFC 3339."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
