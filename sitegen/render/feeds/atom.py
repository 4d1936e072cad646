"""Write the newest conversations and essays as an Atom feed (RFC 4287), ``feed.xml``.

The id of an entry is a UUID derived from the conversation's key in the ledger, so it does not change with title,
slug, file name or the site's URL, and feed readers show no conversation twice. That of an essay is derived from its
slug.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sitegen.model import Essay, Summary
from sitegen.permalinks import urls
from sitegen.render.feeds.xml import Element, add_element, document, xml_text
from sitegen.render.templates import SiteInfo
from sitegen.text.languages import detect_language_within

MAX_ENTRIES = 30
"""Entries in the feed."""
_NAMESPACE = uuid.UUID("b8a0e3d1-be14-4971-8951-d8197e34458d")  # random; must never change
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Update time of a feed without entries: Atom requires one, and output must not depend on the clock."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of the feed: a conversation or an essay."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    summary: str = ""
    language: str = ""


def atom_feed(site: SiteInfo, summaries: Iterable[Summary], essays: Iterable[Essay], keys: Mapping[str, str]) -> bytes:
    """Return the feed of a site with a public URL; undated entries are omitted.

    ``keys`` maps slugs to keys of conversations in the ledger.
    """
    entries = sorted(
        (*_conversation_entries(site, summaries, keys), *_essay_entries(site, essays)),
        key=lambda each: (each.updated, each.id),
        reverse=True,
    )[:MAX_ENTRIES]
    home = urls.canonical(site.url, urls.HOME)
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": site.language})
    add_element(root, "id", home)
    add_element(root, "title", site.title)
    if site.description:
        add_element(root, "subtitle", site.description)
    add_element(root, "link", rel="self", href=urls.absolute(site.url, urls.FEED))
    add_element(root, "link", rel="alternate", type="text/html", href=home)
    add_element(root, "updated", _format_time(max((each.updated for each in entries), default=_EPOCH)))
    _add_author(root, site.author or site.title)
    add_element(root, "generator", "sitegen")
    if site.license:
        add_element(root, "rights", site.license.name)
    for each in entries:
        _add_entry(root, each)
    return document(root)


def _add_entry(root: Element, entry: FeedEntry) -> None:
    node = add_element(root, "entry")
    if entry.language:
        node.set("xml:lang", xml_text(entry.language))
    add_element(node, "id", entry.id)
    add_element(node, "title", entry.title or entry.url)
    add_element(node, "link", rel="alternate", type="text/html", href=entry.url)
    add_element(node, "updated", _format_time(entry.updated))
    add_element(node, "published", _format_time(entry.published))
    for name in entry.authors:
        _add_author(node, name)
    if entry.summary:
        add_element(node, "summary", entry.summary)


def _add_author(parent: Element, name: str) -> None:
    add_element(add_element(parent, "author"), "name", name)


def _conversation_entries(site: SiteInfo, summaries: Iterable[Summary], keys: Mapping[str, str]) -> Iterator[FeedEntry]:
    for each in summaries:
        if started := parse_time(each.started):
            excerpt = each.excerpt
            text = f"{excerpt.speaker}: {excerpt.text}" if excerpt.speaker and excerpt.text else excerpt.text
            yield FeedEntry(
                _urn("conversation", keys[each.slug]),
                each.title,
                urls.canonical(site.url, urls.conversation(each.slug)),
                started,
                max(started, parse_time(each.ended) or started),
                tuple(
                    dict.fromkeys(
                        _author_name(share.participant.name, share.participant.label) for share in each.shares
                    )
                ),
                text,
                detect_language_within(f"{each.title} {excerpt.text}", each.language),
            )


def _essay_entries(site: SiteInfo, essays: Iterable[Essay]) -> Iterator[FeedEntry]:
    for each in essays:
        if date := parse_time(each.date):
            yield FeedEntry(
                _urn("essay", each.slug),
                each.title,
                urls.canonical(site.url, urls.essay(each.slug)),
                date,
                date,
                (each.author,) if each.author else (),
                each.description,
                detect_language_within(f"{each.title} {each.description}", each.language),
            )


def _author_name(name: str, label: str) -> str:
    return f"{name} ({label})" if label not in ("", name) else name or "?"


def _urn(kind: str, key: str) -> str:
    return uuid.uuid5(_NAMESPACE, f"{kind} {key}").urn


def parse_time(time: str | None) -> datetime | None:
    """Parse an ISO 8601 time, as UTC if it has no time zone; None if it is not one."""
    try:
        moment = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _format_time(moment: datetime) -> str:
    """Format as RFC 3339."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
