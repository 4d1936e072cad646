"""The newest conversations and essays as an Atom feed (RFC 4287), ``feed.xml``.

An entry's id is a UUID made of what the ledger knows a conversation by, so that it stays where title, slug, file
name or the site's address change: no reader is told twice of one conversation. That of an essay is made of its slug.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sitegen.model import Essay, Summary
from sitegen.permalinks import urls
from sitegen.render.feeds.xml import Element, document, element, plain
from sitegen.render.templates import SiteInfo
from sitegen.text.languages import language_within

MOST = 30
"""Entries; the newest."""
_NAMESPACE = uuid.UUID("b8a0e3d1-be14-4971-8951-d8197e34458d")  # made up once, for ever
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries changed: it must say something, and there is no clock here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation or an essay as a feed tells of it."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    summary: str = ""
    language: str = ""


def feed(
    site: SiteInfo, summaries: Iterable[Summary], essays: Iterable[Essay], keys: Mapping[str, str]
) -> bytes:
    """The feed of a site that says where it is published. ``keys``: by slug, what the ledger knows conversations by.

    What has no date is left out: a feed is a list by time.
    """
    entries = sorted(
        (*_conversations(site, summaries, keys), *_essays(site, essays)),
        key=lambda each: (each.updated, each.id),
        reverse=True,
    )[:MOST]
    home = urls.public(site.url, urls.HOME)
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": site.language})
    element(root, "id", home)
    element(root, "title", site.title)
    if site.description:
        element(root, "subtitle", site.description)
    element(root, "link", rel="self", href=urls.absolute(site.url, urls.FEED))
    element(root, "link", rel="alternate", type="text/html", href=home)
    element(root, "updated", _time(max((each.updated for each in entries), default=_NEVER)))
    _author(root, site.author or site.title)
    element(root, "generator", "sitegen")
    if site.license:
        element(root, "rights", site.license.name)
    for each in entries:
        _write(root, each)
    return document(root)


def _write(root: Element, entry: Entry) -> None:
    made = element(root, "entry")
    if entry.language:
        made.set("xml:lang", plain(entry.language))
    element(made, "id", entry.id)
    element(made, "title", entry.title or entry.url)
    element(made, "link", rel="alternate", type="text/html", href=entry.url)
    element(made, "updated", _time(entry.updated))
    element(made, "published", _time(entry.published))
    for name in entry.authors:
        _author(made, name)
    if entry.summary:
        element(made, "summary", entry.summary)


def _author(parent: Element, name: str) -> None:
    element(element(parent, "author"), "name", name)


def _conversations(site: SiteInfo, summaries: Iterable[Summary], keys: Mapping[str, str]) -> Iterator[Entry]:
    for each in summaries:
        if began := moment_of(each.started):
            excerpt = each.excerpt
            words = f"{excerpt.speaker}: {excerpt.text}" if excerpt.speaker and excerpt.text else excerpt.text
            yield Entry(
                _urn("conversation", keys[each.slug]),
                each.title,
                urls.public(site.url, urls.conversation(each.slug)),
                began,
                max(began, moment_of(each.ended) or began),
                tuple(
                    dict.fromkeys(
                        _speaker(share.participant.name, share.participant.label) for share in each.shares
                    )
                ),
                words,
                language_within(f"{each.title} {excerpt.text}", each.language),
            )


def _essays(site: SiteInfo, essays: Iterable[Essay]) -> Iterator[Entry]:
    for each in essays:
        if when := moment_of(each.date):
            yield Entry(
                _urn("essay", each.slug),
                each.title,
                urls.public(site.url, urls.essay(each.slug)),
                when,
                when,
                (each.author,) if each.author else (),
                each.description,
                language_within(f"{each.title} {each.description}", each.language),
            )


def _speaker(name: str, label: str) -> str:
    return f"{name} ({label})" if label not in ("", name) else name or "?"


def _urn(kind: str, key: str) -> str:
    return uuid.uuid5(_NAMESPACE, f"{kind} {key}").urn


def moment_of(time: str | None) -> datetime | None:
    """An ISO 8601 time as a moment: where it names no zone, as if it were of UTC; None where there is none."""
    try:
        found = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _time(moment: datetime) -> str:
    """As RFC 3339 has it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
